"""The money on the pages: from the contest of a doctor to the return of the payer."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from maillage.site.accounts.models import User
from maillage.site.payments import services
from maillage.site.payments.models import MonthClosing, MonthlyStatement, PaymentOrder, StatementLine
from maillage.site.payments.payers import PaymentMandate
from tests.site import factories as make

pytestmark = pytest.mark.django_db
AUGUST = date(2026, 8, 1)


def client(user: User | None) -> Client:
    assert user is not None
    found = Client()
    found.force_login(user)
    return found


def text(answer: object) -> str:
    """A page as it is read, spaces of all kinds alike."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def test_from_the_contest_to_the_payment() -> None:
    doctor, payer, coordinator = make.doctor(), make.payer(), make.coordinator()
    desk = make.user("payer", payer.organisation)
    make.held(coordinator, professional=doctor, starts=make.at("2026-08-03"))
    assert "Clore août 2026" in text(client(coordinator).get("/coordination/indemnites/"))
    client(coordinator).post("/coordination/indemnites/", {"payeur": payer.pk, "mois": "2026-08"})
    statement, line = MonthlyStatement.objects.get(), StatementLine.objects.get()
    doctors, page = client(doctor.user), f"/soignant/indemnites/{statement.pk}"
    assert "Demi-journée du" not in text(doctors.get(page))
    assert doctors.post(page, {"contester": line.pk, "reason": ""}).status_code == 422
    assert doctors.post(page, {"contester": line.pk, "reason": "J’étais là le soir."}).status_code == 302
    assert "contesté" in text(doctors.get("/soignant/indemnites/"))
    assert "Aucun relevé n’attend" in text(client(desk).get("/payeur/versements/"))
    where = f"/coordination/indemnites/lignes/{line.pk}"
    wrong = client(coordinator).post(where, {"acte": "corriger", "amount": "cent", "reason": "Oui."})
    assert (wrong.status_code, "Donnez un montant en euros" in text(wrong)) == (422, True)
    answered = client(coordinator).post(where, {"acte": "corriger", "amount": "150,50", "reason": "Confirmé."})
    assert answered.status_code == 302
    assert line.corrections.get().cents == 50_50
    payers = client(desk)
    order = payers.post("/payeur/versements/", {"payeur": payer.pk})
    assert order.status_code == 302
    made = payers.get(f"{order.headers['Location']}/fichier")
    assert made.headers["Content-Disposition"].endswith('.csv"')
    back = (
        f"reference;montant_centimes;resultat;date;motif\n{statement.reference};10000;verse;{timezone.localdate()};\n"
    )
    for content, status in ((back.replace("10000", "9999"), 422), (back, 302)):
        upload = SimpleUploadedFile("retour.csv", content.encode())
        answer = payers.post(order.headers["Location"], {"retour": upload})
        assert answer.status_code == status
    assert "Versé le" in text(doctors.get(page))
    late = doctors.post(page, {"contester": line.pk, "reason": "Trop tard."})
    assert late.status_code == 422
    again = client(coordinator).post("/coordination/indemnites/", {"payeur": payer.pk, "mois": "2026-08"}, follow=True)
    assert "déjà clos" in text(again)
    assert (MonthClosing.objects.count(), PaymentOrder.objects.count()) == (1, 1)


def test_every_figure_of_the_ledger_opens_lines_that_add_up_to_it() -> None:
    payer, coordinator = make.payer(), make.coordinator()
    for month, doctors in (("2026-07-06", 2), ("2026-08-03", 1), ("2026-09-07", 3)):
        for _ in range(doctors):
            make.held(coordinator, starts=make.at(month))
    services.close(payer, date(2026, 7, 1), None)
    services.close(payer, AUGUST, None)
    contested = StatementLine.objects.order_by("pk").first()
    assert contested is not None
    services.contest(contested, "Non.", contested.statement.professional.user)
    for where, user in (
        ("/coordination/indemnites/", coordinator), ("/payeur/", make.user("payer", payer.organisation))
    ):  # fmt: skip
        reader = client(user)
        page = reader.get(where).content.decode()
        links = re.findall(r'href="([^"]*lignes\?[^"]*)">\s*([\d\u202f]+)\u00a0€', page)
        assert len(links) >= 9
        for link, euros in links:
            shown = text(reader.get(link.replace("&amp;", "&")))
            assert f"{euros} € en tout".replace("\u202f", " ") in shown, link


def test_the_ledger_asks_as_much_for_many_payers_and_days_as_for_few() -> None:
    coordinator = make.coordinator()
    desk = client(coordinator)

    def more(codes: tuple[str, ...]) -> list[int]:
        for code in codes:
            where = make.department(code)
            at = make.place(commune=make.commune(f"{code}001", f"Bourg {code}", department=where))
            payer = make.payer(department=where)
            for day in ("2026-07-06", "2026-08-03"):
                make.held(coordinator, place=at, professional=make.doctor(), starts=make.at(day))
            services.close(payer, date(2026, 7, 1), None)
        found: list[int] = []
        for path in ("/coordination/indemnites/", "/coordination/indemnites/lignes"):
            desk.get(path)
            with CaptureQueriesContext(connection) as asked:
                desk.get(path)
            found.append(len(asked))
        return found

    few = more(("12", "81"))
    assert more(("46", "48", "82", "09")) == few
    assert max(few) <= 30, few


def test_a_coordinator_names_who_pays() -> None:
    coordinator, house = make.coordinator(), make.organisation("insurer", name="Caisse de l’Aveyron")
    make.held(coordinator)
    assert "1 vacation tenue n’a pas de payeur" in text(client(coordinator).get("/coordination/indemnites/payeurs"))
    sent = {"organisation_key": house.pk, "schemes": ["solidarity"], "departments": ["12"]}
    assert client(coordinator).post("/coordination/indemnites/payeurs", sent | {"schemes": []}).status_code == 422
    assert client(coordinator).post("/coordination/indemnites/payeurs", sent).status_code == 302
    assert PaymentMandate.objects.get().payer.organisation == house


def test_an_account_is_refused_on_its_field_and_never_shown_whole() -> None:
    doctor = make.doctor()
    page = "/soignant/indemnites/compte"
    wrong = client(doctor.user).post(page, {"iban": "FR7630006000011234567890188"})
    assert (wrong.status_code, "erreur de frappe" in text(wrong)) == (422, True)
    assert client(doctor.user).post(page, {"iban": "FR76 3000 6000 0112 3456 7890 189"}).status_code == 302
    shown = text(client(doctor.user).get("/soignant/indemnites/"))
    assert "finit par 0189" in shown
    assert "FR76" not in shown


def test_a_statement_is_a_tagged_pdf_that_says_what_the_page_says() -> None:
    doctor, payer = make.doctor(), make.payer()
    make.held(professional=doctor, starts=make.at("2026-08-03"))
    services.close(payer, AUGUST, None)
    statement = MonthlyStatement.objects.get()
    answer = client(doctor.user).get(f"/soignant/indemnites/{statement.pk}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    made = PdfReader(io.BytesIO(answer.content))
    said = re.sub(r"\s+", " ", made.pages[0].extract_text())
    for part in ("Relevé d’indemnités, août 2026", statement.reference, "demi-journée", "100 €", doctor.last_name):
        assert part in said
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "fr"
