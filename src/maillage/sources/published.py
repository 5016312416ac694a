"""Small published tables included in the code: one CSV each, with a TOML for producer, vintage and licence."""

from __future__ import annotations

import csv
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

if TYPE_CHECKING:
    from maillage.territory import Territory

Found = TypeVar("Found")

COMPRESSED = ".csv.xz"
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
    """Keep what a reader makes of a table of the package as long as the territory is in use: neither changes.

    What it makes has arrays as attributes, which become read-only. Files of the user are read each time.
    """
    kept: WeakKeyDictionary[Territory, dict[Path, Found]] = WeakKeyDictionary()

    @wraps(read)
    def found(path: Path | str, territory: Territory) -> Found:
        if not isinstance(path, Path) or path != table_path(path.name.removesuffix(COMPRESSED)):
            return read(path, territory)
        held = kept.setdefault(territory, {})
        if path not in held:
            held[path] = read(path, territory)
            for value in vars(held[path]).values():
                if isinstance(value, np.ndarray):
                    value.flags.writeable = False
        return held[path]

    return found


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
