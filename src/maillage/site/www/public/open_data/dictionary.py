"""The dictionary of the published tables, read from ``dictionary.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

SUFFIXES = ("csv", "parquet", "geojson")
MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "geojson": "application/geo+json"}
LABELS = {"csv": "CSV", "parquet": "Parquet", "geojson": "GeoJSON"}


@dataclass(frozen=True)
class PublishedColumn:
    """A column: ``type`` is one of JSON Table Schema, ``unit`` is empty for what has none."""

    name: str
    type: str
    title: str
    unit: str = ""
    required: bool = False


@dataclass(frozen=True)
class PublishedTable:
    """A published table; ``shapes`` are "points", "outlines" or "none" (then there is no GeoJSON file)."""

    name: str
    title: str
    description: str
    source: str
    source_address: str
    key: tuple[str, ...]
    shapes: str
    columns: tuple[PublishedColumn, ...]

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The kinds of files of this table."""
        return SUFFIXES if self.shapes != "none" else SUFFIXES[:2]


@dataclass(frozen=True)
class Licence:
    """The licence of all tables."""

    title: str
    name: str
    address: str


@cache
def _document() -> dict[str, Any]:
    text = (resources.files("maillage.site.www.public.open_data") / "dictionary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def licence() -> Licence:
    """The licence under which the tables are published."""
    found = _document()
    return Licence(found["licence"], found["licence_name"], found["licence_address"])


@cache
def published_tables() -> dict[str, PublishedTable]:
    """Every published table by name, in the order of the dictionary."""
    return {name: _table(name, one) for name, one in _document().items() if isinstance(one, dict)}


def _table(name: str, one: dict[str, Any]) -> PublishedTable:
    columns = tuple(PublishedColumn(column, **told) for column, told in one["columns"].items())
    plain = {field: one[field] for field in ("title", "description", "source", "source_address", "shapes")}
    return PublishedTable(name=name, key=tuple(one["key"]), columns=columns, **plain)
