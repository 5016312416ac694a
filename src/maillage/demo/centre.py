"""Salaried centres of the demonstration: one employer, a centre of three rooms and its branch, six practitioners."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from maillage.demo.accounts import CENTRE_CARER_EMAIL, CENTRE_EMAIL, SECRETARIAT_EMAIL, open_account
from maillage.demo.centre_desk import create_desk
from maillage.demo.centre_week import (
    BRANCH,
    BRANCH_OF_THE_WEEK,
    CENTRE,
    HELD_DAYS,
    ROOMS_OF_THE_WEEK,
    DemoCentre,
    demo_centre,
)
from maillage.demo.directory import engage
from maillage.demo.people import LANDLINE, DemoSite, Names, Person, phone
from maillage.demo.world import WEEKS, World
from maillage.evaluation.centres import preset
from maillage.schemes import Half, Profession, Status, scheme_named
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.services import hold
from maillage.site.booking.models import Appointment
from maillage.site.booking.outcomes import mark
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import book
from maillage.site.booking.tokens import new_key
from maillage.site.centres import contracts, rotations, scenarios
from maillage.site.centres.contracts import ContractData
from maillage.site.centres.scenarios import ScenarioData
from maillage.site.centres.working_time import half_days_owed
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.directory.services import PlaceData, ProfessionalData
from maillage.site.engagements.models import Programme
from maillage.site.engagements.services import EngagementData

SCHEME = "salaried_centre"
HOURS = (35, 35, 35, 17.5, 35, 28)
"""Hours a week of the six people, in the order of the staff."""
Week = dict[tuple[int, Half], dict[Professional, Resource | None]]


def create_centre(world: World) -> Programme:
    """Create the centre with its people, put its week into the agenda, open the accounts of those who run it."""
    centre = demo_centre(world.sites, world.seed)
    employer = directory.create_organisation(f"Centre de santé salarié, {_town(centre.site)}", roles.CENTRE.code)
    places = [
        _place(CENTRE, "Centre de santé salarié", centre.site, employer, rooms=3),
        _place(BRANCH, "Antenne du centre de santé salarié", centre.branch, employer, rooms=1),
    ]
    scheme = scheme_named(SCHEME)
    people = [_professional(centre, *one) for one in centre.people]
    starts = _last_week(timezone.localdate())
    engage(scheme, [EngagementData(professional=person, starts=starts) for person in people])
    _contracts(employer, people, starts)
    open_account(Invitee(CENTRE_EMAIL, "Solène", "Bruyère", roles.CENTRE_MANAGER.code, employer))
    open_account(Invitee(SECRETARIAT_EMAIL, "Yanis", "Osier", roles.SECRETARY.code, employer))
    carer = people[0]
    open_account(Invitee(CENTRE_CARER_EMAIL, carer.first_name, carer.last_name, roles.DOCTOR.code, employer, carer.pk))
    manager = User.objects.get(email=CENTRE_EMAIL)
    _compare_budgets(employer, manager)
    row = rotations.draft(employer, starts, _seats(people, places), manager)
    rotations.put_in_agenda(row, WEEKS + (world.start - starts).days // 7, by=manager, today=starts)
    programme = Programme.objects.get(rotation=row)
    _hold_days(programme, starts, manager, world.seed)
    create_desk(employer, centre.site.commune, people, world.seed)
    return programme


def _contracts(employer: Organisation, people: list[Professional], starts: date) -> None:
    """Write the contracts of the team, and a day off of the last of them."""
    hours = dict(zip((person.pk for person in people), HOURS, strict=True))
    for person in people:
        weekly = int(hours[person.pk] * 60)
        rows = ContractData(professional=person, starts=starts, weekly_minutes=weekly, leave_days=25, visits=1)
        contract = contracts.sign(employer, rows, None)
        if person == people[-1]:
            monday = starts + timedelta(weeks=WEEKS + 6)
            off = person.home.calendar.working_days(monday, monday + timedelta(days=5))[0]
            contracts.take_leave(contract, "paid", AbsenceDates(off, off), None)


def _seats(people: list[Professional], places: list[Place]) -> Week:
    """Return the week of the demonstration, seat by seat: rooms, the branch, and visits for what is left."""
    known = {person.reference: person for person in people}
    rooms = {place.pk: list(place.resources.filter(kind="room").order_by("name")) for place in places}
    found: Week = {}
    left = {person: half_days_owed(int(hours * 60)) for person, hours in zip(people, HOURS, strict=True)}
    for rank, sitting in enumerate(ROOMS_OF_THE_WEEK):
        there = {known[one]: room for one, room in zip(sitting, rooms[places[0].pk], strict=True)}
        if rank in BRANCH_OF_THE_WEEK:
            there[known[BRANCH_OF_THE_WEEK[rank]]] = rooms[places[1].pk][0]
        found[rank // 2, tuple(Half)[rank % 2]] = dict(there)
        left = {person: count - (person in there) for person, count in left.items()}
    for there in found.values():
        outside = [person for person in people if person not in there and left[person] > 0]
        left = {person: count - (person in outside) for person, count in left.items()}
        there.update(dict.fromkeys(outside))
    return found


def _last_week(today: date) -> date:
    """Return the Monday of the week before that of ``today``."""
    return today - timedelta(days=today.weekday() + 7)


def _compare_budgets(employer: Organisation, manager: User) -> None:
    for rank, name in enumerate(("regional-2025", "revel-2024", "revel-2025"), start=1):
        case = preset(name)
        scenarios.save(employer, rank, ScenarioData(case.label, case.changes), manager)


def _hold_days(programme: Programme, first: date, manager: User, seed: int) -> None:
    """Let people come on the first days of a past week; those after wait for somebody to say so."""
    names = Names(seed + 7100, "patients.example", first_number=3000)
    past = Session.objects.filter(programme=programme).from_day(first, until=first + timedelta(days=HELD_DAYS))
    for session in past.order_by("starts"):
        for slot in Slot.objects.filter(session=session, kept_for=[]).order_by("starts"):
            _seen(session, slot, names.person(), manager)
        hold(session, manager)


def _seen(session: Session, slot: Slot, person: Person, manager: User) -> None:
    patient = PatientData(
        first_name=person.first_name, last_name=person.last_name, birth_year=1960, commune=session.commune_id,
        has_treating_doctor=False, phone=person.phone,
    )  # fmt: skip
    booked = book(slot.pk, patient, new_key(), now=slot.starts - timedelta(days=8))
    mark(booked.appointment, Appointment.State.SEEN, manager)


def _town(site: DemoSite) -> str:
    return site.name.rpartition(", ")[2]


def _place(reference: str, label: str, site: DemoSite, employer: Organisation, *, rooms: int) -> Place:
    return directory.create_place(
        PlaceData(
            reference=reference,
            name=f"{label}, {_town(site)}",
            kind=Place.Kind.HEALTH_CENTRE,
            commune=site.commune,
            address=f"3 place du Marché,{site.address.rpartition(',')[2]}",
            phone=phone(LANDLINE, 9000 + rooms),
            organisation=employer,
            things=directory.rooms(rooms),
        )
    )


def _professional(centre: DemoCentre, reference: str, profession: Profession, person: Person) -> Professional:
    return directory.create_professional(
        ProfessionalData(
            reference=reference,
            first_name=person.first_name,
            last_name=person.last_name,
            profession=profession,
            status=Status.SALARIED,
            home=centre.site.commune,
            email=person.email,
            phone=person.phone,
        )
    )
