"""Teleconsultations of an invented territory: two sites with a kit, a session today, appointments in several states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from maillage.demo.accounts import REMOTE_DOCTOR_EMAIL, REMOTE_NURSE_EMAIL, open_account
from maillage.demo.directory import engage
from maillage.demo.people import LANDLINE, Names, phone
from maillage.demo.world import World
from maillage.schemes import DatedDay, DatedTemplate, Half, Profession, ResourceKind, Status, scheme_named
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.publishing import publish
from maillage.site.booking.models import Appointment
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import book
from maillage.site.booking.tokens import new_key, token_again
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.services import PlaceData, ProfessionalData, ThingData
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import ProgrammeData
from maillage.site.engagements.services import EngagementData
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import current_times, journey
from maillage.site.remote.course import Act, State
from maillage.site.remote.services import act, act_as_patient, courses_of

SCHEME = "teleconsultation"
PROGRAMME = "Téléconsultation assistée"
ALBI, TARN_SITES = "81004", ("81003", "81308")
"""The doctor's town; Alban and Valence-d’Albigeois, each about half an hour from it."""
FAR, NEAR = 45.0, 15.0
DAYS = (0, 1, 7, 8)
"""Days of the programme, counted from today."""
COURSES: tuple[tuple[tuple[Act, str], ...], ...] = (
    ((Act.CHECK, "patient"), (Act.INSTALL, "nurse"), (Act.LEAVE, "nurse"), (Act.LET_IN, "doctor"),
     (Act.RECALL, "doctor"), (Act.COME_BACK, "nurse"), (Act.CLOSE, "doctor")),
    ((Act.INSTALL, "nurse"), (Act.LEAVE, "nurse"), (Act.LET_IN, "doctor"), (Act.TELEPHONE, "doctor")),
    ((Act.CHECK, "patient"), (Act.INSTALL, "nurse"), (Act.LEAVE, "nurse")),
    ((Act.INSTALL, "nurse"), (Act.INTERRUPT, "nurse")),
    ((Act.CHECK, "patient"),),
    (),
)  # fmt: skip
"""What has happened in the consultations of today, in the order of their hours."""
LINK = "lost_link"
WAITING = (State.NURSE_LEFT, State.CHECKED, State.BOOKED)


def create_remote(world: World) -> int:
    """Create both sites with their people, publish their days, book today's patients; return how many there are."""
    where = _communes(world.region)
    if where is None:
        return 0
    home, communes = where
    names = Names(world.seed + 8000, "distance.example", first_number=8200)
    team = directory.create_organisation(f"Équipe de téléconsultation, {home.name}", roles.PRACTICE.code)
    sites = [_site(rank, commune, team) for rank, commune in enumerate(communes)]
    doctor = _person("tele-medecin", names, Profession.GP, Status.PRACTISING, home)
    nurse = _person("tele-infirmier", names, Profession.NURSE, Status.SALARIED, communes[0])
    today = timezone.localdate()
    engage(scheme_named(SCHEME), [EngagementData(professional=doctor, starts=today)])
    publish(_programme(world.region, today, sites, doctor, nurse))
    users = {
        "doctor": _account(REMOTE_DOCTOR_EMAIL, doctor, roles.DOCTOR, team),
        "nurse": _account(REMOTE_NURSE_EMAIL, nurse, roles.NURSE, team),
    }
    return _consultations(users, Names(world.seed + 8100, "patients.example", first_number=8300), today)


def patient_to_try() -> Appointment | None:
    """Return the consultation of today whose patient waits, the one furthest in its course; None if there is none."""
    rows = list(of_today().order_by("slot__starts", "pk"))
    courses = courses_of(rows)
    waiting = [row for row in rows if courses[row.pk].state in WAITING]
    return min(waiting, key=lambda row: WAITING.index(courses[row.pk].state), default=None)


def page_of(appointment: Appointment) -> str:
    """Return the page of a patient's link: for everybody on a demonstration, by the message on a real site."""
    return reverse("remote-patient", args=[token_again(appointment.pk)])


