"""The figures of a commune since the first official vintage, stored with a measure and read one commune at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.access.history import AccessHistory
from maillage.artefacts import Artefact, ArtefactStore
from maillage.site.geography.current import key_of
from maillage.site.geography.services import set_current
from maillage.site.observatory.models import IndicatorRun
from maillage.site.observatory.reading import ACCESS_MODEL, NotMeasured, load, store

if TYPE_CHECKING:
    from maillage.territory import Territory

PAST = "access-past"


@dataclass(frozen=True)
class OfficialPoint:
    """The official figure of a year; ``change`` since the one before, ``by_people`` the part of the population.

    Both are None for the first one; ``by_people`` also where it is not known.
    """

    year: int
    value: float
    change: float | None = None
    by_people: float | None = None


@dataclass(frozen=True)
class Past:
    """What is known of a commune: official figures, figures measured before, doctors by year, a change of borders.

    ``border`` is the year of the last change of borders, 0 without one.
    """

    official: tuple[OfficialPoint, ...]
    measured: tuple[tuple[str, float], ...]
    doctors: tuple[tuple[int, float], ...]
    border: int


def store_past(territory: Territory, history: AccessHistory, vintage: str, artefacts: ArtefactStore) -> None:
    """Store the history as the one that pages read."""
    arrays = {
        "code": territory.code,
        "official": history.official,
        "by_people": history.by_people,
        "doctors": history.doctors,
        "border": history.border,
    }
    document = {"years": list(history.years), "counted": list(history.counted)}
    set_current(PAST, f"{PAST}/{artefacts.save(PAST, arrays, document)}", vintage)


def past_of(code: str, vintage: str) -> Past | None:
    """Return the past of a commune beside the measure of ``vintage``; None if none was stored (two queries)."""
    where = key_of(PAST)
    if where is None:
        return None
    try:
        kept = _opened(store().root, where.rpartition("/")[2])
    except NotMeasured:
        return None
    arrays = kept.arrays
    at = int(np.searchsorted(arrays["code"], code))
    if at == len(arrays["code"]) or arrays["code"][at] != code:
        return None
    return Past(
        official=_official(kept, at),
        measured=_measured(code, vintage),
        doctors=tuple(zip(kept.meta["counted"], arrays["doctors"][:, at].tolist(), strict=True)),
        border=int(arrays["border"][at]),
    )


def _official(kept: Artefact, at: int) -> tuple[OfficialPoint, ...]:
    values, by_people = kept.arrays["official"][:, at].tolist(), kept.arrays["by_people"][:, at].tolist()
    points: list[OfficialPoint] = []
    for k, (year, value) in enumerate(zip(kept.meta["years"], values, strict=True)):
        if value != value:
            continue
        follows = k > 0 and bool(points) and points[-1].year == kept.meta["years"][k - 1]
        change = value - points[-1].value if follows else None
        part = by_people[k - 1] if follows and by_people[k - 1] == by_people[k - 1] else None
        points.append(OfficialPoint(year, value, change, part))
    return tuple(points)


def _measured(code: str, vintage: str) -> tuple[tuple[str, float], ...]:
    """Return the newest measure of every other vintage that is still stored, the oldest first."""
    runs = IndicatorRun.objects.filter(kind=ACCESS_MODEL).exclude(vintage__in=["", vintage]).order_by("created")
    found: dict[str, float] = {}
    for kept_vintage, key in runs.values_list("vintage", "key"):
        value = _value(key, code)
        if value is not None:
            found[kept_vintage] = value
    return tuple(sorted(found.items()))


def _value(key: str, code: str) -> float | None:
    try:
        arrays = load(ACCESS_MODEL, key).arrays
    except NotMeasured:
        return None
    at = int(np.searchsorted(arrays["code"], code))
    return float(arrays["access"][at]) if at < len(arrays["code"]) and arrays["code"][at] == code else None


@lru_cache(maxsize=2)
def _opened(_root: Path, key: str) -> Artefact:
    return load(PAST, key)
