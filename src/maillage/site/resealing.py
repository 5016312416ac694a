"""Everything that the site keeps sealed, sealed again with the newest key, while the site runs.

Old rows stay readable at every moment: the former key opens them until it is taken away. Each row is changed only if
it still holds what was read, so that what somebody writes meanwhile is not lost. What the database keeps from being
changed (answers, messages) says the same after it; its trigger is set aside for that statement. Names and contacts
(``SealedText``) are sealed, and the digests by which they are found are made again, in the same way.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import transaction
from django.db.models import F, Model, TextField, Value
from django.db.models.functions import Cast

from maillage.errors import MaillageError
from maillage.site import sealing
from maillage.site.sealed_fields import EmailKey, SealedText, SearchKeys, email_key, keys_of

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


KEPT_UNCHANGED = {"centres.DeskTask": "done_stays"}
"""Triggers that keep rows with names and contacts from being changed."""


def columns() -> list[Column]:
    """Return every column of sealed texts: those listed above, and every ``SealedText`` of a model."""
    fields = [
        Column(model._meta.label, field.name, trigger=KEPT_UNCHANGED.get(model._meta.label, ""))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedText)
    ]
    return [*COLUMNS, *fields]


def reseal() -> dict[str, int]:
    """Seal every text again; return how many of each model. Raises ``sealing.Unreadable`` for a key that is missing."""
    done: Counter[str] = Counter()
    for column in columns():
        done[column.model] += sum(_reseal(column, pks) for pks in _batches(column.model))
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SearchKeys | EmailKey):
                for pks in _batches(model._meta.label):
                    _digest_again(model, field.name, pks)
    return dict(done)


def check_key() -> None:
    """Raise ``MaillageError`` if this site does not have the key that sealed the address of its newest account.

    Nobody could sign in, and nothing would say why: addresses are found by digests under the same key.
    """
    try:
        apps.get_model("accounts.User")._default_manager.order_by("-pk").values_list("email", flat=True).first()
    except sealing.Unreadable as error:
        raise MaillageError(
            "Names and addresses in this database were sealed with another key. Give it back in MAILLAGE_ENCRYPTION_KEY"
            ", or in the file encryption-key of the data folder."
        ) from error


def _batches(model: str) -> Iterator[list[object]]:
    pks = list(apps.get_model(model)._default_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


def _reseal(column: Column, pks: list[object]) -> int:
    """Seal the texts of some rows again; what somebody has written meanwhile is left alone."""
    model, done = apps.get_model(column.model), 0
    raw: Any = F(column.name) if column.inside else Cast(F(column.name), TextField())
    rows = model._default_manager.order_by().annotate(text_now=raw)
    read = rows.filter(pk__in=pks).values_list("pk", "text_now")
    changed = [(pk, was, fresh) for pk, was in read if (fresh := _fresh(column, was)) is not None]
    aside = pgtrigger.ignore(f"{column.model}:{column.trigger}") if column.trigger else contextlib.nullcontext()
    with transaction.atomic(), aside:
        for pk, was, fresh in changed:
            written = fresh if column.inside else Value(fresh, TextField())
            done += rows.filter(pk=pk, text_now=was).update(**{column.name: written})
    return done


def _digest_again(model: type[Model], name: str, pks: list[object]) -> None:
    """Make the digests of some rows again, unless somebody saves the row meanwhile, which makes them too."""
    with transaction.atomic():
        for row in model._default_manager.order_by().filter(pk__in=pks):
            held: Any = row
            was = getattr(held, name)
            fresh = email_key(held.email) if name == "email_key" else keys_of(held.search_terms())
            if fresh != was:
                model._default_manager.filter(pk=row.pk, **{name: was}).update(**{name: fresh})


def _fresh(column: Column, was: object) -> object | None:
    """Return what to write instead, None where nothing is sealed."""
    if not column.inside:
        return sealing.reseal(str(was)) if was else None
    if not isinstance(was, dict) or not was.get(column.inside):
        return None
    return {**was, column.inside: sealing.reseal(str(was[column.inside]))}
