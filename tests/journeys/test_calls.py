"""A research project from the candidate to the grant: sent, admitted, read by two without a name, decided."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import COORDINATOR, seen

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
READERS = ("evaluation-2@maillage.example", "evaluation-3@maillage.example")
TITLE = "Mesurer la douleur à distance"


def sound(visitor: Visitor) -> None:
    assert visitor.violations() == []
    assert visitor.sideways() <= 0
    assert [text for text in visitor.complaints if "422" not in text] == []


def draft_call(organiser: Visitor, kind: str, title: str) -> Page:
    """Write a call that is open since an hour; return its page, where it can be published."""
    from maillage.site.calls.clock import PARIS

    page, now = organiser.go("/organiser/ajouter"), datetime.now(PARIS)
    page.get_by_label("Nature").select_option(kind)
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Texte").fill("Des projets menés dans les hôpitaux de l’île.")
    page.get_by_label(re.compile("^Ouverture")).fill(f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M:%S}")
    page.get_by_label(re.compile("^Clôture")).fill(f"{now + timedelta(hours=9):%Y-%m-%dT%H:%M:%S}")
    sound(organiser)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Publier").wait_for()
    return page


def write_call(organiser: Visitor) -> str:
    """Write and publish a call for projects; return its page for everybody."""
    page = draft_call(organiser, "research", "Projets de l’automne")
    page.get_by_role("button", name="Publier").click()
    return str(page.get_by_role("link", name="Voir la page publique").get_attribute("href"))


def attach(page: Page, content: bytes) -> None:
    """Send a file as the answer to the question."""
    page.set_input_files("#id_file", {"name": "fichier.pdf", "mimeType": "application/pdf", "buffer": content})
    page.get_by_role("button", name="Joindre et continuer").click()


def send_project(candidate: Visitor, where: str) -> None:
    """Answer every question and send; a file that says who writes it is refused on its field."""
    from tests.site.call_factories import paper

    page = candidate.go(where)
    sound(candidate)
    page.get_by_role("link", name="Répondre à cet appel").click()
    page.get_by_label("Adresse électronique").fill("maud.olivier@example.org")
    page.get_by_label("Téléphone").fill("04 95 00 00 00")
    page.get_by_role("button", name="Commencer").click()
    answers: tuple[tuple[str, ...], ...] = (("Maud", "Olivier", "CH de la Restonica"), (TITLE,), ("Cent patients.",))
    for fields, labels in zip(answers, (("Prénom", "Nom", "Établissement"), (), ()), strict=True):
        for label, value in zip(labels or ("",), fields, strict=True):
            box = page.get_by_label(label, exact=True) if label else page.locator("#id_answer")
            box.fill(value)
        page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_label("Deux ans").check()
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.locator("#id_answer").fill("Infirmier : 30 000\nTotal : 30 000")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    attach(page, paper("Par Maud Olivier"))
    seen(page.get_by_text("dit qui vous êtes").first)
    sound(candidate)
    attach(page, paper())
    page.locator("#id_answer").fill("Deux médecins.")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    attach(page, paper())
    page.get_by_label(re.compile("J’accepte")).check()
    page.get_by_role("button", name="Envoyer ma candidature").click()
    seen(page.get_by_text("sous le numéro 1"))


def declare(reader: Visitor, email: str, call: str = "Projets de l’automne") -> None:
    """Declare one's ties from the desk."""
    reader.sign_in(email)
    page = reader.go("/evaluer/")
    sound(reader)
    page.get_by_role("link", name=call).click()
    page.get_by_label("Votre établissement").fill("CHU de la Côte")
    sound(reader)
    page.get_by_role("button", name="Déclarer mes liens").click()


