"""Filters of the lines of allowances, as the addresses of the ledger's figures write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from maillage.schemes import SCHEMES
from maillage.site.geography.models import Intercommunality
from maillage.site.payments.dues import DueLine, paying_schemes
from maillage.site.payments.ledger import STATES
from maillage.site.payments.models import MonthClosing, StatementLineQuerySet
from maillage.site.payments.payers import Payer
from maillage.site.www import french, toponyms
from maillage.site.www.numbers import whole

OUTSIDE = "aucun"
"""Value of the territory of communes outside any intercommunality."""
MONTHS = 36


@dataclass(frozen=True)
class LineQuestions:
    """What an address asks for: ``month`` is a first day, ``place`` the code of an intercommunality or "aucun"."""

    payer: int | None
    month: dt.date | None
    state: str
    place: str
    scheme: str

    @property
    def closed(self) -> dict[str, Any]:
        """The same as lookups on lines with their month and standing."""
        found: dict[str, Any] = {}
        if self.place:
            found["commune__intercommunality"] = None if self.place == OUTSIDE else self.place
        if self.scheme:
            found["scheme"] = self.scheme
        if self.month is not None:
            found["month"] = self.month
        if self.state:
            found["standing"] = self.state
        return found

    def holds(self, line: DueLine) -> bool:
        """Return whether a line of no closed month yet is asked for."""
        return (
            (not self.place or (line.commune.intercommunality_id or OUTSIDE) == self.place)
            and (not self.scheme or line.scheme == self.scheme)
            and (self.month is None or line.date.replace(day=1) == self.month)
        )


class LineFilter(forms.Form):
    """Payer, state, month, scheme and territory; an address with unknown values finds nothing, and says so by that."""

    payeur = forms.ChoiceField(label="Payeur", required=False)
    etat = forms.ChoiceField(label="État", required=False)
    mois = forms.ChoiceField(label="Mois", required=False)
    dispositif = forms.ChoiceField(label="Dispositif", required=False)
    territoire = forms.ChoiceField(label="Territoire", required=False)

    def __init__(self, data: QueryDict, *, payers: Sequence[Payer], lines: StatementLineQuerySet) -> None:
        super().__init__(data)
        self.asked = LineQuestions(
            whole(data.get("payeur", "")), month_of(data.get("mois", "")), data.get("etat", ""),
            data.get("territoire", ""), data.get("dispositif", ""),
        )  # fmt: skip
        names = [(str(one.pk), toponyms.curly(one.organisation.name)) for one in payers]
        self._offer("payeur", names)
        self._offer("etat", list(STATES.items()))
        self._offer("mois", _months(payers, self.asked.month))
        self._offer("dispositif", [(code, SCHEMES[code].label) for code in paying_schemes()])
        self._offer("territoire", _places(lines, self.asked.place))
        if len(names) < 2:
            del self.fields["payeur"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "tous"), *choices]
        field.widget.attrs["class"] = "govuk-select"


def month_of(text: str) -> dt.date | None:
    """Return the first day of a month written "2026-11"; None for any other text."""
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _months(payers: Sequence[Payer], asked: dt.date | None) -> list[tuple[str, str]]:
    """Closed months, the latest first, with the month asked for, which may be open."""
    rows = MonthClosing.objects.filter(payer__in=payers).order_by("-month").values_list("month", flat=True).distinct()
    found: set[dt.date] = set(rows[:MONTHS])
    if asked is not None:
        found.add(asked)
    return [(f"{month:%Y-%m}", french.month_text(month)) for month in sorted(found, reverse=True)]


def _places(lines: StatementLineQuerySet, asked: str) -> list[tuple[str, str]]:
    """Intercommunalities with lines, and the one asked for, by name."""
    here = lines.order_by().values("commune__intercommunality")
    rows = Intercommunality.objects.filter(pk__in=here) | Intercommunality.objects.filter(pk=asked)
    named = [(pk, toponyms.curly(name)) for pk, name in rows.order_by("name").values_list("pk", "name").distinct()]
    return [*named, (OUTSIDE, "Hors intercommunalité")]
