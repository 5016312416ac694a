"""Questions of the rules to the apps above, which register a function when they are loaded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

DatesGiven = Callable[[Collection[int], str, date, date, Collection[int]], Mapping[int, set[date]]]
Stretch = tuple[datetime, datetime]
Absences = Callable[[Collection[int], date, date], Mapping[int, list[Stretch]]]
Elsewhere = Callable[[Collection[int], date, date], Mapping[int, list[tuple[datetime, datetime, str]]]]
Designated = Callable[[], frozenset[str]]
Rest = Callable[[str, int, int | None, Collection[Stretch], Collection[int], Collection[int]], str | None]

_dates_given: list[DatesGiven] = []
_absences: list[Absences] = []
_elsewhere: list[Elsewhere] = []
_designated: list[Designated] = []
_rest: list[Rest] = []


def answer_dates_given(answer: DatesGiven) -> None:
    """Register the function that returns given dates by professional.

    It takes professionals, a scheme, the first and the last day, and sessions (keys) that do not count.
    """
    _dates_given.append(answer)


def answer_absences(answer: Absences) -> None:
    """Register the function (professionals, first day, last day) that returns their absences by professional."""
    _absences.append(answer)


def answer_elsewhere(answer: Elsewhere) -> None:
    """Register the function that says who works elsewhere between two days, when, and in one sentence on what."""
    _elsewhere.append(answer)


def answer_designated(answer: Designated) -> None:
    """Register the function that returns the codes of the intercommunalities designated as most in need."""
    _designated.append(answer)


def answer_rest(answer: Rest) -> None:
    """Register the function that says why the rest between duties forbids some; see :func:`reason_of_rest`."""
    _rest.append(answer)


def dates_given(
    people: Collection[int], scheme: str, first: date, last: date, without: Collection[int] = ()
) -> dict[int, set[date]]:
    """Return the local dates that each professional gives to a scheme from ``first`` to ``last``, by key.

    The sessions ``without`` (keys) do not count.
    """
    found: dict[int, set[date]] = {pk: set() for pk in people}
    for answer in _dates_given:
        for pk, dates in answer(people, scheme, first, last, without).items():
            found[pk] |= dates
    return found


def absences(people: Collection[int], first: date, last: date) -> dict[int, list[Stretch]]:
    """Return the absences of each professional between two days, by key, each with its beginning and end."""
    found: dict[int, list[Stretch]] = {pk: [] for pk in people}
    for answer in _absences:
        for pk, stretches in answer(people, first, last).items():
            found[pk] += stretches
    return found


def elsewhere(people: Collection[int], first: date, last: date) -> dict[int, list[tuple[datetime, datetime, str]]]:
    """Return the work of each salaried professional outside of the agenda, by key: beginning, end, what to say."""
    found: dict[int, list[tuple[datetime, datetime, str]]] = {pk: [] for pk in people}
    for answer in _elsewhere if people else ():
        for pk, stretches in answer(people, first, last).items():
            found[pk] += stretches
    return found


def designated() -> frozenset[str]:
    """Return the codes of the intercommunalities designated as most in need."""
    return frozenset().union(*(answer() for answer in _designated))


def reason_of_rest(
    scheme: str,
    person: int,
    programme: int | None,
    times: Collection[Stretch],
    sessions: Collection[int] = (),
    without: Collection[int] = (),
) -> str | None:
    """Return why a professional cannot be at work at these ``times`` of a programme beside their other duties.

    ``sessions`` are those of these times, where they are in the agenda already; those ``without`` do not count (keys).
    """
    found = (answer(scheme, person, programme, times, sessions, without) for answer in _rest)
    return next((reason for reason in found if reason is not None), None)
