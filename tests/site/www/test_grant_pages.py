"""Grants on the pages: recorded, paid, documented, summed, exported, imported."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from maillage.site.accounts.models import User
from maillage.site.grants import services
from maillage.site.grants.models import AwardedGrant, GrantImport
from maillage.site.spreadsheets import read
from tests.site import factories as make
from tests.site.grants import tables

pytestmark = pytest.mark.django_db
HOME = "/coordination/subventions/"


@pytest.fixture
def desk() -> Client:
    make.commune()
    return client(make.coordinator())


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(answer: Any) -> str:
    """A page as it is read, spaces of all kinds alike."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def add(desk: Client, reference: str, **fields: str) -> AwardedGrant:
    said = {
        "reference": reference, "decided_on": "2024-03-01", "giver": "Région", "beneficiary": "SISA", "object": "kit",
        "region": "76", "commune": "Decazeville", "intercommunality": "", "years": "2024 : 1 200,50\n2025 : 100",
    }  # fmt: skip
    answer = desk.post(f"{HOME}ajouter", {**said, **fields})
    assert answer.status_code == 302, text(answer)
    return AwardedGrant.objects.get(reference=reference)


def test_a_grant_from_its_decision_to_its_payment(desk: Client) -> None:
    wrong = desk.post(f"{HOME}ajouter", {"years": "beaucoup", "reference": "A"})
    assert wrong.status_code == 422
    assert "écrivez l’année, puis le montant" in text(wrong)
    grant = add(desk, "2024-1")
    page = f"{HOME}{grant.pk}"
    too_much = desk.post(page, {"acte": "verser", "payform-amount": "1300,51", "payform-date": "2024-04-01"})
    assert (too_much.status_code, "plus qu’il ne reste" in text(too_much)) == (422, True)
    desk.post(page, {"acte": "verser", "payform-amount": "1 000", "payform-date": "2024-04-01"})
    paid = grant.payments.get()
    desk.post(page, {"acte": "corriger", "correctform-payment": paid.pk, "correctform-amount": "900",
                     "correctform-reason": "Erreur de mandat."})  # fmt: skip
    desk.post(page, {"acte": "condition", "conditionform-text": "Ouvrir le samedi.", "conditionform-due": "2024-12-31"})
    desk.post(page, {"acte": "joindre", "documentform-document": SimpleUploadedFile("d.pdf", b"%PDF-1")})
    assert AwardedGrant.objects.filter(conditions__met_on=None).count() == 1
    assert desk.post(page, {"acte": "payer"}).status_code == 200, "an act that the page has not is not noted as done"
    late = desk.get(HOME, {"etat": "retard"})
    assert "2024-1" in text(late)
    desk.post(page, {"acte": "remplie", "ligne": grant.conditions.get().pk})
    assert "Aucune subvention" in text(desk.get(HOME, {"etat": "retard"}))
    assert desk.post(f"{page}/modifier", {"years": "2024 : 2000", "reference": "2024-1", "decided_on": "2024-03-01",
                                          "giver": "Région", "beneficiary": "SISA", "object": "kit", "region": "76",
                                          "commune": "12089"}).status_code == 302  # fmt: skip
    said = text(desk.get(page))
    for part in ("900 € versés", "1 100 € restent à verser", "Erreur de mandat.", "Document joint : d.pdf",
                 "Montant de 2025 retiré", "Condition remplie : Ouvrir le samedi.", "Ada Vidal"):  # fmt: skip
        assert part in said or part.split()[0] in said, part
    file = desk.get(f"/coordination/subventions/documents/{grant.documents.get().pk}")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.content == b"%PDF-1"


