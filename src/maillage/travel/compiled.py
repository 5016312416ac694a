"""Compile loops with Numba, with machine code cached between runs if any cache folder is writable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile ``function`` in nopython mode; it releases the global interpreter lock while it runs.

    Numba caches machine code beside the source or in the user's cache (``NUMBA_CACHE_DIR`` names another folder). If
    none of them is writable, as in a read-only install without a home, each process compiles again.
    """
    compile_: Callable[..., Any] = numba.njit
    try:
        return compile_(nogil=True, cache=True)(function)
    except RuntimeError:
        return compile_(nogil=True)(function)
