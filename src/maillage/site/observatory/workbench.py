"""Opens measures once per process: an indicator by commune that answers scenarios, with its groupings.

A stored model keeps the parameters it was computed with. Indicators beside the APL are computed on first use, stored,
and then opened by all other processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from maillage.access import AccessModel, Demand, Parameters, Supply
from maillage.access.indicators import CoverageMethod, within
from maillage.access.measures import Measure, Nearest, WithinReach, two_step, two_step_parameters
from maillage.access.stored import stored_weights
from maillage.access.weights import Weights
from maillage.artefacts import Artefact, ArtefactStore, DamagedArtefact, recipe_of
from maillage.errors import StorageProblem
from maillage.site.geography.current import key_of
from maillage.site.locks import COMPUTING, lock_in_order
from maillage.site.observatory.choice import ALL_FEES, GP, MINUTES, UNBOUNDED, Choice, ShownIndicator, choose
from maillage.site.observatory.measurements import FEE_ARRAY, GROUPS, SUPPLY, WEIGHT_ARRAYS
from maillage.site.observatory.models import IndicatorRun
from maillage.site.observatory.origin import Origin
from maillage.site.observatory.reading import ACCESS_MODEL, NotMeasured, store
from maillage.site.plans.questions import Measured
from maillage.territory.groups import mean
from maillage.travel import TravelTimes

INDICATOR = "indicator"
RECIPE = 1  # increase when the computation of indicators changes, so that stored ones are computed again
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Group:
    """Communes by group: ``number`` (n,) is each commune's index in ``codes``, -1 without group; people by group."""

    codes: NDArray[np.str_]
    number: NDArray[np.int64]
    population: Floats


@dataclass(frozen=True, eq=False)
class Workbench:
    """An opened measure with the groupings of its communes; ``key`` changes when the figures change.

    ``kept_as`` is the key of its access model.

    ``practitioners`` (n,) are those counted, full-time; one of them is ``per_doctor`` units of the measure's supply.
    ``supply_modelled`` and ``need_modelled`` say what was modelled; ``fees_known`` whether a fee can be chosen.
    """

    key: str
    kept_as: str
    choice: Choice
    model: Measure
    code: NDArray[np.str_]
    population: NDArray[np.int64]
    groups: Mapping[str, Group]
    practitioners: Floats
    per_doctor: float
    vintage: str
    supply_modelled: bool
    need_modelled: bool
    origin: Origin
    fees_known: bool
    mean: float

    @property
    def modelled(self) -> bool:
        """Whether supply or need is modelled."""
        return self.supply_modelled or self.need_modelled

    @property
    def unmeasured(self) -> NDArray[np.bool_]:
        """(n,) communes of departments with unknown population: a figure of 0 there has no meaning."""
        departments = self.groups["department"]
        return np.isin(departments.number, np.flatnonzero(departments.population == 0))

    def doctors(self, position: int) -> float:
        """Return the full-time practitioners counted in a commune."""
        return float(self.practitioners[position])


@dataclass(frozen=True, eq=False)
class _Ground:
    """Data shared by all measures of a site: communes, people, groupings, travel times, and the model of GPs."""

    model: AccessModel
    code: NDArray[np.str_]
    population: NDArray[np.int64]
    labels: Mapping[str, tuple[NDArray[np.str_], NDArray[np.int64]]]
    times_at: str
    arrays: Mapping[str, NDArray[Any]]
    meta: Mapping[str, Any]

    def groups(self) -> dict[str, Group]:
        people = self.population.astype(np.float64)
        found: dict[str, Group] = {}
        for level, (codes, number) in self.labels.items():
            inside = number >= 0
            count = len(codes)
            population: Floats = np.bincount(number[inside], people[inside], minlength=count).astype(np.float64)
            found[level] = Group(codes, number, population)
        return found