def mark(reader: Visitor, value: str) -> None:
    """Read the project without a name, forget a mark, then give them all."""
    page = reader.go("/evaluer/")
    page.locator("tr", has_text="Projets de l’automne").get_by_role("link", name="Dossier 1").click()
    text = page.locator("main").inner_text()
    assert TITLE in text
    assert not [word for word in ("Olivier", "Restonica", "04 95", "example.org") if word in text]
    boxes = page.locator("input[inputmode=numeric]")
    for number in range(1, boxes.count()):
        boxes.nth(number).fill(value)
    page.get_by_label("Votre avis").fill("La question est utile.")
    page.get_by_role("button", name="Rendre mes notes").click()
    seen(page.get_by_text("Donnez une note de 0 à 5").first)
    sound(reader)
    page.locator("input[inputmode=numeric]").first.fill(value)
    page.get_by_role("button", name="Rendre mes notes").click()
    seen(page.get_by_role("heading", name="La discussion"))
    page.get_by_label("Votre message").fill("Je le mets en tête.")
    page.get_by_role("button", name="Envoyer").click()
    sound(reader)


def test_a_project_is_sent_read_by_two_decided_and_becomes_a_grant(visit: Any) -> None:
    organiser, candidate = visit(DESK), visit(PHONE)
    organiser.sign_in(COORDINATOR)
    where = write_call(organiser)
    board = f"/organiser/{where.rsplit('/', 1)[1]}"
    send_project(candidate, where)
    page = organiser.go(board)
    page.get_by_role("link", name="Dossier 1").click()
    page.get_by_role("button", name="Complète et recevable").click()
    readers = [visit(PHONE), visit(DESK)]
    for email, reader in zip(READERS, readers, strict=True):
        page = organiser.go(f"{board}/evaluation")
        name = "Paul Aubépine" if email == READERS[0] else "Inès Genêt"
        page.locator("#id_reviewer").select_option(label=name)
        page.get_by_role("button", name="Nommer").click()
        declare(reader, email)
    sound(organiser)
    page.get_by_role("link", name="Dossier 1").click()
    for _ in readers:
        page.get_by_text("Confier ce dossier à un autre évaluateur").click()
        page.locator("#id_reviewer").select_option(index=1)
        page.get_by_role("button", name="Confier").click()
    for reader, value in zip(readers, ("5", "3"), strict=True):
        mark(reader, value)
    page = organiser.go(page.url.removeprefix(organiser.site.address))
    sound(organiser)
    organiser.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    sound(organiser)
    page.locator("#id_retenir-reason").fill("Utile, et bien conduit.")
    page.get_by_label("Montant accordé").fill("25 000")
    page.get_by_role("button", name="Retenir", exact=True).click()
    seen(page.get_by_role("link", name="La lettre (PDF)"))
    sound(organiser)
    page.locator("main a[href*=subventions]").click()
    assert "CH de la Restonica" in page.locator("main").inner_text()
    told = candidate.go(candidate.page.url.removeprefix(candidate.site.address))
    seen(told.get_by_role("heading", name="Votre candidature est retenue"))
    sound(candidate)
    with told.expect_download() as letter:
        told.get_by_role("link", name="La lettre de décision").click()
    assert letter.value.suggested_filename == "decision.pdf"


def describe_post(page: Page) -> None:
    """Say which post is opened: shares of 99 % are refused on their field, then half and half, paid by three."""
    from maillage.site.calls.clock import PARIS

    page.get_by_role("link", name="Décrire le poste").click()
    page.get_by_label("Nature du poste").select_option("territorial_assistant")
    page.get_by_label("Spécialité").fill("ORL")
    page.get_by_label("Hôpital qui emploie").select_option(index=1)
    page.get_by_label("Commune d’exercice").fill("2B033")
    page.get_by_label("Coût d’un poste par an").fill("95 000")
    page.get_by_label("Prise de poste").fill(f"{datetime.now(PARIS).date() + timedelta(days=200)}")
    page.get_by_label("Temps par établissement").fill("CH de Bastia : 50\nCHU : 50")
    page.get_by_label("Financement").fill("Hôpital : 40\nARS : 30\nRégion : 29")
    page.get_by_role("button", name="Enregistrer").click()
    seen(page.get_by_text("Les parts font 99").first)
    page.get_by_label("Financement").fill("Hôpital : 40\nARS : 30\nRégion : 30")
    page.get_by_role("button", name="Enregistrer").click()


