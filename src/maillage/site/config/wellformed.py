"""Refuses malformed requests, which no browser sends, with 400: NUL, broken UTF-8, unknown charsets, huge numbers.

PostgreSQL stores no NUL, Django decodes with the charset that the request names, and a number in an address may exceed
any key. The WSGI wrapper checks a request before Django reads it; the middleware checks form fields and URL parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import SuspiciousOperation
from django.core.wsgi import get_wsgi_application
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError, parse_cookie
from django.utils.http import parse_header_parameters
from django.views.defaults import bad_request

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Answer = Callable[[HttpRequest], HttpResponse]

REFUSED = "maillage.refused"
CHARSETS = frozenset({"", "utf-8", "utf8", "us-ascii"})
LONGEST_QUERY = 8192
LARGEST_KEY = 2**63 - 1
FORM = "application/x-www-form-urlencoded"


class Door:
    """WSGI wrapper that checks a request before Django, which reads its type and path ahead of any middleware."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_ill_formed(environ):
            harmless = {"PATH_INFO": "/", "QUERY_STRING": "", "CONTENT_TYPE": "", "HTTP_COOKIE": "", REFUSED: True}
            environ = {**environ, **harmless}
        return self.application(environ, start_response)


def application() -> Door:
    """Return the site as a WSGI application."""
    return Door(get_wsgi_application())


def is_ill_formed(environ: Environ) -> bool:
    """Return whether a path, query, cookie or header of a request cannot be decoded."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY or not _is_text(path.encode("latin-1"), control=False) or not _is_encoded(query):
        return True
    if any("\0" in value for name, value in environ.items() if name.startswith("HTTP_") and isinstance(value, str)):
        return True
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    return any("\0" in text for item in cookies.items() for text in item) or _has_odd_type(environ)


def _has_odd_type(environ: Environ) -> bool:
    try:
        _, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    except ValueError:
        return True
    charset = parameters.get("charset", "")
    return "\0" in environ.get("CONTENT_TYPE", "") or charset.strip().lower() not in CHARSETS


def _is_text(data: bytes, *, control: bool) -> bool:
    """Return whether bytes are UTF-8 without NUL and, if ``control`` is False, without any control character."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return "\0" not in text and (control or all(letter >= " " for letter in text))


def _is_encoded(query: str) -> bool:
    """Return whether a query or a form body decodes to UTF-8."""
    return _is_text(unquote_to_bytes(query.encode("latin-1", "replace")), control=True)


class WellFormed:
    """Middleware that answers 400 with a page for a malformed request or form field."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get(REFUSED) or self._has_odd_fields(request):
            return bad_request(request, SuspiciousOperation("The address, the charset or a field is ill formed."))
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]) -> None:
        """Answer 404 for a number in the address that exceeds any key."""
        if any(isinstance(value, int) and value > LARGEST_KEY for value in kwargs.values()):
            raise Http404

    @staticmethod
    def _has_odd_fields(request: HttpRequest) -> bool:
        if request.method != "POST":
            return False
        try:
            if request.content_type == FORM and not _is_encoded(request.body.decode("latin-1")):
                return True
            files = [item.name or "" for items in request.FILES.lists() for item in items[1]]
            fields = [text for name, values in request.POST.lists() for text in (name, *values)]
        except UnreadablePostError:  # the browser disconnected while it sent the form
            return True
        return any("\0" in text for text in [*fields, *files])
