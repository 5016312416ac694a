"""The data protection officer finds a person, hands over what is held, erases it, reads who saw and changed what."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.booking import services
from maillage.site.booking.models import Appointment, Patient
from maillage.site.messages.models import Message
from maillage.site.privacy import delays, people, rules, seeing
from maillage.site.privacy.models import PageSeen, PrivacyAct
from maillage.site.privacy.people import Asked
from maillage.site.refusals import InvalidField, NotAllowed
from maillage.site.www.privacy.views import SHOWN
from tests.site import factories as make

pytestmark = pytest.mark.django_db
EMAIL, NAME = "zephyrine@example.org", "Zéphyrine"


@pytest.fixture
def officer() -> Any:
    return make.user("data_protection_officer", make.organisation("operator"))


@pytest.fixture
def page(officer: Any) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    """Lines of other tests, whose users are gone, are not written here."""
    seeing._waiting.clear()


def booked(days: int = 10, **fields: Any) -> Appointment:
    data = make.patient(**{"last_name": NAME, "email": EMAIL, "phone": "06 99 88 77 66", **fields})
    return services.book(make.published(starts=make.soon(days)).slots.last().pk, data, make.key()).appointment


def form(**fields: Any) -> dict[str, Any]:
    return {"email": EMAIL, "phone": "", "name": "", **fields}


def test_a_person_is_found_by_contact_and_whole_name_only(officer: Any) -> None:
    own, other = booked(), booked(12, last_name="Roux", email="b@example.org", phone="06 11 22 33 44")
    name = str(own.patient)
    for asked in (Asked(email=EMAIL.upper()), Asked(phone="+33 6 99 88 77 66"), Asked(name=name.upper())):
        assert [one.key for one in people.search(asked, officer)] == [f"patient-{own.patient_id}"]
    assert people.search(Asked(name=NAME), officer) == []
    assert other.patient_id != own.patient_id
    with pytest.raises(InvalidField):
        people.search(Asked(), officer)


@pytest.mark.parametrize("role", ["coordinator", "administrator", "secretary"])
def test_nobody_else_reads_or_erases(role: str) -> None:
    user = make.user(role, make.organisation(make.kind_giving(role)))
    for act in (
        lambda: people.search(Asked(email=EMAIL), user), lambda: people.elsewhere(Asked(email=EMAIL), user),
        lambda: people.erase([], user), lambda: people.hand_over([], user),
        lambda: delays.set_months(make.organisation(), 3, user),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    client = Client()
    client.force_login(user)
    for path in ("", "journal", "conservation"):
        assert client.get(f"/donnees-personnelles/{path}").status_code == 403


def test_what_is_held_is_handed_over_as_a_page_and_for_programs(page: Client) -> None:
    own = booked()
    chosen = form(ligne=[f"patient-{own.patient_id}"])
    shown = page.post("/donnees-personnelles/", form()).content.decode()
    assert NAME in shown
    assert f"patient-{own.patient_id}" in shown
    told = json.loads(page.post("/donnees-personnelles/", {**chosen, "acte": "json"}).content)
    (data,) = told["données"]
    assert (data["adresse électronique"], data["téléphone"]) == (EMAIL, "+33699887766")
    assert data["rendez-vous"][0]["numéro"] == own.pk
    assert data["rendez-vous"][0]["historique"][0]["acte"] == "insert"
    assert "votre rendez-vous est pris" in data["messages"][0]["texte"].lower()
    answer = page.post("/donnees-personnelles/", {**chosen, "acte": "page"})
    assert "attachment" in answer["Content-Disposition"]
    assert EMAIL in answer.content.decode()
    paper = page.post("/donnees-personnelles/", {**chosen, "acte": "pdf"})
    assert paper["Content-Type"] == "application/pdf"
    read = "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.content)).pages)
    assert "zephyrine@example.org" in read.replace("\n", "")
    assert NAME in read
    assert page.post("/donnees-personnelles/", form(acte="json")).status_code == 422
    assert page.post("/donnees-personnelles/", {}).status_code == 422
    assert set(PrivacyAct.objects.values_list("kind", "count")) == {("exported", 1)}


def test_an_erasure_frees_the_slot_and_leaves_nothing(page: Client) -> None:
    own, other = booked(), booked(12, last_name="Roux", email="b@example.org", phone="06 11 22 33 44")
    slot = own.slot
    chosen = form(ligne=[f"patient-{own.patient_id}"])
    assert (
        "Effacer définitivement" in page.post("/donnees-personnelles/", {**chosen, "acte": "effacer"}).content.decode()
    )
    assert Patient.objects.count() == 2
    done = page.post("/donnees-personnelles/", {**chosen, "acte": "effacer-oui"})
    assert "ligne effacée" in done.content.decode()
    assert list(Appointment.objects.all()) == [other]
    assert not Message.objects.filter(about=f"appointment:{own.pk}").exists()
    assert not apps.get_model("booking", "AppointmentEvent").objects.filter(pgh_obj_id=own.pk).exists()
    assert services.book(slot.pk, make.patient(email="c@example.org", phone=""), make.key()).new
    assert PrivacyAct.objects.get(kind="erased").count == 1


def test_a_consultation_under_way_stays_and_says_why(officer: Any) -> None:
    own = booked()
    now = timezone.now()
    type(own.slot).objects.filter(pk=own.slot_id).update(
        starts=now - timedelta(minutes=5), ends=now + timedelta(minutes=5)
    )
    found = people.search(Asked(email=EMAIL), officer)
    erased, left = people.erase(found, officer)
    assert (erased, [one.key for one in left]) == (0, [f"patient-{own.patient_id}"])
    assert "en cours" in left[0].why_kept


def test_what_is_held_in_another_capacity_is_named_with_the_reason(officer: Any) -> None:
    make.user(email="rose@example.org")
    found = {one.label: one for one in people.elsewhere(Asked(email="Rose@example.org"), officer)}
    assert found["Compte"].count == 1
    assert "Fermez-le" in found["Compte"].why
    assert people.elsewhere(Asked(email="x@example.org"), officer) == []
    assert {one.model for one in rules.kept()} <= {model._meta.label for model in apps.get_models()}


def test_pages_seen_are_noted_without_a_write_of_the_page(page: Client, officer: Any) -> None:
    own, host = booked(), make.coordinator()
    client = Client()
    client.force_login(host)
    session = own.slot.session
    assert client.get(f"/coordination/vacations/{session.pk}").status_code == 200
    assert not PageSeen.objects.filter(user=host).exists()
    assert seeing.write() >= 1
    line = PageSeen.objects.get(user=host)
    assert (line.route, line.record, line.row, line.method, line.status) == (
        "session",
        "session",
        str(session.pk),
        "GET",
        200,
    )
    assert [one.user for one in people.seen_by(people.search(Asked(email=EMAIL), officer)[0])] == [host]
    assert host.get_full_name() in page.post("/donnees-personnelles/", form()).content.decode()
    assert Client().get("/").status_code == 200
    assert seeing.write() == 1, "the officer's own page; a visitor's is not noted"
    assert seeing.forget(timezone.now() + relativedelta(months=rules.journal_months(), days=1)) == 2


def test_the_journal_is_searched_and_given_as_a_file(page: Client, officer: Any) -> None:
    own = booked()
    delays.set_months(own.slot.session.place.organisation, 6, officer)
    page.get("/donnees-personnelles/conservation")
    seeing.write()
    shown = page.get("/donnees-personnelles/journal").content.decode()
    assert "rendez-vous" in shown
    assert "Délai de conservation changé" in shown
    assert "page «\u00a0Conservation\u00a0»" in shown
    assert set(SHOWN) == set(Record)
    sheet = page.get("/donnees-personnelles/journal?objet=booking.Appointment&sortie=csv").content.decode()
    lines = sheet.strip().splitlines()[1:]
    assert [line.split(",")[2:] for line in lines] == [["créé", "rendez-vous", str(own.pk)]]
    assert NAME not in shown + sheet
    other = make.coordinator()
    assert "rendez-vous" not in page.get(f"/donnees-personnelles/journal?qui={other.pk}&sortie=csv").content.decode()
    for asked in ("du=hier", "qui=x", "objet=x", "au=9999-12-31&du=0001-01-01"):
        assert page.get(f"/donnees-personnelles/journal?{asked}").status_code in (200, 422)


def test_the_delay_of_an_organisation_is_changed_within_bounds(page: Client) -> None:
    house = make.organisation()
    least, usual, most = rules.months()
    assert house.retention_months == usual
    for months, status in ((least, 302), (most, 302), (least - 1, 422), (most + 1, 422)):
        answer = page.post("/donnees-personnelles/conservation", {"organisation": house.pk, "mois": months})
        assert answer.status_code == status, months
    assert Organisation.objects.get(pk=house.pk).retention_months == most
    assert PrivacyAct.objects.filter(kind="retention").count() == 2
    for months in (least - 1, most + 1):  # the database says the same
        with pytest.raises(DatabaseError), transaction.atomic():
            Organisation.objects.filter(pk=house.pk).update(retention_months=months)
