"""What no browser sends: every page answers it with 400 or 404, never with an error of its own."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import maillage.site
from maillage.site.booking.services import book
from maillage.site.config.wellformed import application
from maillage.site.plans.models import PlanRun
from tests.site import factories as make
from tests.site.www.conftest import World

pytestmark = pytest.mark.django_db

# As they stand in an address or a form: what is decoded from them is the hostile part.
REFUSED = ("%00", "a%00b", "%ff", "%ED%A0%80", "%C3", "%C0%80")
HOSTILE = (
    "", "%C2%B2", "-1", "1e999", "NaN", "99999999999999999999", "9" * 5000, "9999-12-31", "0001-01-01", "0000-00-00",
    "x" * 3000, "//evil.example", "javascript:alert(1)", "%5C%5Cevil.example", "a%0D%0Ab:+c", "%F0%9F%98%80",
    "%E2%80%AE",
    "%5B%5D", "%7B%22a%22%3A1%7D", "%27%22%3E%3Cb%3E", "..%2F..%2Fetc%2Fpasswd", "%25s%25n", "2A004", "12202%3A1e9",
    "-nom", "ajouter",
)  # fmt: skip
HEADERS = (
    {"CONTENT_TYPE": "text/html; charset=foo"}, {"CONTENT_TYPE": "text/html; charset=rot13"},
    {"CONTENT_TYPE": "text/html; charset*=foo''x"}, {"CONTENT_TYPE": "text/html; charset=a\0b"},
    {"CONTENT_TYPE": "text/html; charset=utf-16"}, {"HTTP_X_THING": "a\0b"}, {"HTTP_COOKIE": 'session="\\000"'},
)  # fmt: skip
ODD = (
    {"HTTP_HOST": "evil.example"}, {"HTTP_HOST": "a b\xff"}, {"HTTP_HOST": "[::1"},
    {"HTTP_ACCEPT_LANGUAGE": "\xff;q=x," * 90},
    {"HTTP_ACCEPT_LANGUAGE": "fr;q=1e999"}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://["},
    {"HTTP_HX_CURRENT_URL": "%ff", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true", "HTTP_HX_TARGET": "\xff"},
    {"HTTP_RANGE": "bytes=9999999999999999999999-1"}, {"HTTP_RANGE": "bytes=-"}, {"HTTP_RANGE": "lines=\xff"},
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 99999 99:99:99 GMT"}, {"HTTP_IF_NONE_MATCH": "\xff"},
    {"HTTP_COOKIE": "session=x" * 400 + "; csrf=\xff; messages=\xff; django_language=\xff"},
    {"HTTP_ACCEPT_ENCODING": "gzip;q=\xff"}, {"HTTP_REFERER": "http://[", "HTTP_ORIGIN": "null\xff"},
    {"HTTP_X_FORWARDED_FOR": "\xff" * 500, "HTTP_USER_AGENT": "\xff" * 500}, {"REQUEST_METHOD": "PROPFIND"},
    {"CONTENT_LENGTH": "many"}, {"CONTENT_LENGTH": "-5"},
)  # fmt: skip


class Door:
    """The site as a server calls it; what goes wrong inside is noted with its address."""

    def __init__(self, user: Any = None) -> None:
        self.application = application()
        self.faults: list[str] = []
        client = Client()
        if user is not None:
            client.force_login(user)
        client.get("/connexion")
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    def ask(self, path: str, query: str = "", form: str | bytes | None = None, **environ: Any) -> int:
        """Status of an answer. ``path``, ``query`` and ``form`` are as they travel: per cent signs are not decoded."""
        from urllib.parse import unquote_to_bytes

        body = b"" if form is None else form if isinstance(form, bytes) else self._form(form)
        kind = {} if form is None else {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
        told: list[int] = []
        answer = self.application(
            {
                "REQUEST_METHOD": "GET" if form is None else "POST", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
                "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "SCRIPT_NAME": "",
                "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.errors": io.StringIO(),
                "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
                "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query,
                "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
                "HTTP_COOKIE": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **kind, **environ,
            },
            lambda status, *_: told.append(int(status[:3])),
        )  # fmt: skip
        try:
            for _ in answer:
                pass
        finally:
            getattr(answer, "close", lambda: None)()
        return told[0]

    def _form(self, text: str) -> bytes:
        return f"csrfmiddlewaretoken={self.cookies.get('csrf', '')}&{text}".encode()


@pytest.fixture(autouse=True)
def faults() -> Iterator[list[str]]:
    """Exceptions of the site, however they were answered."""
    import traceback

    found: list[str] = []

    def note(request: Any, **_: Any) -> None:
        lines = traceback.format_exc().splitlines()
        found.append(f"{request.method} {request.get_full_path()[:150]}: {lines[-1]} ({lines[-3].strip()})")

    got_request_exception.connect(note)
    # The test's transaction lives in this connection: a request must not end it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    got_request_exception.disconnect(note)


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def parameters() -> list[str]:
    """Every name that some view or form reads, from the source itself."""
    names: set[str] = set()
    for path in Path(maillage.site.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        names |= set(re.findall(r"""(?:GET|POST|query|answers)\.get\(\s*"([\w-]+)\"""", text))
        if path.name == "forms.py":
            names |= set(re.findall(r"^    (\w+) = (?:forms\.|_)", text, re.M))
    return sorted(names)


def test_the_names_that_views_read_are_found() -> None:
    assert {"q", "commune", "creneau", "du", "page", "next", "cle", "scenario"} <= set(parameters()) | {"next", "du"}


@pytest.fixture
def known(world: World, plan: PlanRun) -> dict[str, list[str]]:
    """Values for the parts of addresses: some that exist, some that cannot."""
    session = make.published(place=make.place(commune=world.requista))
    token = book(session.slots.first().pk, make.patient(), make.key()).token
    host = make.user("host", session.place.organisation)
    odd = ["%C2%B2", "9" * 300, "..", "%E2%80%AE", "a" * 2000]
    return {
        "int": [str(session.pk), str(plan.pk), str(host.pk), "0", "99999999999999999999", "9" * 5000],
        "token": [token, *odd], "code": [world.requista.pk, *odd],
        "slug": ["france", "region-76", "departement-12", "200000012", "region-99", *odd],
    }  # fmt: skip


def addresses(known: dict[str, list[str]]) -> list[str]:
    found = []
    for path, _ in routes():
        part = re.search(r"<(?:(\w+):)?(\w+)>", path)
        values = [""] if part is None else known["int" if part[1] == "int" else part[2]]
        found += ["/" + (path if part is None else path.replace(part[0], value)) for value in values]
    return found


@pytest.mark.parametrize("role", [None, "coordinator", "doctor", "host"])
def test_no_page_fails_on_what_no_browser_sends(
    known: dict[str, list[str]], faults: list[str], role: str | None
) -> None:
    door = Door(make.coordinator() if role == "coordinator" else make.user(role) if role else None)
    names = [*parameters(), "next", "du", "epci", "username"]
    some = set()
    for address in addresses(known):
        door.ask(address)
        some.add(address)
    for address, value in itertools.product(sorted(some), HOSTILE):
        query = "&".join(f"{name}={value}" for name in names) if len(value) < 100 else f"q={value}&page={value}"
        door.ask(address, query)
        door.ask(address, form=query)
    assert faults == []
