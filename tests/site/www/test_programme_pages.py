"""The pages of programmes: each shape of days is created, changed, published and ended; a refusal changes nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import maillage
from maillage.schemes import PARIS
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements.models import Programme
from tests.site import factories as make

pytestmark = pytest.mark.django_db
TODAY = datetime.now(PARIS).date()
MONDAY = TODAY + timedelta(days=14 - TODAY.weekday())
HEAD = {"name": "Essai", "starts": MONDAY.isoformat(), "ends": (MONDAY + timedelta(days=13)).isoformat()}


@pytest.fixture
def coordinator() -> User:
    return make.coordinator()


@pytest.fixture
def desk(coordinator: User) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture
def hospitals() -> list[Place]:
    return [make.place(commune=make.commune(), reference=f"hopital-{k}") for k in (1, 2)]


@pytest.fixture
def doctor() -> Professional:
    person = make.professional(status="hospital", profession="specialist", reference="D-1", home=make.commune())
    return make.engaged(person, scheme="shared_post")


def rows(name: str, *values: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """Return the data of a formset as a browser sends it."""
    found = {f"{name}-TOTAL_FORMS": len(values), f"{name}-INITIAL_FORMS": initial}
    return found | {f"{name}-{k}-{field}": text for k, row in enumerate(values) for field, text in row.items()}


def presence(place: Place, weekday: int) -> dict[str, Any]:
    return {"weekday": weekday, "half": "morning", "place": place.reference, "staff": "D-1"}


def parties(*places: Place, initial: int = 0) -> dict[str, Any]:
    found = [
        {"organisation": one.organisation_id, "place": one.reference, "time_percent": 50, "money_percent": 50}
        for one in places
    ]
    return rows("parties", *found, initial=initial)


def agreement(desk: Client, hospitals: list[Place], **fields: Any) -> Any:
    week = rows("presences", *(presence(place, 2 * k) for k, place in enumerate(hospitals)))
    form = HEAD | {"scheme": "shared_post"} | week | parties(*hospitals) | fields
    return desk.post(reverse("programme-add") + "?forme=weekly", form)


def test_an_agreement_is_created_changed_published_and_ended(
    desk: Client, hospitals: list[Place], doctor: Professional
) -> None:
    answer = agreement(desk, hospitals)
    row = Programme.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("programme", args=[row.pk]))
    assert [(p.key, p.time_percent) for p in row.parties.all()] == [("hopital-1", 50), ("hopital-2", 50)]
    shown = desk.get(reverse("programme-edit", args=[row.pk])).content.decode()
    assert '<option value="hopital-2" selected>' in shown
    week = rows("presences", presence(hospitals[0], 0), presence(hospitals[1], 2) | {"DELETE": "on"}, initial=2)
    changed = HEAD | {"scheme": "shared_post", "name": "Essai changé"} | week | parties(*hospitals, initial=2)
    assert desk.post(reverse("programme-edit", args=[row.pk]), changed).status_code == 302
    done = desk.post(answer.url, {"acte": "publier"})
    assert done.status_code == 302, [str(one) for one in done.context["messages"]]
    assert {s.place for s in Session.objects.all()} == {hospitals[0]}
    page = desk.get(answer.url).content.decode()
    assert "Essai changé" in page
    assert "publié" in page
    assert desk.post(answer.url, {"acte": "finir", "last": "2001-01-01"}).status_code == 422
    assert desk.post(answer.url, {"acte": "finir", "last": HEAD["ends"]}).status_code == 302
    row.refresh_from_db()
    assert row.state == "ended"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "Donnez un nom"),
        ({"ends": "2001-01-01"}, "finit avant"),
        ({"parties-0-time_percent": "80"}, "ne dépassent pas 100"),
        ({"presences-0-staff": "inconnu"}, "Choisissez dans la liste"),
        ({"presences-1-weekday": "0"}, "ne vont pas ensemble"),
        ({"scheme": "medical_bus"}, "ne convient pas"),
    ],
)
def test_errors_are_shown_and_nothing_is_saved(
    desk: Client, hospitals: list[Place], doctor: Professional, fields: dict[str, str], message: str
) -> None:
    answer = agreement(desk, hospitals, **fields)
    if "scheme" in fields and answer.status_code == 302:
        answer = desk.post(answer.url, {"acte": "publier"})
        message = "véhicule"
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Session.objects.exists()


def test_a_publication_refused_by_a_rule_publishes_nothing(
    desk: Client, hospitals: list[Place], doctor: Professional
) -> None:
    doctor.engagements.update(state="ended")
    engaged = make.engaged(doctor, scheme="solidarity")
    assert engaged == doctor
    answer = agreement(desk, hospitals)
    refused = desk.post(answer.url, {"acte": "publier"})
    assert refused.status_code == 422
    assert "pas engagée" in refused.content.decode()
    assert not Session.objects.exists()
    assert Programme.objects.get().state == "draft"


def test_a_rotation_without_end_is_published_for_some_weeks(
    desk: Client, hospitals: list[Place], doctor: Professional
) -> None:
    form = HEAD | {"scheme": "shared_post", "ends": "", "head-place": "hopital-1", "head-weekdays": ["0", "1"],
                   "head-halves": ["morning"], "head-stay_weeks": "1"}  # fmt: skip
    form |= rows("turns", {"staff": "D-1"}, {"staff": ""}) | parties(hospitals[0])
    answer = desk.post(reverse("programme-add") + "?forme=rotation", form)
    assert answer.status_code == 302, answer.content.decode()
    assert desk.post(answer.url, {"acte": "publier", "weeks": "99"}).status_code == 422
    assert desk.post(answer.url, {"acte": "publier", "weeks": "2"}).status_code == 302
    assert 1 <= Session.objects.count() <= 4


def test_a_tour_is_created_with_its_vehicle_stops_and_crew(desk: Client, coordinator: User) -> None:
    agency = coordinator.memberships.get().organisation
    bus = make.vehicle(organisation=agency, reference="bus-1")
    stop = make.commune()
    crew = make.engaged(make.professional(reference="D-2", status="salaried", home=stop), scheme="medical_bus")
    form = HEAD | {"scheme": "medical_bus", "head-vehicle": bus.reference, "head-stay_weeks": "1"}
    form |= rows("stops", {"commune": stop.name, "stop": "place du Foirail"})
    form |= rows("crew", {"weekday": "1", "staff": crew.reference}) | rows("parties")
    answer = desk.post(reverse("programme-add") + "?forme=tour", form)
    assert answer.status_code == 302, answer.content.decode()
    assert "place du Foirail" in desk.get(answer.url).content.decode()
    desk.post(answer.url, {"acte": "publier"})
    assert {(s.commune, s.stop) for s in Session.objects.all()} == {(stop, "place du Foirail")}


def test_a_teleconsultation_names_its_nurse_and_the_room_that_begins_later(desk: Client) -> None:
    home = make.commune()
    for code in ("a", "b"):
        make.thing("kit", place=make.place(reference=f"site-{code}"))
        make.engaged(make.professional(reference=f"D-{code}", home=home), scheme="teleconsultation")
    make.minutes({(home.pk, home.pk): 0})
    make.professional(reference="ide", profession="nurse", home=home)
    mornings = [
        {"date": MONDAY.isoformat(), "place": f"site-{code}", "staff": f"D-{code}", "half": "morning", "nurse": "ide",
         "delay": delay}
        for code, delay in (("a", ""), ("b", "15"))
    ]  # fmt: skip
    form = HEAD | {"scheme": "teleconsultation"} | rows("days", *mornings) | rows("parties")
    answer = desk.post(reverse("programme-add") + "?forme=dated", form)
    assert answer.status_code == 302, answer.content.decode()
    shown = desk.get(reverse("programme-edit", args=[Programme.objects.get().pk])).content.decode()
    assert shown.count('<option value="ide" selected>') == 2
    assert 'value="15"' in shown
    assert desk.post(answer.url, {"acte": "publier"}).status_code == 302
    assert [s.starts.astimezone(PARIS).strftime("%H:%M") for s in Session.objects.order_by("starts")] == [
        "09:00", "09:15",
    ]  # fmt: skip


def test_a_list_of_days_is_created_with_whole_and_half_days(
    desk: Client, hospitals: list[Place], doctor: Professional
) -> None:
    tuesday = (MONDAY + timedelta(days=1)).isoformat()
    days = rows(
        "days",
        {"date": MONDAY.isoformat(), "place": "hopital-1", "staff": "D-1", "half": ""},
        {"date": tuesday, "place": "hopital-1", "staff": "D-1", "half": "afternoon"},
    )
    form = HEAD | {"scheme": "shared_post"} | days | parties(hospitals[0])
    answer = desk.post(reverse("programme-add") + "?forme=dated", form)
    assert answer.status_code == 302, answer.content.decode()
    desk.post(answer.url, {"acte": "publier"})
    assert Session.objects.count() == 3


def planned(tmp_path: Path, **change: Any) -> SimpleUploadedFile:
    """The file of a tour of two stops on Tuesdays, made by the planner."""
    stops, teams = tmp_path / "stops.csv", tmp_path / "teams.csv"
    stops.write_text("id,commune,name,people\ntanus,81292,Tanus,300\nmoularès,81186,Moularès,250\n")
    teams.write_text("id,weekdays\ngp,tue\n")
    file = maillage.plan_tour(stops, teams, "81004", start=HEAD["starts"], weeks=4, seconds=0.2)
    return SimpleUploadedFile("tour.json", json.dumps({**file.to_document(), **change}).encode())


def test_a_planned_tour_fills_the_rows_of_a_programme(desk: Client, coordinator: User, tmp_path: Path) -> None:
    agency = coordinator.memberships.get().organisation
    bus = make.vehicle(organisation=agency, reference="bus-1")
    here = make.commune(code="81292", name="Tanus")
    there = make.commune(code="81186", name="Moularès")
    crew = make.engaged(make.professional(reference="D-2", status="salaried", home=here), scheme="medical_bus")
    address = reverse("programme-add") + "?forme=rhythm"
    answer = desk.post(address, {"charger": "1", "tour": planned(tmp_path)})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'value="81292"' in text
    assert "Équipe «\u00a0gp\u00a0»" in text
    page = answer.context["page"]
    filled = [form.initial for form in page.blocks[0][1] if form.initial]
    assert {row["commune"] for row in filled} == {"81292", "81186"}
    sent = rows("rhythms", *({**row, "staff": crew.reference} for row in filled)) | rows("parties")
    form = HEAD | {"scheme": "medical_bus", "head-vehicle": bus.reference} | sent
    made = desk.post(address, form)
    assert made.status_code == 302, made.content.decode()
    desk.post(made.url, {"acte": "publier"})
    assert {(s.commune, s.stop) for s in Session.objects.all()} == {(here, "Tanus"), (there, "Moularès")}
    again = desk.get(reverse("programme-edit", args=[Programme.objects.get().pk])).content.decode()
    assert 'value="Tanus"' in again
    assert "Partir d’une tournée calculée" not in again


def test_what_is_no_planned_tour_is_refused_on_the_field(desk: Client, tmp_path: Path) -> None:
    address = reverse("programme-add") + "?forme=rhythm"
    for sent, told in (
        (SimpleUploadedFile("tour.json", b"{"), "n’est pas une tournée"),
        (SimpleUploadedFile("tour.json", b"[]"), "n’est pas une tournée"),
        (planned(tmp_path, objective=1e6), "a été changé"),
        ("", "Choisissez le fichier"),
    ):
        answer = desk.post(address, {"charger": "1", "tour": sent})
        assert (answer.status_code, told in answer.content.decode()) == (422, True)
    wrong = rows("rhythms", {"weekday": "1", "every_weeks": "2", "first_week": "3"}) | rows("parties")
    answer = desk.post(address, HEAD | {"scheme": "medical_bus"} | wrong)
    assert "Toutes les 2 semaines commence à la semaine 1 à 2." in answer.content.decode()
