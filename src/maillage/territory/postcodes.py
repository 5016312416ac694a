"""Postcodes of the communes, split on access, because most commands never use them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from numpy.typing import NDArray


class Postcodes(Sequence[tuple[str, ...]]):
    """The postcodes of each commune, ascending, from an array (n,) of texts in which they are joined by a space."""

    def __init__(self, joined: NDArray[Any]) -> None:
        """Use ``joined`` without copying it."""
        self._joined = joined

    def __len__(self) -> int:
        return len(self._joined)

    @overload
    def __getitem__(self, position: int) -> tuple[str, ...]: ...

    @overload
    def __getitem__(self, position: slice) -> Postcodes: ...

    def __getitem__(self, position: int | slice) -> tuple[str, ...] | Postcodes:
        found = self._joined[position]
        return Postcodes(found) if isinstance(position, slice) else tuple(str(found).split())
