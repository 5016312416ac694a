"""Every page that a role reaches by links: its text is checked once, and it is never wider than the window."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.journeys.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDTHS = (320, 390, 820, 1280)
ROLES = {
    "visitor": (
        "",
        (
            "/",
            "/communes/2A004",
            "/rendez-vous?commune=2A004",
            "/rendez-vous?commune=2A004&pour=moi&medecin=non&soignant=gp",
            "/territoires/france",
            "/inconnue",
        ),
    ),
    "coordinator": ("coordination@maillage.example", ("/coordination/",)),
    "doctor": ("medecin@maillage.example", ("/soignant/",)),
    "host": ("lieu@maillage.example", ("/lieu/",)),
    "order": ("ordre@maillage.example", ("/verifications/",)),
    "insurer": ("assurance@maillage.example", ("/verifications/",)),
    "medical affairs": ("affaires-medicales@maillage.example", ("/conventions/",)),
    "payer": ("versements@maillage.example", ("/payeur/",)),
    "grants": ("subventions@maillage.example", ("/subventions/",)),
    "centre manager": ("centre@maillage.example", ("/centre/equipe/", "/centre/budget")),
    "centre secretary": ("secretariat@maillage.example", ("/centre/secretariat/",)),
    "centre carer": ("soignant-centre@maillage.example", ("/centre/moi",)),
    "duties": ("gardes@maillage.example", ("/gardes/",)),
    "doctor on duty": ("medecin-garde@maillage.example", ("/gardes/miennes/",)),
    "faculty": ("faculte@maillage.example", ("/organiser/",)),
    "doctor by video": ("telemedecin@maillage.example", ("/soignant/",)),
    "nurse with a kit": ("tele-infirmier@maillage.example", ("/soignant/teleconsultations/",)),
    "referrer": ("prescripteur@maillage.example", ("/prescrire/",)),
    "secretary": ("secretariat@maillage.example", ("/lieu/",)),
    "regulator": ("regulation@maillage.example", ("/regulation/",)),
    "reviewer": ("evaluation@maillage.example", ("/evaluer/",)),
    "data protection": (
        "protection-donnees@maillage.example",
        ("/donnees-personnelles/", "/donnees-personnelles/journal", "/donnees-personnelles/conservation"),
    ),
    "requester": ("demande-avis@maillage.example", ("/avis/",)),
    "expert": ("expert@maillage.example", ("/lectures/",)),
    "head of pathway": ("filiere@maillage.example", ("/conventions/filieres", "/filieres/")),
    "reading platform": ("plateforme@maillage.example", ("/plateformes/",)),
    "computing of a hospital": ("informatique@maillage.example", ("/systemes/",)),
}
"""Start pages of each role. A signed-in user reads the pages below them and the account; a visitor all others."""
PER_SHAPE = 2
"""Number of pages read for one route with the same parameters: further ones differ in figures only.

The first one is also opened in the browser.
"""
SHAPES_APART = frozenset({"annuler", "refuser", "fermer", "vue", "lieux", "jours"})
SHAPES_ALIKE = frozenset({"depuis", "page"})

THIN, HARD = "\u202f", "\u00a0"
FAULTS = {
    "a straight apostrophe": re.compile(r"\w'\w"),
    "no narrow space before ; ! ?": re.compile(rf"[\w»)][ {HARD}]?[;!?](?=\s|$)"),
    "no hard space before a colon": re.compile(r"[\w»)] ?:(?=\s|$)"),
    "no hard space in quotes": re.compile(r"« |«\w| »|\w»"),
    "no hard space before a unit": re.compile(r"\d ?[%€](?!\w)|\d (?:h|min|km)\b"),
    "an article not contracted": re.compile(r"\b(?:de [Ll]es?|à [Ll]es?|d’[Ll]es?|d’[Ll]a|de le|à le) [A-ZÀ-Ý]"),
    "no elision": re.compile(r"\b(?:de|que|le|la) (?:Albi|Ajaccio|Alban|Eus|Onet)\b"),
    "a name told twice": re.compile(r"\b([A-ZÀ-Ý][\w’-]+) \(\1\)"),
    "a space before a full stop or a comma": re.compile(r"\w [.,](?=\s|$)"),
    "a plural of one": re.compile(rf"\b1{HARD}\w+s (?:sont|ont)\b|\bles 1(?![\u202f\w])"),
}


class Reader(HTMLParser):
    """Extracts the text of a page, block by block, and the targets of its links."""

    INLINE = frozenset(
        {"a", "abbr", "b", "cite", "em", "i", "small", "span", "strong", "sub", "sup", "time", "var", "s"}
    )
    SPOKEN = ("aria-label", "alt", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.links: list[str] = []
        self._now = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, unless the element is inside a sentence."""
        told = dict(attrs)
        if tag in {"script", "style", "math"}:
            self._silent += 1
        if tag not in self.INLINE:
            self._end()
        self.blocks += [value for name in self.SPOKEN if (value := told.get(name))]
        if tag == "meta" and told.get("name") == "description":
            self.blocks.append(re.sub(r"[ \n\t]+", " ", told.get("content") or "").strip())
        if tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        if tag in {"script", "style", "math"}:
            self._silent -= 1
        if tag not in self.INLINE:
            self._end()

    def handle_data(self, data: str) -> None:
        """Add text as a browser shows it: runs of ordinary spaces become one, no-break spaces stay."""
        if not self._silent:
            self._now += re.sub(r"[ \n\t]+", " ", data)

    def _end(self) -> None:
        if text := re.sub(" +", " ", self._now).strip(" "):
            self.blocks.append(text)
        self._now = ""


