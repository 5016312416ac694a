"""Questions of the rules to the apps above, which register a function when they are loaded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

DatesGiven = Callable[[Collection[int], str, date, date], Mapping[int, set[date]]]
Designated = Callable[[], frozenset[str]]

_dates_given: list[DatesGiven] = []
_designated: list[Designated] = []


def answer_dates_given(answer: DatesGiven) -> None:
    """Register the function (professionals, scheme, first day, last day) that returns given dates by professional."""
    _dates_given.append(answer)


def answer_designated(answer: Designated) -> None:
    """Register the function that returns the codes of the intercommunalities designated as most in need."""
    _designated.append(answer)


def dates_given(people: Collection[int], scheme: str, first: date, last: date) -> dict[int, set[date]]:
    """Return the local dates that each professional gives to a scheme from ``first`` to ``last``, by key."""
    found: dict[int, set[date]] = {pk: set() for pk in people}
    for answer in _dates_given:
        for pk, dates in answer(people, scheme, first, last).items():
            found[pk] |= dates
    return found


def designated() -> frozenset[str]:
    """Return the codes of the intercommunalities designated as most in need."""
    return frozenset().union(*(answer() for answer in _designated))
