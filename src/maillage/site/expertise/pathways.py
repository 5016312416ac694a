"""Pathways: what a request asks, how soon an answer is due, what may be answered. A data file, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from maillage.parameters import load_toml


@dataclass(frozen=True)
class Field:
    """A field of a form. ``kind``: "choice", "several", "count" or "text"; ``choices`` are labels by code."""

    code: str
    label: str
    kind: str
    hint: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 0

    def written(self, value: Any) -> str:
        """Return an answer in French, "" for none."""
        labels: dict[str, str] = dict(self.choices)
        if self.kind == "several":
            return ", ".join(labels.get(code, code) for code in map(str, value or ()))
        return labels.get(str(value), str(value)) if value not in (None, "") else ""


@dataclass(frozen=True)
class Urgency:
    """How soon an answer is due after a request is sent."""

    code: str
    label: str
    within: timedelta


@dataclass(frozen=True)
class Template:
    """A beginning of an answer: values of some of its fields."""

    code: str
    label: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Pathway:
    """A pathway: fields of the question and of the answer, urgencies, templates, kinds of files, reasons to decline."""

    code: str
    label: str
    question: tuple[Field, ...]
    answer: tuple[Field, ...]
    urgencies: tuple[Urgency, ...]
    templates: tuple[Template, ...]
    files: frozenset[str]

    def urgency(self, code: str) -> Urgency:
        """Return an urgency by its code."""
        return next(one for one in self.urgencies if one.code == code)


@lru_cache(maxsize=1)
def pathways() -> dict[str, Pathway]:
    """Return every pathway by its code."""
    read = load_toml("maillage.site.expertise", "pathways")
    return {code: _pathway(code, data) for code, data in read["pathway"].items()}


@lru_cache(maxsize=1)
def reasons() -> dict[str, str]:
    """Return the reasons to decline a request, by code."""
    return dict(load_toml("maillage.site.expertise", "pathways")["reasons"])


def pathway(code: str) -> Pathway:
    """Return a pathway by its code."""
    return pathways()[code]


def label_of(code: str) -> str:
    """Return the name of a pathway; the code itself for one that is no longer there."""
    found = pathways().get(code)
    return found.label if found is not None else code


def _pathway(code: str, data: Mapping[str, Any]) -> Pathway:
    return Pathway(
        code=code,
        label=data["label"],
        question=tuple(_field(one) for one in data["question"]),
        answer=tuple(_field(one) for one in data["answer"]),
        urgencies=tuple(Urgency(one["code"], one["label"], timedelta(hours=one["hours"])) for one in data["urgency"]),
        templates=tuple(Template(one["code"], one["label"], one["values"]) for one in data.get("template", ())),
        files=frozenset(data["files"]),
    )


def _field(data: Mapping[str, Any]) -> Field:
    choices: Mapping[str, str] = data.get("choices", {})
    return Field(**{name: value for name, value in data.items() if name != "choices"}, choices=tuple(choices.items()))
