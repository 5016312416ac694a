"""The patient in Arabic on a phone, by screen reader, with the proof of work; the secretary and the referrer by
keyboard."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import seen, served_commune

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SECRETARIAT, REFERRER = "secretariat@maillage.example", "prescripteur@maillage.example"
OFFICER = "protection-donnees@maillage.example"
HURRY = 30
"""Seconds from the commune that a caller says to the appointment."""
PER_LETTER = 60
"""Milliseconds between two letters: some 200 strokes a minute, as a secretary types."""


def sound(visitor: Visitor) -> None:
    assert visitor.violations() == []
    assert visitor.sideways() <= 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_a_patient_books_moves_and_cancels_in_arabic(visit: Any, size: tuple[int, int]) -> None:
    commune = served_commune()
    visitor = visit(size)
    page = visitor.go("/")
    page.get_by_role("link", name="العربية").click()
    page.locator('html[lang="ar"][dir="rtl"]').wait_for(state="attached")
    sound(visitor)
    page.get_by_label("بلدتكم").fill(commune.pk)
    page.get_by_role("button", name="عرض").click()
    page.locator("input[name=pour]").first.wait_for()
    sound(visitor)
    page.locator("input[name=pour][value=moi]").check()
    page.locator("input[name=medecin][value=non]").check()
    page.locator("main button[type=submit]").click()
    page.locator("input[name=creneau]").first.wait_for()
    sound(visitor)
    page.locator("input[name=creneau]").last.check()
    page.locator(".mg-next button").click()
    page.locator("#id_first_name").wait_for()
    page.locator("main form button[type=submit]").click()
    page.locator(".govuk-error-summary").wait_for()
    sound(visitor)
    for name, text in (
        ("first_name", "أمينة"),
        ("last_name", "بن علي"),
        ("birth_year", "1971"),
        ("phone", "0639980077"),
    ):
        page.fill(f"#id_{name}", text)
    page.locator("input[name=needs][value=interpreter]").check()
    page.locator("main form button[type=submit]").click()
    page.locator("button[value=reserver]").wait_for()
    sound(visitor)
    page.locator("button[value=reserver]").click()
    page.wait_for_url(re.compile(r"/rendez-vous/[\w-]{20,}"))
    seen(page.get_by_role("heading", name="تم حجز موعدكم"))
    sound(visitor)
    seen(page.get_by_text("مترجم شفوي بالعربية"))
    page.get_by_role("link", name="تغيير هذا الموعد").click()
    page.locator("input[name=creneau]").first.wait_for()
    sound(visitor)
    page.go_back()
    page.get_by_role("link", name="إلغاء هذا الموعد").click()
    page.get_by_role("button", name="إلغاء الموعد").click()
    seen(page.get_by_role("heading", name="أُلغي موعدكم"))
    sound(visitor)
    assert visitor.complaints == [] or all("Failed to load" in text for text in visitor.complaints)


def test_a_screen_reader_books_with_the_proof_of_work_where_a_robot_fails(
    visit: Any, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only roles and names are used, as a screen reader tells them; the browser works while its reader types."""
    import requests

    from maillage.site.booking import pace
    from maillage.site.booking.models import Appointment

    # As on a real site: three times as long, at least, for a form that proves no work.
    monkeypatch.setattr(pace, "LEAST_AGE", timedelta(seconds=1))
    monkeypatch.setattr(pace, "UNPROVEN_TIMES", 600)
    commune, before = served_commune(), Appointment.objects.count()
    visitor = visit(DESK)
    page = visitor.go(f"/rendez-vous?commune={commune.pk}")
    group = page.get_by_role("group", name=re.compile("^Pour qui prenez-vous"))
    group.get_by_role("radio", name="Pour moi").press("Space")
    page.get_by_role("group", name=re.compile("médecin traitant")).get_by_role("radio", name="Non").press("Space")
    page.get_by_role("button", name="Voir les horaires").press("Enter")
    times = page.get_by_role("group", name="Choisissez un horaire").get_by_role("radio")
    times.first.wait_for()
    # The name of a time says its day and its place too.
    assert re.search(r"\d\s*h.*\w+ \d+.*,", times.last.evaluate("e => e.labels[0].textContent.replace(/\\s+/g, ' ')"))
    times.last.press("Space")
    page.get_by_role("button", name="Continuer").press("Enter")
    for name, text in (
        ("Prénom", "Ghjuvanna"),
        ("Nom", "Luciani"),
        ("Année de naissance", "1938"),
        ("Téléphone", "0639980088"),
    ):
        page.get_by_role("textbox", name=name, exact=True).press_sequentially(text, delay=PER_LETTER)
    page.get_by_role("button", name="Vérifier avant de réserver").press("Enter")
    page.get_by_role("button", name="Réserver ce rendez-vous").wait_for()
    page.wait_for_function("() => document.querySelector('input[data-proof]').value !== ''")
    form = page.evaluate("() => Object.fromEntries(new FormData(document.querySelector('main form')))")
    page.get_by_role("button", name="Réserver ce rendez-vous").press("Enter")
    page.get_by_role("heading", name="Votre rendez-vous est réservé").wait_for()
    assert Appointment.objects.count() == before + 1

    # The same site, asked by a program that has the page's form but does no work for it.
    robot = requests.Session()
    shown = robot.get(f"{site.address}/rendez-vous?commune={commune.pk}&pour=moi&medecin=non&soignant=gp")
    slot = re.search(r'name="creneau"\s+id="c(\d+)"', shown.text)
    assert slot is not None
    asked = robot.get(f"{shown.url}&creneau={slot.group(1)}")
    told = {name: re.search(rf'name="{name}" value="([^"]+)"', asked.text) for name in ("csrfmiddlewaretoken", "cle")}
    sent = {**form, **{name: found.group(1) for name, found in told.items() if found}, "creneau": slot.group(1),
            "last_name": "Robot", "phone": "0639980089", "preuve": "1", "etape": "reserver"}  # fmt: skip
    time.sleep(1.1)  # longer than a form with a proof of work needs
    refused = robot.post(f"{site.address}/rendez-vous", data=sent, headers={"Referer": site.address})
    assert refused.status_code == 409, refused.text[:500]
    assert Appointment.objects.count() == before + 1


