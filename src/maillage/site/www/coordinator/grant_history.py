"""History of a grant in words: what was changed and by whom, read from the database's history tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from maillage.site.accounts.models import User
from maillage.site.grants.models import AwardedGrant
from maillage.site.grants.objects import object_label
from maillage.site.www import french, toponyms

SHOWN = 60
LABELS = {
    "reference": "référence", "giver_name": "qui donne", "beneficiary_name": "qui reçoit", "title": "intitulé",
    "object": "objet", "commune_id": "commune", "intercommunality_id": "intercommunalité", "decided_on": "décision",
}  # fmt: skip


@dataclass(frozen=True)
class GrantEvent:
    """A change: when, what, by whom ("" if nobody was signed in)."""

    at: dt.datetime
    what: str
    by: str


def history_of(grant: AwardedGrant) -> list[GrantEvent]:
    """Return the changes of a grant, latest first (six queries)."""
    rows = [
        *_changes(grant),
        *_of("GrantYearEvent", grant, _year),
        *_of("GrantConditionEvent", grant, _condition),
        *_of("GrantDocumentEvent", grant, _document),
        *_payments(grant),
    ]
    names = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in={by for *_, by in rows if by})}
    found = [GrantEvent(at, toponyms.curly(what), names.get(by, "") if by else "") for at, what, by in rows]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


Row = tuple[dt.datetime, str, int | None]


def _author(event: Any) -> int | None:
    return (event.pgh_context.metadata or {}).get("user") if event.pgh_context else None


def _of(model: str, grant: AwardedGrant, words: Callable[[Any], str]) -> Iterator[Row]:
    events = apps.get_model("grants", model).objects.filter(grant=grant.pk).select_related("pgh_context")
    for event in events.order_by("pgh_id"):
        yield event.pgh_created_at, words(event), _author(event)


def _changes(grant: AwardedGrant) -> Iterator[Row]:
    """Yield the changes between one state of the row and the next."""
    before = None
    events = apps.get_model("grants", "AwardedGrantEvent").objects.filter(pgh_obj_id=grant.pk)
    for event in events.select_related("pgh_context").order_by("pgh_id"):
        if before is None:
            yield event.pgh_created_at, "Subvention inscrite au registre", _author(event)
        else:
            changed = [
                f"{label}\u00a0: {_shown(field, getattr(before, field))} → {_shown(field, getattr(event, field))}"
                for field, label in LABELS.items()
                if getattr(before, field) != getattr(event, field)
            ]
            if changed:
                yield event.pgh_created_at, french.joined(changed), _author(event)
        before = event


def _shown(field: str, value: Any) -> str:
    if field == "object":
        return object_label(value)
    return french.date_text(value, weekday=False, year=True) if isinstance(value, dt.date) else str(value or "rien")


def _year(event: Any) -> str:
    if event.pgh_label == "delete":
        return f"Montant de {event.year} retiré\u00a0: {french.euros(event.cents)}"
    return f"Montant de {event.year}\u00a0: {french.euros(event.cents)}"


def _condition(event: Any) -> str:
    if event.met_on is not None:
        return f"Condition remplie\u00a0: {event.text}"
    return f"Condition\u00a0: {event.text}"


def _document(event: Any) -> str:
    return f"Document {'joint' if event.pgh_label == 'insert' else 'retiré'}\u00a0: {event.name}"


def _payments(grant: AwardedGrant) -> Iterator[Row]:
    for row in grant.payments.all():
        what = "Versement" if row.corrects_id is None else f"Correction ({row.reason})"
        yield row.at, f"{what}\u00a0: {french.euros(row.cents)}", row.by_id
