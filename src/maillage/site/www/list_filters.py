"""Filters of a list that keep rows by a choice: the form above it, and the rows that it keeps.

Other questions of the address (the order, filters of another list of the page) stay as hidden fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from maillage.site.www.coordinator.fields import any_or
from maillage.site.www.lists import AS_FILE, PAGE, name_of
from maillage.site.www.sheets import ASKED

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Choice:
    """A value of a filter in addresses, its words, and the condition of the rows that it keeps."""

    value: str
    label: str
    rule: Q


@dataclass(frozen=True)
class Filter:
    """A choice among conditions; ``code`` is its name in addresses."""

    code: str
    label: str
    choices: Sequence[Choice]


def by_field(code: str, label: str, field: str, values: Iterable[tuple[str, object]]) -> Filter:
    """Return a filter by the value of a field: pairs of value and words."""
    return Filter(code, label, [Choice(value, str(words), Q(**{field: value})) for value, words in values])


def filtered(query: QueryDict, rows: Rows, filters: Sequence[Filter], key: str = "") -> tuple[forms.Form, Rows]:
    """Return the form of the filters, and the rows that the address asks for: all by a value that nobody offers."""
    # Several forms of one page may keep the same question of the address: each has ids of its own.
    form = forms.Form(query, auto_id=f"id_{key}_%s" if key else True)
    for one in filters:
        name = name_of(one.code, key)
        form.fields[name] = any_or(one.label, [(choice.value, choice.label) for choice in one.choices])
        rules = {choice.value: choice.rule for choice in one.choices}
        rows = rows.filter(rules.get(query.get(name, ""), Q()))
    left = {name_of(PAGE, key), name_of(AS_FILE, key), ASKED}
    for name in [name for name in query if name not in form.fields and name not in left]:
        form.fields[name] = forms.CharField(widget=forms.HiddenInput)
    return form, rows