@dataclass
class Read:
    """A page and its answer."""

    path: str
    status: int
    blocks: list[str]
    links: list[str]
    first: bool
    """It is the first page of its route with these parameters."""


@dataclass
class Walk:
    """The pages of a role, and its session cookie."""

    cookie: str
    pages: list[Read] = field(default_factory=list)


def _shape(path: str) -> tuple[str, frozenset[str]]:
    """Return the route and the parameters of a URL, so that a hundred communes count as one."""
    from django.urls import Resolver404, resolve

    parts = urlsplit(path)
    asked = parse_qs(parts.query)
    told = frozenset(
        f"{name}={asked[name][0]}" if name in SHAPES_APART else name for name in asked if name not in SHAPES_ALIKE
    )
    try:
        return str(resolve(parts.path).url_name), told
    except Resolver404:
        return parts.path, told


def _walk(email: str, starts: tuple[str, ...]) -> Walk:
    from django.test import Client

    from maillage.site.accounts.models import User

    client = Client(raise_request_exception=False)
    if email:
        client.force_login(User.objects.get(email=email))
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    walk = Walk(cookie.value if cookie else "")
    seen: Counter[tuple[str, frozenset[str]]] = Counter()
    waiting, known = deque(starts), set(starts)
    while waiting:
        path = waiting.popleft()
        shape = _shape(path)
        if seen[shape] >= PER_SHAPE:
            continue
        seen[shape] += 1
        answer = client.get(path, follow=False)
        if answer.status_code in {301, 302}:
            found = [str(answer.headers["Location"])]
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            reader = Reader()
            reader.feed(answer.content.decode())
            walk.pages.append(Read(path, answer.status_code, reader.blocks, reader.links, seen[shape] == 1))
            found = reader.links
        else:
            answer.close()
            assert answer.status_code == 200, path
            continue
        for link in found:
            target = urlsplit(urljoin(path, link))
            to = target._replace(fragment="").geturl()
            below = not email or target.path.startswith((*starts, "/compte/"))
            if "langue" in parse_qs(target.query):
                continue  # What follows would be in that language: tests/site/www/test_languages.py reads those pages
            if not target.scheme and not target.netloc and to not in known and below:
                known.add(to)
                waiting.append(to)
    return walk


@pytest.fixture(scope="module")
def walks(as_made: None) -> dict[str, Walk]:
    """Find the pages of each role by following links."""
    return {role: _walk(email, starts) for role, (email, starts) in ROLES.items()}


def test_every_link_leads_somewhere(walks: dict[str, Walk]) -> None:
    for role, walk in walks.items():
        assert len(walk.pages) >= 2, role
        wrong = [(page.path, page.status) for page in walk.pages if page.status != 200 and page.path != "/inconnue"]
        assert not wrong, role


@pytest.mark.parametrize("fault", FAULTS)
def test_every_page_follows_french_typography(walks: dict[str, Walk], fault: str) -> None:
    found = {
        f"{page.path}: {block[max(0, hit.start() - 40) : hit.end() + 30]!r}"
        for walk in walks.values()
        for page in walk.pages
        for block in page.blocks
        if (hit := FAULTS[fault].search(block))
    }
    assert not found, "\n".join(sorted(found))


