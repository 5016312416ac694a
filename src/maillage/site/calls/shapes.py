"""Answers by shape: what is kept of what a form gives, and how it reads. Errors name the field ``answer``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from maillage.site.calls.kind import FormField, Shape
from maillage.site.directory.rpps import kept_rpps
from maillage.site.geography.models import Department
from maillage.site.questionnaires import Values, kept_text
from maillage.site.refusals import InvalidField
from maillage.territory import search_key

ANSWER = "answer"
MOST_LINES = 40
MOST_CENTS = 1_000_000_000
_LINE = re.compile(
    r"^(?P<label>.*?\S)\s*[:;\t]\s*(?P<amount>[\d\s\u00a0\u202f.,]+?)\s*(?:€|EUR|euros?)?$", re.IGNORECASE
)
TOTAL = "total"


def cents_of(text: str) -> int | None:
    """Return an amount in cents: "12 500", "12500,50 €"; None if it is none."""
    clean = re.sub(r"[\s\u00a0\u202f€]", "", text).replace(",", ".")
    try:
        cents = Decimal(clean) * 100
    except InvalidOperation:
        return None
    return int(cents) if cents == int(cents) else None


def kept(field: FormField, values: Values, options: Mapping[str, str]) -> Any:
    """Return the answer as stored. ``options`` are what may be wished for, by key. Raises ``InvalidField``."""
    if field.shape is Shape.BUDGET:
        return kept_budget(str(values.get(ANSWER, "")))
    if field.shape is Shape.WISHES:
        return _wishes(field, values, options)
    if field.shape is Shape.CHOICE:
        given = str(values.get(ANSWER, ""))
        if given not in field.choices and (given or field.required):
            raise InvalidField(ANSWER, "Choisissez une réponse.")
        return given
    if field.shape is Shape.DEPARTMENT:
        return _department(str(values.get(ANSWER, "")))
    if field.shape is Shape.RPPS:
        return _rpps(str(values.get(ANSWER, "")))
    text = kept_text(values, ANSWER, field.longest)
    if field.required and not any(letter.isalnum() for letter in text):
        raise InvalidField(ANSWER, "Écrivez une réponse.")
    return text if field.shape is Shape.TEXT else " ".join(text.split())


def kept_budget(text: str) -> dict[str, Any]:
    """Return the lines (label, cents) and the total of a budget, one expense a line and the total last.

    Raises ``InvalidField`` naming the line that cannot be read, or if the lines do not add up to the total.
    """
    lines: list[tuple[str, int]] = []
    for number, row in enumerate(filter(None, (row.strip() for row in text.splitlines())), start=1):
        found = _LINE.match(row)
        cents = cents_of(found["amount"]) if found is not None else None
        if found is None or cents is None or not 0 < cents <= MOST_CENTS:
            raise InvalidField(ANSWER, f"Ligne {number}\u00a0: écrivez la dépense, deux-points, puis son montant.")
        lines.append((found["label"].strip()[:200], cents))
    if len(lines) < 2 or search_key(lines[-1][0]) != TOTAL:
        raise InvalidField(ANSWER, "Terminez par une ligne «\u00a0Total\u00a0: montant\u00a0».")
    if len(lines) > MOST_LINES:
        raise InvalidField(ANSWER, f"{MOST_LINES} lignes au plus\u00a0: réunissez les petites dépenses.")
    *expenses, (_, total) = lines
    found_sum = sum(cents for _, cents in expenses)
    if found_sum != total:
        raise InvalidField(
            ANSWER, f"Vos lignes font {euros(found_sum)}, le total dit {euros(total)}\u00a0: corrigez l’un ou l’autre."
        )
    return {"lines": [list(line) for line in expenses], "total": total}


def euros(cents: int) -> str:
    """Return an amount: "12 500 €", "12,50 €"."""
    whole, rest = divmod(cents, 100)
    text = f"{whole:,}".replace(",", "\u202f")
    return f"{text},{rest:02d}\u00a0€" if rest else f"{text}\u00a0€"


def budget_text(budget: Mapping[str, Any] | None) -> str:
    """Return a budget as it is typed."""
    if not budget:
        return ""
    rows = [f"{label}\u00a0: {euros(cents)}" for label, cents in budget["lines"]]
    return "\n".join([*rows, f"Total\u00a0: {euros(budget['total'])}"])


def _wishes(field: FormField, values: Values, options: Mapping[str, str]) -> list[int]:
    given = [str(one) for one in values.get(ANSWER, ()) if one]
    if any(one not in options for one in given):
        raise InvalidField("wish-1", "Choisissez dans la liste.")
    if field.required and not given:
        raise InvalidField("wish-1", "Donnez au moins un vœu.")
    if len(set(given)) < len(given):
        raise InvalidField("wish-1", "Le même vœu y est deux fois\u00a0: gardez-en un.")
    return [int(one) for one in given]


def _department(text: str) -> str:
    asked = text.strip()
    found = Department.objects.filter(pk=asked.upper()).first() or next(
        (one for one in Department.objects.all() if search_key(one.name) == search_key(asked)), None
    )
    if found is None:
        raise InvalidField(ANSWER, "Donnez un département, par son nom ou son numéro.")
    return found.pk


def _rpps(text: str) -> str:
    try:
        return kept_rpps(text)
    except InvalidField as refusal:
        raise InvalidField(ANSWER, str(refusal)) from refusal


def words(field: FormField, answer: Any, options: Mapping[str, str], files: Mapping[str, str]) -> str:
    """Return an answer as people read it."""
    if field.shape is Shape.FILE:
        return files.get(field.code, "")
    if answer is None:
        return ""
    if field.shape is Shape.CHOICE:
        return field.choices.get(answer, "")
    if field.shape is Shape.BUDGET:
        return budget_text(answer)
    if field.shape is Shape.WISHES:
        return _ranked([options.get(str(one), "") for one in answer])
    return str(answer)


def _ranked(names: Sequence[str]) -> str:
    return "\n".join(f"{rank}. {name}" for rank, name in enumerate(names, start=1))
