"""The patient's journey in four languages: what is translated, who chooses, what pages and messages look like."""

from __future__ import annotations

import importlib.util
import re
from typing import Any

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from django.test import Client
from django.utils import translation

from maillage.site import build_assets, languages
from maillage.site.agenda.models import Session
from maillage.site.booking import services, waiting
from maillage.site.booking.models import Appointment, WaitingEntry
from maillage.site.booking.tokens import token_again, waiting_token
from maillage.site.config.settings import SITE_FOLDER
from maillage.site.messages import delivery
from tests.conftest import ROOT
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_booking_pages import PERSON, WHO, answers, key_in
from tests.site.www.test_french import visible
from tests.site.www.test_public_pages import text_of

OTHERS = [language.code for language in languages.LANGUAGES if language is not languages.FRENCH]
HOLES = re.compile(r"%\((\w+)\)s")
TAGS = re.compile(r"</?(?!span)[a-z]+[^>]*>")
FRENCH_ONLY = re.compile(r"\b(?:rendez-vous|votre|horaires?|vous|nous|une|est)\b", re.IGNORECASE)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    build_assets.build()


@pytest.fixture
def session(world: World) -> Session:
    return make.published(place=make.place(commune=world.requista, name="Maison de santé"))


def reader(code: str) -> Client:
    client = Client()
    client.cookies["langue"] = code
    return client


def catalogue(code: str) -> Catalog:
    with (SITE_FOLDER / "locale" / f"{code}.po").open("rb") as source:
        return pofile.read_po(source, locale=code)


def pairs(code: str) -> list[tuple[str, str]]:
    """Return the sentences of a catalogue with their translations, plurals one by one."""
    rows: list[tuple[str, str]] = []
    for message in catalogue(code):
        if isinstance(message.id, tuple):
            rows += [(message.id[1], string) for string in message.string]
        elif message.id:
            rows.append((str(message.id), str(message.string)))
    return rows


def test_every_marked_sentence_is_in_every_catalogue() -> None:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    found = tool.sentences()
    for code in languages.BY_CODE:
        wanted = tool.update(code, found)
        assert tool.missing(wanted) == []
        assert {str(row.id) for row in wanted} == {str(row.id) for row in catalogue(code)}, "run tools/translations.py"


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_what_is_filled_in_and_their_links(code: str) -> None:
    for french, text in pairs(code):
        assert sorted(HOLES.findall(french)) == sorted(HOLES.findall(text)), french
        assert sorted(TAGS.findall(french)) == sorted(TAGS.findall(text)), french
        assert text != french or len(french) < 4, french


def test_sentences_in_code_follow_french_typography() -> None:
    for french, _ in pairs("en"):
        wrong = re.findall(
            r".{0,30}(?: [;!?:%»]|« |(?<=\w)'(?=\w)|\d [€%]|-\d).{0,20}", visible(HOLES.sub("x", french))
        )
        assert wrong == [], french


@pytest.mark.parametrize("name", ["patient", "public"])
def test_no_template_of_the_journey_says_anything_outside_of_gettext(name: str) -> None:
    blocks = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{% translate .*?%\}", re.DOTALL)
    folder = SITE_FOLDER / "www" / name / "templates" / name
    own = ("commune_link", "suggestions")
    for path in folder.glob("*.html"):
        if name == "public" and path.stem not in own:
            continue
        left = visible(blocks.sub("", re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))))
        assert not re.search(r"[A-Za-zÀ-ÿ’]{3,}", re.sub(r"\ufffc|mg-[\w-]+", " ", left)), (path.name, left)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*OTHERS, "fr"])
def test_the_journey_speaks_the_language_of_its_reader(code: str, session: Session) -> None:
    client, slot = reader(code), session.slots.order_by("starts").first()
    base = f"/rendez-vous?commune={session.commune_id}"
    told = "&".join(map("=".join, WHO.items()))
    pages = [
        "/", "/communes/?q=zzzz&pour=rendez-vous", "/rendez-vous", base, f"{base}&{told}",
        f"{base}&{told}&creneau={slot.pk}", "/rendez-vous/retrouver",
    ]  # fmt: skip
    way = languages.BY_CODE[code].direction
    for path in pages:
        answer = client.get(path)
        page = answer.content.decode()
        assert f'<html lang="{code}" dir="{way}"' in page, path
        assert answer["Content-Language"] == code
        main = re.sub(r"<nav class=\"mg-languages.*?</nav>", "", page, flags=re.DOTALL)
        main = main.partition("<main")[2].partition("</main>")[0]
        if code != "fr":
            assert not FRENCH_ONLY.search(visible(main).replace("Maison de santé", "")), path
    check = client.post("/rendez-vous", answers(session, etape="verifier", last_name="d’Élan"))
    done = client.post("/rendez-vous", answers(session, etape="reserver", cle=key_in(check), last_name="d’Élan"))
    assert done.status_code == 302, text_of(done)
    assert Appointment.objects.get().patient.language == code


