"""Ask the processor to prefetch memory in loops with irregular access, which its hardware prefetcher cannot predict."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LINE_BYTES = 64  # size of a cache line on current processors
READ, KEEP_CLOSE, DATA = 0, 3, 1  # arguments of LLVM's llvm.prefetch


def _prefetch(_context: Any, array: Any, _place: Any) -> Any:
    """Prefetch the cache line of ``array[place]`` without waiting; an index outside the array is harmless."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        request = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        address = builder.bitcast(builder.gep(data, [values[1]]), byte)
        builder.call(request, [address, word(READ), word(KEEP_CLOSE), word(DATA)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


prefetch: Any = intrinsic(_prefetch)
