"""The file of a choice of openings: what was asked, the sites, and the proof."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from maillage.planning.openings.solver import Chosen
from maillage.tables import check_output, write_whole

KIND, FORMAT = "maillage-openings", 1


class Method(StrEnum):
    """What is best: the value of access gained, the least time to the nearest site, or the most people within reach."""

    ACCESS = "access"
    MEDIAN = "median"
    COVERAGE = "coverage"


@dataclass(frozen=True)
class SiteOpened:
    """A candidate: whether it is ``open`` in the choice, or ``already`` was.

    ``marginal`` is what it adds to the objective beside the other open sites. ``served`` is the demand that it serves;
    for access, the consultations a year that it adds.
    """

    id: str
    name: str
    commune: str
    open: bool
    already: bool
    marginal: float
    served: float


@dataclass(frozen=True)
class TerritoryGain:
    """Access of a territory before and after the openings."""

    code: str
    name: str
    population: int
    before: float
    after: float


@dataclass(frozen=True)
class Openings:
    """A choice of sites with its proof; ``objective``, ``bound`` and marginals are in ``unit``."""

    method: Method
    source: str
    count: int
    unit: str
    objective: float
    bound: float
    gap: float
    seconds: float
    sites: tuple[SiteOpened, ...]
    territories: tuple[TerritoryGain, ...] = ()
    mean: float | None = None
    share: float | None = None
    parameters: Mapping[str, float | str] = field(default_factory=dict[str, "float | str"])
    notices: tuple[str, ...] = ()

    @property
    def opened(self) -> tuple[SiteOpened, ...]:
        """The open sites."""
        return tuple(site for site in self.sites if site.open)

    def to_document(self) -> dict[str, Any]:
        """JSON-serialisable values; docs/schemas/openings.json describes them."""
        return {"kind": KIND, "format": FORMAT, **asdict(self)}

    def write(self, path: Path | str) -> None:
        """Write the file atomically. Raises ``BadInput`` for a suffix other than .json."""
        text = json.dumps(self.to_document(), ensure_ascii=False, indent=1)
        write_whole(check_output(path, (".json",)), lambda room: Path(room).write_text(text, encoding="utf-8"))


def sites_of(
    chosen: Chosen,
    names: Sequence[tuple[str, str, str]],
    already: frozenset[int],
    served: Sequence[float],
) -> tuple[SiteOpened, ...]:
    """The candidates, each with its (id, name, commune), in their order."""
    opened = set(chosen.sites.tolist())
    return tuple(
        SiteOpened(one, name, commune, k in opened, k in already, float(chosen.marginal[k]), float(served[k]))
        for k, (one, name, commune) in enumerate(names)
    )
