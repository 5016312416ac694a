"""The places, doctors, agreements and accounts of the benchmark's site, made by the services that coordinators use."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial

from django.utils import timezone

from maillage.bench.booking.patients import MOTIVES
from maillage.bench.booking.world import Account, World
from maillage.schemes import (
    Half,
    PatientGroup,
    Presence,
    Profession,
    ResourceKind,
    Status,
    WeeklyTemplate,
    scheme_named,
)
from maillage.site.accounts import roles
from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.services import Invitee
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.publishing import publish
from maillage.site.booking.fitting import fitting
from maillage.site.diaries import changing, writing
from maillage.site.diaries.writing import RuleData
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.rpps import key_of
from maillage.site.directory.services import PlaceData, ProfessionalData
from maillage.site.engagements import programmes
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation, Programme
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.engagements.services import EngagementData

WEEKS, COORDINATORS, RESERVES, PER_PLACE = 5, 2, 8, 2


def make_world(region: str, communes: Sequence[str], doctors: int) -> World:
    """Publish five weeks of ``doctors`` hospital doctors, two at each hospital of ``communes``."""
    agency = directory.create_organisation("Coordination d’essai", roles.AGENCY.code, regions=[region])
    monday = monday_after(timezone.localdate() + timedelta(days=9))
    people = make_doctors(doctors + RESERVES, communes[0], monday)
    givers, password = people[:doctors], secrets.token_urlsafe(16)
    made = [
        make_agreement(rank, person, communes[rank // PER_PLACE % len(communes)], region, monday)
        for rank, person in enumerate(givers)
    ]
    coordinators = [
        _account("coordination", rank, roles.COORDINATOR.code, agency, password) for rank in range(COORDINATORS)
    ]
    emails = [_account("medecin", rank, roles.DOCTOR.code, agency, password, one) for rank, one in enumerate(givers)]
    for programme in made:
        publish(programme, weeks=WEEKS)
    slots = _slots()
    return World(
        password=password,
        commune=communes[0],
        coordinators=[Account(email) for email in coordinators],
        doctors=[Account(email, _days(person)) for email, person in zip(emails, givers, strict=True)],
        reserves=[person.pk for person in people[doctors:]],
        programmes=[programme.pk for programme in made],
        slots=slots,
    )


def share_sessions(communes: Sequence[str], doctors: int) -> dict[int, Sequence[tuple[int, str]]]:
    """Open the diary of a practice: a doctor for each room, whose visits of different length share every morning.

    Returns for each session its slots, each with every visit that fits there while nobody has one.
    """
    before = set(_slots())
    house = directory.create_organisation("Cabinet d’essai", roles.PRACTICE.code)
    place = directory.create_place(
        PlaceData(
            reference="cabinet", name="Cabinet d’essai", kind=Place.Kind.PRACTICE, commune=communes[0],
            address="2 avenue de l’Hôpital", organisation=house, things=directory.rooms(doctors),
        )
    )  # fmt: skip
    monday = monday_after(timezone.localdate() + timedelta(days=9))
    people = directory.create_professionals(
        ProfessionalData(
            reference=f"cabinet-{rank}", first_name="Essai", last_name=f"Généraliste {_letters(rank)}",
            profession=Profession.GP, status=Status.PRACTISING, home=communes[0],
        )
        for rank in range(doctors)
    )  # fmt: skip
    rooms = place.resources.filter(kind=ResourceKind.ROOM).order_by("pk")
    for person, room in zip(people, rooms, strict=True):
        for weekday in range(5):
            rule = RuleData(
                place=place, professional=person, room=room, weekday=weekday, starts=time(8), ends=time(12),
                first=monday, last=monday + timedelta(weeks=WEEKS), motives=MOTIVES, on_holidays=True,
            )  # fmt: skip
            changing.apply(partial(writing.write_rule, None, rule, None), {}, None)
    slots = Slot.objects.select_related("session").in_bulk()
    return {
        session: [(pk, one.code) for pk in pks for one in fitting(slots[pk])]
        for session, pks in _slots().items()
        if session not in before
    }


def monday_after(day: date) -> date:
    """Return the Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % 7)


def make_doctors(count: int, home: str, since: date, first: int = 0) -> list[Professional]:
    """Create ``count`` hospital doctors with an RPPS number and an engagement, numbered from ``first`` on."""
    people = directory.create_professionals(
        ProfessionalData(
            reference=f"medecin-{rank}", first_name="Essai", last_name=f"Médecin {_letters(rank)}",
            profession=Profession.GP, status=Status.HOSPITAL, home=home, email=f"essai{rank}@maillage.example",
            rpps=_rpps(rank),
        )
        for rank in range(first, first + count)
    )  # fmt: skip
    scheme = scheme_named("shared_post")
    found = engagements.engage_all(scheme, [EngagementData(professional=one, starts=since) for one in people])
    for wanted in scheme.authorisations:
        engagements.answer(found, wanted.code, Authorisation.State.GRANTED, timezone.localdate())
    return people


def _rpps(rank: int) -> str:
    digits = f"10{rank:08d}"
    return f"{digits}{key_of(digits)}"


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def make_agreement(rank: int, person: Professional, commune: str, region: str, starts: date) -> Programme:
    """Create the agreement of a doctor: every half-day at one hospital, whose two rooms two doctors use."""
    name, key = f"Hôpital d’essai {rank // PER_PLACE}", f"hopital-{rank // PER_PLACE}"
    place = Place.objects.filter(reference=key).select_related("organisation").first()
    if place is None:
        house = directory.create_organisation(name, roles.ESTABLISHMENT.code)
        place = directory.create_place(
            PlaceData(
                reference=key, name=name, kind=Place.Kind.HOSPITAL, commune=commune, address="1 avenue de l’Hôpital",
                organisation=house, things=directory.rooms(PER_PLACE),
            )
        )  # fmt: skip
    halves = [Presence(weekday, half, key, person.resource.reference) for weekday in range(5) for half in Half]
    return programmes.create(
        ProgrammeData(
            scheme=scheme_named("shared_post"), name=f"Poste d’essai {rank}", pathway="Essai",
            template=WeeklyTemplate(starts, tuple(halves)), starts=starts, region=region,
            parties=[PartyData(organisation=place.organisation, key=key, place=place)],
        )
    )  # fmt: skip


def _account(
    who: str, rank: int, role: str, organisation: Organisation, password: str, person: Professional | None = None
) -> str:
    entry = None if person is None else person.pk
    invitee = Invitee(f"{who}{rank}@maillage.example", "Essai", _letters(rank), role, organisation, entry)
    _, token = accounts.invite(invitee, None)
    return accounts.accept(token, password=password).email


def _days(person: Professional) -> Sequence[Sequence[int]]:
    """Return the sessions of a doctor, by day."""
    days: defaultdict[date, list[int]] = defaultdict(list)
    given = Session.objects.given_by(Professional.objects.filter(pk=person.pk))
    for session in given.select_related("commune").order_by("starts"):
        days[session.day].append(session.pk)
    return list(days.values())


def _slots() -> dict[int, Sequence[int]]:
    """Return the slots of each session, without those kept for the regulation, which nobody of the crowd gets."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    open_to_all = Slot.objects.exclude(kept_for__contains=[PatientGroup.REGULATED.value])
    for pk, session in open_to_all.order_by("starts", "pk").values_list("pk", "session"):
        found[session].append(pk)
    return dict(found)
