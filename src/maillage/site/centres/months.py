"""The real months of a centre, from the agenda: sessions held and people seen, by profession."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from maillage.schemes import Profession
from maillage.site.accounts.models import Organisation
from maillage.site.agenda.models import Claim, Session
from maillage.site.booking.models import Appointment

DOCTORS = frozenset({Profession.GP.value, Profession.SPECIALIST.value})
MONTHS = 12


@dataclass
class RealMonth:
    """What took place in a month at the places of a centre; counts by profession of the giver."""

    month: date
    sessions: dict[str, int] = field(default_factory=dict[str, int])
    seen: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def doctor_sessions(self) -> int:
        """Half-days held by doctors."""
        return sum(count for profession, count in self.sessions.items() if profession in DOCTORS)

    @property
    def doctor_visits(self) -> int:
        """People seen by doctors."""
        return sum(count for profession, count in self.seen.items() if profession in DOCTORS)

    @property
    def other_visits(self) -> int:
        """People seen by the others of the team."""
        return sum(self.seen.values()) - self.doctor_visits

    @property
    def visits_per_day(self) -> float | None:
        """People seen by a doctor in two half-days held; None without any."""
        return 2 * self.doctor_visits / self.doctor_sessions if self.doctor_sessions else None


def real_months(centre: Organisation, today: date, count: int = MONTHS) -> list[RealMonth]:
    """Return the last ``count`` months in which sessions of the centre were held, the newest first (two queries)."""
    first = date(today.year - 1, today.month, 1)
    since = datetime.combine(first, time(), timezone.get_current_timezone())
    held = Claim.objects.filter(
        active=True, post__giver=True, post__session__state=Session.State.HELD,
        post__session__place__organisation=centre, post__session__starts__gte=since,
    )  # fmt: skip
    months: dict[date, RealMonth] = {}
    givers: dict[int, tuple[date, str]] = {}
    rows = held.values_list("post__session", "post__session__starts", "resource__professional__profession")
    for session, starts, profession in rows:
        month = timezone.localtime(starts).date().replace(day=1)
        one = months.setdefault(month, RealMonth(month))
        one.sessions[profession] = one.sessions.get(profession, 0) + 1
        givers[session] = (month, profession)
    seen = Appointment.objects.filter(slot__session__in=list(givers), state=Appointment.State.SEEN)
    for session in seen.values_list("slot__session", flat=True):
        month, profession = givers[session]
        months[month].seen[profession] = months[month].seen.get(profession, 0) + 1
    return [months[month] for month in sorted(months, reverse=True)[:count]]
