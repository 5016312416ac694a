"""The main tasks of each kind of user in a browser; every page is checked by axe."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.site import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

COORDINATOR, DOCTOR, HOST = (f"{name}@maillage.example" for name in ("coordination", "medecin", "lieu"))
ORDER, INSURER, PAYER, GRANTS, ANALYST = (
    f"{name}@maillage.example" for name in ("ordre", "assurance", "versements", "subventions", "analyste")
)
PUBLIC = (
    "/", "/carte", "/carte?vue=tableau", "/carte?vue=avec", "/carte?comparer=consultations-prevues",
    "/communes/", "/methode",
    "/accessibilite", "/vie-privee", "/soignants", "/elus", "/connexion", "/rendez-vous", "/nulle-part",
)  # fmt: skip
WORK = ("", "territoires", "plan", "vacations/", "bilan", "travaux/", "travaux/plan", "travaux/mesure",
        "travaux/plan/importer")  # fmt: skip
COORDINATION = tuple(f"/coordination/{page}" for page in WORK)
LISTS = tuple(f"/coordination/{page}" for page in (
    "candidatures/", "annuaire/", "vacations/signalees", "indemnites/", "indemnites/payeurs", "subventions/totaux",
    "subventions/importer",
))  # fmt: skip


def served_commune() -> Any:
    """Return the commune of a place where the plan sends a general practitioner."""
    from maillage.site.agenda.models import Session

    return Session.objects.filter(programme__plan__isnull=False).order_by("starts").first().commune


def seen(locator: Any) -> None:
    """Wait until the element is visible."""
    from playwright.sync_api import expect

    expect(locator).to_be_visible(timeout=20_000)


def script_errors(complaints: list[str]) -> list[str]:
    """Return the browser's errors, except error responses that the test expects."""
    return [text for text in complaints if "Failed to load resource" not in text]


