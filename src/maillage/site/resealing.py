"""Everything that the site keeps sealed, sealed again with the newest key, while the site runs.

Old rows stay readable at every moment: the former key opens them until it is taken away. Each row is changed only if
it still holds what was read, so that what somebody writes meanwhile is not lost. What the database keeps from being
changed (answers, messages) says the same after it; its trigger is set aside for that statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pgtrigger
from django.apps import apps
from django.db import transaction

from maillage.site.accounts import sealing

BATCH = 500


@dataclass(frozen=True)
class Column:
    """A column of sealed texts. ``inside`` is the key within a column of JSON; ``trigger`` keeps rows unchanged."""

    model: str
    name: str
    inside: str = ""
    trigger: str = ""


COLUMNS = (
    Column("files.StoredFile", "key"),
    Column("files.Upload", "key"),
    Column("expertise.ExpertiseRequest", "sealed"),
    Column("expertise.RequestNote", "sealed", trigger="request_note_never_changes"),
    Column("expertise.Answer", "sealed", trigger="answer_never_changes"),
    Column("agenda.OwnCalendar", "sealed"),
    Column("payments.BankAccount", "sealed"),
    Column("payments.PaymentOrder", "sealed"),
    Column("payments.OrderedPayment", "sealed"),
    Column("mfa.Authenticator", "data", inside="secret"),
)


def reseal() -> dict[str, int]:
    """Seal every text again; return how many of each model. Raises ``sealing.Unreadable`` for a key that is missing."""
    return {column.model: sum(_reseal(column, pks) for pks in _batches(column)) for column in COLUMNS}


def _batches(column: Column) -> Iterator[list[object]]:
    pks = list(apps.get_model(column.model)._default_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


def _reseal(column: Column, pks: list[object]) -> int:
    model, done = apps.get_model(column.model), 0
    rows = model._default_manager.filter(pk__in=pks).values_list("pk", column.name)
    changed = [(pk, was, fresh) for pk, was in rows if (fresh := _fresh(column, was)) is not None]
    with transaction.atomic():
        for pk, was, fresh in changed:
            found = model._default_manager.filter(pk=pk, **{column.name: was})
            if column.trigger:
                with pgtrigger.ignore(f"{column.model}:{column.trigger}"):
                    done += found.update(**{column.name: fresh})
            else:
                done += found.update(**{column.name: fresh})
    return done


def _fresh(column: Column, was: object) -> object | None:
    """Return what to write instead, None where nothing is sealed."""
    if not column.inside:
        return sealing.reseal(str(was)) if was else None
    if not isinstance(was, dict) or not was.get(column.inside):
        return None
    return {**was, column.inside: sealing.reseal(str(was[column.inside]))}
