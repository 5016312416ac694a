"""The parts of a territory as a sortable table: communes, intercommunalities, departments or regions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.urls import reverse
from numpy.typing import NDArray

from maillage.site.cartography import access_class
from maillage.site.www import french, toponyms
from maillage.site.www.figures import Figures
from maillage.site.www.public.people import LOW
from maillage.site.www.public.sorting import column
from maillage.site.www.public.territory.groups import Gathered
from maillage.site.www.public.territory.subjects import LEVELS, Subject, Subjects
from maillage.territory import search_key

TITLES = {
    "epci": "Ses communes",
    "department": "Ses intercommunalités",
    "region": "Ses départements",
    "france": "Ses régions",
}
NOUNS = {
    "epci": ("commune", "communes", "Commune"),
    "department": ("intercommunalité", "intercommunalités", "Intercommunalité"),
    "region": ("département", "départements", "Département"),
    "france": ("région", "régions", "Région"),
}
SORTS = ("nom", "habitants", "acces", "sous", "generalistes")
USUAL = "acces"


@dataclass(frozen=True)
class Part:
    """A line. ``low`` is the share of people under the threshold, in per cent, None for a commune.

    ``partly``: it lies only partly in the territory.
    """

    name: str
    address: str
    population: int
    access: float
    klass: int
    low: float | None
    doctors: float | None
    partly: bool = False


@dataclass(frozen=True)
class Parts:
    """The table: its title, the noun for a line, its columns as sorting links, its lines in order."""

    title: str
    count: int
    one: str
    many: str
    columns: list[dict[str, Any]]
    rows: list[Part]

    @property
    def partly(self) -> bool:
        """Whether a line lies only partly in the territory."""
        return any(row.partly for row in self.rows)


def parts_of(
    found: Gathered, now: Figures, known: Subjects, subject: Subject, members: NDArray[np.int64], sort: str
) -> Parts:
    """Return the parts of ``subject``, sorted by ``sort`` (with "-": descending)."""
    rows = _communes(found, now, members) if subject.level == "epci" else _groups(found, known, subject, members)
    left_out = {"sous"} if subject.level == "epci" else set()
    if found.practitioners is None:
        left_out.add("generalistes")
    shown = [code for code in SORTS if code not in left_out]
    if sort.removeprefix("-") not in shown:
        sort = USUAL
    keys: dict[str, Callable[[Part], Any]] = {
        "nom": lambda row: search_key(row.name),
        "habitants": lambda row: row.population,
        "acces": lambda row: row.access,
        "sous": lambda row: row.low,
        "generalistes": lambda row: row.doctors,
    }
    rows.sort(key=keys[sort.removeprefix("-")], reverse=sort.startswith("-"))
    rows.sort(key=lambda row: row.population == 0)  # parts without known figures come last
    one, many, title = NOUNS[subject.level]
    labels = {
        "nom": title,
        "habitants": "Habitants",
        "acces": "Accès",
        "sous": f"Sous {french.number(LOW, 1)}",
        "generalistes": "Généralistes",
    }
    columns = [column(code, labels[code], sort) for code in shown]
    return Parts(TITLES[subject.level], len(rows), one, many, columns, rows)


def _communes(found: Gathered, now: Figures, members: NDArray[np.int64]) -> list[Part]:
    counted = found.practitioners
    return [
        Part(
            name=toponyms.curly(str(now.name[one])),
            address=reverse("commune", args=[str(now.code[one])]),
            population=int(now.population[one]),
            access=float(now.access[one]),
            klass=access_class(float(now.access[one])),
            low=None,
            doctors=float(counted[one]) if counted is not None else None,
        )
        for one in members.tolist()
    ]


def _groups(found: Gathered, known: Subjects, subject: Subject, members: NDArray[np.int64]) -> list[Part]:
    level = LEVELS[LEVELS.index(subject.level) - 1]
    group = found.levels[level]
    numbers, inside = np.unique(group.number[members], return_counts=True)
    rows = []
    for place, communes in zip(numbers.tolist(), inside.tolist(), strict=True):
        one = known.get((level, str(group.code[place]))) if place >= 0 else None
        if one is None:
            continue
        access, population = float(group.access[place]), int(group.population[place])
        rows.append(
            Part(
                name=one.short,
                address=one.address,
                population=population,
                access=access,
                klass=access_class(access),
                low=100 * int(group.low[place]) / max(population, 1),
                doctors=float(group.doctors[place]) if group.doctors is not None else None,
                partly=communes < int(group.communes[place]),
            )
        )
    return rows
