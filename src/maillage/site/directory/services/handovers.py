"""A place passes from one organisation to another from a day on, with its things; the days before stay with the first.

Patients and doctors keep their days: the place stays where it is.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Reach
from maillage.site.directory.models import Place, PlaceHandover
from maillage.site.directory.services.organisations import may_keep
from maillage.site.directory.signals import place_handed_over
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed


@in_transaction
def hand_over(place: Place, after: Organisation, day: date, by: User | None) -> bool:
    """Let a place pass to another organisation from ``day`` on; return whether it has passed already.

    A later call replaces the day and the organisation until then. Raises ``NotAllowed`` outside the territory of
    ``by``, ``InvalidField`` for a day that is over or the organisation that keeps it.
    """
    row = _changeable(place, by)
    may_keep([after], by)
    if after.pk == row.organisation_id:
        raise InvalidField("to", "Cette organisation tient déjà ce lieu\u00a0: choisissez-en une autre.")
    today = timezone.localdate(timezone=row.commune.zone)
    if day < today:
        raise InvalidField("day", "Ce jour est passé\u00a0: donnez aujourd’hui ou un jour à venir.")
    with authored_by(by):
        found, _ = PlaceHandover.objects.update_or_create(
            place=row,
            done_at=None,
            defaults={"before": row.organisation, "after": after, "day": day, "decided_by": by},
        )
        return _carry_out(found, today)


@in_transaction
def keep_with(place: Place, by: User) -> None:
    """Leave a place with its organisation: the change that was planned is deleted. Raises ``NotAllowed``."""
    row = _changeable(place, by)
    with authored_by(by):
        if not PlaceHandover.objects.filter(place=row, done_at=None).delete()[0]:
            raise AlreadyDone("Aucun changement n’est prévu\u00a0: il est fait, ou annulé.")


def carry_out_handovers(now: datetime) -> int:
    """Carry out the changes whose day has come at the place, if who decided them is in charge still."""
    rows = PlaceHandover.objects.filter(done_at=None).select_related("place__commune__department", "decided_by")
    return sum(_carry_out_due(one, timezone.localdate(now, one.place.commune.zone)) for one in rows)


def waits_only_for_its_day(row: PlaceHandover) -> bool:
    """Return whether who decided a change is still in charge of the place and of its next organisation."""
    if row.decided_by is None:
        return False
    try:
        _check_charge(row.place, row.decided_by)
        may_keep([row.after], row.decided_by)
    except NotAllowed:
        return False
    return True


@in_transaction
def _carry_out_due(row: PlaceHandover, today: date) -> bool:
    if row.day > today or not waits_only_for_its_day(row):
        return False
    found = PlaceHandover.objects.select_for_update(of=("self",)).filter(pk=row.pk, done_at=None).first()
    if found is None:
        return False
    with authored_by(row.decided_by):
        return _carry_out(found, today)


def _carry_out(row: PlaceHandover, today: date) -> bool:
    place = row.place
    if row.day > today:
        return False
    place.organisation_id = row.after_id
    place.save(update_fields=["organisation"])
    row.done_at = timezone.now()
    row.save(update_fields=["done_at"])
    place_handed_over.send(Place, handover=row)
    return True


def _check_charge(place: Place, by: User) -> None:
    if not Place.objects.changeable_by(by, Reach.TERRITORY).filter(pk=place.pk).exists():
        raise NotAllowed("Ce lieu ne relève pas de votre compte.")


def _changeable(place: Place, by: User | None) -> Place:
    rows = Place.objects.select_for_update(of=("self",)).select_related("commune__department", "organisation")
    if by is not None:
        rows = rows.filter(pk__in=Place.objects.changeable_by(by, Reach.TERRITORY).values("pk"))
    row = rows.filter(pk=place.pk).first()
    if row is None:
        raise NotAllowed("Ce lieu ne relève pas de votre compte.")
    return row
