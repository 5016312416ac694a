"""From the contest of a doctor to the payment, in the browser."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
COORDINATOR, DOCTOR, PAYER = "coordination@maillage.example", "medecin@maillage.example", "versements@maillage.example"


def sound(*visitors: Visitor) -> None:
    for visitor in visitors:
        assert visitor.violations() == []
        assert visitor.sideways() <= 0
        # A form that is refused answers 422, which the browser tells of.
        assert [text for text in visitor.complaints if "422" not in text] == []


def return_of(order: str) -> bytes:
    """The return in which all of an order's file is paid."""
    from django.utils import timezone

    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["reference", "montant_centimes", "resultat", "date", "motif"])
    for row in csv.DictReader(io.StringIO(order, newline=""), delimiter=";"):
        if row["type"] == "VERSEMENT":
            writer.writerow([row["reference"], row["montant_centimes"], "verse", timezone.localdate(), ""])
    return text.getvalue().encode()


def test_a_line_is_contested_answered_and_paid(visit: Any, tmp_path: Path) -> None:
    doctor, coordinator, payer = visit(PHONE), visit(DESK), visit(DESK, script=False)
    doctor.sign_in(DOCTOR)
    page = doctor.go("/soignant/indemnites/")
    page.locator("main table tbody th a").first.click()
    statement = page.url.removeprefix(doctor.site.address)
    page.get_by_role("link", name="Contester").first.click()
    page.get_by_role("button", name="Contester cette ligne").click()
    page.get_by_role("alert").wait_for()
    page.fill("#id_reason", "La journée entière a été donnée.")
    page.get_by_role("button", name="Contester cette ligne").click()
    page.get_by_text("Réponse attendue").first.wait_for()
    sound(doctor)

    coordinator.sign_in(COORDINATOR)
    desk = coordinator.go("/coordination/indemnites/")
    desk.get_by_role("button", name="Clore").click()
    assert desk.get_by_role("status").inner_text().strip().find("est clos") > 0
    sound(coordinator)
    waiting = desk.goto(f"{coordinator.site.address}/coordination/indemnites/lignes?etat=conteste")
    assert waiting is not None
    for _ in range(desk.locator("main table tbody tr").count()):
        desk.goto(f"{coordinator.site.address}/coordination/indemnites/lignes?etat=conteste")
        desk.locator("main table tbody th a").first.click()
        desk.select_option("#id_acte", "garder")
        desk.fill("#id_reason", "Vu avec le lieu : la ligne est juste.")
        sound(coordinator)
        desk.get_by_role("button", name="Répondre").click()
    desk.goto(f"{coordinator.site.address}/coordination/indemnites/lignes?etat=conteste")
    desk.get_by_text("Aucune ligne").wait_for()

    payer.sign_in(PAYER)
    orders = payer.go("/payeur/versements/")
    orders.get_by_role("button", name="Préparer le fichier").click()
    with orders.expect_download() as download:
        orders.get_by_role("button", name="Télécharger le fichier").click()
    back = tmp_path / "retour.csv"
    paid = return_of(Path(download.value.path()).read_text(encoding="utf-8"))
    back.write_bytes(paid.replace(b";verse;", b";oui;"))
    orders.set_input_files("#id_retour", back)
    orders.get_by_role("button", name="Lire ce fichier").click()
    orders.get_by_text("colonne resultat").first.wait_for()
    back.write_bytes(paid)
    orders.set_input_files("#id_retour", back)
    orders.get_by_role("button", name="Lire ce fichier").click()
    orders.locator("main table").get_by_text("versé").first.wait_for()
    assert payer.sideways() <= 0

    doctor.go(statement)
    page.get_by_text("Versé le").wait_for()
    sound(doctor)
