"""Storing measurements: the access model of general practitioners, the supply of every profession.

The artefact ``access-model`` holds what is slow to compute (the demand that reaches each place, current access) beside
demand, supply and the groupings, and refers to its travel times and weights. ``supply`` holds the practitioners of
another profession by fee. An indicator is computed from both on first use.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from maillage.access import AccessModel
from maillage.access.weights import Weights
from maillage.artefacts import ArtefactStore
from maillage.errors import MaillageError
from maillage.site.geography import current as current_artefacts
from maillage.site.geography.models import CurrentArtefact
from maillage.site.geography.services import set_current
from maillage.site.geography.travel import TRAVEL_TIMES
from maillage.site.observatory.choice import GP
from maillage.site.observatory.models import IndicatorRun
from maillage.site.observatory.origin import MODELLED, OBSERVED, Origin
from maillage.site.observatory.reading import ACCESS_MODEL, PLANNED_ACCESS, store
from maillage.sources.catalogue import Holdings
from maillage.sources.catalogue.current import current_providers, loaded_providers
from maillage.sources.supply_by_fee import FEES, Providers
from maillage.travel import TravelTimes

if TYPE_CHECKING:
    from maillage.territory import Territory

SUPPLY, WEIGHTS = "supply", "access-weights"
WEIGHT_ARRAYS = ("start", "origin", "step", "table")
GROUPS = ("epci", "department", "region")
FEE_ARRAY = "fee_"


@transaction.atomic
def store_model(
    territory: Territory,
    model: AccessModel,
    artefacts: ArtefactStore | None = None,
    *,
    providers: Providers | None = None,
    vintage: str = "",
    current: bool = True,
    origin: Origin | None = None,
) -> IndicatorRun:
    """Store the access model for pages and scenarios; with ``current``, as the default vintage.

    ``providers`` are the same doctors by fee, if fees are known. Times and weights already in the store (memory-mapped
    from it) are only referred to, others are saved. Raises ``MaillageError`` if ``providers`` are not the model's
    doctors.
    """
    artefacts = artefacts or store()
    vintage = vintage or model.supply.vintage
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
    if providers is not None and providers.fees_known:
        if not np.allclose(providers.total(), model.supply.headcount):
            raise MaillageError("The doctors by fee are not those of the model. Read both from one file.")
        arrays |= _by_fee(providers)
    if model.offset is not None:
        arrays["offset"] = np.asarray(model.offset)
    told = origin if origin is not None else Origin(model.supply.origin)
    supply_modelled = told.kind == MODELLED
    modelled = bool(supply_modelled or model.demand.modelled)
    document = {
        "parameters": model.parameters.name,
        "per": model.parameters.per,
        "per_doctor": model.parameters.units_per_gp,
        "times": _times_kept(model.times, artefacts),
        "weights": _weights_kept(model.weights, artefacts),
        "supply": {"label": model.supply.label, "vintage": vintage, "modelled": supply_modelled},
        "demand": {"label": model.demand.label, "modelled": model.demand.modelled},
        "modelled": modelled,
        "vintage": vintage,
        "origin": told.as_dict(),
    }
    key = artefacts.save(ACCESS_MODEL, arrays, document)
    if current or not CurrentArtefact.objects.filter(kind=ACCESS_MODEL).exists():
        set_current(ACCESS_MODEL, key, vintage)
    return _run(ACCESS_MODEL, key, model.parameters.name, modelled, vintage)


@transaction.atomic
def store_planned(planned: NDArray[np.float64] | None, model: str, vintage: str) -> None:
    """Store access (n,) with the running programmes, computed with the ``model`` of that key; None: none runs."""
    if planned is None:
        CurrentArtefact.objects.filter(kind=PLANNED_ACCESS).delete()
        current_artefacts.forget()
        return
    key = store().save(PLANNED_ACCESS, {"access": np.asarray(planned, dtype=np.float64)}, {"model": model})
    set_current(PLANNED_ACCESS, key, vintage)


@transaction.atomic
def store_supply(
    territory: Territory,
    profession: str,
    providers: Providers,
    vintage: str,
    artefacts: ArtefactStore | None = None,
    *,
    current: bool = True,
    origin: Origin | None = None,
) -> IndicatorRun:
    """Store the practitioners of a profession other than GPs, whose supply is in the access model."""
    arrays = {"code": territory.code, "headcount": providers.total()}
    if providers.fees_known:
        arrays |= _by_fee(providers)
    document = {
        "profession": profession,
        "label": providers.label,
        "modelled": providers.modelled,
        "vintage": vintage,
        **({} if origin is None else {"origin": origin.as_dict()}),
    }
    key = (artefacts or store()).save(SUPPLY, arrays, document)
    kind = f"{SUPPLY}-{profession}"
    if current or not CurrentArtefact.objects.filter(kind=kind).exists():
        set_current(kind, f"{SUPPLY}/{key}", vintage)
    return _run(SUPPLY, key, profession, providers.modelled, vintage)


def _by_fee(providers: Providers) -> dict[str, NDArray[np.float64]]:
    return {f"{FEE_ARRAY}{fee}": np.asarray(providers.by_fee[fee], dtype=np.float64) for fee in FEES}


def _run(kind: str, key: str, parameters: str, modelled: bool, vintage: str) -> IndicatorRun:
    return IndicatorRun.objects.get_or_create(
        kind=kind, key=key, defaults={"parameters": parameters, "modelled": modelled, "vintage": vintage}
    )[0]


def store_supplies(territory: Territory, held: Holdings, artefacts: ArtefactStore | None = None) -> tuple[str, ...]:
    """Store every other profession: as loaded from the files of practitioners, else modelled; return them."""
    from maillage.sources.supply_by_fee import read_providers
    from maillage.sources.supply_modelled import modelled_professions, modelled_providers, vintage_of

    others = tuple(name for name in modelled_professions() if name != GP)
    for name in others:
        path, loaded = current_providers(held, name), loaded_providers(held, name)
        if path is None or loaded is None:
            store_supply(territory, name, modelled_providers(territory, name), vintage_of(name), artefacts)
        else:
            counted = read_providers(path, territory, name)
            origin = Origin(OBSERVED, str(loaded.year), loaded.producer)
            store_supply(territory, name, counted, str(loaded.year), artefacts, origin=origin)
    return others


def offered() -> dict[str, list[str]]:
    """Return the professions that can be shown, GPs first, with their vintages, the latest first (one query)."""
    runs = IndicatorRun.objects.filter(kind__in=(ACCESS_MODEL, SUPPLY)).order_by("kind", "parameters")
    found: dict[str, set[str]] = {}
    for kind, name, vintage in runs.values_list("kind", "parameters", "vintage"):
        found.setdefault(GP if kind == ACCESS_MODEL else name, set()).add(vintage)
    return {profession: sorted(years, reverse=True) for profession, years in found.items()}


def vintages(profession: str = GP) -> list[str]:
    """Return the vintages of a profession that can be shown, the latest first (one query)."""
    return offered().get(profession, [])


def current_vintage(profession: str = GP) -> str:
    """Return the default vintage, "" if nothing is stored (one query)."""
    kind = ACCESS_MODEL if profession == GP else f"{SUPPLY}-{profession}"
    return CurrentArtefact.objects.filter(kind=kind).values_list("vintage", flat=True).first() or ""


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
    """Return ``kind/key`` of the artefact that an array is mapped from; "" if it is not from this store."""
    while array is not None and not isinstance(array, np.memmap):
        array = array.base
    folder = Path(getattr(array, "filename", None) or "/").parent
    return f"{folder.parent.name}/{folder.name}" if folder.parent.parent == artefacts.root else ""
