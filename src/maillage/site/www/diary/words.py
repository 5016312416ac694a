"""Opening rules in words, as pages say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from maillage.schemes import School, school_zone
from maillage.site.booking.motives import label_of
from maillage.site.diaries.models import DayChange, DiaryRule
from maillage.site.directory.openings import clock
from maillage.site.www import french

RHYTHMS = (
    ("1", "chaque semaine"), ("2", "une semaine sur deux"), ("3", "une semaine sur trois"),
    ("4", "une semaine sur quatre"), ("m1", "le premier du mois"), ("m2", "le deuxième du mois"),
    ("m3", "le troisième du mois"), ("m4", "le quatrième du mois"), ("m-1", "le dernier du mois"),
)  # fmt: skip
"""Value and words of each rhythm: a number of weeks, or "m" and which such weekday of the month."""
SCHOOLS = (
    (School.ALWAYS.value, "toute l’année"),
    (School.OUTSIDE.value, "hors vacances scolaires"),
    (School.ONLY.value, "pendant les vacances scolaires seulement"),
)
LISTED = 3
"""Next days that are listed with a rule."""


@dataclass(frozen=True)
class RuleRow:
    """A rule as the list shows it."""

    rule: DiaryRule
    when: str
    rhythm: str
    what: str
    who: str
    where: str
    next: tuple[datetime, ...]
    changes: tuple[tuple[DayChange, str], ...]
    ended: bool


def _known(rule: DiaryRule) -> str:
    """Return which school holidays a rule follows, and until when they are known."""
    zone = school_zone(rule.diary.place.commune.department_id or "")
    if zone is None or zone.known_until is None:
        return ""
    return f" (zone {zone.name}, connues jusqu’au {french.date_text(zone.known_until, weekday=False, year=True)})"


def rhythm_of(every_weeks: int, of_month: int | None) -> str:
    """Return the value of :data:`RHYTHMS` that a rule has."""
    return str(every_weeks) if of_month is None else f"m{of_month}"


def row_of(rule: DiaryRule, dates: list[tuple[date, datetime, datetime]], today: date) -> RuleRow:
    """Return a rule in words (no query after ``with_details``)."""
    told = dict(RHYTHMS).get(rhythm_of(rule.every_weeks, rule.of_month), f"toutes les {rule.every_weeks} semaines")
    parts = [told, _span(rule, today)]
    if rule.school != School.ALWAYS.value:
        parts.append(dict(SCHOOLS)[rule.school] + _known(rule))
    if rule.on_holidays:
        parts.append("jours fériés compris")
    visits = ", ".join(f"{label_of(one.code).lower()} {french.minutes(one.minutes)}" for one in rule.motives.all())
    group = f" (jusqu’à {rule.seats} personnes)" if rule.seats > 1 else ""
    pause = f", {french.minutes(rule.pause_minutes)} entre deux" if rule.pause_minutes else ""
    things = [rule.room.name, *([rule.equipment.name] if rule.equipment is not None else [])]
    return RuleRow(
        rule=rule,
        when=f"{french.DAYS[rule.weekday].capitalize()} de {clock(rule.starts)} à {clock(rule.ends)}",
        rhythm=", ".join(one for one in parts if one),
        what=f"{visits}{group}{pause}{_kept_words(rule)}",
        who=str(rule.professional) + (f" et {rule.second}" if rule.second is not None else ""),
        where=", ".join(things),
        next=tuple(starts for _, starts, _ in dates[:LISTED]),
        changes=tuple((one, change_words(one)) for one in rule.changes.all() if one.day >= today),
        ended=rule.last is not None and rule.last < today,
    )


def _kept_words(rule: DiaryRule) -> str:
    """Return what is kept for whom, and until when; "" for nothing."""
    found = ""
    if rule.no_doctor_share:
        until = french.plural(rule.no_doctor_days, "jour", "jours")
        found += f"\u202f; {rule.no_doctor_share}\u00a0% gardés sans médecin traitant, rendus {until} avant"
    if rule.regulated_share:
        until = french.plural(rule.regulated_hours, "heure", "heures")
        found += f"\u202f; {rule.regulated_share}\u00a0% gardés pour la régulation, rendus {until} avant"
    return found


def change_words(change: DayChange) -> str:
    """Return "fermé" or "de 14 h à 16 h"."""
    if change.starts is None or change.ends is None:
        return "fermé"
    return f"de {clock(change.starts)} à {clock(change.ends)}"


def _span(rule: DiaryRule, today: date) -> str:
    first = f"à partir du {french.date_text(rule.first)}" if rule.first > today else ""
    last = f"jusqu’au {french.date_text(rule.last)}" if rule.last is not None else ""
    return " ".join(one for one in (first, last) if one)
