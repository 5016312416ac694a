"""Priority territories: ranked by the sum of the ranks of five criteria, designated, adjusted by hand with a reason."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from maillage.errors import MaillageError, UnknownName, nearest_names
from maillage.parameters import load_toml
from maillage.sources.hospitals import EmergencySites, emergency_sites
from maillage.territory import FRANCE
from maillage.zoning.criteria import Criterion, measure
from maillage.zoning.quotas import shared_out
from maillage.zoning.reasons import reason_sentence

if TYPE_CHECKING:
    import pandas as pd

    from maillage.access import AccessModel
    from maillage.sources.need import Need
    from maillage.territory import Territory

METHOD = "designation-2025"
Level = Literal["epci", "department"]


@dataclass(frozen=True)
class CriterionValue:
    """A criterion of one territory: ``rank`` 1 is the most in need of the region; ``proxy`` marks a proxy figure."""

    value: float
    unit: str
    rank: float
    proxy: bool
    label: str


@dataclass(frozen=True)
class PriorityTerritory:
    """One territory with its figures. ``score`` (0-100): mean share of the region's territories that are better off.

    ``rank`` 1 is the most in need; ``positions`` are its communes within the region.
    """

    rank: int
    code: str
    name: str
    population: int
    score: float
    criteria: Mapping[str, CriterionValue]
    reason: str
    positions: tuple[int, ...]
    department: str = ""


@dataclass(frozen=True)
class Adjustment:
    """A manual change of the list: ``kind`` is ``add`` or ``remove``; reason and author are never empty."""

    code: str
    kind: Literal["add", "remove"]
    reason: str
    author: str
    date: datetime.date


@dataclass(frozen=True)
class Designation:
    """The designated territories, all that were compared, and the log of manual changes.

    ``candidates`` are all territories of the region with their rank and reason, which answers why one is not on the
    list; ``rows`` are the designated ones, ranked among themselves. ``modelled`` is true if supply is modelled.
    ``quota`` is their number by code of region, if they were chosen so.
    """

    rows: tuple[PriorityTerritory, ...]
    candidates: tuple[PriorityTerritory, ...]
    region: str
    level: str
    modelled: bool
    proxies: tuple[str, ...]
    adjustments: tuple[Adjustment, ...] = ()
    quota: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def population(self) -> int:
        """Inhabitants of the designated territories."""
        return sum(row.population for row in self.rows)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the designated territories, by rank."""
        return tuple(row.code for row in self.rows)

    def candidate(self, code: str) -> PriorityTerritory:
        """Return the territory with that code, designated or not. Raises ``UnknownName`` with the nearest names."""
        for row in self.candidates:
            if row.code == code:
                return row
        labels = {row.name: row.code for row in self.candidates}
        near = [f"{labels[name]} ({name})" for name in nearest_names(code, labels)]
        raise UnknownName("territory", code, near or nearest_names(code, labels.values()))

    def adjust(
        self,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        *,
        reason: str,
        author: str,
        date: datetime.date | None = None,
    ) -> Designation:
        """Return the list with territories added or removed by a person; the change is logged.

        Raises ``MaillageError`` without a reason or an author, and for a territory already on (or not on) the list;
        ``UnknownName`` for a code that was not compared.
        """
        if not reason.strip() or not author.strip():
            raise MaillageError("An adjustment of the list needs a reason and the name of who decides it.")
        when = date or datetime.datetime.now(datetime.UTC).date()
        chosen, log = set(self.codes), list(self.adjustments)
        for code in add:
            self.candidate(code)
            if code in chosen:
                raise MaillageError(f"Territory {code} is already designated. Leave it out.")
            chosen.add(code)
            log.append(Adjustment(code, "add", reason.strip(), author.strip(), when))
        for code in remove:
            self.candidate(code)
            if code not in chosen:
                raise MaillageError(f"Territory {code} is not designated, it cannot be removed.")
            chosen.remove(code)
            log.append(Adjustment(code, "remove", reason.strip(), author.strip(), when))
        return replace(self, rows=ranked(row for row in self.candidates if row.code in chosen), adjustments=tuple(log))

    def to_frame(self) -> pd.DataFrame:
        """Table ``rank,code,name,population,score`` and one column per criterion."""
        import pandas as pd

        names = list(self.candidates[0].criteria) if self.candidates else []
        records: list[dict[str, Any]] = []
        for row in self.rows:
            record: dict[str, Any] = {"rank": row.rank, "code": row.code, "name": row.name}
            record |= {"population": row.population, "score": round(row.score, 2)}
            records.append(record | {name: round(row.criteria[name].value, 3) for name in names})
        return pd.DataFrame(records, columns=["rank", "code", "name", "population", "score", *names])