def workbench(choice: Choice | None = None) -> Workbench:
    """Open a measure, by default the APL of GPs; an unknown vintage is replaced by the current one.

    Up to three queries. Raises ``NotMeasured`` if nothing of the profession is stored.
    """
    choice = choice or Choice()
    kind = ACCESS_MODEL if choice.profession == GP else SUPPLY
    asked = _key_of_vintage(kind, choice) if choice.vintage else None
    if asked is None:
        # Addresses with invented vintages must not fill the cache of opened measures.
        choice = choice.of("")
    if choice.profession == GP:
        key = asked or _current(ACCESS_MODEL)
        return _open(store().root, key, key, choice)
    return _open(store().root, _current(ACCESS_MODEL), asked or _current(f"{SUPPLY}-{choice.profession}"), choice)


def forget() -> None:
    """Close the measures that this process has opened."""
    _open.cache_clear()
    _ground.cache_clear()


def measured() -> Measured:
    """Return the model of general practitioners that plans are made with. Raises ``NotMeasured``."""
    bench = workbench()
    assert isinstance(bench.model, AccessModel), "the APL of general practitioners is a model of access"
    return Measured(bench.code, bench.model, bench.vintage)


def _key_of_vintage(kind: str, choice: Choice) -> str | None:
    runs = IndicatorRun.objects.filter(kind=kind, vintage=choice.vintage)
    if kind == SUPPLY:
        runs = runs.filter(parameters=choice.profession)
    return runs.order_by("-created").values_list("key", flat=True).first()


def _current(kind: str) -> str:
    key = key_of(kind)
    if key is None:
        raise NotMeasured(f"nothing of kind '{kind}' has been kept")
    return str(key).rpartition("/")[2]


def _at(artefacts: ArtefactStore, where: str) -> Artefact:
    kind, _, key = where.partition("/")
    return artefacts.load(kind, key)


@lru_cache(maxsize=3)
def _ground(root: Path, key: str) -> _Ground:
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
        # Plain arrays over the mapped files: the compiled loops accept no subclass.
        Weights(**{name: np.asarray(pairs[name]) for name in WEIGHT_ARRAYS}),
        arrays["reach"],
        arrays["access"],
        arrays.get("offset"),
    )
    labels = {name: _labels(arrays[name]) for name in GROUPS}
    return _Ground(model, arrays["code"], arrays["population"], labels, str(meta["times"]), arrays, meta)


def _labels(labels: NDArray[np.str_]) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """Return the groups and the index of each commune's group, -1 for an empty label."""
    codes, number = np.unique(labels, return_inverse=True)
    return (codes[1:], number - 1) if len(codes) and codes[0] == "" else (codes, number)


@lru_cache(maxsize=16)
def _open(root: Path, model: str, supply: str, choice: Choice) -> Workbench:
    ground = _ground(root, model)
    arrays, meta = ground.arrays, ground.meta
    if choice.profession != GP:
        try:
            kept = ArtefactStore(root).load(SUPPLY, supply)
        except DamagedArtefact as damage:
            raise NotMeasured(f"the supply cannot be opened: {damage}") from damage
        if not np.array_equal(kept.arrays["code"], ground.code):
            raise NotMeasured(f"the supply of '{choice.profession}' is of another geography than the access model")
        arrays, meta = {name: np.asarray(array) for name, array in kept.arrays.items()}, kept.meta
    fees_known = f"{FEE_ARRAY}{ALL_FEES}" in arrays
    if not fees_known:
        choice = replace(choice, fee=ALL_FEES)
    key = recipe_of(RECIPE, model, supply, *_written(choice))
    counted = _counted(arrays, choice.fee)
    apl = choice.indicator == ShownIndicator.APL
    per_doctor = float(meta["per_doctor"]) if apl else 1.0
    measure = _apl(ground, counted, choice.fee) if apl else _indicator(root, ground, counted, choice)
    people, values = ground.population, measure.access()
    return Workbench(
        key=key,
        kept_as=model,
        choice=choice,
        model=measure,
        code=ground.code,
        population=people,
        groups=ground.groups(),
        practitioners=ground.model.supply.amount / per_doctor if apl and choice.fee == ALL_FEES else counted,
        per_doctor=per_doctor,
        vintage=str(meta["vintage"]),
        supply_modelled=bool(meta["supply"]["modelled"] if choice.profession == GP else meta["modelled"]),
        need_modelled=apl and bool(meta["demand"]["modelled"]),
        origin=Origin.of(meta, bool(meta["supply"]["modelled"] if choice.profession == GP else meta["modelled"])),
        fees_known=fees_known,
        mean=mean(ground.population, values),
    )


