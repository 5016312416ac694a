"""Which artefact of a kind the pages read: asked once a request for all kinds, so that a page shows one state.

A request that lasts while new figures are published answers from those it began with. Commands ask each time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from maillage.site.geography.models import CurrentArtefact


@dataclass
class _Request:
    """Where each kind is, once the request has asked for one."""

    keys: dict[str, str] | None = None


_request: ContextVar[_Request | None] = ContextVar("request", default=None)


def key_of(kind: str) -> str | None:
    """Where the current artefact of a kind is, ``kind/key``; None before there is one (at most one query)."""
    request = _request.get()
    if request is None:
        return CurrentArtefact.objects.filter(kind=kind).values_list("key", flat=True).first()
    if request.keys is None:
        request.keys = dict(CurrentArtefact.objects.values_list("kind", "key"))
    return request.keys.get(kind)


def forget() -> None:
    """Ask again: this request has published figures of its own."""
    if (request := _request.get()) is not None:
        request.keys = None


class OneState:
    """Middleware: what a request has asked for holds until it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(_Request())
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)