def of_today() -> QuerySet[Appointment]:
    """Return the patients of today."""
    today = timezone.localdate()
    sessions = Session.objects.filter(programme__name=PROGRAMME).from_day(today, until=today + timedelta(days=1))
    return Appointment.objects.active().filter(slot__session__in=sessions).select_related("patient")


def _communes(region: str) -> tuple[Commune, list[Commune]] | None:
    """Return the doctor's town and two communes half an hour away; None in a region too small for that."""
    rows = Commune.objects.filter(department__region=region)
    if rows.filter(pk=ALBI).exists():
        found = rows.in_bulk([ALBI, *TARN_SITES])
        return found[ALBI], [found[code] for code in TARN_SITES]
    home = rows.order_by("-population", "pk").first()
    if home is None:
        return None
    times, there = current_times(), []
    for one in rows.filter(department=home.department_id).order_by("-population", "pk")[:200]:
        minutes = journey(times, home.pk, one.pk)
        if minutes is not None and NEAR <= minutes <= FAR:
            there.append(one)
        if len(there) == len(TARN_SITES):
            return home, there
    return None


def _site(rank: int, commune: Commune, team: Organisation) -> Place:
    things = [*directory.rooms(1), ThingData(kind=ResourceKind.KIT, name=f"Mallette {rank + 1}")]
    return directory.create_place(
        PlaceData(
            reference=f"tele-site-{rank + 1}",
            name=f"Site de téléconsultation, {commune.name}",
            kind=(Place.Kind.PRACTICE_HOUSE, Place.Kind.CARE_HOME)[rank],
            commune=commune.pk,
            address=f"8 rue de la Poste, {commune.name}",
            phone=phone(LANDLINE, 8100 + rank),
            organisation=team,
            opening_weekdays=range(7),
            things=things,
        )
    )


def _person(reference: str, names: Names, profession: Profession, status: Status, home: Commune) -> Professional:
    person = names.person()
    return directory.create_professional(
        ProfessionalData(
            reference=reference, first_name=person.first_name, last_name=person.last_name, profession=profession,
            status=status, home=home.pk, email=person.email, phone=person.phone,
        )
    )  # fmt: skip


def _account(email: str, person: Professional, role: roles.AccountRole, team: Organisation) -> User:
    open_account(Invitee(email, person.first_name, person.last_name, role.code, team, person.pk))
    return User.objects.get(email=email)


def _programme(
    region: str, today: date, sites: Sequence[Place], doctor: Professional, nurse: Professional
) -> Programme:
    """The doctor is at the first site in the morning, by video, and at the second one in the afternoon."""
    days = tuple(
        DatedDay(
            today + timedelta(days=later), str(site.reference), doctor.reference, (half,),
            takes={"nurse": (nurse.reference,)},
        )
        for later in DAYS
        for site, half in zip(sites, Half, strict=True)
    )  # fmt: skip
    return programmes.create(
        ProgrammeData(
            scheme=scheme_named(SCHEME), name=PROGRAMME, template=DatedTemplate(days), starts=today,
            ends=today + timedelta(days=max(DAYS)), region=region,
        )
    )  # fmt: skip


def _consultations(users: dict[str, User], names: Names, today: date) -> int:
    """Book the first slots of each session of today, and lead each consultation as far as its course says."""
    sessions = (
        Session.objects.filter(programme__name=PROGRAMME)
        .from_day(today, until=today + timedelta(days=1))
        .order_by("starts")
    )
    slots = [slot for one in sessions for slot in Slot.objects.filter(session=one).order_by("starts")[:3]]
    for slot, course in zip(slots, COURSES, strict=False):
        person = names.person()
        patient = PatientData(
            first_name=person.first_name, last_name=person.last_name, birth_year=1951, commune=slot.session.commune_id,
            has_treating_doctor=False, phone=person.phone,
        )  # fmt: skip
        booked = book(slot.pk, patient, new_key(), now=slot.starts - timedelta(days=1))
        for what, who in course:
            problem = LINK if what in (Act.TELEPHONE, Act.INTERRUPT) else ""
            if who == "patient":
                act_as_patient(booked.token, what, problem)
            else:
                act(booked.appointment, what, users[who], problem)
    return min(len(slots), len(COURSES))
