"""Booking for somebody: by the regulator of unscheduled care, a referrer, a secretariat on the telephone, a program.

What each may book follows from the windows of the scheme. The regulator takes slots that are kept for the regulation in
the territory of the service, until they begin; a referrer books what the person could book; whoever keeps a place books
there what the person could book, until it begins. What was booked is seen by the service of the regulator, by the
referrer alone, by those who keep the place.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Q, QuerySet

from maillage.schemes import PatientFacts
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.accounts.scope import Scope
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import services
from maillage.site.booking.models import Appointment, BookedFor, BookedForQuerySet
from maillage.site.booking.motives import motives
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import Booker, Booking
from maillage.site.booking.slot_table import Mask, SlotTable
from maillage.site.booking.tokens import token_again
from maillage.site.directory.models import Place
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


def open_to_caller(by: User, found: SlotTable, commune: Commune, treating: bool | None, now: datetime) -> Mask:
    """Return which slots the regulator ``by`` may give a caller of ``commune`` (n,); ``treating`` is not asked.

    Outside of the territory of the service, only slots that are not kept for the regulation.
    """
    del treating
    territory = territory_of(service_of(by)).in_territory()
    codes = {session.commune for session in found.sessions}
    within = frozenset(Commune.objects.filter(territory, pk__in=codes).values_list("pk", flat=True))
    kept = found.open_to(commune, CALLER, now, UNTIL_IT_BEGINS) & found.in_communes(within)
    return kept | found.open_to(commune, replace(CALLER, regulated=False), now, UNTIL_IT_BEGINS)


def open_to_person(by: User, found: SlotTable, commune: Commune, treating: bool | None, now: datetime) -> Mask:
    """Return which slots a person of ``commune`` may book (n,), whoever books for them."""
    del by
    return found.open_to(commune, PatientFacts(has_treating_doctor=treating is not False), now)


def open_at_own_places(by: User, found: SlotTable, commune: Commune, treating: bool | None, now: datetime) -> Mask:
    """Return which slots at the places that ``by`` keeps a person of ``commune`` may book (n,)."""
    places = set(own_places(by).values_list("pk", flat=True))
    here = np.array([session.place in places for session in found.sessions], dtype=np.bool_)
    facts = PatientFacts(has_treating_doctor=treating is not False)
    return found.open_to(commune, facts, now, UNTIL_IT_BEGINS) & here[found.session]


def own_places(by: User) -> QuerySet[Place]:
    """Return the places whose appointments the user keeps."""
    scope = by.grants.scope(Record.APPOINTMENT, Act.CHANGE, Reach.ORGANISATION)
    return Place.objects.filter(scope.hosted("organisation"))


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


def book_as_referrer(
    slot_id: int, data: PatientData, key: str, by: User, *, same_day: bool = False, now: datetime | None = None
) -> Booking:
    """Book a slot for somebody, as a town hall or a pharmacist does; without a contact, messages go to ``by``.

    Raises ``NotAllowed``, and what :func:`.services.book` raises.
    """
    organisation = _organisation(by, roles.REFERRER.code)
    booker = Booker(by.pk, organisation.pk, BookedFor.Way.REFERRER)
    reachable = bool(data.email.strip() or data.phone.strip())
    told = data if reachable else replace(data, email=by.email, helped=True)
    return services.book(slot_id, told, key, same_day=same_day, booker=booker, now=now)


def book_by_telephone(
    slot_id: int, data: PatientData, key: str, by: User, *, same_day: bool = False, motive: str = "",
    now: datetime | None = None,
) -> Booking:  # fmt: skip
    """Book a slot at a place that ``by`` keeps, for somebody who called; ``motive`` is for what, "" for the shortest.

    Raises ``NotAllowed``, and what :func:`.services.book` raises.
    """
    place = own_places(by).filter(sessions__slots=slot_id).first()
    if place is None:
        raise NotAllowed("Ce créneau n’est pas d’un lieu que vous tenez.")
    booker = Booker(by.pk, place.organisation_id, BookedFor.Way.SECRETARY, UNTIL_IT_BEGINS)
    return services.book(slot_id, data, key, same_day=same_day, motive=motive, booker=booker, now=now)


def motives_at_own_places(user: User, found: SlotTable) -> list[str]:
    """Return the codes of what can be booked at the places that a user keeps, in the order of the list."""
    places = set(own_places(user).values_list("pk", flat=True))
    given = {code for session in found.sessions if session.place in places for code, _ in session.motives}
    return [code for code in motives() if code in given]


def book_by_program(
    slot_id: int, data: PatientData, key: str, organisation: Organisation, reach: Scope, *, same_day: bool = False,
    now: datetime | None = None,
) -> Booking:  # fmt: skip
    """Book a slot for somebody as the program of an organisation does, with what the person could book.

    ``reach`` is the territory of its key. Organisations that send people to care book anywhere, others in their
    territory and at the places that they keep.

    Raises ``NotAllowed``, and what :func:`.services.book` raises.
    """
    if not reached_by_program(organisation, reach).filter(slots=slot_id).exists():
        raise NotAllowed("Ce créneau n’est pas de ceux que votre organisation réserve.")
    booker = Booker(None, organisation.pk, BookedFor.Way.PROGRAM)
    return services.book(slot_id, data, key, same_day=same_day, booker=booker, now=now)


def reached_by_program(organisation: Organisation, reach: Scope) -> QuerySet[Session]:
    """Return the sessions in which the program of an organisation may book."""
    if organisation.kind in roles.REFERRER.kinds:
        return Session.objects.all()
    kept = Q(host=organisation) | Q(host=None, place__organisation=organisation)
    return Session.objects.filter(reach.in_territory("commune") | kept)


def booked_by_program(organisation: Organisation) -> QuerySet[BookedFor]:
    """Return what the programs of an organisation have booked."""
    return BookedFor.objects.filter(organisation=organisation, way=BookedFor.Way.PROGRAM)


def by_telephone(user: User) -> BookedForQuerySet:
    """Return what was booked on the telephone at the places that a user keeps."""
    kept = Appointment.objects.changeable_by(user, Reach.ORGANISATION).order_by().values("pk")
    return BookedFor.objects.filter(way=BookedFor.Way.SECRETARY, appointment__in=kept)


def cancel(booked: BookedFor, by: User, *, now: datetime | None = None) -> Appointment:
    """Cancel what was booked for somebody; the slot is free again. Raises ``NotAllowed``, ``WrongState``."""
    theirs = Q(pk__in=BookedFor.objects.changeable_by(by).order_by().values("pk"))
    at_place = Q(pk__in=by_telephone(by).order_by().values("pk"))
    if not BookedFor.objects.filter(theirs | at_place, pk=booked.pk).exists():
        raise NotAllowed("Ce rendez-vous n’a pas été pris par vous.")
    return services.cancel(token_again(booked.appointment_id), now=now)


def _organisation(user: User, role: str) -> Organisation:
    """Return the organisation that gave a user a role. Raises ``NotAllowed`` without it."""
    held = user.memberships.select_related("organisation").filter(role=role).order_by("pk").first()
    if held is None or not user.grants.may(Record.BOOKED_FOR, Act.CHANGE):
        raise NotAllowed("Votre compte ne prend pas de rendez-vous pour quelqu’un.")
    return held.organisation
