"""A scheme in one file of another package, followed from the list of schemes to its payments.

Maillage does not name it. The scheme is the rotation of an association's centre: a different general practitioner each
week, housed, from anywhere in the country.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.access import AccessModel
from maillage.schemes import PARIS, DatedDay, DatedTemplate, RotationTemplate, Scheme, discover, scheme_named
from maillage.site.accounts import roles
from maillage.site.accounts.models import User
from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session
from maillage.site.agenda.publishing import publish
from maillage.site.booking.models import Appointment
from maillage.site.booking.tokens import new_key
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.services import PlaceData, ProfessionalData, ThingData
from maillage.site.engagements import programmes
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation, Engagement, Programme
from maillage.site.engagements.programmes import ProgrammeData
from maillage.site.engagements.services import EngagementData
from maillage.site.geography import services as geography
from maillage.site.geography.models import Commune
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory import effects, measurements
from maillage.site.observatory import workbench as opening
from maillage.site.observatory.models import ProgrammeEffect
from maillage.site.refusals import Refused
from maillage.site.www.french import euros
from tests.access.cases import make_model
from tests.site import factories as make
from tests.site.geography.test_services import tiny_territory
from tests.site.one_file import ROTATION, write_package

pytestmark = pytest.mark.django_db

MODULE = "association_centre"
HERE, FAR = "01001", "01003"


@pytest.fixture
def scheme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scheme]:
    """Write the file into an installed package, as an installer would."""
    write_package(tmp_path, MODULE, ROTATION)
    monkeypatch.syspath_prepend(str(tmp_path))
    discover()
    yield scheme_named("association_centre")
    monkeypatch.undo()
    sys.modules.pop(MODULE, None)
    discover()


@pytest.fixture
def measured(tmp_path: Path, settings: Any) -> Iterator[AccessModel]:
    """Measure three communes; between the first and the last the journey exceeds an hour."""
    settings.DATA_DIR = tmp_path / "data"
    opening.forget()
    territory = tiny_territory()
    geography.load(territory)
    doctors = np.array([1.0, 0.0, 1.0])
    made = make_model(
        np.array([[0.0, 8.0, 70.0], [8.0, 0.0, 70.0], [70.0, 70.0, 0.0]]), np.array([700.0, 400.0, 200.0]), doctors
    )
    supply = replace(made.supply, amount=doctors * made.parameters.units_per_gp, headcount=doctors)
    model = AccessModel(replace(made.times, code=territory.code), made.demand, supply, made.parameters)
    measurements.store_model(territory, model)
    Commune.objects.filter(pk=FAR).update(lon=5.9)
    make.minutes({(HERE, "01002"): 8})
    yield model
    opening.forget()


@pytest.fixture
def coordinator(measured: AccessModel) -> User:
    return make.coordinator(Commune.objects.get(pk=HERE).department.region)


@pytest.fixture
def centre(coordinator: User) -> Place:
    keeper = directory.create_organisation("Association des centres", roles.CENTRE.code, by=coordinator)
    return directory.create_place(
        PlaceData(
            name="Centre du bourg", kind=Place.Kind.HEALTH_CENTRE, commune=HERE, address="1 rue Haute",
            organisation=keeper, reference="centre-1",
            things=[*directory.rooms(1), ThingData(kind="bed", name="Studio")],
        ),
        by=coordinator,
    )  # fmt: skip


@pytest.fixture
def doctors(scheme: Scheme, centre: Place) -> list[Professional]:
    """Create two retired doctors, one nearby and one far away, engaged and authorised by the Order."""
    people = directory.create_professionals(
        ProfessionalData(
            first_name="Line", last_name=name, profession="gp", status="retired", home=home, reference=f"gp-{name}"
        )
        for name, home in (("Proche", "01002"), ("Lointaine", FAR))
    )
    commitments = engagements.engage_all(
        scheme, [EngagementData(professional=one, starts=date(2020, 1, 1), extra_fee_percent=10) for one in people]
    )
    assert {row.state for row in commitments} == {Engagement.State.PROPOSED}
    engagements.answer(commitments, "order_check", Authorisation.State.GRANTED, date(2020, 1, 1))
    for person in people:
        person.user = make.user("doctor")
        person.save()
    return people


def next_monday() -> date:
    today = datetime.now(PARIS).date()
    return today + timedelta(days=7 - today.weekday())


@pytest.fixture
def rotation(scheme: Scheme, centre: Place, doctors: list[Professional], coordinator: User) -> Programme:
    monday = next_monday()
    return programmes.create(
        ProgrammeData(
            scheme=scheme, name="Tour du centre", starts=monday, ends=monday + timedelta(days=13), region="84",
            template=RotationTemplate("centre-1", monday, tuple(one.reference for one in doctors), weekdays=(0, 1)),
        ),
        by=coordinator,
    )  # fmt: skip


def page(user: User | None, name: str, *args: object, **query: object) -> str:
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_listed_where_carers_and_coordinators_choose(scheme: Scheme, coordinator: User) -> None:
    listed = page(None, "for-carers")
    assert scheme.label in listed
    assert "250\u00a0€" in listed
    assert "10\u00a0% au plus" in listed
    assert f'<option value="{scheme.code}">{scheme.label}</option>' in page(coordinator, "sessions")


def test_it_is_engaged_in_and_authorised_by_its_own_rules(scheme: Scheme, doctors: list[Professional]) -> None:
    assert {row.state for row in Engagement.objects.all()} == {Engagement.State.ACTIVE}
    working = make.professional(home=Commune.objects.get(pk=HERE), status="practising")
    with pytest.raises(Refused, match="statut"):
        engagements.engage(scheme, EngagementData(professional=working, starts=date(2027, 1, 1)))
    dear = make.professional(home=Commune.objects.get(pk=HERE), status="retired")
    with pytest.raises(Refused, match="10\u00a0%"):
        engagements.engage(scheme, EngagementData(professional=dear, starts=date(2027, 1, 1), extra_fee_percent=11))


def test_a_rotation_is_published_with_the_housing_it_needs(rotation: Programme, coordinator: User) -> None:
    done = publish(rotation, coordinator)
    sessions = list(Session.objects.with_posts())
    working = {s.starts.astimezone(s.zone).date() for s in sessions}
    assert done.sessions == len(sessions) == 2 * len(working)
    assert done.slots == 10 * len(sessions)
    weeks = {s.starts.astimezone(s.zone).isocalendar().week: s.giver.last_name for s in sessions}
    assert list(weeks.values()) == ["Proche", "Lointaine"]
    assert {s.things("bed")[0].name for s in sessions} == {"Studio"}
    assert "Centre associatif" in page(coordinator, "sessions", dispositif="association_centre")


def test_without_a_free_bed_nothing_is_published(rotation: Programme, centre: Place, coordinator: User) -> None:
    centre.resources.filter(kind="bed").delete()
    with pytest.raises(Refused, match="aucun lit n’est libre"):
        publish(rotation, coordinator)
    assert not Session.objects.exists()


def test_a_list_of_days_is_published_too(
    scheme: Scheme, centre: Place, doctors: list[Professional], coordinator: User
) -> None:
    monday = next_monday()
    days = DatedTemplate((DatedDay(monday, "centre-1", doctors[1].reference),))
    listed = ProgrammeData(scheme=scheme, name="Jours choisis", starts=monday, ends=monday, template=days, region="84")
    assert publish(programmes.create(listed, by=coordinator), coordinator).sessions == 2


def test_it_is_booked_held_paid_and_evaluated(
    scheme: Scheme, rotation: Programme, doctors: list[Professional], coordinator: User, monkeypatch: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        publish(rotation, coordinator)
    token = _book(scheme)
    given = list(Session.objects.given_by(Professional.objects.filter(pk=doctors[1].pk)).order_by("starts"))
    for session in given:
        agenda.accept(session, doctors[1].user)
    assert Appointment.objects.get().slot.session in given
    assert "Centre du bourg" in page(None, "appointment", token)

    for job in Job.objects.filter(state="waiting"):
        jobs.perform(job.pk)
    figures = ProgrammeEffect.objects.get(programme=rotation).figures
    days = effects.days_of(rotation)
    assert figures["days"] == len(days)
    assert figures["cost_cents"] == sum(day.cost_cents for day in days)
    assert figures["consultations"] == pytest.approx(20 * len(days))
    assert figures["gainers"] > 0
    assert "Tour du centre" in page(coordinator, "effect")

    monkeypatch.setattr(timezone, "now", lambda: given[-1].ends + timedelta(hours=1))
    for session in given:
        agenda.hold(session, coordinator)
    paid = page(doctors[1].user, "doctor-days")
    owed = sum(day.cost_cents for day in days if day.person == doctors[1].pk)
    assert owed > 25_000 * len(given) / 2
    assert f"{euros(owed)} d’indemnités et de trajets" in paid
    assert scheme.label in paid
    assert "l’ONG" in paid


def _book(scheme: Scheme) -> str:
    """Book the last slot as a patient on the public pages; return the key in the appointment's URL."""
    client, answers = Client(), {"commune": HERE, "pour": "moi", "medecin": "oui", "soignant": "gp"}
    slot = Session.objects.order_by("starts").last().slots.order_by("starts").last()
    offered = client.get(reverse("booking"), {**answers, "creneau": slot.pk, "choisir": 1}).content.decode()
    assert scheme.summary in offered
    assert "dépassement de 10\u00a0% au plus" in offered
    person = {"first_name": "Paul", "last_name": "Marty", "birth_year": "1950", "email": "p@example.org", "phone": ""}
    form = {
        **answers,
        "creneau": slot.pk,
        **person,
        "etape": "reserver",
        "cle": new_key(timezone.now() - timedelta(minutes=1)),
    }
    answer = client.post(reverse("booking"), form)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url.rstrip("/").rpartition("/")[2]
