"""Territory: the communes, their groupings, locations and populations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from maillage.territory.former import FormerCommune, former_name, former_named, successors
from maillage.territory.load import load_territory
from maillage.territory.names import search_key
from maillage.territory.report import TerritoryReport
from maillage.territory.territory import FRANCE, Territory

if TYPE_CHECKING:
    from maillage.artefacts import ArtefactStore


def load_outlines(
    codes: Iterable[str] | None = None, store: ArtefactStore | None = None, tolerance_metres: float = 0.0
) -> dict[str, Any]:
    """Polygons of communes by code; see :func:`maillage.territory.outlines.load_outlines`."""
    from maillage.territory.outlines import load_outlines as load

    return load(codes, store, tolerance_metres)


__all__ = [
    "FRANCE",
    "FormerCommune",
    "Territory",
    "TerritoryReport",
    "former_name",
    "former_named",
    "load_outlines",
    "load_territory",
    "search_key",
    "successors",
]
