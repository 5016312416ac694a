"""Storing designated territories, so that pages can show them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from maillage.site.accounts.rights import Act, Record
from maillage.site.geography.models import Intercommunality, Region
from maillage.site.locks import LISTS, lock_in_order
from maillage.site.observatory.models import TerritoryList, ZoneAdjustment, ZoneCandidate, ZoneDesignation
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused

if TYPE_CHECKING:
    from maillage.site.accounts.models import User
    from maillage.zoning import Designation
    from maillage.zoning.official import OfficialList

LISTS_IN_WORDS = {
    "computed": "la liste calculée",
    "official": "la liste de l’État",
    "completed": "la liste de l’État, complétée par le calcul",
}


@transaction.atomic
def store_designation(
    designation: Designation, region: str, *, modelled: bool, official: OfficialList | None = None,
    basis: str | None = None,
) -> int:  # fmt: skip
    """Replace the computed list and the State's list of a region, and put one in force.

    ``basis`` is the list to put in force, None to keep the current choice. The figures of all compared territories are
    stored. If the State's list is unknown, the computed list is in force. Returns the length of the list in force.
    """
    ZoneCandidate.objects.filter(region=region).delete()
    computed, published = set(designation.codes), {row.code for row in official.rows} if official else set[str]()
    ZoneCandidate.objects.bulk_create(
        [
            ZoneCandidate(
                region_id=region, rank=zone.rank, epci_id=zone.code, reason=zone.reason, population=zone.population,
                score=zone.score, criteria={name: _plain(value) for name, value in zone.criteria.items()},
                computed=zone.code in computed, official=zone.code in published,
            )
            for zone in designation.candidates
        ]
    )  # fmt: skip
    chosen, _ = TerritoryList.objects.get_or_create(region_id=region)
    chosen.basis = (basis or chosen.basis) if official else TerritoryList.Basis.COMPUTED
    chosen.published, chosen.modelled = official.published if official else 0, modelled
    chosen.vintage, chosen.source = (official.vintage, official.in_french) if official else ("", "")
    chosen.save()
    return _put_in_force(chosen)


@transaction.atomic
def choose_list(region: Region, basis: str, by: User) -> TerritoryList:
    """Put another list of a region in force; changes made by hand stay.

    Raises ``NotAllowed`` for somebody else's region, ``AlreadyDone`` for the list that is in force, ``Refused`` for one
    that is not known.
    """
    if region.pk not in by.grants.scope(Record.ZONE, Act.CHANGE).regions:
        raise NotAllowed("Cette région ne relève pas de votre compte.")
    if basis not in TerritoryList.Basis.values:
        raise Refused("Choisissez une des listes proposées.")
    lock_in_order(LISTS, [zlib.crc32(region.pk.encode())])
    chosen = TerritoryList.objects.filter(region=region).first()
    if chosen is None or not ZoneCandidate.objects.filter(region=region).exists():
        raise Refused("La liste de cette région n’a pas encore été calculée. Lancez d’abord ce calcul.")
    if chosen.basis == basis:
        raise AlreadyDone(f"Rien à changer\u00a0: {LISTS_IN_WORDS[basis]} est déjà celle en vigueur.")
    if basis != TerritoryList.Basis.COMPUTED.value and not chosen.published:
        raise Refused("Aucune liste de l’État n’est connue pour cette région. Gardez la liste calculée.")
    chosen.basis, chosen.chosen_by, chosen.chosen_at = basis, by, timezone.now()
    chosen.save()
    _put_in_force(chosen)
    return chosen


def _put_in_force(chosen: TerritoryList) -> int:
    """Replace the designated territories of a region by those of the chosen list, with their stored figures."""
    # Imported late: the engine takes two seconds to load, and most processes never change a list.
    from maillage.zoning.official import Basis, codes_in_force

    compared = list(ZoneCandidate.objects.filter(region=chosen.region_id).order_by("rank"))
    codes = set(
        codes_in_force(
            [row.epci_id for row in compared],
            {row.epci_id for row in compared if row.computed},
            {row.epci_id for row in compared if row.official},
            Basis(chosen.basis),
        )
    )
    ZoneDesignation.objects.filter(region=chosen.region_id).delete()
    listed = [row for row in compared if row.epci_id in codes]
    rows = [
        ZoneDesignation(
            region_id=chosen.region_id, rank=rank, epci_id=row.epci_id, population=row.population, score=row.score,
            criteria=row.criteria, reason=row.reason, modelled=chosen.modelled, official=row.official,
        )
        for rank, row in enumerate(listed, start=1)
    ]  # fmt: skip
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
