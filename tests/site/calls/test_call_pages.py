"""The pages of calls as people use them: everybody, a candidate by a link, an organiser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from maillage.site.calls.clock import SECOND, db_now
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.notices import LINKS
from maillage.site.files.scanning import EICAR
from tests.site import call_factories as calls
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def text_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_the_public_list_shows_what_is_open_and_says_the_last_second(client: Client) -> None:
    now = db_now().replace(microsecond=0)
    open_one, over = calls.call(title="Ouvert"), calls.call(title="Clos")
    Call.objects.filter(pk=over.pk).update(closes_at=now - SECOND, opens_at=now - timedelta(days=2))
    Call.objects.filter(pk=calls.call(title="Brouillon").pk).update(published_at=None)
    page = text_of(client.get("/appels/"))
    assert f"{open_one.closes_at.astimezone(calls.PARIS):%H:%M:%S}, heure de Paris" in page
    assert page.index("Ouvert") < page.index("Appels clos") < page.index(">Clos<")
    assert "Brouillon" not in page
    assert "Cet appel est clos" in text_of(client.get(f"/appels/{over.pk}"))
    assert client.get(f"/appels/{over.pk}/repondre").status_code == 302


def test_a_candidate_answers_page_by_page_and_reads_why_a_late_one_is_refused(client: Client) -> None:
    call = calls.call()
    answer = client.post(f"/appels/{call.pk}/repondre", {"email": "lise@example.org", "phone": "05 65 00 00 00"})
    row = Submission.objects.get()
    home = f"/reponse/{LINKS.token_of(row.key)}"
    assert answer["Location"] == f"{home}/identite"
    who = {"first_name": "Lise", "last_name": "Orme", "establishment": "CH de Rodez"}
    assert client.post(f"{home}/identite", who)["Location"] == f"{home}/profession"
    assert "anesthésistes" in text_of(client.post(f"{home}/profession", {"answer": "other"}))
    for code in ("profession", "agreed", "children", "trained", "alone", "why"):
        assert client.post(f"{home}/{code}", {"answer": calls.ANSWERS[code]}).status_code == 302
    weeks = [str(pk) for pk in call.options.values_list("pk", flat=True)]
    assert "deux fois" in text_of(client.post(f"{home}/wishes", {"wish-1": weeks[0], "wish-2": weeks[0]}))
    assert client.post(f"{home}/wishes", {"wish-1": weeks[1]})["Location"] == f"{home}/verifier"
    Call.objects.filter(pk=call.pk).update(closes_at=db_now() - SECOND)
    late = client.post(f"{home}/verifier", {"consent": "on"})
    assert (late.status_code, "il n’est pas reçu" in text_of(late)) == (422, True)
    Call.objects.filter(pk=call.pk).update(closes_at=db_now() + SECOND)
    assert client.post(f"{home}/verifier", {"consent": "on"})["Location"] == home
    assert "sous le numéro 1" in text_of(client.get(home))


def test_a_file_with_a_virus_or_of_another_kind_is_refused_on_its_field_and_not_kept(client: Client) -> None:
    row = calls.draft(calls.call("research"))
    row.files.all().delete()
    address = f"/reponse/{LINKS.token_of(row.key)}/project"
    for content, said in (
        (b"%PDF-1.7 " + EICAR, "contient un virus"),
        (b"PK\x03\x04", "pas un PDF"),
        (b"%PDF-1.7 rien", "ne se lit pas"),
        (b"%PDF-" + b"0" * (10 * 2**20), "dépasse"),
        (calls.paper(f"Par {row.applicant.last_name}"), "dit qui vous êtes"),
    ):
        answer = client.post(address, {"file": SimpleUploadedFile("projet.pdf", content)})
        assert (answer.status_code, 'id="id_file_error"' in text_of(answer)) == (422, True)
        assert said in text_of(answer)
    assert not row.files.exists()
    client.post(address, {"file": SimpleUploadedFile("CV Zoubaïd.pdf", calls.paper())})
    assert "non analysé par un antivirus" in text_of(client.get(address))


def test_an_organiser_writes_publishes_and_answers(client: Client) -> None:
    boss = make.coordinator()
    client.force_login(boss)
    now = db_now()
    said = {
        "kind": "training", "organisation": boss.memberships.get().organisation_id, "title": "MCAP 2027",
        "text": "Une semaine au bloc.", "opens": calls.local(now - timedelta(hours=1)).isoformat(timespec="seconds"),
        "closes": calls.local(now + timedelta(hours=1)).isoformat(timespec="seconds"), "offer_days": "5",
    }  # fmt: skip
    wrong = client.post("/organiser/ajouter", {**said, "closes": "demain"})
    assert (wrong.status_code, "30/11/2026 23:59:59" in text_of(wrong)) == (422, True)
    board = client.post("/organiser/ajouter", said)["Location"]
    assert "Ajoutez d’abord" in text_of(client.post(board, {"acte": "publier"}, follow=True))
    week = {"acte": "ajouter", "name": "Semaine 9", "starts": "2027-03-01", "ends": "2027-03-05", "seats": "2"}
    assert client.post(board, week).status_code == 302
    assert client.post(board, {"acte": "publier"}).status_code == 302
    row = calls.sent(Call.objects.get())
    assert "1 candidature attend" in text_of(client.get("/organiser/")).replace("\u00a0", " ")
    assert client.post(f"/organiser/dossiers/{row.pk}", {"acte": "admettre"}).status_code == 302
    assert Submission.objects.get().state == "admitted"
    assert row.applicant.last_name in client.get(f"{board}.csv").content.decode()