def test_a_secretary_books_for_a_caller_in_half_a_minute_by_keyboard(visit: Any) -> None:
    from maillage.site.booking.models import Appointment, Patient
    from maillage.site.directory.models import Place

    commune = Place.objects.select_related("commune").get(reference="centre-salarie").commune.name
    desk = visit(DESK)
    desk.sign_in(SECRETARIAT)
    page = desk.go("/lieu/telephone/")
    page.locator("input:focus").wait_for()
    begun = time.monotonic()
    page.keyboard.type(commune, delay=PER_LETTER)
    page.keyboard.press("Enter")
    page.locator(".mg-place").first.wait_for()
    page.locator("input[name=creneau]:focus").wait_for()
    page.keyboard.press("ArrowDown")
    for text in ("Maria", "Santoni", "0639984321"):
        page.keyboard.press("Tab")
        page.keyboard.type(text, delay=PER_LETTER)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Rendez-vous pris").wait_for()
    taken = time.monotonic() - begun
    assert taken < HURRY, f"{taken:.1f} s"
    sound(desk)
    made = Appointment.objects.order_by("-pk").first()
    assert made is not None
    assert (made.patient.last_name, made.booked_for.way) == ("Santoni", "secretary")
    page.keyboard.press("Enter")  # "Personne suivante" has the focus
    page.locator("#commune").wait_for()
    caller_is_forgotten(visit(PHONE))
    assert not Patient.objects.filter(pk=made.patient_id).exists()


def caller_is_forgotten(officer: Visitor) -> None:
    """Somebody who called asks to be forgotten: the officer finds, reads, then erases what the site holds."""
    officer.sign_in(OFFICER)
    page = officer.go("/donnees-personnelles/")
    sound(officer)
    page.get_by_role("button", name="Chercher").click()
    page.locator(".govuk-error-summary").wait_for()
    page.get_by_label("Téléphone").fill("06 39 98 43 21")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("checkbox", name=re.compile("Maria Santoni")).check()
    sound(officer)
    with page.expect_download() as paper:
        page.get_by_role("button", name="Remettre les données (PDF)").click()
    assert paper.value.suggested_filename == "donnees-personnelles.pdf"
    page.get_by_role("button", name="Effacer…").click()
    page.get_by_role("button", name="Effacer définitivement").wait_for()
    sound(officer)
    page.get_by_role("button", name="Effacer définitivement").click()
    page.get_by_text("ligne effacée").first.wait_for()
    sound(officer)
    officer.go("/donnees-personnelles/journal")
    sound(officer)
    officer.go("/donnees-personnelles/conservation")
    sound(officer)


def test_a_referrer_books_for_somebody_and_sees_nothing_else(visit: Any) -> None:
    from maillage.site.booking.models import BookedFor

    commune = served_commune()
    desk = visit(PHONE)
    desk.sign_in(REFERRER)
    page = desk.go("/prescrire/")
    sound(desk)
    page.get_by_label("Sa commune").fill(commune.pk)
    page.get_by_label("Médecin traitant").select_option("non")
    page.get_by_role("button", name="Chercher").click()
    page.locator("input[name=creneau]").first.wait_for()
    sound(desk)
    page.locator("input[name=creneau]").first.check()
    page.get_by_label("Prénom de la personne").fill("Carulina")
    page.get_by_label("Nom de la personne", exact=True).fill("Filippi")
    page.get_by_label("Son année de naissance").fill("1944")
    page.get_by_label("Langue des messages").select_option("es")
    page.get_by_label("Un interprète").check()
    page.get_by_role("button", name="Réserver pour cette personne").click()
    page.get_by_role("heading", name="Rendez-vous pris").wait_for()
    sound(desk)
    seen(page.get_by_text("Un interprète en espagnol"))
    page.get_by_role("link", name="Personne suivante").click()
    page.locator("#pris").wait_for()
    shown = {row.inner_text() for row in page.locator("tbody th").all()}
    mine = {str(one.appointment.patient) for one in BookedFor.objects.filter(by__email=REFERRER)}
    assert "Carulina Filippi" in shown <= mine
    for closed in ("/lieu/telephone/", "/regulation/", "/coordination/"):
        page.goto(desk.site.address + closed)
        seen(page.get_by_role("heading", name="Cette page ne vous est pas ouverte"))
