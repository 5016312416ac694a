"""What a reviewer must not see is absent from the page, the export, the file and the history."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from pypdf import PdfReader

from maillage.site.calls import panel
from maillage.site.calls.notices import LINKS
from maillage.site.calls.review_models import Review
from maillage.site.grants.models import AwardedGrant
from tests.site import call_factories as calls
from tests.site.call_factories import Panel

pytestmark = pytest.mark.django_db
SECRETS = (
    "Zoubaïd",
    "Violette",
    "violette@example.org",
    "Rodez",
    "rodez",
    "65000000",
    "65 00 00 00",
    "équipe de trois",
)


def test_a_reviewer_reads_without_knowing_who_writes(client: Client) -> None:
    made = Panel(calls.call("research"))
    row = calls.admitted(
        made.call, first_name="Violette", last_name="Zoubaïd", establishment="CH de Rodez", email="violette@example.org"
    )
    one, other = made.asked(row), made.marked(row, 3)
    client.force_login(one.reviewer.user)
    files = {file.field: file.pk for file in row.files.all()}
    page = client.get(f"/evaluer/dossiers/{one.pk}").content.decode()
    assert "Suivre la peau à distance" in page
    assert other.word not in page, "the others' marks are read after one's own"
    marks = {line.code: "4" for line in made.call.criteria.all()}
    refused = client.post(
        f"/evaluer/dossiers/{one.pk}", {"acte": "noter", **marks, "method": "", "word": "Bon projet."}
    )
    assert (refused.status_code, 'id="id_method_error"' in refused.content.decode()) == (422, True)
    said = {"acte": "noter", **marks, "word": "Une bonne méthode."}
    assert client.post(f"/evaluer/dossiers/{one.pk}", said).status_code == 302
    paper = client.get(f"/evaluer/fichiers/{files['project']}")
    reader = PdfReader(io.BytesIO(paper.content))
    assert client.get(f"/evaluer/fichiers/{files['letter']}").status_code == 404
    about_file = (paper["Content-Disposition"], reader.metadata, reader.xmp_metadata, reader.pages[0].extract_text())
    read = {
        "page": client.get(f"/evaluer/dossiers/{one.pk}").content.decode(),
        "list": client.get("/evaluer/").content.decode(),
        "export": client.get("/evaluer/notes.csv").content.decode(),
        "file": " ".join(map(str, about_file)),
        "history": "".join(
            serializers.serialize("json", apps.get_model("calls", f"{name}Event")._default_manager.all())
            for name in ("Submission", "SubmissionFile", "Review", "ReviewNote")
        ),
    }
    assert other.word in read["page"]
    assert "Suivre la peau" in read["history"]
    found = [(where, secret) for where, text in read.items() for secret in SECRETS if secret in text]
    assert found == []
    for address in (f"/organiser/dossiers/{row.pk}", f"/organiser/{made.call.pk}/evaluation"):
        assert client.get(address).status_code == 403


def test_from_the_panel_to_the_letter_on_the_pages(client: Client) -> None:
    made = Panel(calls.call("research"))
    row = calls.admitted(made.call, establishment="CH de Rodez")
    tied = made.reviewer("CH de Rodez")
    for mark in (3, 5):
        made.marked(row, mark)
    client.force_login(made.by)
    board = client.get(f"/organiser/{made.call.pk}/evaluation").content.decode()
    assert "80" in board
    here = f"/organiser/dossiers/{row.pk}/decision"
    asked = client.post(here, {"acte": "confier", "reviewer": tied.pk})
    assert (asked.status_code, 'id="id_reviewer_error"' in asked.content.decode()) == (422, True)
    assert not Review.objects.filter(reviewer=tied).exists()
    with pytest.raises(Exception, match="hôpital de ce dossier"):
        panel.ask(row, tied, by=made.by)
    said = {
        "acte": "retenir", "retenir-reason": "Un projet utile et bien conduit.", "retenir-cents": "40 000",
        "retenir-years": "2", "retenir-region": made.region.pk, "retenir-commune": "", "retenir-reference": "R-1",
    }  # fmt: skip
    wrong = client.post(here, {**said, "retenir-cents": "90 000"})
    assert (wrong.status_code, 'id="id_retenir-cents_error"' in wrong.content.decode()) == (422, True)
    assert not AwardedGrant.objects.exists()
    assert client.post(here, said).status_code == 302
    assert "R-1" in client.get(here).content.decode()
    assert client.get(f"/organiser/dossiers/{row.pk}/lettre.pdf").content.startswith(b"%PDF-")
    ranked = client.get(f"/organiser/{made.call.pk}/classement.csv").content.decode()
    assert "CH de Rodez,80.0,40.0,2,Retenue" in ranked
    client.logout()
    home = f"/reponse/{LINKS.token_of(row.key)}"
    assert "La lettre de décision" in client.get(home).content.decode()
    assert client.get(f"{home}/lettre.pdf").content.startswith(b"%PDF-")


def test_a_missing_mark_is_said_on_its_line_and_nothing_is_given(client: Client) -> None:
    made = Panel(calls.call("research"))
    review = made.asked(calls.admitted(made.call))
    first, *others = [one.code for one in made.call.criteria.all()]
    client.force_login(review.reviewer.user)
    page = f"/evaluer/dossiers/{review.pk}"
    answer = client.post(page, {**dict.fromkeys(others, "3"), "word": "Une raison assez longue.", "acte": "noter"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [first])
    review.refresh_from_db()
    assert (review.state, review.marks) == ("asked", {})


def test_the_page_does_not_give_a_submission_to_a_reviewer_of_its_own_hospital(client: Client) -> None:
    made = Panel(calls.call("research"))
    row = calls.admitted(made.call, establishment="Centre hospitalier de Rodez")
    own = made.reviewer("CH Rodez")
    client.force_login(made.by)
    page = f"/organiser/dossiers/{row.pk}/decision"
    answer = client.post(page, {"acte": "confier", "reviewer": own.pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reviewer"])
    assert not row.reviews.exists()
