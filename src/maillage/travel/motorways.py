"""The motorways of the mesh: chains of the communes at their interchanges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from maillage.parameters import load_toml
from maillage.territory import Territory


@dataclass(frozen=True)
class Motorways:
    """``roads`` maps the number of a road to the commune codes of its interchanges, in order."""

    roads: Mapping[str, Sequence[str]]

    @classmethod
    def load(cls, name: str = "mesh-motorways") -> Motorways:
        """The motorways of ``travel/parameters/<name>.toml``."""
        return cls(load_toml("maillage.travel", name, "set of motorways")["roads"])

    def sections(self) -> list[tuple[str, str]]:
        """Pairs of consecutive interchanges, without duplicates, in a fixed order."""
        pairs = (pair for codes in self.roads.values() for pair in pairwise(codes))
        return sorted({(min(pair), max(pair)) for pair in pairs})

    def ends(self, territory: Territory) -> NDArray[np.int64]:
        """(k, 2) positions of the two communes of each section, for sections with both ends in the territory."""
        at, _ = territory.locate([code for section in self.sections() for code in section])
        ends = at.reshape(-1, 2)
        return ends[(ends >= 0).all(axis=1)]