def plain(text: str) -> str:
    """Replace no-break spaces by plain ones."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


def answer_who(page: Any) -> None:
    page.get_by_label("Pour moi").check()
    page.get_by_role("group", name=re.compile("médecin traitant")).get_by_label("Non", exact=True).check()
    page.get_by_role("button", name="Voir les horaires").click()


def give_identity(page: Any, last_name: str) -> None:
    page.get_by_label("Prénom").fill("Ghjulia")
    page.get_by_label("Nom", exact=True).fill(last_name)
    page.get_by_label("Année de naissance").fill("1958")
    page.get_by_label("Téléphone").fill("06 39 98 00 01")
    page.get_by_role("button", name="Vérifier avant de réserver").click()


def test_a_patient_books_without_an_account_and_cancels(visit: Any) -> None:
    commune = served_commune()
    visitor = visit()
    page = visitor.go("/")
    page.get_by_label("Votre commune").press_sequentially(commune.name[:6].lower(), delay=30)
    page.locator("#suggestions").get_by_role(
        "option", name=re.compile(re.escape(commune.name.replace("'", "’")))
    ).first.click()
    seen(page.get_by_text("consultations de généraliste accessibles").first)
    seen(page.get_by_text("Offre observée au 31/12/2019"))
    page.get_by_role("link", name=re.compile("^Prendre rendez-vous")).click()
    answer_who(page)
    page.locator("input[name=creneau]").first.check()
    assert page.locator("[data-choice]").inner_text() != "Aucun pour l’instant"
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Vérifier avant de réserver").click()
    seen(page.get_by_role("alert").get_by_role("link", name="Donnez le prénom."))
    give_identity(page, "Casanova")
    seen(page.get_by_role("heading", name="Vérifiez avant de réserver"))
    assert "1958" not in page.url
    page.get_by_role("button", name="Réserver ce rendez-vous").click()
    seen(page.get_by_role("heading", name="Votre rendez-vous est réservé"))
    assert "Casanova" not in page.url
    assert visitor.violations() == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Ajouter à mon agenda").click()
    assert "BEGIN:VEVENT" in download.value.path().read_text(encoding="utf-8")
    page.get_by_role("link", name="Annuler ce rendez-vous").click()
    assert visitor.violations() == []
    page.get_by_role("button", name="Annuler le rendez-vous").click()
    seen(page.get_by_role("heading", name="Votre rendez-vous est annulé"))
    assert visitor.violations() == []
    assert script_errors(visitor.complaints) == []


def test_booking_needs_no_script(visit: Any) -> None:
    visitor = visit(PHONE, script=False)
    page = visitor.go("/rendez-vous")
    page.get_by_label("Votre commune").fill(served_commune().pk)
    page.get_by_role("button", name="Continuer").click()
    answer_who(page)
    page.get_by_role("button", name="Continuer").click()
    seen(page.get_by_role("link", name="Choisissez un horaire."))
    page.locator("input[name=creneau]").last.check()
    page.get_by_role("button", name="Continuer").click()
    give_identity(page, "Ornano")
    page.get_by_role("button", name="Réserver ce rendez-vous").click()
    seen(page.get_by_role("heading", name="Votre rendez-vous est réservé"))


def test_booking_by_the_keyboard_alone(visit: Any) -> None:
    from maillage.site.booking.models import Appointment

    visitor = visit()
    page = visitor.go(f"/rendez-vous?commune={served_commune().pk}")

    def until(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    until("input[name=pour]")
    page.keyboard.press("Space")
    until("input[name=medecin]")
    page.keyboard.press("Space")
    until("main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=creneau]")
    until("input[name=creneau]")
    page.keyboard.press("Space")
    until("form.mg-step button, .mg-next button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_first_name")
    for name, text in (
        ("first_name", "Lisandru"),
        ("last_name", "Paoli"),
        ("birth_year", "1949"),
        ("phone", "0639980002"),
    ):
        until(f"#id_{name}")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_selector("button[value=reserver]")
    until("button[value=reserver]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/rendez-vous/[\w-]{20,}"))
    seen(page.get_by_role("heading", name="Votre rendez-vous est réservé"))
    booked = Appointment.objects.filter(state="booked").select_related("patient")
    assert [one.patient.last_name for one in booked].count("Paoli") == 1


@pytest.mark.parametrize(("size", "name"), [(PHONE, "Ghjacumu"), (DESK, "Marcu")], ids=["390", "1280"])
def test_a_lost_link_is_sent_again_and_moves_the_appointment(visit: Any, size: tuple[int, int], name: str) -> None:
    from maillage.site.booking.models import PaceAlarm

    email = f"{name.lower()}@patients.example"
    visitor = visit(size)
    page = visitor.go(f"/rendez-vous?commune={served_commune().pk}&pour=moi&medecin=non&soignant=gp")
    page.locator("input[name=creneau]").last.check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Prénom").fill(name)
    page.get_by_label("Nom", exact=True).fill("Leca")
    page.get_by_label("Année de naissance").fill("1961")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_role("button", name="Vérifier avant de réserver").click()
    page.get_by_role("button", name="Réserver ce rendez-vous").click()
    seen(page.get_by_role("heading", name="Votre rendez-vous est réservé"))
    before = page.locator(".mg-done__when").inner_text()

    page = visitor.go("/rendez-vous")
    page.get_by_role("link", name="Retrouver un rendez-vous déjà pris").click()
    page.get_by_role("button", name="Recevoir le lien").click()
    seen(page.get_by_role("alert").get_by_role("link", name=re.compile("Donnez le téléphone")))
    assert visitor.violations() == []
    page.get_by_label("Téléphone ou adresse électronique").fill(email)
    page.get_by_role("button", name="Recevoir le lien").click()
    seen(page.get_by_text("C’est demandé."))
    assert visitor.violations() == []

    letter = make.letters(to=email, key__contains=":link-")[0].body
    page = visitor.go(re.search(r"(/rendez-vous/\S+)", letter).group(1))  # type: ignore[union-attr]
    assert page.locator(".mg-done__when").inner_text() == before
    page.get_by_role("link", name="Déplacer ce rendez-vous").click()
    page.get_by_role("button", name="Continuer").click()
    seen(page.get_by_role("alert").get_by_role("link", name="Choisissez un horaire."))
    assert (visitor.violations(), visitor.sideways()) == ([], 0)
    page.locator("input[name=creneau]").first.check()
    page.get_by_role("button", name="Continuer").click()
    seen(page.get_by_text("Au lieu de"))
    assert (visitor.violations(), visitor.sideways()) == ([], 0)
    page.get_by_role("button", name="Déplacer le rendez-vous").click()
    seen(page.get_by_role("heading", name="Votre rendez-vous est réservé"))
    assert page.locator(".mg-done__when").inner_text() != before
    assert visitor.violations() == []
    assert not PaceAlarm.objects.exists()  # the bookings of the demonstration are not taken for a robot's
    assert script_errors(visitor.complaints) == []


def test_a_slot_taken_by_another_patient_keeps_the_answers(visit: Any) -> None:
    pages = []
    for name in ("Premier", "Second"):
        page = visit().go(f"/rendez-vous?commune={served_commune().pk}&pour=moi&medecin=non&soignant=gp")
        page.locator("input[name=creneau]").last.check()
        page.get_by_role("button", name="Continuer").click()
        page.get_by_label("Prénom").fill(name)
        page.get_by_label("Nom", exact=True).fill("Rossi")
        page.get_by_label("Année de naissance").fill("1970")
        page.get_by_label("Adresse électronique").fill(f"{name.lower()}@example.org")
        page.get_by_role("button", name="Vérifier avant de réserver").click()
        pages.append(page)
    for page in pages:
        page.get_by_role("button", name="Réserver ce rendez-vous").click()
    late = pages[1]
    seen(late.get_by_role("alert").get_by_text("vient d’être pris"))
    late.locator("input[name=creneau]").first.check()
    late.get_by_role("button", name="Continuer").click()
    seen(late.get_by_text("Second Rossi"))
    late.get_by_role("button", name="Réserver ce rendez-vous").click()
    seen(late.get_by_role("heading", name="Votre rendez-vous est réservé"))


def test_the_map_works_by_pointer_keyboard_and_url(visit: Any) -> None:
    visitor = visit()
    page = visitor.go("/carte")
    page.wait_for_selector("scenario-map[data-ready]")
    box = page.locator("scenario-map").bounding_box()
    painted = page.evaluate(
        "() => { const c = document.querySelector('scenario-map canvas'), d = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data, s = new Set();"
        "for (let k = 0; k < d.length; k += 4) s.add(d[k] << 16 | d[k + 1] << 8 | d[k + 2]); return s.size; }"
    )
    assert painted > 5
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen(page.locator(".mg-bubble").get_by_text(re.compile("consultations? par an")))
    page.get_by_role("button", name="Agrandir").click()
    page.wait_for_url(re.compile("cadre="))
    page.locator("scenario-map").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('[data-map-says]').textContent.includes('consultation')")
    frame = re.search(r"cadre=[^&]+", page.url).group()
    page.reload()
    page.wait_for_selector("scenario-map[data-ready]")
    assert frame.split("=")[1].split("%2C")[2] in page.url
    page.get_by_role("link", name="Différence").click()
    page.wait_for_selector("scenario-map[data-ready]")
    seen(page.get_by_text("habitants gagnent"))
    assert script_errors(visitor.complaints) == []


def test_the_map_without_script_is_an_image_and_a_table(visit: Any) -> None:
    page = visit(script=False).go("/carte")
    image = page.locator("scenario-map img")
    seen(image)
    assert image.evaluate("i => i.naturalWidth") > 1000
    page.get_by_role("link", name="Tableau", exact=True).click()
    page.get_by_role("link", name="Habitants").click()
    page.get_by_role("link", name="Habitants").click()
    assert page.locator("tbody tr").first.inner_text().startswith("Ajaccio")


def test_the_coordinator_sees_zones_plan_sessions_and_effect(visit: Any) -> None:
    visitor = visit()
    visitor.sign_in(COORDINATOR)
    page = visitor.page
    seen(page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Bilan"))
    visitor.follow("Préparation", "Territoires")
    rows = page.locator("table tbody tr")
    before = rows.count()
    assert before >= 1
    name = rows.first.locator("th").inner_text().split("\n")[0]
    value = page.locator("#id_epci option").filter(has_text=name).first.get_attribute("value")
    page.select_option("#id_epci", value)
    page.get_by_label("Pourquoi").fill("Un médecin s’y installe au printemps prochain.")
    page.get_by_role("button", name="Retirer de la liste").click()
    seen(page.get_by_role("status").get_by_text("retirée de la liste"))
    seen(page.get_by_text("Ce qui a été changé à la main"))
    # Put the territory back on the list: the next tests look for a doctor there.
    page.select_option("#id_epci", value)
    page.get_by_label("Pourquoi").fill("L’installation est remise à l’année suivante.")
    page.get_by_role("button", name="Ajouter à la liste").click()
    seen(page.get_by_role("status").get_by_text("ajoutée à la liste"))
    visitor.follow("Préparation", "Plan")
    assert "journées" in plain(page.locator(".mg-facts").inner_text())
    assert page.locator(".mg-chip").count() > 5
    visitor.follow("Vacations")
    assert page.locator("tbody tr").count() > 5
    page.get_by_label("État").select_option("cancelled")
    page.get_by_label("Commune, lieu ou médecin").fill("nulle part")
    page.get_by_role("button", name="Afficher").click()
    seen(page.get_by_text("Aucune vacation ne répond à ces choix."))
    visitor.follow("Bilan")
    seen(page.locator("figure svg").first)
    assert "voient leur accès augmenter" in page.locator(".mg-facts").inner_text()
    assert script_errors(visitor.complaints) == []


def test_a_doctor_accepts_and_declines_and_the_coordinator_covers(visit: Any) -> None:
    doctor = visit(PHONE)
    doctor.sign_in(DOCTOR)
    page = doctor.page
    waiting = page.locator(".mg-dayrow").filter(has=page.get_by_role("button", name="Accepter"))
    before = waiting.count()
    assert before >= 2
    waiting.first.get_by_role("button", name="Accepter").click()
    seen(page.get_by_role("status").get_by_text("C’est noté"))
    assert waiting.count() == before - 1, "one answer less is awaited"
    waiting.first.get_by_role("link", name="Refuser").click()
    seen(page.get_by_text("La coordination cherche un remplaçant"))
    assert doctor.violations() == []
    page.get_by_role("button", name="Refuser la journée").click()
    seen(page.get_by_role("status").get_by_text("est rendue"))

    coordinator = visit()
    coordinator.sign_in(COORDINATOR)
    desk = coordinator.page
    desk.get_by_role("link", name="Trouver un médecin").first.click()
    seen(desk.get_by_label("À qui proposer"))
    assert coordinator.violations() == []
    desk.get_by_role("button", name="Proposer").first.click()
    seen(desk.get_by_role("status").get_by_text("doit encore l’accepter"))
    desk.get_by_role("button", name="Défaire la proposition").click()
    seen(desk.get_by_role("status").get_by_text("de nouveau sans médecin"))
    plain_desk = visit(PHONE, script=False)
    plain_desk.sign_in(COORDINATOR)
    plain_desk.page.get_by_role("link", name="Trouver un médecin").first.click()
    plain_desk.page.get_by_role("button", name="Proposer").first.click()
    seen(plain_desk.page.get_by_role("status").get_by_text("doit encore l’accepter"))
    assert plain_desk.sideways() <= 0


def test_a_host_sees_the_days_of_the_place(visit: Any) -> None:
    visitor = visit(PHONE)
    visitor.sign_in(HOST)
    assert visitor.page.locator("tbody tr").count() > 1
    assert visitor.violations() == []
    assert visitor.sideways() <= 0


def test_pages_of_other_roles_are_forbidden(visit: Any) -> None:
    stranger = visit()
    assert "connexion" in stranger.go("/coordination/").url
    doctor = visit()
    doctor.sign_in(DOCTOR)
    page = doctor.go("/coordination/plan")
    seen(page.get_by_role("heading", name="Cette page ne vous est pas ouverte"))
    assert doctor.violations() == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_public_pages_pass_axe_and_fit(visit: Any, size: tuple[int, int]) -> None:
    visitor = visit(size)
    code = served_commune().pk
    booking = f"/rendez-vous?commune={code}"
    answered = f"{booking}&pour=moi&medecin=non&soignant=gp"
    wrong = {}
    for path in (*PUBLIC, f"/communes/{code}", "/communes/?q=saint", "/communes/?q=ajacio", booking, answered):
        visitor.go(path)
        found = visitor.violations()
        if found or visitor.sideways() > 0:
            wrong[path] = (found, visitor.sideways())
    assert wrong == {}
    assert script_errors(visitor.complaints) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
@pytest.mark.parametrize(
    ("email", "pages"),
    [
        (COORDINATOR, COORDINATION), (COORDINATOR, LISTS),
        (DOCTOR, ("/soignant/", "/soignant/indemnites/", "/soignant/calendrier/", "/soignant/depart")),
        (HOST, ("/lieu/",)),
        (ORDER, ("/verifications/",)), (INSURER, ("/verifications/",)),
        (PAYER, ("/payeur/", "/payeur/lignes", "/payeur/versements/")), (GRANTS, ("/subventions/",)),
        (ANALYST, ("/coordination/bilan/mois", "/coordination/subventions/")),
    ],
    ids=["coordinator", "lists", "doctor", "host", "order", "insurer", "payer", "grants", "agency"],
)  # fmt: skip
def test_pages_behind_the_sign_in_pass_axe_and_fit(
    visit: Any, size: tuple[int, int], email: str, pages: tuple[str, ...]
) -> None:
    visitor = visit(size)
    visitor.sign_in(email)
    for path in pages:
        visitor.go(path)
        assert visitor.violations() == [], path
        assert visitor.sideways() <= 0, path
    assert script_errors(visitor.complaints) == []
