"""What a scenario changes: the access model opened once per process from what was kept of it, and a column per gesture.

The artefact ``access-model`` holds what the model would otherwise compute (the demand that reaches each place, access
today) beside demand, supply and the groupings, and says where its travel times and weights are. Nothing of it is read
from the parameters again: a model kept before they changed answers as it was measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from maillage.access import AccessModel, Demand, Parameters, Supply
from maillage.access.weights import Weights
from maillage.artefacts import Artefact, ArtefactStore, DamagedArtefact
from maillage.site.geography.models import CurrentArtefact
from maillage.site.geography.services import set_current
from maillage.site.observatory.models import IndicatorRun
from maillage.site.observatory.reading import TRAVEL_TIMES, NotMeasured, store
from maillage.travel import TravelTimes

if TYPE_CHECKING:
    from maillage.territory import Territory

ACCESS_MODEL, WEIGHTS = "access-model", "access-weights"
WEIGHT_ARRAYS = ("start", "origin", "step", "table")
GROUPS = ("epci", "department", "region")
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Group:
    """Communes by group: ``number`` (n,) of each commune's group in ``codes``, -1 without one; sums by group."""

    codes: NDArray[np.str_]
    number: NDArray[np.int64]
    population: Floats
    consultations: Floats

    def means(self) -> Floats:
        """Access of each group, weighted by population, (groups,)."""
        return self.consultations / np.maximum(self.population, 1.0)


@dataclass(frozen=True, eq=False)
class Workbench:
    """An opened model with the groupings of its communes; ``per_doctor`` is the supply of one full-time doctor."""

    key: str
    model: AccessModel
    code: NDArray[np.str_]
    population: NDArray[np.int64]
    groups: Mapping[str, Group]
    per_doctor: float
    vintage: str
    modelled: bool
    mean: float

    def doctors(self, position: int) -> float:
        """Full-time doctors counted in a commune."""
        return float(self.model.supply.amount[position] / self.per_doctor)


@transaction.atomic
def store_model(territory: Territory, model: AccessModel, artefacts: ArtefactStore | None = None) -> IndicatorRun:
    """Keep the model for the what-if pages and make it the one they open.

    Times and weights that the store holds already (memory-mapped from it) are pointed at, others are saved.
    """
    artefacts = artefacts or store()
    arrays = {
        "code": territory.code,
        "population": territory.population,
        **{name: getattr(territory, name) for name in GROUPS},
        "demand_population": model.demand.population,
        "standardised": model.demand.standardised,
        "amount": model.supply.amount,
        "headcount": model.supply.headcount,
        "reach": np.asarray(model.D),
        "access": np.asarray(model.access()),
    }
    modelled = bool(model.supply.modelled or model.demand.modelled)
    document = {
        "parameters": model.parameters.name,
        "per": model.parameters.per,
        "per_doctor": model.parameters.units_per_gp,
        "times": _times_kept(model.times, artefacts),
        "weights": _weights_kept(model.weights, artefacts),
        "supply": {"label": model.supply.label, "vintage": model.supply.vintage, "modelled": model.supply.modelled},
        "demand": {"label": model.demand.label, "modelled": model.demand.modelled},
        "modelled": modelled,
        "vintage": model.supply.vintage,
    }
    key = artefacts.save(ACCESS_MODEL, arrays, document)
    set_current(ACCESS_MODEL, key, model.supply.vintage)
    return IndicatorRun.objects.get_or_create(
        kind=ACCESS_MODEL,
        key=key,
        defaults={"parameters": model.parameters.name, "modelled": modelled, "vintage": model.supply.vintage},
    )[0]


def _times_kept(times: TravelTimes, artefacts: ArtefactStore) -> str:
    return (
        _where(times.indices, artefacts)
        or f"{TRAVEL_TIMES}/{artefacts.save(TRAVEL_TIMES, times.arrays(), times.meta())}"
    )


def _weights_kept(weights: Weights, artefacts: ArtefactStore) -> str:
    found = _where(weights.origin, artefacts)
    if found:
        return found
    arrays = {name: getattr(weights, name) for name in WEIGHT_ARRAYS}
    return f"{WEIGHTS}/{artefacts.save(WEIGHTS, arrays, {})}"


def _where(array: Any, artefacts: ArtefactStore) -> str:
    """Artefact that an array is mapped from, ``kind/key``; nothing where it is not of this store."""
    while array is not None and not isinstance(array, np.memmap):
        array = array.base
    folder = Path(getattr(array, "filename", None) or "/").parent
    return f"{folder.parent.name}/{folder.name}" if folder.parent.parent == artefacts.root else ""


def _at(artefacts: ArtefactStore, where: str) -> Artefact:
    kind, _, key = where.partition("/")
    return artefacts.load(kind, key)


def vintages() -> list[str]:
    """Vintages that can be shown, the latest computed first (one query)."""
    found = IndicatorRun.objects.filter(kind=ACCESS_MODEL).order_by("-created").values_list("vintage", flat=True)
    return list(dict.fromkeys(found))


