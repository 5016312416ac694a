"""The kinds of calls, one file each: a module of this package that holds a ``CallKind`` adds one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache

from maillage.site.calls.kind import CallKind


@lru_cache(maxsize=1)
def call_kinds() -> Mapping[str, CallKind]:
    """Return the kinds by code. Raises ``ValueError`` for a code found twice."""
    found: dict[str, CallKind] = {}
    for module in pkgutil.iter_modules(__path__):
        for value in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, CallKind):
                if value.code in found:
                    raise ValueError(f"Two kinds of call have the code '{value.code}'; the second is {module.name}.")
                found[value.code] = value
    return found
