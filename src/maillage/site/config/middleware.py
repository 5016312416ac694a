"""Middleware: health check, author of changes in the history, no caching of personal pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pghistory.middleware
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]
PERSONAL = ("/rendez-vous", "/compte", "/connexion/", "/mot-de-passe")


class Health:
    """Answers ``/healthz`` before host checks and redirects: 200 if the database answers, 503 otherwise."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != "/healthz":
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        return health()


def health() -> HttpResponse:
    """Query the database for one row."""
    headers = {"Cache-Control": "no-store"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        connection.close()
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain", headers=headers)
    return HttpResponse("ok\n", content_type="text/plain", headers=headers)


class History(pghistory.middleware.HistoryMiddleware):
    """Records who makes a change. The page's address is left out, since that of an appointment contains its secret."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = getattr(request, "user", None)
        return {"user": user.pk if user is not None and user.is_authenticated else None}


class PrivateAnswers:
    """Forbids caching of pages for signed-in users and for patients with a link."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        personal = request.path_info.startswith(PERSONAL) or request.user.is_authenticated
        if personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