def test_every_table_is_offered_for_spreadsheets_and_for_programs(walks: dict[str, Walk]) -> None:
    from django.test import Client

    from maillage.site.www import sheets

    files: set[str] = set()
    for page in (page for walk in walks.values() for page in walk.pages):
        found = {urljoin(page.path, link) for link in page.links if urlsplit(link).path.endswith(".csv")}
        files |= found
        for_programs = {file for file in found if "format=" not in file}
        assert {sheets.address(file) for file in for_programs} <= found, page.path
    assert len(files) > 6
    public = sorted(file for file in files if file.startswith("/carte/region-94") and "format=" in file)
    with closing(Client().get(public[0])) as answer:
        text = b"".join(answer).decode()  # type: ignore[arg-type]
    assert text.startswith("\ufeffCode;Commune;Département;Habitants;")
    assert re.search(r";\d+,\d+;", text)


SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const found = [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > room + 0.5 && !one.closest('.govuk-visually-hidden, svg'))
    .map((one) => `${one.tagName.toLowerCase()}.${one.className}: ${Math.round(one.getBoundingClientRect().right)}`)
    .slice(0, 4);
  // Text drawn by a style sheet belongs to no element.
  return found.length ? found : [`the page: ${document.documentElement.scrollWidth}`];
}"""


PRINTED = """() => {
  const wrong = [], room = document.documentElement.clientWidth;
  const seen = (one) => one.getBoundingClientRect().width > 0 && getComputedStyle(one).visibility === 'visible';
  for (const link of document.querySelectorAll('main a[href]')) {
    const after = getComputedStyle(link, '::after').content;
    if (after.includes(link.getAttribute('href'))) wrong.push(`prints ${link.getAttribute('href')}`);
  }
  for (const legend of document.querySelectorAll('.mg-legend')) {
    if (!legend.closest('[hidden]') && !seen(legend)) wrong.push('a legend is not printed');
  }
  for (const cell of document.querySelectorAll('main table thead th')) {
    const box = cell.getBoundingClientRect();
    if (!seen(cell) || box.right > room + 1 || getComputedStyle(cell.parentElement.parentElement).clipPath !== 'none')
      wrong.push(`column "${cell.innerText}" is not printed`);
  }
  return wrong;
}"""
SHEET = 718
"""Width of a printed A4 page in portrait format, in pixels."""


@dataclass
class Looks:
    """Faults of a role's pages on screens and on paper."""

    wide: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


def _look(browser: Browser, site: Site, walk: Walk) -> Looks:
    """Open the first page of each kind once, at the width of each screen and then as printed."""
    context = browser.new_context(viewport={"width": WIDTHS[-1], "height": 900}, locale="fr-FR")
    if walk.cookie:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": walk.cookie, "url": site.address}])
    page, found = context.new_page(), Looks()
    for read in (read for read in walk.pages if read.first):
        answer = page.goto(site.address + read.path, wait_until="load")
        assert answer is not None
        assert (answer.status, answer.request.redirected_from) == (read.status, None), read.path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found.wide += [f"{read.path} at {width}: {one}" for one in page.evaluate(SIDEWAYS)]
        page.emulate_media(media="print")
        page.set_viewport_size({"width": SHEET, "height": 1000})
        found.printed += [f"{read.path}: {one}" for one in page.evaluate(PRINTED) + page.evaluate(SIDEWAYS)]
        page.emulate_media(media="screen")
    context.close()
    return found


@pytest.fixture(scope="module")
def looks(walks: dict[str, Walk], browser: Browser, site: Site) -> Callable[[str], Looks]:
    """Faults of a role's pages; each kind of page is opened once."""
    return cache(lambda role: _look(browser, site, walks[role]))


@pytest.mark.parametrize("role", ROLES)
def test_no_page_is_wider_than_the_window(looks: Callable[[str], Looks], role: str) -> None:
    assert not looks(role).wide, "\n".join(looks(role).wide)


@pytest.mark.parametrize("role", ROLES)
def test_printed_pages_have_legends_and_all_columns_but_no_urls(looks: Callable[[str], Looks], role: str) -> None:
    assert not looks(role).printed, "\n".join(looks(role).printed)