def workbench(vintage: str = "") -> Workbench:
    """The model of a vintage, by default the current one (one query). Raises ``NotMeasured``."""
    key = None
    if vintage:
        runs = IndicatorRun.objects.filter(kind=ACCESS_MODEL, vintage=vintage).order_by("-created")
        key = runs.values_list("key", flat=True).first()
    if key is None:
        key = CurrentArtefact.objects.filter(kind=ACCESS_MODEL).values_list("key", flat=True).first()
    if key is None:
        raise NotMeasured("no access model has been kept")
    return _open(store().root, key)


@lru_cache(maxsize=3)
def _open(root: Path, key: str) -> Workbench:
    artefacts = ArtefactStore(root)
    try:
        kept = artefacts.load(ACCESS_MODEL, key)
        times = TravelTimes.from_artefact(_at(artefacts, kept.meta["times"]))
        pairs = _at(artefacts, kept.meta["weights"]).arrays
    except (DamagedArtefact, KeyError) as damage:
        raise NotMeasured(f"the access model cannot be opened: {damage}") from damage
    arrays, meta = {name: np.asarray(array) for name, array in kept.arrays.items()}, kept.meta
    parameters = replace(Parameters.load(str(meta["parameters"])), per=float(meta["per"]))
    model = AccessModel.opened(
        times,
        Demand(arrays["demand_population"], arrays["standardised"], **meta["demand"]),
        Supply(arrays["amount"], arrays["headcount"], **meta["supply"]),
        parameters,
        # Plain arrays over the mapped files: the compiled loops take no subclass.
        Weights(**{name: np.asarray(pairs[name]) for name in WEIGHT_ARRAYS}),
        arrays["reach"],
        arrays["access"],
    )
    people, access = arrays["population"], model.access()
    return Workbench(
        key=key,
        model=model,
        code=arrays["code"],
        population=people,
        groups={name: _group(arrays[name], people, access) for name in GROUPS},
        per_doctor=float(meta["per_doctor"]),
        vintage=str(meta["vintage"]),
        modelled=bool(meta["modelled"]),
        mean=float(people @ access / people.sum()) if people.sum() else 0.0,
    )


def _group(labels: NDArray[np.str_], people: NDArray[np.int64], access: Floats) -> Group:
    codes, number = np.unique(labels, return_inverse=True)
    weight = people.astype(np.float64)
    group = Group(codes, number, np.bincount(number, weight), np.bincount(number, weight * access))
    if len(codes) and codes[0] == "":
        return Group(codes[1:], number - 1, group.population[1:], group.consultations[1:])
    return group


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a scenario does: ``rows`` are the communes that change, ``gain`` (rows,) what each gains or loses.

    Consultations per year and standardised inhabitant. ``before`` and ``after`` are (n,).
    """

    before: Floats
    after: Floats
    rows: NDArray[np.int64]
    gain: Floats
    unreachable: tuple[int, ...]

    @property
    def changes(self) -> bool:
        """Whether any commune changes."""
        return len(self.rows) > 0


def evaluate(bench: Workbench, doctors: Mapping[int, float]) -> Outcome:
    """Access with ``doctors[position]`` more (or fewer) full-time doctors, by the columns of the model."""
    change = bench.model.what_if({position: count * bench.per_doctor for position, count in doctors.items()})
    rows = change.rows
    return Outcome(change.before, change.after, rows, change.after[rows] - change.before[rows], change.unreachable)


@dataclass(frozen=True)
class GroupChange:
    """A group that changes: its means before and after, weighted by population."""

    code: str
    population: int
    before: float
    after: float

    @property
    def gain(self) -> float:
        """After minus before."""
        return self.after - self.before


def group_changes(bench: Workbench, outcome: Outcome, level: str) -> list[GroupChange]:
    """Groups of ``level`` with a commune that changes, by consultations gained, the most first."""
    group = bench.groups[level]
    number = group.number[outcome.rows]
    inside = number >= 0
    gained = np.bincount(
        number[inside], (bench.population[outcome.rows] * outcome.gain)[inside], minlength=len(group.codes)
    )
    touched = np.unique(number[inside])
    order = touched[np.argsort(-gained[touched], kind="stable")]
    people, before = group.population, group.means()
    return [
        GroupChange(
            str(group.codes[k]), int(people[k]), float(before[k]), float(before[k] + gained[k] / max(people[k], 1.0))
        )
        for k in order
    ]


def around(bench: Workbench, values: Floats, position: int) -> dict[str, float]:
    """Means over the groups of a commune and over France of ``values`` (n,), weighted by population."""
    found: dict[str, Any] = {}
    for level, group in bench.groups.items():
        k = group.number[position]
        if k >= 0:
            members = group.number == k
            found[level] = float(bench.population[members] @ values[members] / max(group.population[k], 1.0))
    total = bench.population.sum()
    return {**found, "france": float(bench.population @ values / total) if total else 0.0}
