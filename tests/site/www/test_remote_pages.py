"""The pages of a consultation at a distance: nurse, doctor and patient lead it through its phases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.accounts.models import User
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from tests.site import factories as make
from tests.site.remote_world import Remote, remote

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world() -> Remote:
    return remote()


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def do(client: Client, world: Remote, act: str, **more: Any) -> str:
    """Send an act from the page, as a browser without script does, and return the page that follows."""
    answer = client.post(reverse("remote-room", args=[world.appointment.pk]), {"acte": act, **more}, follow=True)
    return answer.content.decode()


def test_the_three_of_them_lead_a_consultation_through_its_phases(world: Remote) -> None:
    nurse, doctor, patient = desk(world.nurse), desk(world.doctor), Client()
    here = reverse("remote-patient", args=[world.token])
    assert here in patient.get(reverse("appointment", args=[world.token])).content.decode()
    assert "prêt" in patient.post(here, {"acte": "check"}, follow=True).content.decode()
    assert reverse("remote-today") in nurse.get(reverse("doctor-days")).content.decode()
    assert str(world.appointment.patient) in nurse.get(reverse("remote-today")).content.decode()
    assert "Je laisse le patient au médecin" in do(nurse, world, "install")
    assert "Le patient attend le médecin" in do(nurse, world, "leave")
    assert "va vous faire entrer" in patient.get(here).content.decode()
    assert "Rappeler l’infirmier" in do(doctor, world, "let_in")
    assert "Rappeler l’infirmier" in doctor.get(reverse("remote-today")).content.decode()
    do(doctor, world, "recall")
    assert "Le médecin rappelle l’infirmier" in nurse.get(reverse("remote-today")).content.decode()
    do(nurse, world, "come_back")
    assert "Je deviens son médecin traitant" in do(doctor, world, "close")
    assert "terminée" in patient.get(here).content.decode()
    kept = do(doctor, world, "medecin-trouve", accord="oui", **{"rendez-vous": world.appointment.pk})
    assert "A trouvé un médecin traitant" in kept
    assert Appointment.objects.get().doctor_found_at is not None


def test_a_refused_act_is_said_on_the_page_and_by_script_in_its_part(world: Remote) -> None:
    nurse, here = desk(world.nurse), reverse("remote-room", args=[world.appointment.pk])
    assert nurse.post(here, {"acte": "install"}).status_code == 302
    late = nurse.post(here, {"acte": "install"})
    assert late.status_code == 409
    assert "a changé entre-temps" in late.content.decode()
    part = nurse.post(here, {"acte": "interrupt", "probleme": "inconnu"}, **HTMX).content.decode()
    assert "Choisissez ce qui n’a pas marché" in part
    assert "<html" not in part


def test_what_has_not_changed_is_not_sent_again(world: Remote) -> None:
    nurse, patient = desk(world.nurse), Client()
    for client, name, of in (
        (nurse, "remote-panel", world.appointment.pk),
        (patient, "remote-patient-panel", world.token),
    ):
        answer = client.get(reverse(name, args=[of]))
        seen = answer.context["seen"]
        assert client.get(reverse(name, args=[of]), {"vu": seen}).status_code == 204
        assert len(answer.content) < 6_000, "a tablet on a slow link asks for it every few seconds"
    do(nurse, world, "install")
    changed = patient.get(reverse("remote-patient-panel", args=[world.token]), {"vu": "0"})
    assert "L’infirmier vous installe" in changed.content.decode()


def test_the_doctor_sees_colleagues_of_the_territory_nearest_first(world: Remote) -> None:
    far = make.commune("12202", "Rodez", intercommunality=make.intercommunality("200000002"))
    make.professional(last_name="Lointaine", home=far)
    make.professional(last_name="Voisine", home=world.session.commune)
    make.professional(last_name="Retraitée", home=world.session.commune, status="retired")
    make.professional(last_name="Toulousaine")
    make.professional(last_name="Dentiste", home=world.session.commune, profession="dentist")
    page = desk(world.doctor).get(reverse("remote-room", args=[world.appointment.pk])).content.decode()
    assert page.index("Voisine") < page.index("Lointaine")
    assert "Retraitée" not in page
    assert "Toulousaine" not in page
    assert "Dentiste" not in page, "no dentist can become a treating doctor"
    assert (
        "Confrères" not in desk(world.nurse).get(reverse("remote-room", args=[world.appointment.pk])).content.decode()
    )


def test_the_doctor_sees_who_comes_next_beside_the_consultation(world: Remote) -> None:
    slots = world.session.slots.order_by("starts")[1:3]
    for slot, name in zip(slots, ("Suivante", "Dernière"), strict=True):
        booking.book(slot.pk, make.patient(last_name=name), make.key(), now=slot.starts - timedelta(days=1))
    here = reverse("remote-room", args=[world.appointment.pk])
    page = desk(world.doctor).get(here).text
    assert page.index("Ensuite") < page.index("Suivante") < page.index("Dernière")
    assert "Suivante" not in desk(world.nurse).get(here).text


def test_others_and_other_links_open_nothing(world: Remote) -> None:
    other = remote()
    for user in (other.doctor, other.nurse):
        assert desk(user).get(reverse("remote-room", args=[world.appointment.pk])).status_code == 404
    assert Client().get(reverse("remote-patient", args=["autre"])).status_code == 404
