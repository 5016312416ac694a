"""What grants are given for, and how tables name their columns: a data file, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from maillage.parameters import load_toml
from maillage.territory import search_key

OTHER = "other"


@dataclass(frozen=True)
class Layout:
    """How a kind of table is laid out: its name, the object of its grants, the heads of its columns by field."""

    code: str
    label: str
    object: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class GrantWords:
    """Objects by code, their other names, heads of columns by field, layouts by code."""

    objects: Mapping[str, str]
    names: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    layouts: Mapping[str, Layout]


def plain(text: str) -> str:
    """Return a text as heads and names are compared: no accent, case or punctuation."""
    return search_key(re.sub(r"[^\w\s]", " ", text.replace("°", " "))).strip()


@lru_cache(maxsize=1)
def words() -> GrantWords:
    """Read the data file."""
    read: dict[str, Any] = load_toml("maillage.site.grants", "objects")
    named = {plain(label): code for code, label in read["objects"].items()}
    named |= {plain(name): code for code, names in read["names"].items() for name in names}
    return GrantWords(
        objects=read["objects"],
        names=named,
        columns={field: tuple(plain(name) for name in names) for field, names in read["columns"].items()},
        layouts={code: Layout(code, **layout) for code, layout in read["layouts"].items()},
    )


def object_named(text: str) -> str | None:
    """Return the code of an object by its label or another name; None if no name, or two, are in the text."""
    asked = f" {plain(text)} "
    found = {code for name, code in words().names.items() if f" {name} " in asked}
    exact = words().names.get(asked.strip())
    return exact or (found.pop() if len(found) == 1 else None)


def object_label(code: str) -> str:
    """Return an object in French."""
    return words().objects.get(code, code)
