"""Small published tables included in the code: one CSV each, with a TOML for producer, vintage and licence."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, wraps
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from maillage.tables import TableInMemory

if TYPE_CHECKING:
    from maillage.territory import Territory

Found = TypeVar("Found")

COMPRESSED = ".csv.xz"
MOST_KEPT = 6  # files of one kind and territory, some 3 MB each
BESIDE = ".source.json"  # after the name of a table loaded by ``maillage data``: the file that tells its source


@cache
def facts(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``published/<name>.csv`` as text, in file order."""
    text = (resources.files("maillage.sources") / "published" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def about(name: str) -> dict[str, Any]:
    """Content of ``published/<name>.toml``: producer, title, vintage, licence, address."""
    text = (resources.files("maillage.sources") / "published" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def table_path(name: str) -> Path:
    """Path of ``published/<name>.csv.xz``, a table by commune that the readers accept like a user's file."""
    return Path(str(resources.files("maillage.sources") / "published" / f"{name}{COMPRESSED}"))


def read_once(read: Callable[[Path | str, Territory], Found]) -> Callable[[Path | str, Territory], Found]:
    """Keep what a reader makes of a file for a territory: files of one name, source and content are read once.

    Two tables of the package are read for each measure, and again from each plan that is checked. What a reader makes
    has arrays as attributes, which become read-only; the last ``MOST_KEPT`` are kept while the territory is in use.
    """
    kept: WeakKeyDictionary[Territory, dict[tuple[str, ...], Found]] = WeakKeyDictionary()

    @wraps(read)
    def found(path: Path | str, territory: Territory) -> Found:
        key = _identity(path)
        if key is None:
            return read(path, territory)
        held = kept.setdefault(territory, {})
        if key not in held:
            made = read(path, territory)
            for value in vars(made).values():
                if isinstance(value, np.ndarray):
                    value.flags.writeable = False
            if len(held) >= MOST_KEPT:
                del held[next(iter(held))]
            held[key] = made
        return held[key]

    return found


def _identity(path: Path | str) -> tuple[str, ...] | None:
    """Everything that a reader takes from a file; None for a table in memory and a file that cannot be read."""
    if isinstance(path, TableInMemory):
        return None
    try:
        content = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None
    return Path(path).name, json.dumps(source_beside(path), sort_keys=True, default=str), content


def source_beside(path: Path | str) -> Mapping[str, Any]:
    """Title, producer and year of a table of the package or one loaded by ``maillage data``; empty for others.

    ``called`` is a short name of the source, where it has one.
    """
    name = Path(path).name.removesuffix(COMPRESSED)
    if Path(path) == table_path(name):
        facts = about(name)
        found = {"title": facts["title"], "producer": facts["producer"], "year": facts["vintage"]}
        return found | ({"called": facts["called"]} if "called" in facts else {})
    try:
        return json.loads(Path(f"{path}{BESIDE}").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def by_department(name: str, column: str, departments: NDArray[np.str_]) -> NDArray[np.float64]:
    """Figure of each entry's department, same shape as ``departments``; NaN if it is not published."""
    known = {row["department"]: float(row[column]) for row in facts(name) if row[column]}
    if not known:
        return np.full(len(departments), np.nan)
    names = np.array(sorted(known))
    at = np.minimum(np.searchsorted(names, departments), len(names) - 1)
    return np.where(names[at] == departments, np.array([known[str(name)] for name in names])[at], np.nan)