@pytest.mark.django_db
def test_a_choice_is_remembered_and_a_browser_only_proposes(client: Client, session: Session) -> None:
    proposed = client.get("/rendez-vous", headers={"accept-language": "ar-MA,ar;q=0.9,fr;q=0.5"})
    assert '<html lang="fr"' in proposed.content.decode()
    assert "اقرأ هذه الصفحة بالعربية" in text_of(proposed)
    chosen = client.get("/rendez-vous?commune=12000&langue=ar")
    assert (chosen.status_code, chosen["Location"]) == (303, "/rendez-vous?commune=12000")
    after = client.get("/rendez-vous", headers={"accept-language": "es"})
    assert '<html lang="ar" dir="rtl"' in after.content.decode()
    assert "Leer esta página" not in text_of(after)
    assert '<html lang="fr" dir="ltr"' in client.get("/vie-privee").content.decode()
    assert client.get("/rendez-vous?langue=xx").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_kept_pages_differ_by_language(session: Session) -> None:
    path = f"/rendez-vous?commune={session.commune_id}&{'&'.join(map('='.join, WHO.items()))}"
    seen = {code: [reader(code).get(path).content for _ in range(2)] for code in languages.BY_CODE}
    for code, (first, again) in seen.items():
        assert f'<html lang="{code}"'.encode() in first
        assert f'<html lang="{code}"'.encode() in again
    answer = reader("en").get(path)
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in answer["Vary"].split(",")}


@pytest.mark.django_db
@pytest.mark.parametrize("code", OTHERS)
def test_messages_and_links_speak_the_language_of_the_booking(
    code: str, session: Session, mailoutbox: list[Any]
) -> None:
    slot = session.slots.order_by("starts").first()
    booked = services.book(slot.pk, make.patient(language=code), make.key()).appointment
    with translation.override(code):
        subject = translation.gettext("Votre rendez-vous")
        cancelled = translation.gettext("Votre rendez-vous est annulé")
    delivery.deliver()
    assert mailoutbox[-1].subject == subject
    assert not FRENCH_ONLY.search(re.sub(r"http\S+", "", mailoutbox[-1].body).replace("Maison de santé", ""))
    token = token_again(booked.pk)
    assert f'<html lang="{code}"' in Client().get(f"/rendez-vous/{token}").content.decode()
    assert '<html lang="fr"' in reader("fr").get(f"/rendez-vous/{token}").content.decode()
    services.cancel(token)
    assert cancelled in text_of(Client().get(f"/rendez-vous/{token}"))


@pytest.mark.django_db
def test_refusals_are_translated(session: Session) -> None:
    slot = session.slots.order_by("starts").first()
    client = reader("en")
    check = client.post("/rendez-vous", answers(session, etape="verifier"))
    services.book(slot.pk, make.patient(last_name="Other", email="other@example.org"), make.key())
    late = client.post("/rendez-vous", answers(session, etape="reserver", cle=key_in(check)))
    assert late.status_code == 409
    assert "This time has just been taken." in text_of(late)
    wrong = client.post("/rendez-vous", answers(session, etape="verifier", phone="12"))
    assert "This telephone number is not complete." in text_of(wrong)
    assert "This page does not exist" in text_of(client.get("/rendez-vous/unknown"))


@pytest.mark.django_db
def test_the_waiting_list_speaks_the_language_of_who_joined(session: Session, mailoutbox: list[Any]) -> None:
    client = reader("es")
    path = f"/liste-d-attente?commune={session.commune_id}&{'&'.join(map('='.join, WHO.items()))}"
    form = {**PERSON, "email": "ana@example.org", "ou": "30", "accord": "on", "cle": key_in(client.get(path))}
    joined = client.post(path, {**form, "commune": session.commune_id, **WHO})
    assert joined.status_code == 302, text_of(joined)
    entry = WaitingEntry.objects.get()
    assert (entry.patient.language, waiting.told_by(entry).language) == ("es", "es")
    delivery.deliver()
    assert "Está en la lista de espera" in mailoutbox[-1].body
    assert "Está en la lista de espera" in text_of(Client().get(f"/liste-d-attente/{waiting_token(entry.pk)}"))
