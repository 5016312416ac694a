"""Pages of a hospital's machines and programs: what is wrong is said on its field, what passed is shown, one joins."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.fhir.models import InterfaceKey
from maillage.site.files.models import StoredFile
from maillage.site.imaging import events, expiring, machines, sending
from maillage.site.imaging.arriving import Source, Tally
from maillage.site.imaging.machines import NodeData
from maillage.site.imaging.models import DicomNode, OutgoingStudy, ReceivedStudy
from tests.site import factories as make
from tests.site.imaging.hospital import HERE, STUDY, Hospital, hospital, image

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def arrived(place: Hospital, *contents: bytes) -> ReceivedStudy:
    tally = Tally(Source(place.ward.asking, place.node))
    for one in contents:
        tally.receive(one)
    tally.note()
    return ReceivedStudy.objects.latest("pk")


def test_a_hospital_without_machines_reads_what_comes_next() -> None:
    house = make.organisation("establishment")
    said = page(signed_in(make.user("systems_manager", house)).get(reverse("systems")))
    assert "Aucune machine n’est reliée" in said
    assert "Demandez un tel compte à la coordination" in said
    assert "n’est pas en service sur ce site" in said
    empty = page(signed_in(make.user("requester", house)).get(reverse("received-studies")))
    assert "Aucun examen n’attend" in empty


WRONG = {
    "title": ({"title": "TROP LONG POUR UN TITRE"}, "16"),
    "addresses": ({"addresses": "10.1.2"}, "n’est pas une adresse"),
    "wide": ({"addresses": "0.0.0.0/0"}, "trop large"), "port": ({"host": "10.1.2.3"}, "l’adresse et le port"),
    "nothing": ({"addresses": ""}, "rien ne passe"), "taken": ({"title": "SCANNER1"}, "déjà pris"),
    "host": ({"host": "10.1.2.3/x", "port": "104"}, "Écrivez une adresse"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(WRONG))
def test_a_wrong_machine_is_said_on_its_field(what: str) -> None:
    client, (changes, said) = signed_in(hospital().manager), WRONG[what]
    sent = {"name": "IRM", "title": "IRM1", "addresses": "10.1.2.3", "host": "", "port": "", "tls": "non", **changes}
    answer = client.post(reverse("system-node-add"), sent)
    assert answer.status_code == 422
    assert said in page(answer)
    assert DicomNode.objects.count() == 1


def test_machines_are_added_changed_checked_removed() -> None:
    place = hospital()
    client = signed_in(place.manager)
    sent = {
        "name": "PACS",
        "title": "PACS",
        "addresses": "10.1.2.0/24, 10.9.9.9",
        "host": HERE,
        "port": "1",
        "tls": "non",
    }
    assert client.post(reverse("system-node-add"), sent).status_code == 302
    node = DicomNode.objects.get(title="PACS")
    assert node.addresses == "10.1.2.0/24 10.9.9.9"
    here = reverse("system-node", args=[node.pk])
    assert "PACS" in page(client.get(here))
    client.post(here, {"acte": "essayer"})
    shown = page(client.get(reverse("systems")))
    assert "PACS ne répond pas à 127.0.0.1, port 1" in shown
    assert client.post(here, {**sent, "name": "PACS central"}).status_code == 302
    client.post(here, {"acte": "retirer"})
    assert client.get(here).status_code == 404
    assert here not in page(client.get(reverse("systems")))


def test_a_key_is_shown_once_and_taken_back() -> None:
    place = hospital()
    client, here = signed_in(place.manager), reverse("systems")
    wrong = client.post(here, {"acte": "donner", "name": "PACS", "acts_for": "0"})
    assert wrong.status_code == 422
    given = page(client.post(here, {"acte": "donner", "name": "PACS", "acts_for": place.ward.requester.pk}))
    row = InterfaceKey.objects.get()
    assert given.count(row.begins) >= 2
    assert "maillage_" in given
    shown = page(client.get(here))
    assert f"{row.begins}…" in shown
    assert str(place.ward.requester) in shown
    client.post(here, {"acte": "retirer", "numero": row.pk})
    assert "retirée le" in page(client.get(here))


def test_an_examination_is_joined_by_its_number_and_by_no_other() -> None:
    place = hospital()
    client, here = signed_in(place.ward.requester), reverse("received-studies")
    arrived(place, image("1"), image("2"))
    shown = page(client.get(here))
    assert "aucune ne porte son numéro" in shown
    assert "Demander un avis" in shown
    other = place.draft("AUTRE-9")
    wrong = client.post(here, {"acte": "numero", "number": "ACC-2", "request": other.pk})
    assert (wrong.status_code, "Aucun examen en attente" in page(wrong)) == (422, True)
    client.post(here, {"acte": "joindre", "examen": ReceivedStudy.objects.get().pk})
    assert ReceivedStudy.objects.get().request is None
    assert client.post(here, {"acte": "numero", "number": STUDY, "request": other.pk}).status_code == 302
    assert StoredFile.objects.filter(holder=other.holder).count() == 2
    assert f"demande n° {other.pk}" in page(client.get(here))
    # A later image of the same examination joins by itself while the request is a draft.
    arrived(place, image("3"))
    assert StoredFile.objects.filter(holder=other.holder).count() == 3
    study = arrived(place, image("1", "ACC-7", study="1.2.3.4"))
    draft = place.draft("ACC-7")
    assert f"Joindre à la n° {draft.pk}" in page(client.get(here))
    assert client.post(here, {"acte": "joindre", "examen": study.pk}).status_code == 302
    assert StoredFile.objects.filter(holder=draft.holder).count() == 1
    last = arrived(place, image("1", "ACC-8", study="1.2.3.5"))
    expiring.expire(last.destroyed_on)
    assert "détruit le" in page(client.get(here))


def test_images_are_sent_to_a_pacs_from_the_request() -> None:
    place = hospital()
    arrived(place, image("1", "ACC-3"))
    draft = place.draft("ACC-3")
    client, here = signed_in(place.ward.requester), reverse("opinion-pacs", args=[draft.pk])
    assert "n’a pas d’image" in page(client.get(here))
    client.post(reverse("received-studies"), {"acte": "joindre", "examen": ReceivedStudy.objects.get().pk})
    assert "demandez à son informatique" in page(client.get(here))
    assert here in page(client.get(reverse("opinion", args=[draft.pk])))
    node = machines.add(place.ward.asking, NodeData("PACS", "PACS", "", HERE, 1), place.manager)
    assert client.post(here, {"node": "0"}).status_code == 422
    assert client.post(here, {"node": node.pk}).status_code == 302
    assert "en attente" in page(client.get(here))
    sending.send()
    assert "Nouvel essai" in page(client.get(here))
    OutgoingStudy.objects.update(state="failed")
    manager = signed_in(place.manager)
    assert "Renvoyer" in page(manager.get(reverse("systems")))
    manager.post(reverse("systems"), {"acte": "renvoyer", "numero": OutgoingStudy.objects.get().pk})
    assert OutgoingStudy.objects.get().state == "waiting"
    events.note(place.ward.asking, events.Kind.TURNED_AWAY, said="Le titre AE « X » n’est pas connu.")
    assert "une machine inconnue" in page(manager.get(reverse("systems")))
