"""Which artefact of a kind the pages read: asked once a request, so that all figures of a page are of one state.

A request that lasts while new figures are published answers from those it began with. Commands ask each time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from maillage.site.geography.models import CurrentArtefact

_asked: ContextVar[dict[str, str | None] | None] = ContextVar("asked", default=None)


def key_of(kind: str) -> str | None:
    """Where the current artefact of a kind is, ``kind/key``; None before there is one (at most one query)."""
    asked = _asked.get()
    if asked is None:
        return _read(kind)
    if kind not in asked:
        asked[kind] = _read(kind)
    return asked[kind]


def forget() -> None:
    """Ask again: this request has published figures of its own."""
    if (asked := _asked.get()) is not None:
        asked.clear()


def _read(kind: str) -> str | None:
    return CurrentArtefact.objects.filter(kind=kind).values_list("key", flat=True).first()


class OneState:
    """Middleware: what a request has asked for holds until it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _asked.set({})
        try:
            return self.get_response(request)
        finally:
            _asked.reset(token)
