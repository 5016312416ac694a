"""The portrait of a territory: its figure compared with others, its people, its parts, its map, its priority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.site.cartography import access_class
from maillage.site.geography.models import Intercommunality
from maillage.site.www import figures, french, toponyms
from maillage.site.www.figures import Figures
from maillage.site.www.public import people
from maillage.site.www.public.explorer import scales
from maillage.site.www.public.explorer.scales import Legend
from maillage.site.www.public.local_map import LocalMap
from maillage.site.www.public.portrait import Bar, against_mean
from maillage.site.www.public.territory import parts, priority
from maillage.site.www.public.territory.groups import Gathered, gathered
from maillage.site.www.public.territory.outlines import outline_map
from maillage.site.www.public.territory.parts import Parts
from maillage.site.www.public.territory.subjects import LEVELS, PEERS, WHOLE, Subject, Subjects, every

LEAST_SERVED = 10


@dataclass(frozen=True)
class TerritoryPortrait:
    """Contents of the page of a territory; ``parents`` are those it lies in, the largest first."""

    subject: Subject
    parents: list[Subject]
    kind: str
    population: int
    communes: int
    access: float
    klass: int
    sentence: str
    place: str
    bars: list[Bar]
    planned: float | None
    shares: list[dict[str, Any]]
    inequality: list[str]
    parts: Parts
    least: list[dict[str, Any]]
    doctors: float | None
    priority: priority.Priority | None
    inside: priority.Inside | None
    local: LocalMap | None
    map_slug: str
    around: Subject
    commune: str
    legend: Legend
    supply_modelled: bool
    key: str

    @property
    def beside(self) -> str:
        """Title of the comparison."""
        name = "Ce territoire" if self.subject.level == "epci" else self.subject.name
        return f"{name}, à côté des autres"


def portrait_of(subject: Subject, sort: str = "") -> TerritoryPortrait | None:
    """Return the portrait, its parts sorted by ``sort``; None without known inhabitants. Raises ``NotMeasured``."""
    now, found, known = figures.current(), gathered(), every()
    members = found.members(subject)
    if now is None or not found.measure.population[members].any():
        return None
    group = found.levels[subject.level]
    place = int(group.at(subject.code) or 0)
    access, counted = found.measure.access[members], found.measure.population[members]
    value, below = float(group.access[place]), people.below(access, counted)
    parents = _parents(found, known, subject, members)
    on_map = next(parent for parent in (subject, *parents[::-1]) if parent.level != "epci")
    whole, legend = subject.level == "france", scales.apl_legend(now.mean)
    return TerritoryPortrait(
        subject=subject,
        parents=parents,
        kind=_kind(subject, parents),
        population=int(group.population[place]),
        communes=len(members),
        access=value,
        klass=access_class(value),
        sentence="" if whole else against_mean(value, now.mean),
        place=below if whole else f"{_rank(found, subject, place)} {below}",
        bars=_bars(found, subject, parents),
        planned=_planned(found, members, value),
        shares=people.by_class(legend.classes, access, counted),
        inequality=people.inequality(access, counted, None if whole else found.spread),
        parts=parts.parts_of(found, now, known, subject, members, sort),
        least=[] if subject.level == "epci" or len(members) <= LEAST_SERVED else _least(found, now, known, members),
        doctors=float(group.doctors[place]) if group.doctors is not None else None,
        **_priority(found, subject, members),
        local=outline_map(now, members, subject.name) if subject.level == "epci" else None,
        map_slug=on_map.slug,
        around=on_map,
        commune=str(now.code[members[int(access.argmin())]]),
        legend=legend,
        supply_modelled=now.supply_modelled,
        key=now.key[:12],
    )


def _parents(found: Gathered, known: Subjects, subject: Subject, members: NDArray[np.int64]) -> list[Subject]:
    """Return France, then the region and the department of its largest commune."""
    largest = int(members[found.measure.population[members].argmax()])
    codes = {"department": found.measure.department, "region": found.measure.region}
    above = LEVELS[LEVELS.index(subject.level) + 1 :][::-1]
    named = [(level, WHOLE if level == "france" else str(codes[level][largest])) for level in above]
    return [known[place] for place in named if place in known]


def _kind(subject: Subject, parents: list[Subject]) -> str:
    """ "Département d’Occitanie", "Intercommunalité de l’Aveyron", "Région"."""
    nearest = parents[-1] if parents and parents[-1].level != "france" else None
    return f"{subject.kind} {nearest.of}" if nearest is not None else subject.kind


def _rank(found: Gathered, subject: Subject, place: int) -> str:
    group, (peers, order) = found.levels[subject.level], PEERS[subject.level]
    rank, count = french.number(int(group.rank[place])), french.number(int((group.population > 0).sum()))
    return f"Au rang {rank} des {count} {peers} de France, {order}."


def _bars(found: Gathered, subject: Subject, parents: list[Subject]) -> list[Bar]:
    rows = [(subject.short, subject, True), *((parent.name, parent, False) for parent in parents[::-1])]
    values = [float(found.levels[one.level].access[found.levels[one.level].at(one.code) or 0]) for _, one, _ in rows]
    longest = max(values) or 1.0
    return [
        Bar(label, value, f"{78 * value / longest:.1f}", here, "" if here else one.address)
        for (label, one, here), value in zip(rows, values, strict=True)
    ]


def _planned(found: Gathered, members: NDArray[np.int64], value: float) -> float | None:
    """Return access with the published plan, if it changes the formatted figure."""
    if found.measure.planned is None:
        return None
    planned = found.measure.mean(np.isin(np.arange(len(found.measure.code)), members), found.measure.planned)
    return planned if scales.grows(value, planned) else None


def _least(found: Gathered, now: Figures, known: Subjects, members: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Return the communes with the least access; equal ones by population, largest first."""
    lived = members[found.measure.population[members] > 0]
    order = lived[np.lexsort((-found.measure.population[lived], found.measure.access[lived]))][:LEAST_SERVED]
    rows = []
    for one in order.tolist():
        department = known.get(("department", str(now.department[one])))
        rows.append(
            {
                "code": str(now.code[one]),
                "name": toponyms.curly(str(now.name[one])),
                "department": department.name if department is not None else "",
                "population": int(now.population[one]),
                "access": float(now.access[one]),
                "class": access_class(float(now.access[one])),
            }
        )
    return rows


def _priority(found: Gathered, subject: Subject, members: NDArray[np.int64]) -> dict[str, Any]:
    regions = np.unique(found.measure.region[members]).tolist()
    if subject.level == "epci":
        row = Intercommunality.objects.get(pk=subject.code)
        return {"priority": priority.of_intercommunality(row, regions), "inside": None}
    codes = np.unique(found.measure.epci[members]).tolist()
    return {"priority": None, "inside": priority.inside(subject, codes, regions)}
