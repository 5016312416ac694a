"""One act on a request: who may, one conditional change of its state, one event. Every service goes through it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool, RequestEvent
from maillage.site.expertise.states import STEPS, Act, Side, State
from maillage.site.files.models import StoredFile
from maillage.site.refusals import NotAllowed, WrongState

ALIKE = timedelta(minutes=10)
"""The same person opening the same thing again within this time is one opening."""
REACHES = {Side.REQUESTER: Reach.ORGANISATION, Side.POOL: Reach.OWN, Side.TAKER: Reach.OWN}


def check(request: ExpertiseRequest, by: User, side: Side) -> None:
    """Raise ``NotAllowed`` unless ``by`` stands on this side of the request."""
    mine = ExpertiseRequest.objects.changeable_by(by, REACHES[side]).filter(pk=request.pk)
    if not mine.exists():
        raise NotAllowed("Cette demande ne relève pas de votre compte.")


def move(
    request: ExpertiseRequest,
    act: Act,
    by: User,
    now: datetime,
    *,
    about_pool: ReaderPool | None = None,
    reason: str = "",
    **values: Any,
) -> ExpertiseRequest:
    """Change the state by one conditional update with these values, and note the event; return the fresh row.

    Two people at once: the row is changed by one of them, the other finds no row in the state that the act needs.
    Raises ``NotAllowed`` or ``WrongState``.
    """
    step = STEPS[act]
    check(request, by, step.side)
    rows = ExpertiseRequest.objects.filter(pk=request.pk, state__in=step.leads_from)
    if step.side is Side.TAKER:
        rows = rows.filter(taken_by=by)
    if not rows.update(state=step.to, **values):
        raise WrongState(why_not(ExpertiseRequest.objects.select_related("taken_by").get(pk=request.pk), by))
    note(request, RequestEvent.Kind(act.value), by, now, pool=about_pool, reason=reason)
    return ExpertiseRequest.objects.get(pk=request.pk)


def note(
    request: ExpertiseRequest,
    kind: RequestEvent.Kind,
    by: User | None,
    now: datetime | None = None,
    *,
    pool: ReaderPool | None = None,
    reason: str = "",
    file: StoredFile | None = None,
) -> RequestEvent:
    """Write an event."""
    return RequestEvent.objects.create(
        request=request, kind=kind, by=by, at=now or timezone.now(), pool=pool, reason=reason, file=file
    )


def note_read_by_program(requests: Iterable[ExpertiseRequest], by: User, reason: str) -> None:
    """Note that a program read requests in the name of ``by``; one that asks every minute is noted now and then."""
    now, kind = timezone.now(), RequestEvent.Kind.OPENED
    rows = {one.pk: one for one in requests}
    recent = RequestEvent.objects.filter(request__in=rows, kind=kind, by=by, reason=reason, at__gt=now - ALIKE)
    told = set(recent.values_list("request", flat=True))
    RequestEvent.objects.bulk_create(
        RequestEvent(request=row, kind=kind, by=by, at=now, reason=reason) for pk, row in rows.items() if pk not in told
    )


def why_not(request: ExpertiseRequest, by: User) -> str:
    """Say why nothing was done, from where the request stands, and what to do."""
    if request.state == State.WITHDRAWN:
        return "Le demandeur a retiré cette demande\u00a0: n’y répondez plus, il n’y a rien à faire."
    if request.taken_by is not None and request.taken_by_id != by.pk:
        return f"{request.taken_by} a déjà pris cette demande\u00a0: prenez la suivante de votre liste."
    return f"Cette demande est {request.state_label}\u00a0: rouvrez sa page pour voir ce qui est possible."


def still(request: ExpertiseRequest, states: frozenset[State], otherwise: str) -> ExpertiseRequest:
    """Return the fresh row, locked. Raises ``WrongState`` saying ``otherwise`` if it is in no such state."""
    fresh = ExpertiseRequest.objects.select_for_update().get(pk=request.pk)
    if State(fresh.state) not in states:
        raise WrongState(otherwise)
    return fresh