def designate(
    territory: Territory,
    model: AccessModel,
    need: Need,
    count: int | Callable[[int], int],
    region: str,
    level: Level = "epci",
    hospitals: EmergencySites | None = None,
    method: str = METHOD,
    quota: Mapping[str, int] | Literal["population"] | None = None,
) -> Designation:
    """Designate the ``count`` territories of ``region`` most in need by the sum of ranks of the five criteria.

    ``region`` may be France or several regions (:meth:`Territory.resolve_regions`): all their territories are compared
    together. ``quota`` then says how many are designated in each region: numbers by region, in place of ``count``, or
    "population" to share ``count`` out by inhabitants.

    Access is that of the national model, so care across the region's border counts. Ties go to the larger population.
    ``count`` may be a function of the number of compared territories. ``hospitals``: the emergency departments, by
    default those that are authorised.
    If the method says so, the territory most in need of each department is designated first, then the others by score.
    Raises ``UnknownName`` for the region, ``MaillageError`` if fewer territories exist than requested.
    """
    rules = load_toml("maillage.zoning", method, "designation method")
    code = territory.resolve_regions(region)
    inside = territory.in_region(code)
    names, groups = territory.group_matrix(level, inside)
    label = getattr(territory, level)
    members = [inside[label[inside] == name] for name in names]
    sites = hospitals if hospitals is not None else emergency_sites(territory)
    criteria = measure(territory, model, need, sites, groups, members)
    candidates = _candidates(territory, level, names, members, criteria, rules, _compared_in(code))
    if callable(count):
        count = count(len(candidates))
    by_department = bool(rules["each_department"])
    numbers = {} if quota is None else _numbers(territory, candidates, count, quota, code)
    if quota is None:
        chosen = _choose(candidates, count, by_department, territory.place_name(code))
    else:
        chosen = _by_region(territory, candidates, numbers, by_department)
    proxies = tuple(name for name, criterion in criteria.items() if bool(criterion.proxy.any()))
    return Designation(ranked(chosen), candidates, code, level, model.supply.modelled, proxies, quota=numbers)


def _compared_in(region: str) -> str:
    return "de France" if region == FRANCE else "de ces régions" if "," in region else "de la région"


def _in_regions(
    territory: Territory, candidates: tuple[PriorityTerritory, ...]
) -> dict[str, tuple[PriorityTerritory, ...]]:
    found: dict[str, tuple[PriorityTerritory, ...]] = {}
    for row in candidates:
        region = territory.department_region[row.department]
        found[region] = (*found.get(region, ()), row)
    return found


def _numbers(
    territory: Territory,
    candidates: tuple[PriorityTerritory, ...],
    count: int,
    quota: Mapping[str, int] | Literal["population"],
    place: str,
) -> dict[str, int]:
    """How many territories each region gets. Raises ``MaillageError`` for a region that is not asked for."""
    if not isinstance(quota, Mapping):
        found = _in_regions(territory, candidates)
        people = {region: sum(row.population for row in rows) for region, rows in found.items()}
        return shared_out(count, people, {region: len(rows) for region, rows in found.items()})
    numbers = {territory.resolve_region(region): number for region, number in quota.items()}
    outside = sorted(region for region in numbers if place != FRANCE and region not in place.split(","))
    if outside:
        raise MaillageError(f"A quota names {territory.place_name(','.join(outside))}, which is not asked for.")
    if not any(numbers.values()):
        raise MaillageError("The quotas are all 0. Give a number of territories to at least one region.")
    return numbers


