"""Health before anything else, the author of every change, and no cache for what is personal."""

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
    """Answers ``/healthz`` before host checks and redirections: 200 when the database answers, 503 otherwise."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != "/healthz":
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        return health()


def health() -> HttpResponse:
    """Ask the database for one row."""
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
    """Notes who changed what. The address is left out: that of an appointment holds the patient's key."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = getattr(request, "user", None)
        return {"user": user.pk if user is not None and user.is_authenticated else None}


class PrivateAnswers:
    """What somebody signed in reads, or a patient through a link, stays in no cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        personal = request.path_info.startswith(PERSONAL) or request.user.is_authenticated
        if personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
