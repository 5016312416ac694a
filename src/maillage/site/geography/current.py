"""The current artefact of each kind, read once per request for all kinds, so that a page shows one consistent state.

If new figures are published during a request, it continues with those it began with. Commands query each time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from maillage.site.database.changes import Family, kept_result, known_stamp
from maillage.site.geography.models import Commune, CurrentArtefact


@dataclass
class _Request:
    """The current keys by kind, read at the first query of a request."""

    keys: dict[str, str] | None = None


_request: ContextVar[_Request | None] = ContextVar("request", default=None)


def key_of(kind: str) -> str | None:
    """Return ``kind/key`` of the current artefact of a kind; None if there is none (at most one query)."""
    request = _request.get()
    if request is None:
        return CurrentArtefact.objects.filter(kind=kind).values_list("key", flat=True).first()
    if request.keys is None:
        request.keys = _kept_keys("") if known_stamp(Family.FIGURES) else _keys()
    return request.keys.get(kind)


def _keys() -> dict[str, str]:
    return dict(CurrentArtefact.objects.values_list("kind", "key"))


@kept_result(Family.FIGURES)
def _kept_keys(_: str) -> dict[str, str]:
    return _keys()


def commune_of(code: str) -> Commune | None:
    """Return a commune with its department, region and intercommunality, None if unknown (one query).

    Pages that are kept share the row while the figures are the same, so callers must not change it.
    """
    return _kept_commune(code) if known_stamp(Family.FIGURES) else _commune(code)


def _commune(code: str) -> Commune | None:
    return Commune.objects.select_related("department__region", "intercommunality").filter(pk=code).first()


@kept_result(Family.FIGURES)
def _kept_commune(code: str) -> Commune | None:
    return _commune(code)


def forget() -> None:
    """Read again: this request has published figures itself."""
    if (request := _request.get()) is not None:
        request.keys = None


class OneState:
    """Middleware that keeps the current artefacts the same until the end of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(_Request())
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)
