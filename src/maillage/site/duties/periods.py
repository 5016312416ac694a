"""The periods of the permanence of care, and the names of the duties in them.

Hours: Code de la santé publique, article R. 6315-1: from 20:00 to 8:00 on working days, the whole day on Sundays and
public holidays, and Saturdays from noon where needed. A night is cut at midnight, as the rules of most departments do.

Hours of shared reading: those of the imaging platform of Centre-Val de Loire, open since 2025-11-17 (evenings from
18:30 to 23:30, weekends and holidays).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

HOLIDAY = 7
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class Period:
    """A period of a scheme: ``days`` are weekdays (0 is Monday, 7 stands for public holidays), local hours."""

    code: str
    label: str
    days: frozenset[int]
    starts: time
    ends: time
    scheme: str = "duty_rota"


READING = "shared_reading"
PERIODS = {
    one.code: one
    for one in (
        Period("evening", "Soirées de semaine, de 20\u00a0h à minuit", frozenset(range(5)), time(20), time(0)),
        Period("night", "Nuits, de minuit à 8\u00a0h", EVERY_DAY, time(0), time(8)),
        Period("saturday", "Samedis, de midi à 20\u00a0h", frozenset({5}), time(12), time(20)),
        Period(
            "sunday", "Dimanches et jours fériés, de 8\u00a0h à 20\u00a0h", frozenset({6, HOLIDAY}), time(8), time(20)
        ),
        Period(
            "late_weekend", "Soirées de week-end et de jour férié, de 20\u00a0h à minuit", frozenset({5, 6, HOLIDAY}),
            time(20), time(0),
        ),
        Period(
            "reading_evening", "Soirées de semaine, de 18\u00a0h\u00a030 à 23\u00a0h\u00a030", frozenset(range(5)),
            time(18, 30), time(23, 30), READING,
        ),
        Period(
            "reading_day", "Journées de week-end et de jour férié, de 8\u00a0h\u00a030 à 18\u00a0h\u00a030",
            frozenset({5, 6, HOLIDAY}), time(8, 30), time(18, 30), READING,
        ),
        Period(
            "reading_late", "Soirées de week-end et de jour férié, de 18\u00a0h\u00a030 à 23\u00a0h\u00a030",
            frozenset({5, 6, HOLIDAY}), time(18, 30), time(23, 30), READING,
        ),
    )
}  # fmt: skip


def periods_of(scheme: str) -> list[Period]:
    """Return the periods of a scheme."""
    return [one for one in PERIODS.values() if one.scheme == scheme]


def pattern_name(house: int, period: str, line: int) -> str:
    """Return the name of the duty that comes back at a house (key)."""
    return f"{house}.{period}.{line}"


@dataclass(frozen=True)
class DutyName:
    """The parts of the name of a dated duty, as it stands in the key of its session."""

    house: int
    period: str
    line: int
    date: date


def duty_named(text: str) -> DutyName:
    """Read "12.evening.1-2027-01-04", with or without the programme before. Raises ``ValueError`` for another text."""
    pattern, _, day = text.rpartition(":")[2].partition("-")
    house, period, line = pattern.split(".")
    return DutyName(int(house), period, int(line), date.fromisoformat(day))
