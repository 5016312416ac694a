"""Pages behind the sign-in: who may open them, what they show, what they change."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from maillage.site.agenda import services
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment
from maillage.site.booking.services import book
from maillage.site.observatory.models import ZoneAdjustment
from maillage.site.plans.models import PlanRun
from maillage.site.www.numbers import whole
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
COORDINATION = ("/coordination/", "/coordination/territoires", "/coordination/plan", "/coordination/vacations/",
                "/coordination/bilan", "/coordination/plan.csv")  # fmt: skip


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(world: World) -> Client:
    return signed_in(make.coordinator())


def _engaged(world: World, name: str) -> Any:
    """A volunteer with an account, who lives eleven minutes away."""
    return make.engaged(make.professional(make.user("doctor"), home=world.albi, last_name=name))


@pytest.fixture
def session(world: World) -> Session:
    return make.published(place=make.place(commune=world.requista), professional=_engaged(world, "Sureau"))


@pytest.mark.parametrize("text", ["²", "٣", "9" * 5000, "-1", "1.5", "un"])
def test_an_invalid_number_is_not_found(coordinator: Client, plan: PlanRun, session: Session, text: str) -> None:
    assert whole(text) is None
    assert coordinator.get("/coordination/plan", {"plan": text, "semaine": text}).status_code == 200
    path = f"/coordination/vacations/{session.pk}"
    assert coordinator.post(path, {"acte": "proposer", "medecin": text}).status_code == 404
    assert coordinator.post("/coordination/prevenus", {"rendez-vous": text}).status_code == 404


@pytest.mark.parametrize("path", [*COORDINATION, "/soignant/", "/lieu/"])
def test_closed_pages_redirect_to_the_sign_in(client: Client, world: World, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/connexion")


@pytest.mark.parametrize("role", ["doctor", "host"])
@pytest.mark.parametrize("path", COORDINATION)
def test_other_roles_are_refused(world: World, role: str, path: str) -> None:
    answer = signed_in(make.user(role)).get(path)
    assert answer.status_code == 403
    assert "ne vous est pas ouverte" in answer.content.decode()


@pytest.mark.parametrize("path", COORDINATION)
def test_the_coordination_opens_with_and_without_a_plan(coordinator: Client, plan: PlanRun, path: str) -> None:
    assert coordinator.get(path).status_code == 200
    PlanRun.objects.all().delete()
    without = coordinator.get(path, follow=True)
    assert without.status_code == 200
    assert without.redirect_chain == ([("/coordination/plan", 302)] if path.endswith(".csv") else [])


def test_tasks_are_counted_in_words(coordinator: Client, session: Session) -> None:
    assert "Une chose vous attend" in text_of(coordinator.get("/coordination/"))
    services.accept(session, session.giver.user)
    assert "Rien ne vous attend" in text_of(coordinator.get("/coordination/"))
    services.decline(session, session.giver.user)
    page = text_of(coordinator.get("/coordination/"))
    assert "1 vacation sans médecin" in page
    assert "Trouver un médecin" in page


def test_a_coordinator_of_another_region_sees_nothing(world: World, session: Session) -> None:
    client = signed_in(make.coordinator(make.region("53", "Bretagne")))
    assert "Rien ne vous attend" in text_of(client.get("/coordination/"))
    assert client.get(f"/coordination/vacations/{session.pk}").status_code == 404
    assert "Aucune vacation" in text_of(client.get("/coordination/vacations/"))


def test_a_replacement_is_found_and_proposed(coordinator: Client, world: World, session: Session) -> None:
    services.decline(session, session.giver.user)
    near = _engaged(world, "Bruyère")
    page = text_of(coordinator.get(f"/coordination/vacations/{session.pk}"))
    assert "Dr Bruyère" in page
    coordinator.post(f"/coordination/vacations/{session.pk}", {"acte": "proposer", "medecin": near.pk})
    session.refresh_from_db()
    assert session.giver == near
    assert session.state == Session.State.PUBLISHED


def test_a_busy_doctor_is_not_proposed(coordinator: Client, world: World, session: Session) -> None:
    busy = _engaged(world, "Orme")
    make.published(place=make.place(commune=world.communes[1]), professional=busy, starts=session.starts)
    services.decline(session, session.giver.user)
    assert "Dr Orme" not in text_of(coordinator.get(f"/coordination/vacations/{session.pk}"))


def test_cancelling_a_session_asks_for_confirmation_and_lists_patients_to_tell(
    coordinator: Client, session: Session
) -> None:
    patient = make.patient(email="", phone="+33639980001", commune=session.commune_id)
    book(session.slots.first().pk, patient, make.key())
    page = text_of(coordinator.get(f"/coordination/vacations/{session.pk}?annuler=1"))
    assert "1 patient sera prévenu" in page
    coordinator.post(f"/coordination/vacations/{session.pk}", {"acte": "annuler"})
    session.refresh_from_db()
    assert session.state == Session.State.CANCELLED
    today = text_of(coordinator.get("/coordination/"))
    assert "1 patient à prévenir" in today
    coordinator.post("/coordination/prevenus", {"rendez-vous": Appointment.objects.get().pk})
    assert Appointment.objects.get().notice == Appointment.Notice.GIVEN


def test_a_territory_is_changed_by_hand_with_a_reason(coordinator: Client, world: World) -> None:
    form = {"epci": world.zone.epci_id, "reason": "", "acte": "remove"}
    answer = coordinator.post("/coordination/territoires", form)
    assert answer.status_code == 422
    assert "Dites pourquoi en une phrase." in text_of(answer)
    form["reason"] = "Un centre de santé vient d’y ouvrir."
    assert coordinator.post("/coordination/territoires", form).status_code == 302
    assert ZoneAdjustment.objects.get().author.grants.roles == {"coordinator"}
    page = text_of(coordinator.get("/coordination/territoires"))
    assert "Un centre de santé vient d’y ouvrir." in page
    assert "inconnu*" in page


def test_an_analyst_can_only_read(world: World, plan: PlanRun, session: Session) -> None:
    agency = make.organisation("agency")
    agency.regions.add(make.region())
    client = signed_in(make.user("analyst", agency))
    assert client.get("/coordination/territoires").status_code == 200
    form = {"epci": world.zone.epci_id, "reason": "Une raison assez longue.", "acte": "remove"}
    assert client.post("/coordination/territoires", form).status_code == 403
    assert client.post(f"/coordination/plan/{plan.pk}/publier").status_code == 403
    assert client.post(f"/coordination/vacations/{session.pk}", {"acte": "annuler"}).status_code == 403
    assert ZoneAdjustment.objects.count() == 0


def test_the_plan_shows_its_days_its_gap_and_its_cost(coordinator: Client, plan: PlanRun) -> None:
    page = text_of(coordinator.get("/coordination/plan"))
    assert "2 journées" in page
    assert "40 consultations" in page
    assert "À 0,2 %" in page
    assert "432 €" in page
    assert "1 lieu sans journée" in page
    assert "brouillon" in page
    rows = list(csv.DictReader(io.StringIO(coordinator.get("/coordination/plan.csv").content.decode())))
    assert [row["returns"] for row in rows] == ["no", "yes"]


def test_a_plan_is_published_from_its_page(coordinator: Client, plan: PlanRun) -> None:
    answer = coordinator.post(f"/coordination/plan/{plan.pk}/publier", follow=True)
    assert "4 vacations publiées" in text_of(answer)
    assert Session.objects.filter(programme=plan.programme).count() == 4
    assert "voient leur accès augmenter" in text_of(coordinator.get("/coordination/bilan"))


def test_the_chart_carries_no_inline_style(coordinator: Client, plan: PlanRun) -> None:
    coordinator.post(f"/coordination/plan/{plan.pk}/publier")
    page = coordinator.get("/coordination/bilan").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    assert "<style" not in page


def test_a_doctor_answers_whole_days_of_their_own(session: Session) -> None:
    other = make.published(place=make.place(commune=session.commune))
    client = signed_in(session.giver.user)
    page = text_of(client.get("/soignant/"))
    assert "Une journée attend votre réponse" in page
    assert client.get(f"/soignant/journees/{other.pk}").status_code == 404
    assert client.post(f"/soignant/journees/{other.pk}", {"acte": "refuser"}).status_code == 404
    assert "Refuser cette journée ?" in text_of(client.get(f"/soignant/journees/{session.pk}?refuser=1"))
    book(session.slots.first().pk, make.patient(commune=session.commune_id), make.key())
    page = text_of(client.get(f"/soignant/journees/{session.pk}"))
    assert "Paul" not in page
    assert "s’affichent la veille" in page
    assert "depuis votre commune" in page
    client.post(f"/soignant/journees/{session.pk}", {"acte": "accepter"})
    session.refresh_from_db()
    assert session.state == Session.State.ACCEPTED
    client.post(f"/soignant/journees/{session.pk}", {"acte": "refuser"})
    session.refresh_from_db()
    assert session.state == Session.State.DECLINED
    assert session.giver is None


def test_a_doctors_page_of_a_day_is_about_the_patients_of_that_day_only(session: Session) -> None:
    tomorrow, later = (
        make.published(place=session.place, professional=session.giver, starts=make.soon(days)) for days in (1, 2)
    )
    _, elsewhere = (
        book(one.slots.first().pk, make.patient(commune=session.commune_id, first_name=name), make.key()).appointment
        for one, name in ((tomorrow, "Colette"), (later, "Maurice"))
    )
    client, address = signed_in(session.giver.user), f"/soignant/journees/{tomorrow.pk}"
    page = text_of(client.get(address))
    assert "Colette" in page
    assert "Maurice" not in page
    assert client.post(address, {"acte": "excuse", "rendez-vous": elsewhere.pk}).status_code == 404


def test_a_doctor_sees_the_amounts_due(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state=Session.State.HELD)
    page = text_of(signed_in(session.giver.user).get("/soignant/"))
    assert "1 journée tenue. Consultations solidaires : 130,42 € d’indemnités et de trajets, payés par CPAM." in page
    assert "demi-journée 1 100 €" in page
    assert "trajet, aller et retour 51 km à 0,60 € 30,42 €" in page


def test_attendance_is_recorded_and_counted_in_the_effect(coordinator: Client, session: Session) -> None:
    came, stayed_away = (
        book(slot.pk, make.patient(commune=session.commune_id, last_name=name), make.key()).appointment
        for slot, name in zip(session.slots.all()[:2], ("Marty", "Vidal"), strict=True)
    )
    begun = timezone.now() - timedelta(hours=2)
    Session.objects.filter(pk=session.pk).update(starts=begun)
    session.slots.update(starts=F("starts") - session.starts + begun, ends=F("ends") - session.starts + begun)
    assert "0 patient reçu, 0 absence notée, 2 rendez-vous à venir" in text_of(coordinator.get("/coordination/bilan"))
    doctor, day = signed_in(session.giver.user), f"/soignant/journees/{session.pk}"
    assert "Marty" in text_of(doctor.get(day))
    for act, appointment in (("venu", came), ("absent", stayed_away)):
        assert doctor.post(day, {"acte": act, "rendez-vous": appointment.pk}).status_code == 302
    assert "1 patient reçu, 1 absence notée, 0 rendez-vous à venir" in text_of(coordinator.get("/coordination/bilan"))
    coordinator.post(f"/coordination/vacations/{session.pk}", {"acte": "venu", "rendez-vous": stayed_away.pk})
    assert "2 patients reçus, 0 absence notée" in text_of(coordinator.get("/coordination/bilan"))


def test_a_doctors_calendar_contains_no_patients(session: Session) -> None:
    book(session.slots.first().pk, make.patient(commune=session.commune_id), make.key())
    file = signed_in(session.giver.user).get("/soignant/agenda.ics").content.decode()
    assert file.count("BEGIN:VEVENT") == 1
    assert "Marty" not in file


def test_a_host_sees_only_the_own_place(session: Session, world: World) -> None:
    make.published(place=make.place(commune=world.communes[1], name="Ailleurs"))
    client = signed_in(make.user("host", session.place.organisation))
    page = text_of(client.get("/lieu/"))
    assert session.place.name in page
    assert "Ailleurs" not in page
    assert "à confirmer" in page
    assert "aucun lieu" in text_of(signed_in(make.user("host")).get("/lieu/")).lower()


def test_sign_in_redirects_to_the_pages_of_each_role(client: Client, world: World) -> None:
    user = make.coordinator()
    wrong = client.post("/connexion", {"username": user.email, "password": "faux"})
    assert "ne convient pas" in text_of(wrong)
    answer = client.post("/connexion", {"username": user.email, "password": make.PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/coordination/"
    assert "Se déconnecter" in text_of(answer)


@pytest.mark.parametrize(
    ("path", "most"),
    [("/coordination/", 26), ("/coordination/territoires", 16), ("/coordination/plan", 20),
     ("/coordination/vacations/", 14), ("/coordination/bilan", 24)],
)  # fmt: skip
def test_work_pages_need_few_queries(
    coordinator: Client, plan: PlanRun, session: Session, django_assert_max_num_queries: Any, path: str, most: int
) -> None:
    for _ in range(3):
        make.published(place=make.place(commune=session.commune))
    coordinator.get(path)
    with django_assert_max_num_queries(most):
        coordinator.get(path)
