"""What the pages of duty rotas show: duties week by week, counts and pay by doctor, the state of a rota."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from maillage.schemes import PaidDay, payment, scheme_named, total_cents
from maillage.site.agenda.models import Session
from maillage.site.duties.drafts import Draft, draft_of
from maillage.site.duties.models import Rota, RotaMember
from maillage.site.duties.periods import PERIODS, duty_named
from maillage.site.duties.problem import exempt_by_age, history, members_of, patterns_of, rules
from maillage.site.duties.publishing import sessions_of
from maillage.site.www import french, words

if TYPE_CHECKING:
    from maillage.planning.rota import Count, Duty


@dataclass(frozen=True)
class DutyRow:
    """A duty in a table; ``doctor`` is "" for a hole."""

    date: date
    period: str
    hours: str
    house: str
    doctor: str
    phone: str = ""

    @property
    def is_hole(self) -> bool:
        """Whether nobody has it."""
        return not self.doctor


@dataclass(frozen=True)
class PartRow:
    """What a rota asks of a doctor: counts of this rota and since January with it, pay in cents, their exemptions."""

    member: RotaMember
    name: str
    numbers: Mapping[Count, int]
    year: Mapping[Count, int]
    wishes: int
    cents: int
    limits: tuple[str, ...]

    @property
    def of_year(self) -> str:
        """The nights, weekends and holidays of the year in words, those that there are."""
        told = (("nights", "nuit"), ("weekends", "week-end"), ("holidays", "férié"))
        numbers = {count.value: number for count, number in self.year.items()}
        return ", ".join(french.plural(numbers[code], word, f"{word}s") for code, word in told if numbers[code])


@dataclass(frozen=True)
class Shown:
    """A rota as its page shows it: all duties with who has them, and the part of each doctor."""

    duties: list[DutyRow]
    parts: list[PartRow]
    draft: Draft | None

    @property
    def holes(self) -> list[DutyRow]:
        """The duties without a doctor, if anybody was put anywhere yet."""
        return [one for one in self.duties if one.is_hole] if any(one.doctor for one in self.duties) else []

    def weeks(self) -> list[tuple[date, list[DutyRow]]]:
        """The duties by week (its Monday)."""
        return [
            (monday, list(rows))
            for monday, rows in groupby(self.duties, lambda one: one.date - timedelta(days=one.date.weekday()))
        ]


def shown(rota: Rota) -> Shown:
    """Return a rota with who has which duty: by the agenda once it is published, before by its draft."""
    duties, members = duties_of(rota), members_of(rota)
    draft = draft_of(rota)
    if rota.is_published:
        filled = {_name(one): str(one.giver.pk) if one.giver else "" for one in sessions_of(rota)}
        duties = [one for one in duties if one.id in filled]
    else:
        filled = dict(draft.filled) if draft is not None else {}
    people = {str(one.professional_id): one for one in members}
    houses = {str(house.pk): house.name for house in rota.houses.all()}
    rows = [
        row_of(one, houses[one.pattern.sector], people[who] if (who := filled.get(one.id, "")) in people else None)
        for one in duties
    ]
    return Shown(rows, _parts(rota, members, duties, filled), draft)


def duties_of(rota: Rota) -> Sequence[Duty]:
    """Return the dated duties of a rota (two queries)."""
    from maillage.planning.rota import RotaProblem

    patterns = tuple(patterns_of(rota))
    return RotaProblem((), patterns, rota.starts, rota.weeks, rota.department_id, rules()).duties


def row_of(duty: Duty, house: str, member: RotaMember | None) -> DutyRow:
    """Return a duty as a row."""
    doctor = "" if member is None else words.called(member.professional)
    phone = "" if member is None else french.telephone(member.professional.phone)
    hours = f"{french.clock(duty.starts.timetz())} à {_end(duty)}"
    return DutyRow(duty.date, _period(duty.id), hours, house, doctor, phone)


def _end(duty: Duty) -> str:
    ends = duty.ends.timetz()
    return french.clock(ends) if ends.hour or ends.minute else "minuit"


def _period(name: str) -> str:
    return PERIODS[duty_named(name).period].label.partition(",")[0]


def _name(session: Session) -> str:
    return session.key.partition(":")[2]


def _parts(
    rota: Rota, members: Iterable[RotaMember], duties: Sequence[Duty], filled: Mapping[str, str]
) -> list[PartRow]:
    from maillage.planning.rota import Count

    scheme, people = scheme_named(rota.scheme), list(members)
    before = history(rota, [one.professional_id for one in people])
    found: list[PartRow] = []
    for one in people:
        own = [duty for duty in duties if filled.get(duty.id) == str(one.professional_id)]
        numbers = {count: sum(count in duty.counts for duty in own) for count in Count}
        paid = total_cents(payment(scheme, [PaidDay(duty.date, duty.halves) for duty in own]))
        year = {count: before[one.professional_id][count] + numbers[count] for count in Count}
        wishes, limits = len(one.wishes.all()), limits_said(one)
        found.append(PartRow(one, words.called(one.professional), numbers, year, wishes, paid, limits))
    return found


def limits_said(member: RotaMember) -> tuple[str, ...]:
    """Say which exemptions a doctor has in a rota."""
    found: list[str] = []
    if exempt_by_age(member):
        found.append("renonce à la dispense d’âge" if member.waives_age else "dispensé par l’âge")
    first, last, rota = member.no_nights_from, member.no_nights_until, member.rota
    if first and last and first < rota.starts + timedelta(weeks=rota.weeks) and last >= rota.starts:
        said = [french.date_text(one, weekday=False) for one in (first, last)]
        found.append(f"sans nuits du {said[0]} au {said[1]}")
    return tuple(found)


def standing(rota: Rota, today: date) -> str:
    """Say in which state a rota is."""
    if rota.is_published:
        return "publié"
    if rota.takes_wishes(today):
        return f"vœux ouverts jusqu’au {french.date_text(rota.wishes_until)}"
    return "projet calculé, à publier" if rota.draft else "vœux clos, projet à calculer"
