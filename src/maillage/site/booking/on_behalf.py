"""Booking for somebody: by the regulator of unscheduled care, by a referrer, by a secretariat on the telephone.

One service, :func:`book_for`; what each may book follows from the windows of the scheme. The regulator takes slots that
are kept for the regulation in the territory of the service, until they begin; a referrer and a secretariat book what
the person could book.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from maillage.schemes import PatientFacts
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.accounts.scope import Scope
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import services
from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import Booker, Booking
from maillage.site.booking.slot_table import Mask, SlotTable
from maillage.site.booking.tokens import token_again
from maillage.site.geography.models import Commune
from maillage.site.refusals import NotAllowed

UNTIL_IT_BEGINS = timedelta(0)
CALLER = PatientFacts(has_treating_doctor=True, regulated=True)
"""A caller of the regulation, who was asked nothing."""


def service_of(user: User) -> Organisation:
    """Return the service of regulation of a user. Raises ``NotAllowed`` for anybody else."""
    return _organisation(user, roles.REGULATOR.code)


def territory_of(service: Organisation) -> Scope:
    """Return the territory of a service: where it reaches the slots that are kept for the regulation."""
    return Scope(
        regions=frozenset(service.regions.values_list("pk", flat=True)),
        departments=frozenset(service.departments.values_list("pk", flat=True)),
        intercommunalities=frozenset(service.intercommunalities.values_list("pk", flat=True)),
    )


def open_to_caller(found: SlotTable, commune: Commune, within: frozenset[str], now: datetime) -> Mask:
    """Return which slots the regulation may give a caller of ``commune`` (n,).

    ``within`` are the communes of the service's territory: outside of it, only slots that are not kept for it.
    """
    kept = found.open_to(commune, CALLER, now, UNTIL_IT_BEGINS) & found.in_communes(within)
    return kept | found.open_to(commune, replace(CALLER, regulated=False), now, UNTIL_IT_BEGINS)


def book_for_caller(
    slot_id: int, data: PatientData, key: str, by: User, *, same_day: bool = False, now: datetime | None = None
) -> Booking:
    """Book a slot for somebody who called the regulation: a name and a telephone are enough.

    ``same_day`` confirms that a second appointment on one day is intended.

    Raises ``NotAllowed``, and what :func:`.services.book` raises.
    """
    service = service_of(by)
    session = Slot.objects.filter(pk=slot_id).values("session")
    reached = Session.objects.filter(territory_of(service).in_territory("commune"), pk__in=session).exists()
    booker = Booker(by.pk, service.pk, BookedFor.Way.REGULATOR, UNTIL_IT_BEGINS)
    told = replace(data, regulated=reached)
    return services.book(slot_id, told, key, same_day=same_day, booker=booker, now=now)


def cancel(booked: BookedFor, by: User, *, now: datetime | None = None) -> Appointment:
    """Cancel what was booked for somebody; the slot is free again. Raises ``NotAllowed``, ``WrongState``."""
    if not BookedFor.objects.changeable_by(by).filter(pk=booked.pk).exists():
        raise NotAllowed("Ce rendez-vous n’a pas été pris par vous.")
    return services.cancel(token_again(booked.appointment_id), now=now)


def _organisation(user: User, role: str) -> Organisation:
    """Return the organisation that gave a user a role. Raises ``NotAllowed`` without it."""
    if not user.grants.may(Record.BOOKED_FOR, Act.CHANGE):
        raise NotAllowed("Votre compte ne prend pas de rendez-vous pour quelqu’un.")
    held = user.memberships.select_related("organisation").filter(role=role).order_by("pk").first()
    if held is None:
        raise NotAllowed("Votre compte ne prend pas de rendez-vous pour quelqu’un.")
    return held.organisation
