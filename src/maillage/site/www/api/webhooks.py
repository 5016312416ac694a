"""Webhooks by the interface for programs: asked for, listed and stopped."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Router, Status
from ninja.errors import HttpError, ValidationError

from maillage.site.fhir.models import KeyScope
from maillage.site.refusals import AlreadyDone, InvalidField
from maillage.site.webhooks import services
from maillage.site.webhooks.models import Subscription
from maillage.site.www.api.appointment_shapes import NewWebhook, RowKey, WebhookIn, WebhookOut
from maillage.site.www.api.keys import caller
from maillage.site.www.api.shapes import Problem

REFUSALS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 422: Problem}

router = Router(tags=["webhooks"])


@router.post(
    "/webhooks",
    url_name="api-webhooks",
    response={201: NewWebhook, **REFUSALS},
    summary="Be told what happens",
)
def subscribe(request: HttpRequest, asked: WebhookIn) -> Any:
    """Tell an address what happens from now on; the secret that signs it is shown this once."""
    organisation = caller(request, KeyScope.WEBHOOKS).organisation
    try:
        made = services.subscribe(organisation, asked.address, asked.events, asked.contact, None)
    except InvalidField as refusal:
        error = {"type": "value_error", "loc": ["body", "asked", refusal.field], "msg": str(refusal)}
        raise ValidationError([error]) from refusal
    return Status(201, {**_out(made.row), "secret": made.secret})


@router.get(
    "/webhooks",
    url_name="api-webhooks",
    response={200: list[WebhookOut], **REFUSALS},
    summary="Which addresses are told",
)
def listed(request: HttpRequest) -> Any:
    """Return the organisation's addresses and how they do."""
    return [_out(row) for row in _own(request)]


@router.delete(
    "/webhooks/{pk}",
    url_name="api-webhook",
    response={200: WebhookOut, **REFUSALS},
    summary="Be told nothing more",
)
def stop(request: HttpRequest, pk: Path[RowKey]) -> Any:
    """Stop telling an address; a second time changes nothing."""
    row = _own(request).filter(pk=pk).first()
    if row is None:
        raise HttpError(404, "Your organisation has no such address.")
    with contextlib.suppress(AlreadyDone):
        services.stop(row, None)
    row.refresh_from_db()
    return _out(row)


def _own(request: HttpRequest) -> QuerySet[Subscription]:
    return Subscription.objects.filter(organisation=caller(request, KeyScope.WEBHOOKS).organisation).order_by("pk")


def _out(row: Subscription) -> dict[str, Any]:
    state = "stopped" if row.stopped else "failing" if row.failing_since else "working"
    return {
        "id": row.pk, "address": row.address, "events": row.events, "state": state,
        "failing_since": row.failing_since, "last_error": row.last_error, "waiting": services.waiting(row),
    }  # fmt: skip