def test_lists_totals_and_files_reconcile_to_the_cent(desk: Client) -> None:
    add(desk, "B1")
    add(desk, "B2", giver="État", object="vehicle", years="2024 : 0,01")
    add(desk, "B3", commune="", years="2023 : 10")
    whole = desk.get(HOME).context["sum"]
    assert (whole.count, whole.granted) == (3, 1300_50 + 1 + 10_00)
    sections = desk.get(f"{HOME}totaux").context["sections"]
    for _, _, rows in sections:
        assert sum(row.sum.granted for row in rows.rows) == whole.granted
        for row in rows.rows:
            shown = desk.get(row.url).context["sum"]
            assert shown == row.sum, "a total opens the grants that it sums"
    found = {sheet.name: sheet.rows for sheet in read(desk.get(f"{HOME}registre.xlsx").content)}["Subventions"]
    at = found[0].index("Accordé")
    assert round(sum(float(row[at]) for row in found[1:]) * 100) == whole.granted  # type: ignore[arg-type]
    lines = desk.get(f"{HOME}registre.csv").content.decode().splitlines()
    assert sum(int(line.split(",")[-2]) for line in lines[1:]) == whole.granted
    order = [row.reference for row in desk.get(HOME, {"tri": "-accorde"}).context["page"].object_list]
    assert order == ["B1", "B3", "B2"]
    assert [row.reference for row in desk.get(HOME, {"annee": "2023"}).context["page"].object_list] == ["B3"]
    assert [row.reference for row in desk.get(HOME, {"texte": "b2"}).context["page"].object_list] == ["B2"]


def test_a_table_is_checked_corrected_and_imported(desk: Client) -> None:
    line = ["C1", "Région", "SISA", "MSP", "Decazeville", "2024-03-01"]

    def send(amount: str) -> GrantImport:
        content = tables.csv([tables.HEAD, [*line, amount]])
        answer = desk.post(f"{HOME}importer", {"file": SimpleUploadedFile("t.csv", content), "region": "76"})
        assert answer.status_code == 302, text(answer)
        return GrantImport.objects.latest("pk")

    assert "ancien format" in text(
        desk.post(f"{HOME}importer", {"file": SimpleUploadedFile("t.xls", b"\xd0\xcf\x11\xe0"), "region": "76"})
    )
    first = send("1,234")
    page = f"{HOME}importer/{first.pk}"
    assert "G2" in text(desk.get(page))
    desk.post(page, {"acte": "importer"})
    assert not AwardedGrant.objects.exists()
    desk.post(page, {"acte": "abandonner"})
    second = send("1234")
    page = f"{HOME}importer/{second.pk}"
    form = {field.html_name: field.value() or "" for field in desk.get(page).context["form"]}
    desk.post(page, {**form, "acte": "lire", "column-3": ""})
    assert "D2" not in text(desk.get(page))
    assert "Choisissez l’objet" in text(desk.get(page))
    desk.post(page, {**form, "acte": "lire"})
    assert "Aucune cellule à revoir" in text(desk.get(page))
    assert desk.post(page, {"acte": "importer"}).headers["Location"] == HOME
    assert AwardedGrant.objects.with_sums().get().granted == 1234_00
    assert "Importé le" in text(desk.get(page))
    assert read(desk.get(f"{HOME}modele.xlsx", {"disposition": "posts"}).content)[0].rows[0][0] == "Convention"


def test_an_organisation_sees_what_it_receives_and_what_is_asked_of_it(desk: Client) -> None:
    grant = add(desk, "2024-1", beneficiary="Maison de santé du Lot")
    page = f"{HOME}{grant.pk}"
    desk.post(page, {"acte": "condition", "conditionform-text": "Ouvrir le samedi.", "conditionform-due": "2024-12-31"})
    desk.post(page, {"acte": "joindre", "documentform-document": SimpleUploadedFile("d.pdf", b"%PDF-1")})
    add(desk, "2024-2", beneficiary="Une autre")
    member = client(make.user("grant_desk", make.organisation("practice", name="Maison de Santé du Lot")))
    assert "Aucune subvention" in text(member.get("/subventions/")), "recorded before the site knew the organisation"
    services.link_organisations()
    listed = text(member.get("/subventions/"))
    assert ("2024-1" in listed, "1 condition en retard" in listed, "2024-2" in listed) == (True, True, False)
    own = text(member.get(f"/subventions/{grant.pk}"))
    for part in (
        "Ce qui vous est demandé Ouvrir le samedi.",
        "31 décembre 2024, en retard",
        "1 300,50 €",
        "d.pdf",
    ):
        assert part in own, part
    assert member.get(f"/subventions/documents/{grant.documents.get().pk}").content == b"%PDF-1"
    assert member.post(f"/subventions/{grant.pk}").status_code in (403, 405)
    assert member.get(HOME).status_code == 403
    assert "lit celle-ci" in text(desk.get(page))
