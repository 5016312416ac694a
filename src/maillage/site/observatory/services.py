"""Storing designated territories, so that pages can show them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction

from maillage.site.accounts.rights import Act, Record
from maillage.site.geography.models import Intercommunality, Region
from maillage.site.locks import lock_in_order
from maillage.site.observatory.models import ZoneAdjustment, ZoneCandidate, ZoneDesignation
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused

if TYPE_CHECKING:
    from maillage.site.accounts.models import User
    from maillage.zoning import Designation

LISTS = 4  # family of the lock: two changes of one region's list are made one after the other


@transaction.atomic
def store_designation(designation: Designation, region: str, *, modelled: bool) -> int:
    """Replace the region's designated territories, and the ranks of all compared territories.

    Returns the number of designated territories.
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
    """Record that a territory was added or removed by hand, with the reason.

    Raises ``Refused`` without a reason, or if the computed list already says so; ``AlreadyDone`` if it was done before.
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
