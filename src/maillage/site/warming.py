"""Requests that the process sends to itself at start, so that the first visitor does not wait for imports and maps."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DatabaseError, connections
from django.urls import reverse

logger = logging.getLogger(__name__)
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def warm(application: Application) -> None:
    """Request the pages and maps that visitors open first; errors are logged as for any request.

    A database that does not answer yet must not prevent the start: then the first visitor waits.
    """
    try:
        addresses = first_addresses()
    except DatabaseError:
        logger.warning("The pages asked first are not opened beforehand: the database does not answer.", exc_info=True)
        addresses = []
    for address in addresses:
        answer(application, address)
    connections.close_all()  # A server that forks its workers must not share one connection


def first_addresses() -> list[str]:
    """Return the home page, the map with its data, booking, and the page of the largest commune."""
    from maillage.site.geography.models import Commune

    named = [reverse(name) for name in ("home", "map", "booking", "communes")]
    from maillage.site.www.public.explorer.areas import opening
    from maillage.site.www.public.explorer.sources import UNNAMED

    drawn = [reverse(name, args=["france"]) for name in ("area-ids", "area-values", "area-names", "area-ground")]
    shown = opening()
    if shown is not None:
        drawn.append(f"{reverse('area-image', args=[shown.slug])}?{UNNAMED}")
    largest = Commune.objects.order_by("-population").values_list("code", flat=True).first()
    return named + drawn + ([] if largest is None else [reverse("commune", args=[largest])])


def answer(application: Application, address: str) -> str:
    """Request an address from ``application`` as a local browser would; return the status, ``200 OK``."""
    host = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    environ: dict[str, Any] = {
        "PATH_INFO": address,
        "HTTP_HOST": host.lstrip("."),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https" if settings.SECURE_SSL_REDIRECT else "http",
    }
    setup_testing_defaults(environ)
    told: list[str] = []

    def start(status: str, _headers: object, _error: object = None) -> None:
        told.append(status)

    body = application(environ, start)
    try:
        for _ in body:
            pass
    finally:
        # Django ends a request, and releases its connection, when the response is closed.
        getattr(body, "close", lambda: None)()
    return told[0]
