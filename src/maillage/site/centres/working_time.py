"""Working time of a centre: the hours of a week, the half-days they make, the days off of a year."""

from __future__ import annotations

from maillage.parameters import load_toml
from maillage.schemes import FrenchCalendar, scheme_named
from maillage.schemes.words import Half
from maillage.site.agenda.absences import AbsenceDates

SCHEME = "salaried_centre"
_PARAMETERS = load_toml("maillage.site.centres", "contracts")
LEGAL_MINUTES = int(_PARAMETERS["week"]["legal_minutes"])
MOST_MINUTES = int(_PARAMETERS["week"]["most_minutes"])
BESIDE_PATIENTS_MINUTES = int(_PARAMETERS["week"]["beside_patients_minutes"])
PAID_DAYS = int(_PARAMETERS["leave"]["paid_days"])
DUTIES_A_QUARTER = int(_PARAMETERS["duties"]["a_quarter"])
RTT_WEEKS = float(_PARAMETERS["leave"]["rtt_weeks"])
WORKING_DAYS = 5
HOUR = 60


def half_day_minutes() -> int:
    """Return the minutes of work of a half-day: its consultations and what goes with them."""
    hours = scheme_named(SCHEME).hours
    starts, ends = hours.of(Half.MORNING)
    return (ends.hour - starts.hour) * HOUR + ends.minute - starts.minute + BESIDE_PATIENTS_MINUTES


def half_days_owed(weekly_minutes: int) -> int:
    """Return the half-days of presence that a contract makes a week, ten at most."""
    return min(2 * WORKING_DAYS, weekly_minutes // half_day_minutes())


def duties_owed(weekly_minutes: int) -> int:
    """Return the duties that a doctor owes in a quarter, by the time of the contract."""
    return round(DUTIES_A_QUARTER * min(1.0, weekly_minutes / LEGAL_MINUTES))


def rtt_days(weekly_minutes: int) -> int:
    """Return the days of RTT a year that make up for the hours above the legal week."""
    above = max(0, weekly_minutes - LEGAL_MINUTES)
    return round(above * RTT_WEEKS / (weekly_minutes / WORKING_DAYS))


def working_half_days(dates: AbsenceDates, calendar: FrenchCalendar) -> int:
    """Return how many half-days of work an absence takes: Monday to Friday, without public holidays."""
    days = calendar.working_days(dates.first, dates.last.fromordinal(dates.last.toordinal() + 1))
    cut = (dates.from_noon and dates.first in days) + (dates.until_noon and dates.last in days)
    return 2 * len(days) - cut
