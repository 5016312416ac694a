"""Put figures by code on the communes of today: parts, former codes, communes merged or split since the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.sources.catalogue.changes import Change
from maillage.sources.catalogue.layouts import Figures, Kept
from maillage.sources.codes import ELSEWHERE
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.territory import Territory

CREATED = frozenset({20, 21})  # kinds of change: creation, re-establishment of a commune out of another one
# Cities also published by arrondissement, with the first and the last code of them.
CITIES = {"13055": ("13201", "13216"), "69123": ("69381", "69389"), "75056": ("75101", "75120")}
Share = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Mapped:
    """Figures of the communes of today, those outside every current commune, and what happened to codes."""

    table: Columns
    unknown: tuple[str, ...]
    report: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """Where the code of a file is today. ``changes`` are those loaded from INSEE, in the order of their dates."""

    territory: Territory
    changes: Sequence[Change] = ()

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Position of each commune of today."""
        return {str(code): k for k, code in enumerate(self.territory.code)}

    @cached_property
    def after(self) -> Mapping[str, Sequence[Change]]:
        """Changes that a commune went into, by its code before."""
        return _by_code(self.changes, 2)

    @cached_property
    def before(self) -> Mapping[str, Sequence[Change]]:
        """Changes that a commune came out of, by its code after."""
        return _by_code(self.changes, 3)

    def people(self, code: str) -> float:
        """Inhabitants of a current commune, at least a little so that a share is defined."""
        return float(self.territory.population[self.place[code]]) + 1e-9

    def today(self, code: str) -> str | None:
        """The commune of today that holds a code: itself, the one it is a part of, the one it was merged into."""
        for _ in range(20):  # a chain of mergers is short; a register with a loop ends too
            if code in self.place:
                return code
            if code in self.territory.part_of:
                return self.territory.part_of[code]
            gone = [new for _, _, _, new in self.after.get(code, ()) if new != code]
            if not gone:
                return None
            code = gone[-1]
        return None

    def shares(self, code: str, present: Callable[[str], bool]) -> Share:
        """Communes of today among which the figures of a code are shared, by inhabitants; empty if there is none.

        A commune re-established since the file was in the one it left. A file later than this geography has merged
        communes under one code. ``present`` says whether the file has a row of its own for a commune.
        """
        found = {one for one in (self.today(code),) if one is not None}
        if found != {code} and code in self.territory.part_of:
            return [(one, 1.0) for one in found]
        unknown = not found
        for _, kind, _, new in self.after.get(code, ()):
            if kind in CREATED and new in self.place and not present(new):
                found.add(new)
        for _, kind, old, _ in self.before.get(code, ()):
            if kind not in CREATED and old in self.place and (unknown or not present(old)):
                found.add(old)
        people = {one: self.people(one) for one in sorted(found)}
        return [(one, count / sum(people.values())) for one, count in people.items()]


def map_to_today(figures: Figures, kept: Kept, register: Register) -> Mapped:
    """Put figures on the communes of today, one row each in the order of the geography."""
    codes, report = _without_cities(list(figures.line))
    inside = set(codes)
    # A source that lists only communes with a doctor says nothing of the others: nothing is shared out there.
    present = inside.__contains__ if kept.complete else _always
    shares = {code: register.shares(code, present) for code in codes}
    unknown = tuple(code for code, share in shares.items() if not share and not ELSEWHERE.fullmatch(code))
    report += _moves(shares)
    elsewhere = [code for code, share in shares.items() if not share and ELSEWHERE.fullmatch(code)]
    if elsewhere:
        report.append(f"{len(elsewhere)} codes of overseas collectivities left out, such as {min(elsewhere)}")
    territory = register.territory
    place = register.place
    held = np.zeros(len(territory), dtype=bool)
    held[np.array([place[one] for share in shares.values() for one, _ in share], dtype=np.int64)] = True
    table: dict[str, NDArray[Any]] = {"code": territory.code[held]}
    for column in (*kept.sums, *kept.means):
        if column in figures.value and column not in kept.inner:
            weights = figures.value.get(kept.weight) if column in kept.means else None
            values = _column(figures.value[column], shares, place, column in kept.sums, weights)
            table[column] = values[held]
    return Mapped(Columns(table), unknown, (*report, *_absent(territory, held, kept)))


def _by_code(changes: Sequence[Change], end: int) -> Mapping[str, Sequence[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(str(change[end]), []).append(change)
    return found


def _always(_code: str) -> bool:
    return True


def _column(
    value: Mapping[str, float],
    shares: Mapping[str, Share],
    place: Mapping[str, int],
    summed: bool,
    weights: Mapping[str, float] | None,
) -> NDArray[np.float64]:
    total, weight = np.zeros(len(place)), np.zeros(len(place))
    for code, share in shares.items():
        figure = value.get(code, np.nan)
        if figure != figure:
            continue
        for one, part in share:
            by = 1.0 if weights is None else max(weights.get(code, 0.0), 1e-6)
            total[place[one]] += figure * (part if summed else by)
            weight[place[one]] += by
    if summed:
        return np.where(weight > 0, total, np.nan)
    return np.divide(total, weight, out=np.full(len(place), np.nan), where=weight > 0)


def _without_cities(codes: list[str]) -> tuple[list[str], list[str]]:
    """Codes without Paris, Lyon and Marseille where their arrondissements are there too, and a notice."""
    twice = [city for city, (a, b) in CITIES.items() if city in codes and any(a <= code <= b for code in codes)]
    told = [f"{', '.join(twice)} left out: the arrondissements are given too"] if twice else []
    return [code for code in codes if code not in twice], told


def _moves(shares: Mapping[str, Share]) -> list[str]:
    """What happened to codes, in words."""
    merged = {code: share[0][0] for code, share in shares.items() if len(share) == 1 and share[0][0] != code}
    split = {code: " and ".join(one for one, _ in share) for code, share in shares.items() if len(share) > 1}
    told: list[str] = []
    for pairs, what in ((merged, "counted with the commune of today"), (split, "shared out by inhabitants")):
        if pairs:
            some = ", ".join(f"{old} to {new}" for old, new in sorted(pairs.items())[:5])
            told.append(f"{len(pairs)} codes of arrondissements or changed communes {what}: {some}")
    return told


def _absent(territory: Territory, held: NDArray[np.bool_], kept: Kept) -> Iterable[str]:
    departments = sorted(set(territory.department[~held].tolist()) - set(territory.department[held].tolist()))
    if departments:
        yield f"no row for department {', '.join(departments)}"
    if kept.complete and not departments and not held.all():
        yield f"no row for {int((~held).sum())} communes, such as {territory.code[~held][0]}"
