"""Lists of volunteers and sites, read from tables.

Doctors: ``id,commune`` and, if known, ``name``, ``status``, ``profession``, ``home_share_percent``, ``days_per_month``,
and the days offered, either ``dates`` or ``weekdays``, except those of ``absent``. Sites: ``id,commune`` and, if known,
``name``, ``rooms``, ``weekdays``, ``closed``. ``docs/method-planning.md`` has the columns for further rules (pins,
supervision, openings...). Weekdays are ``mon`` to ``sun``, dates are written 2027-01-04; several values in one cell are
separated by spaces; ``none`` is an empty list.

An empty list of dates offers no day: in a table with the column ``dates``, a doctor without dates and without weekdays
offers none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from maillage.errors import BadInput, refuse
from maillage.planning.people import Doctor, Site
from maillage.planning.rows import WEEKDAYS, Row, rows_of
from maillage.schemes import SCHEMES, DaysPerMonth, FrenchCalendar, Profession, Status

if TYPE_CHECKING:
    from maillage.territory import Territory

DEFAULT_HOME_SHARE = {Status.PRACTISING: 50, Status.LOCUM: 20, Status.HOSPITAL: 0, Status.RETIRED: 0}
NO_ROOMS: tuple[tuple[int, int, int], ...] = ()
T = TypeVar("T")


class PartOfDay(StrEnum):
    """What a doctor gives of each day: all of it, mornings or afternoons."""

    WHOLE = ""
    MORNING = "am"
    AFTERNOON = "pm"


def _read(path: Path, optional: tuple[str, ...], make: Callable[[Row], T]) -> list[T]:
    """One value a row. Raises ``BadInput``, or ``BadInputs`` for several problems."""
    problems: list[BadInput] = []
    found = [make(row) for row in rows_of(path, ("id", "commune"), optional, problems)]
    refuse(problems)
    return found


def read_doctors(path: Path, territory: Territory, start: date, weeks: int) -> list[Doctor]:
    """Read volunteers who may give days in the ``weeks`` weeks from ``start``.

    Who gives weekdays gives none of the public holidays of the home. Raises ``BadInput`` naming file, line and column.
    """
    optional = (
        "name", "status", "profession", "home_share_percent", "days_per_month", "dates", "weekdays", "absent",
        "pinned", "never", "needs", "days_apart", "supervised", "supervises", "bed", "payer", "scheme", "half",
        "weeks", "promised", "person",
    )  # fmt: skip
    return _read(path, optional, lambda row: _doctor(row, territory, start, weeks))


def _doctor(row: Row, territory: Territory, start: date, weeks: int) -> Doctor:
    status = row.choice("status", Status.PRACTISING, Status)
    dates, home = row.dates("dates"), row.commune(territory)
    if not row.filled("dates") and ("dates" not in row.cells or row.filled("weekdays")):
        calendar = FrenchCalendar(str(territory.department[territory.index_of(home)]) if home else "")
        dates = frozenset(calendar.working_days(start, start + timedelta(weeks=weeks), row.weekdays("weekdays")))
    absent = row.absences("absent")
    scheme = row.read("scheme", "", _scheme, f"Write the code of a scheme: {', '.join(SCHEMES)}")
    share = row.whole("home_share_percent", DEFAULT_HOME_SHARE.get(status, 100), 100)
    half = row.choice("half", PartOfDay.WHOLE, PartOfDay)
    weeks = row.whole("weeks", 0, 53)
    if half is not PartOfDay.WHOLE and weeks:
        row.refuse("half-days cannot be whole weeks", "Leave one of 'half' and 'weeks' empty", "weeks")
        weeks = 0
    by_contract = bool(scheme) and not isinstance(SCHEMES[scheme].quota, DaysPerMonth)
    if by_contract and not weeks and not row.filled("days_per_month"):
        remedy = "Write how many days a month the contract or the agreement has"
        row.refuse(f"scheme '{scheme}' has no number of days of its own", remedy, "days_per_month")
    return Doctor(
        id=row.text("id"),
        name=row.text("name", row.text("id")),
        commune=home,
        available=dates - absent,
        home_share=share / 100,
        max_days_per_month=row.whole("days_per_month", 31 if weeks else 2, 31),
        profession=row.choice("profession", Profession.GP, Profession),
        status=status,
        absent=absent,
        pinned=row.read("pinned", frozenset[tuple[str, date]](), _pins, "Write days as PLACE@2027-01-04"),
        never=frozenset(row.words("never")),
        needed=frozenset(row.words("needs")),
        days_apart=row.whole("days_apart", 0, 366),
        supervised=row.yes("supervised"),
        supervises=row.whole("supervises", 0, 99),
        bed=row.yes("bed"),
        payer=row.text("payer"),
        scheme=scheme,
        half=half.value,
        weeks=weeks,
        promised=row.read("promised", frozenset[tuple[str, int]](), _promises, "Write days a month as PLACE:8"),
        person=row.text("person"),
    )


def _scheme(text: str) -> str:
    if text not in SCHEMES:
        raise ValueError(text)
    return text


def _promises(text: str) -> frozenset[tuple[str, int]]:
    found: dict[str, int] = {}
    for word in text.split():
        site, _, days = word.rpartition(":")
        if not site or site in found or not 0 < int(days) <= 31:
            raise ValueError(word)
        found[site] = int(days)
    return frozenset(found.items())


def _pins(text: str) -> frozenset[tuple[str, date]]:
    found: set[tuple[str, date]] = set()
    for word in text.split():
        site, at, day = word.rpartition("@")
        if not at or not site:
            raise ValueError(word)
        found.add((site, date.fromisoformat(day)))
    return frozenset(found)


def read_sites(path: Path, territory: Territory) -> list[Site]:
    """Read the places that receive volunteers. Raises ``BadInput`` naming file, line and column."""
    optional = (
        "name", "rooms", "weekdays", "closed", "opening_euros", "least_days", "rooms_on", "equipment", "staff", "beds",
        "most_doctors", "days_apart", "payer", "profession", "schemes",
    )  # fmt: skip
    return _read(path, optional, lambda row: _site(row, territory))


def _site(row: Row, territory: Territory) -> Site:
    return Site(
        id=row.text("id"),
        name=row.text("name", row.text("id")),
        commune=row.commune(territory),
        rooms=row.whole("rooms", 1, 99),
        open_weekdays=row.weekdays("weekdays"),
        closed=row.dates("closed"),
        opening_cents=round(100 * row.amount("opening_euros", 0.0, 1e9)),
        least_days=row.whole("least_days", 0, 31),
        rooms_on=row.read("rooms_on", NO_ROOMS, _rooms_on, "Write rooms as mon:2, of both halves as mon:2/1"),
        equipment=frozenset(row.words("equipment")),
        staff=row.read("staff", frozenset[tuple[str, int]](), _staff, "Write who is there as nurse:mon nurse:tue"),
        beds=row.whole("beds", 0, 99),
        most_doctors=row.whole("most_doctors", 0, 999),
        days_apart=row.whole("days_apart", 0, 366),
        payer=row.text("payer"),
        profession=row.choice("profession", Profession.GP, Profession),
        schemes=frozenset(row.read("schemes", (), _schemes, f"Write codes of schemes: {', '.join(SCHEMES)}")),
    )


def _schemes(text: str) -> tuple[str, ...]:
    return tuple(_scheme(word) for word in text.split())


def _rooms_on(text: str) -> tuple[tuple[int, int, int], ...]:
    found: dict[int, tuple[int, int, int]] = {}
    for word in text.lower().split():
        day, _, rooms = word.partition(":")
        morning, _, afternoon = rooms.partition("/")
        weekday = WEEKDAYS.index(day)
        found[weekday] = (weekday, int(morning), int(afternoon or morning))
        if min(found[weekday]) < 0:
            raise ValueError(word)
    return tuple(found[day] for day in sorted(found))


def _staff(text: str) -> frozenset[tuple[str, int]]:
    pairs = [word.partition(":") for word in text.lower().split()]
    if any(not role or not day for role, _, day in pairs):
        raise ValueError(text)
    return frozenset((role, WEEKDAYS.index(day)) for role, _, day in pairs)
