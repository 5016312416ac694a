"""Compile loops with Numba, keeping the machine code between runs wherever some folder can be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile ``function`` without Python objects; it releases the interpreter lock while it runs.

    Numba keeps machine code beside the source or in the user's cache (``NUMBA_CACHE_DIR`` names another folder).
    Where none of them can be written, as in a read-only install without a home, it compiles in each process instead.
    """
    compile_: Callable[..., Any] = numba.njit
    try:
        return compile_(nogil=True, cache=True)(function)
    except RuntimeError:
        return compile_(nogil=True)(function)
