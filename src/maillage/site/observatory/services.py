"""Storing what was measured and designated, so that pages can show it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from maillage.artefacts import ArtefactStore
from maillage.site.accounts.rights import Act, Record
from maillage.site.geography.models import Intercommunality, Region
from maillage.site.geography.services import set_current
from maillage.site.locks import lock_in_order
from maillage.site.observatory.models import IndicatorRun, ZoneAdjustment, ZoneCandidate, ZoneDesignation
from maillage.site.observatory.origin import Origin
from maillage.site.observatory.reading import ACCESS, store
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused

if TYPE_CHECKING:
    from maillage.site.accounts.models import User
    from maillage.zoning import Designation

LISTS = 4  # family of the lock: two people who change one region's list do it one after the other


class Grouped(Protocol):
    """Communes in the order of the arrays, with their groups: a territory, or what is kept of one."""

    @property
    def code(self) -> NDArray[np.str_]: ...
    @property
    def population(self) -> NDArray[np.int64]: ...
    @property
    def department(self) -> NDArray[np.str_]: ...
    @property
    def region(self) -> NDArray[np.str_]: ...
    @property
    def epci(self) -> NDArray[np.str_]: ...


@transaction.atomic
def store_access(
    territory: Grouped,
    access: NDArray[np.float64],
    *,
    parameters: str,
    modelled: bool,
    vintage: str,
    need_modelled: bool = True,
    origin: Origin | None = None,
    planned: NDArray[np.float64] | None = None,
    meta: Mapping[str, Any] | None = None,
    artefacts: ArtefactStore | None = None,
) -> IndicatorRun:
    """Keep access by commune (n,), and with the programmes that run where some do, and make it what the pages show.

    Consultations per year and standardised inhabitant. ``modelled`` is of the supply, ``need_modelled`` of the need.
    """
    arrays = {
        "code": territory.code,
        "population": territory.population,
        "department": territory.department,
        "region": territory.region,
        "epci": territory.epci,
        "access": np.asarray(access, dtype=np.float64),
    }
    if planned is not None:
        arrays["planned"] = np.asarray(planned, dtype=np.float64)
    either = modelled or need_modelled
    document = {
        **(meta or {}),
        "parameters": parameters,
        "modelled": either,
        "supply_modelled": modelled,
        "need_modelled": need_modelled,
        "vintage": vintage,
    }
    if origin is not None:
        document["origin"] = origin.as_dict()
    key = (artefacts or store()).save(ACCESS, arrays, document)
    set_current(ACCESS, key, vintage)
    return IndicatorRun.objects.get_or_create(
        kind=ACCESS, key=key, defaults={"parameters": parameters, "modelled": either, "vintage": vintage}
    )[0]


@transaction.atomic
def store_designation(designation: Designation, region: str, *, modelled: bool) -> int:
    """Replace the region's designated territories, and the rank of all that were compared.

    Returns how many are designated now.
    """
    ZoneDesignation.objects.filter(region=region).delete()
    ZoneCandidate.objects.filter(region=region).delete()
    ZoneCandidate.objects.bulk_create(
        [
            ZoneCandidate(region_id=region, rank=zone.rank, epci_id=zone.code, reason=zone.reason)
            for zone in designation.candidates
        ]
    )
    rows = [
        ZoneDesignation(
            region_id=region,
            rank=zone.rank,
            epci_id=zone.code,
            population=zone.population,
            score=zone.score,
            criteria={name: _plain(value) for name, value in zone.criteria.items()},
            reason=zone.reason,
            modelled=modelled,
        )
        for zone in designation.rows
    ]
    return len(ZoneDesignation.objects.bulk_create(rows))


def _plain(value: Any) -> dict[str, Any]:
    return {
        "value": None if np.isnan(value.value) else float(value.value),
        "unit": value.unit,
        "rank": float(value.rank),
        "proxy": bool(value.proxy),
        "label": value.label,
    }


@transaction.atomic
def adjust(region: Region, epci: Intercommunality, kind: str, reason: str, by: User) -> ZoneAdjustment:
    """Note a territory added or removed by hand, with its reason.

    Raises ``Refused`` without one, and for a list that is so of itself; ``AlreadyDone`` where somebody has done it.
    """
    if region.pk not in by.grants.scope(Record.ZONE, Act.CHANGE).regions:
        raise NotAllowed("Cette région ne relève pas de votre compte.")
    reason = " ".join(reason.split())
    if len(reason) < 10:
        raise Refused("Dites en une phrase pourquoi ce territoire est ajouté ou retiré.")
    lock_in_order(LISTS, [zlib.crc32(region.pk.encode())])
    latest = ZoneAdjustment.objects.filter(region=region, epci=epci).order_by("at", "pk").last()
    if latest is not None and latest.kind == kind:
        raise AlreadyDone("C’est déjà fait\u00a0: ce territoire " + ("est ajouté." if kind == "add" else "est retiré."))
    listed = ZoneDesignation.objects.filter(region=region, epci=epci).exists() if latest is None else kind != "add"
    if listed == (kind == ZoneAdjustment.Kind.ADD.value):
        raise Refused("Ce territoire est déjà dans la liste." if listed else "Ce territoire n’est pas dans la liste.")
    return ZoneAdjustment.objects.create(region=region, epci=epci, kind=kind, reason=reason[:500], author=by)
