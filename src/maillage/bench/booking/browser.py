"""A small browser of one person: one connection, cookies, forms, and the sentence of a refusal."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

PATIENCE = 30.0
_FIELD = re.compile(r'<input[^>]*\bname="(csrfmiddlewaretoken|cle)"[^>]*\bvalue="([^"]*)"')
_TIMES = re.compile(r'name="creneau"\s+id="c\d+"\s+value="(\d+)"')
_SAID = re.compile(
    r'class="govuk-error-summary__title">(.*?)</h2>|<p class="mg-lead">(.*?)</p>'
    r'|<div class="mg-notice mg-notice--[^>]*>\s*<p>(.*?)</p>', re.DOTALL,
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """An answer and the seconds of the clock between which it came; ``status`` is 0 if there was none."""

    began: float
    ended: float
    status: int
    location: str = ""
    page: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields of the first form: its CSRF token, and the key of a booking."""
        found: dict[str, str] = {}
        for name, value in _FIELD.findall(self.page):
            found.setdefault(name, html.unescape(value))
        return found

    @property
    def times(self) -> list[int]:
        """The slots that the page offers."""
        return [int(pk) for pk in _TIMES.findall(self.page)]

    @property
    def told_done(self) -> bool:
        """Whether the page tells, above its content, that what was asked is done."""
        return "mg-notice--success" in self.page

    @property
    def said(self) -> str:
        """The sentence of a refusal or of a message, without its markup."""
        found = _SAID.search(self.page)
        text = next((part for part in found.groups() if part), "") if found else ""
        return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


class Browser:
    """Asks the site at ``address`` through its proxy, which says from where a request comes."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._connection: HTTPConnection | None = None
        self.cookies: dict[str, str] = {}

    def get(self, path: str, *, home: str) -> Answer:
        """Ask for a page; ``home`` is the network address of the person."""
        return self._ask("GET", path, None, home)

    def post(self, path: str, fields: Mapping[str, object], *, home: str) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields), home)

    def _ask(self, method: str, path: str, body: str | None, home: str) -> Answer:
        headers = {"X-Forwarded-For": home, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            connection = self._connection or HTTPConnection(self._host, self._port, timeout=PATIENCE)
            self._connection = connection
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", errors="replace")
        except (OSError, HTTPException):
            self.close()
            return Answer(began, time.monotonic(), 0)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(began, time.monotonic(), answer.status, answer.headers.get("Location", ""), page)

    def close(self) -> None:
        """Close the connection; the next request opens another one."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        self._connection = None
