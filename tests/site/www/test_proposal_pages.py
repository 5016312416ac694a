"""The pages of proposed places: the questionnaire, photos and who sees them, the host's promise, closing a place."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from maillage.site.agenda.models import SessionWarning
from maillage.site.directory import services as directory
from maillage.site.directory.photos import LARGEST_BYTES
from maillage.site.directory.services import PromiseData
from maillage.site.proposals import services
from maillage.site.proposals.models import PlaceProposal
from maillage.site.proposals.notices import LINKS
from tests.site import factories as make

pytestmark = pytest.mark.django_db
NEXT = timezone.localdate().year + 1


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " ").replace("\u202f", " "))


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def photo(name: str = "salle.jpg") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (300, 200), (90, 120, 90)).save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def test_a_place_is_proposed_page_by_page_and_reopened_by_its_link(client: Client) -> None:
    make.commune()
    first = client.post(reverse("proposal-begin"), {"email": "mairie@example.org", "phone": "06 39 98 00 02"})
    steps: list[tuple[str, dict[str, Any]]] = [
        ("qui", {"proposer": "commune"}),
        ("identite", {"first_name": "Rose", "last_name": "Causse", "organisation_name": "Commune de Laissac"}),
        ("lieu", {"place_name": "Maison de Laissac", "place_kind": "town_premises"}),
        ("adresse", {"address": "3 place de la Halle", "commune": "Decazeville"}),
        ("cabinets", {"rooms": "2"}),
        ("horaires-1", {"weekday_0": "matin", "weekday_3": "8h30-12h, 14h-18h"}),
        ("horaires-2", {"weekday_0": "journée"}),
        ("fermetures", {"closures": f"du 02/08/{NEXT} au 13/08/{NEXT}, congés"}),
        ("equipement", {"equipment": ["desk"]}),
        ("accessibilite", {}),
        ("secretariat", {"secretariat": "none"}),
        ("stationnement", {"parking": "street"}),
        ("logement", {"lodging": "nearby"}),
        ("lits", {"beds": "2", "keys": "À la mairie", "meals": "kitchen"}),
        ("sur-place", {"contact_name": "Rose Causse", "contact_phone": "06 39 98 00 02"}),
        ("photos", {}),
        ("mot", {"word": ""}),
    ]
    answer = first
    for slug, values in steps:
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"/{slug}"), (answer["Location"], slug)
        assert client.get(answer["Location"]).status_code == 200
        answer = client.post(answer["Location"], values)
    assert answer["Location"].endswith("/verifier")
    assert "congés" not in text(client.get(reverse("proposal-begin")))
    page = text(client.get(answer["Location"]))
    assert "lundi de 8 h 30 à 12 h 30, jeudi de 8 h 30 à 12 h et de 14 h à 18 h" in page
    assert client.post(answer["Location"], {}).status_code == 422
    sent = client.post(answer["Location"], {"consent": "on"})
    assert "Votre proposition est envoyée" in text(Client().get(sent["Location"]))
    assert PlaceProposal.objects.get().closed_days == [[f"{NEXT}-08-02", f"{NEXT}-08-13", "congés"]]


def test_the_page_of_a_link_says_what_is_missing_then_that_the_place_is_open(client: Client) -> None:
    row = make.proposal(visited=True)
    url = reverse("proposal", args=[LINKS.token_of(row.key)])
    assert "Changer" not in text(client.get(url))
    services.send_back(row, "Il manque un point d’eau.")
    page = text(client.get(url))
    assert "Il manque un point d’eau." in page
    assert "Changer" in page
    services.approve(services.send(row, consent=True))
    page = text(client.get(url))
    assert "Votre lieu est ouvert" in page
    assert "Retirer ma proposition" not in page


def test_why_a_proposal_is_withdrawn_reaches_the_coordination(client: Client) -> None:
    row = make.proposal()
    services.send_back(row, "Il manque un point d’eau.", by=make.coordinator())
    client.post(reverse("proposal-withdraw", args=[LINKS.token_of(row.key)]), {"reason": "Le local est vendu"})
    page = text(signed(make.coordinator()).get(reverse("proposal-board", args=[row.pk])))
    assert "Motif du retrait : Le local est vendu" in page
    assert "point d’eau." not in page


@pytest.mark.parametrize("said", ["le matin tôt", "25h-26h", "12h-9h"])
def test_hours_that_are_none_are_refused_on_the_day(client: Client, said: str) -> None:
    row = make.proposal(sent=False)
    url = reverse("proposal-question", args=[LINKS.token_of(row.key), "horaires-1"])
    answer = client.post(url, {"weekday_2": said})
    assert answer.status_code == 422
    assert "Il reste quelque chose à corriger" in text(answer)


def test_photos_are_added_seen_and_removed_by_who_may(client: Client) -> None:
    row = make.proposal(sent=False)
    token = LINKS.token_of(row.key)
    url = reverse("proposal-question", args=[token, "photos"])
    heavy = SimpleUploadedFile("lourde.jpg", b"\xff\xd8" + b"0" * LARGEST_BYTES, "image/jpeg")
    for file, said in ((heavy, "trop lourde"), (SimpleUploadedFile("a.pdf", b"%PDF"), "pas une photo lisible")):
        answer = client.post(url, {"photo": file})
        assert answer.status_code == 422
        assert said in text(answer)
    assert client.post(url, {"photo": photo()}).status_code == 302
    kept = row.photos.get()
    assert client.get(reverse("proposal-photo", args=[token, kept.pk + 1])).status_code == 404
    seen = client.get(reverse("proposal-photo", args=[token, kept.pk]))
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    other = LINKS.token_of(make.proposal(sent=False).key)
    assert client.get(reverse("proposal-photo", args=[other, kept.pk])).status_code == 404
    assert client.get(reverse("proposal-board-photo", args=[kept.pk])).status_code == 302, "sign in first"
    client.post(url, {"retirer": kept.pk})
    assert not row.photos.exists()


def test_a_host_takes_back_a_promise_and_the_coordination_sees_the_sessions(client: Client) -> None:
    place, boss = make.place(), make.coordinator()
    directory.state_promise(place, PromiseData(equipment=["ecg"], parking="street"))
    make.published(place=place)
    host = signed(make.user("host", place.organisation))
    url = reverse("host-promise", args=[place.pk])
    page = text(host.get(url))
    assert "Ce que promet" in page
    assert 'value="ecg" class="govuk-checkboxes__input" id="id_equipment_7" checked' in page
    answer = host.post(url, {"acte": "promesse", "parking": "none"}, follow=True)
    assert "C’est noté" in text(answer)
    warned = signed(boss).get(reverse("warned-sessions"))
    assert "Équipement retiré : Électrocardiographe" in text(warned)
    assert "vacation touchée par un changement de lieu" in text(signed(boss).get(reverse("today")))
    pk = SessionWarning.objects.get().pk
    assert "Aucune." in text(signed(boss).post(reverse("warned-sessions"), {"avertissement": pk}, follow=True))
    room = place.resources.get()
    form = {"acte": f"cabinet-{room.pk}", f"cabinet-{room.pk}-weekday_1": "matin"}
    assert host.post(url, form).status_code == 302
    assert room.openings.get().weekday == 1
    assert host.post(url, {"acte": "photo", "photo": photo()}).status_code == 302
    seen = reverse("host-photo", args=[place.photos.get().pk])
    assert host.get(seen).status_code == 200
    assert signed(make.user("host", make.place().organisation)).get(seen).status_code == 404
    assert signed(make.user("doctor")).get(seen).status_code == 403


def test_a_session_is_moved_from_its_page(client: Client) -> None:
    place, other, boss = make.place(), make.place(), make.coordinator()
    session = make.published(place=place, professional=None)
    desk, url = signed(boss), reverse("session-move", args=[session.pk])
    assert "Changer de cabinet" in text(desk.get(reverse("session", args=[session.pk])))
    assert desk.post(url, {"place": place.pk}).status_code == 422, "its only room is the one it has"
    assert "La vacation change de place" in text(desk.post(url, {"place": other.pk}, follow=True))
    assert make.again(session).place == other


def test_a_place_closes_from_its_page(client: Client) -> None:
    place, boss = make.place(), make.coordinator()
    session = make.published(place=place)
    desk, url = signed(boss), reverse("place-close", args=[place.pk])
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert "1 vacation prévue" in text(desk.get(url, {"le": day}))
    assert desk.get(url, {"le": "demain"}).status_code == 422
    answer = desk.post(url, {"le": day, "pourquoi": "fin du bail", f"to-{session.pk}": ""}, follow=True)
    assert "ferme. Médecins et patients sont prévenus" in text(answer)
    assert make.again(session).state == "cancelled"
    assert "ferme définitivement le" in text(desk.get(url))