def _written(choice: Choice) -> tuple[str, str, int, str]:
    return choice.profession, choice.indicator.value, choice.minutes, choice.fee


def _counted(arrays: Mapping[str, NDArray[Any]], fee: str) -> Floats:
    """Return the practitioners with an accepted fee, (n,)."""
    if fee == ALL_FEES:
        return np.asarray(arrays["headcount"], dtype=np.float64)
    kept = CoverageMethod.load().kept(fee)
    return np.asarray(np.sum([arrays[f"{FEE_ARRAY}{one}"] for one in kept], axis=0), dtype=np.float64)


def _apl(ground: _Ground, counted: Floats, fee: str) -> AccessModel:
    """Return the model of GPs with the chosen fee: their share of each commune's supply."""
    model = ground.model
    if fee == ALL_FEES:
        return model
    everyone = model.supply.headcount
    share = np.divide(counted, everyone, out=np.zeros(len(counted)), where=everyone > 0)
    # The official figures do not distinguish fees, so the figure for some doctors starts without their offset.
    independent = model.with_offset(None)
    return independent.with_supply(replace(model.supply, amount=model.supply.amount * share, headcount=counted))


def _indicator(root: Path, ground: _Ground, counted: Floats, choice: Choice) -> Measure:
    """Return an indicator beside the APL, from the store, or computed and stored."""
    times, people = ground.model.times, ground.population.astype(np.float64)
    minutes = float(choice.minutes) or times.limit_seconds / 60.0
    artefacts = ArtefactStore(root)
    recipe = recipe_of(RECIPE, ground.times_at, choice.indicator.value, minutes, counted, people)
    with transaction.atomic():
        if artefacts.find(INDICATOR, recipe) is None:
            lock_in_order(COMPUTING, [0])
        weights = stored_weights(times, within(minutes))
        arrays = _kept(artefacts, recipe, lambda: _compute(ground, counted, people, choice, weights))
    if choice.indicator == ShownIndicator.NEAREST:
        return Nearest(times, weights, counted, arrays["values"], arrays["where"])
    if choice.indicator == ShownIndicator.SHARED:
        demand = Demand(people, people, modelled=False, label="population")
        care = replace(ground.model.supply, amount=counted, headcount=counted)
        parameters = two_step_parameters(minutes)
        return AccessModel.opened(times, demand, care, parameters, weights, arrays["reach"], arrays["values"])
    return WithinReach(weights, counted, arrays["scale"], arrays["values"])


def _kept(artefacts: ArtefactStore, recipe: str, build: Any) -> dict[str, NDArray[Any]]:
    """Return the stored arrays of an indicator; computed for this process alone if the store is not writable."""
    try:
        found = artefacts.cached(INDICATOR, recipe, lambda: (build(), {}))
    except StorageProblem:
        return build()
    return {name: np.asarray(array) for name, array in found.arrays.items()}


def _compute(
    ground: _Ground, counted: Floats, people: Floats, choice: Choice, weights: Weights
) -> dict[str, NDArray[Any]]:
    times, minutes = ground.model.times, float(choice.minutes)
    if choice.indicator == ShownIndicator.NEAREST:
        near = Nearest.of(times, counted, weights)
        return {"values": near.values, "where": near.where}
    if choice.indicator == ShownIndicator.SHARED:
        shared = two_step(times, people, counted, minutes, weights)
        return {"values": shared.access(), "reach": shared.D}
    if choice.indicator == ShownIndicator.COUNT:
        reach = WithinReach.count(times, counted, minutes, weights)
    else:
        reach = WithinReach.density(times, people, counted, minutes, weights)
    return {"values": reach.values, "scale": reach.scale}


def compute_indicators() -> int:
    """Compute every indicator of the GPs, so that the first visitor does not wait; return how many there are."""
    asked = [
        choose(GP, indicator, minutes)
        for indicator in ShownIndicator
        for minutes in (MINUTES[:1] if indicator in UNBOUNDED else MINUTES)
    ]
    for choice in asked:
        workbench(choice)
    # Close them: this process shows nothing, and the mapped weights would count as its memory.
    forget()
    return len(asked)
