"""The language of a page: chosen by its reader on the pages of a patient's journey, French everywhere else."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from maillage.site import languages

Answer = Callable[[HttpRequest], HttpResponse]
COOKIE, PARAMETER = "langue", "langue"
COOKIE_LASTS = 365 * 24 * 3600
TRANSLATED = re.compile(
    r"/$|/communes/$|/communes/suggestions$|/rendez-vous(?:$|/(?!.*/video(?:/|$)))|/liste-d-attente(?:$|/)"
)
"""Pages of the journey: home, search of a commune, booking, the links of an appointment and of the waiting list. The
room of a video call is French.
"""


class ReadersLanguage:
    """Write a page in the language of its reader's cookie; set the cookie when they choose one.

    The languages that a browser accepts choose nothing: they are proposed (``request.proposed_language``), since people
    often read on a telephone that somebody else has set up.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if TRANSLATED.match(request.path_info) is None:
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        wanted = request.GET.get(PARAMETER, "")
        if wanted in languages.BY_CODE and request.method in ("GET", "HEAD"):
            return _chosen(request, wanted)
        chosen = request.COOKIES.get(COOKIE, "")
        chosen = chosen if chosen in languages.BY_CODE else ""
        with translation.override(languages.known(chosen)):
            accepted = "" if chosen else languages.proposed(request.headers.get("Accept-Language", ""))
            request.chosen_language = chosen  # type: ignore[attr-defined]
            request.proposed_language = accepted  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "fr")
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response


def _chosen(request: HttpRequest, code: str) -> HttpResponse:
    """Remember a choice, and lead back to the same page without it in the address."""
    query = request.GET.copy()
    del query[PARAMETER]
    # The path comes from the browser: two slashes at its beginning would name another site.
    path = "/" + request.path.lstrip("/")
    response = HttpResponse(status=303, headers={"Location": f"{path}?{query.urlencode()}" if query else path})
    response.set_cookie(COOKIE, code, max_age=COOKIE_LASTS, secure=settings.HTTPS, httponly=True, samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response
