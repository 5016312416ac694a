"""What an opinion is paid: dated amounts with their source, and the lines that follow for one answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from maillage.parameters import load_toml


@dataclass(frozen=True)
class Tariff:
    """An amount in cents that holds from a date. ``most_a_year`` is per patient and calendar year; 0 is no limit."""

    code: str
    label: str
    side: str
    since: date
    cents: int
    source: str
    most_a_year: int = 0


@lru_cache(maxsize=1)
def tariffs() -> tuple[Tariff, ...]:
    """Return every tariff, the oldest first."""
    rows: list[dict[str, Any]] = load_toml("maillage.site.expertise", "tariffs")["tariff"]
    return tuple(sorted((Tariff(since=row.pop("from"), **row) for row in map(dict, rows)), key=lambda one: one.since))


def due(on: date, *, inpatient: bool, paid_this_year: dict[str, int]) -> list[Tariff]:
    """Return what is due for an answer given on a day.

    ``paid_this_year`` counts the lines of the same patient in the calendar year, by code.
    """
    if inpatient:
        return []
    latest = {one.code: one for one in tariffs() if one.since <= on}
    return [one for one in latest.values() if not one.most_a_year or paid_this_year.get(one.code, 0) < one.most_a_year]