def apply_for(candidate: Visitor, where: str) -> None:
    """Answer the call of a post, with papers, and send."""
    from tests.site.call_factories import paper
    from tests.site.factories import rpps

    page = candidate.go(where)
    seen(page.get_by_text("Région").first)
    sound(candidate)
    page.get_by_role("link", name="Répondre à cet appel").click()
    page.get_by_label("Adresse électronique").fill("lea.cistude@example.org")
    page.get_by_label("Téléphone").fill("04 95 00 00 01")
    page.get_by_role("button", name="Commencer").click()
    for label, value in (("Prénom", "Léa"), ("Nom", "Cistude"), ("Établissement", "CHU de la Côte")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_label("Médecin, diplôme obtenu").check()
    page.get_by_role("button", name="Enregistrer et continuer").click()
    for value in (rpps(), "Soigner à Bastia, enseigner aux internes."):
        page.locator("#id_answer").fill(value)
        page.get_by_role("button", name="Enregistrer et continuer").click()
    for asked, following in (("cv", "letter"), ("letter", "verifier")):
        page.wait_for_url(f"**/{asked}")
        attach(page, paper(f"Mon dossier, {asked}"))
        page.wait_for_url(f"**/{following}")
    page.get_by_label(re.compile("J’accepte")).check()
    page.get_by_role("button", name="Envoyer ma candidature").click()
    seen(page.get_by_text("sous le numéro 1"))


def give_opinion(reader: Visitor, value: str) -> None:
    """Read who applies, with their name, and give an opinion."""
    page = reader.go("/evaluer/")
    page.locator("tr", has_text="Un assistant pour l’île").get_by_role("link", name="Dossier 1").click()
    seen(page.get_by_text("Cistude").first)
    for box in page.locator("input[inputmode=numeric]").all():
        box.fill(value)
    page.get_by_label("Votre avis").fill("Un projet qui tient.")
    page.get_by_role("button", name="Rendre mes notes").click()
    seen(page.get_by_role("heading", name="La discussion"))


def test_a_post_is_opened_applied_for_read_by_two_given_and_begins(visit: Any) -> None:
    organiser, candidate = visit(DESK), visit(PHONE)
    organiser.sign_in(COORDINATOR)
    page = draft_call(organiser, "post", "Un assistant pour l’île")
    describe_post(page)
    sound(organiser)
    page.get_by_role("button", name="Publier").click()
    where = str(page.get_by_role("link", name="Voir la page publique").get_attribute("href"))
    board = f"/organiser/{where.rsplit('/', 1)[1]}"
    for each_year in (r"38\s000", r"28\s500"):  # 40 and 30 % of 95,000 euros
        seen(candidate.go(where).get_by_text(re.compile(each_year)).first)
    apply_for(candidate, where)
    page = organiser.go(board)
    page.get_by_role("link", name="Dossier 1").click()
    page.get_by_role("button", name="Complète et recevable").click()
    readers = [visit(DESK), visit(PHONE)]
    for email, name, reader in zip(READERS, ("Paul Aubépine", "Inès Genêt"), readers, strict=True):
        page = organiser.go(f"{board}/evaluation")
        page.locator("#id_reviewer").select_option(label=name)
        page.get_by_role("button", name="Nommer").click()
        declare(reader, email, "Un assistant pour l’île")
        page = organiser.go(f"{board}/evaluation")
        page.get_by_role("link", name="Dossier 1").click()
        page.get_by_text("Confier ce dossier à un autre évaluateur").click()
        page.locator("#id_reviewer").select_option(index=1)
        page.get_by_role("button", name="Confier").click()
        give_opinion(reader, "4")
    page = organiser.go(page.url.removeprefix(organiser.site.address))
    page.locator("#id_retenir-reason").fill("Un projet solide, au bon endroit.")
    page.get_by_role("button", name="Retenir", exact=True).click()
    seen(page.get_by_text("L’engagement commence le"))
    sound(organiser)