def _by_region(
    territory: Territory, candidates: tuple[PriorityTerritory, ...], numbers: Mapping[str, int], by_department: bool
) -> tuple[PriorityTerritory, ...]:
    """The territories most in need of each region, as many as ``numbers`` says."""
    found, chosen = _in_regions(territory, candidates), list[PriorityTerritory]()
    for region, number in numbers.items():
        if number:
            chosen += _choose(found.get(region, ()), number, by_department, territory.region_names[region])
    return tuple(chosen)


def _scores(criteria: Mapping[str, Criterion], rules: Mapping[str, Any], g: int) -> NDArray[np.float64]:
    """Weighted mean of the ranks, rescaled so that 100 is the most in need on every criterion and 0 the least."""
    weights = {name: float(rules["criteria"][name]["weight"]) for name in criteria}
    total = sum(weights[name] * criterion.rank for name, criterion in criteria.items()) / sum(weights.values())
    return np.asarray(100 * (g - total) / max(g - 1, 1), dtype=np.float64)


def _candidates(
    territory: Territory,
    level: str,
    names: list[str],
    members: list[NDArray[np.int64]],
    criteria: Mapping[str, Criterion],
    rules: Mapping[str, Any],
    place: str,
) -> tuple[PriorityTerritory, ...]:
    score = _scores(criteria, rules, len(names))
    label = getattr(territory, level)
    titles = territory.epci_names if level == "epci" else territory.department_names
    found: list[PriorityTerritory] = []
    for g, communes in enumerate(members):
        people = int(territory.population[communes].sum())
        everyone = int(territory.population[label == names[g]].sum())
        if people == 0 or people < rules["share_in_region"] * everyone:
            continue
        values = {
            name: CriterionValue(
                value=float(criterion.value[g]),
                unit=str(rules["criteria"][name]["unit"]),
                rank=float(criterion.rank[g]),
                proxy=bool(criterion.proxy[g]),
                label=str(rules["criteria"][name]["label"]),
            )
            for name, criterion in criteria.items()
        }
        found.append(
            PriorityTerritory(
                rank=0,
                code=names[g],
                name=titles.get(names[g], names[g]),
                population=people,
                score=float(score[g]),
                criteria=values,
                reason=reason_sentence(values, len(names), float(np.mean(criteria["apl"].value)), place),
                positions=tuple(communes.tolist()),
                department=_department(territory, communes),
            )
        )
    return ranked(found)


def _department(territory: Territory, communes: NDArray[np.int64]) -> str:
    codes, row = np.unique(territory.department[communes], return_inverse=True)
    return str(codes[np.bincount(row, weights=territory.population[communes]).argmax()])


def ranked(rows: Iterable[PriorityTerritory]) -> tuple[PriorityTerritory, ...]:
    """Rank territories among themselves by score; ties go to the larger population."""
    order = sorted(rows, key=lambda row: (-round(row.score, 9), -row.population, row.code))
    return tuple(replace(row, rank=rank) for rank, row in enumerate(order, start=1))


def _choose(
    candidates: tuple[PriorityTerritory, ...], count: int, each_department: bool, place: str
) -> tuple[PriorityTerritory, ...]:
    """Raises ``MaillageError`` if there are fewer ``candidates`` in ``place`` than ``count``."""
    if not 0 < count <= len(candidates):
        raise MaillageError(
            f"{count} territories asked for, {place} has {len(candidates)} that can be "
            f"designated. Ask for 1 to {len(candidates)}."
        )
    first: dict[str, PriorityTerritory] = {}
    if each_department:
        for row in candidates:
            first.setdefault(row.department, row)
    kept = [] if len(first) > count else list(first.values())
    codes = {row.code for row in kept}
    rest = [row for row in candidates if row.code not in codes]
    return tuple(kept + rest[: count - len(kept)])
