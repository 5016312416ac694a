"""The load of a month, by hospital: hours on duty and readings, promised by the agreement beside done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.utils import timezone

from maillage.schemes import PARIS, next_month
from maillage.site.accounts.models import Organisation
from maillage.site.agenda.models import Session
from maillage.site.agreements.models import AgreementVersion
from maillage.site.agreements.recharges import Segment, segments
from maillage.site.directory.models import Place, Professional
from maillage.site.duties.models import RotaMember
from maillage.site.expertise.models import ExpertiseRequest, ReadingPlatform


@dataclass(frozen=True)
class Shift:
    """A duty of a platform: who holds it for which hospital, None for a hole; its length in minutes."""

    session: Session
    reader: Professional | None
    hospital: Organisation | None
    day: date
    minutes: int

    @property
    def held(self) -> bool:
        """Whether it is noted that it took place."""
        return self.session.state == Session.State.HELD


@dataclass(frozen=True)
class HospitalLoad:
    """What a hospital promised and did in a month; minutes on duty, readings answered on duty.

    ``promised`` is its share of all duties of the rota, ``planned`` what its readers have, ``held`` what took place;
    ``readings_promised`` is its share of all readings.
    """

    hospital: Organisation
    promised: float
    planned: int
    held: int
    readings_promised: float
    readings: int

    @property
    def promised_hours(self) -> float:
        """Hours on duty that it promised."""
        return self.promised / 60

    @property
    def planned_hours(self) -> float:
        """Hours on duty that its readers have in the rota."""
        return self.planned / 60

    @property
    def held_hours(self) -> float:
        """Hours on duty that took place."""
        return self.held / 60


def terms_of(platform: ReadingPlatform, month: date) -> list[Segment]:
    """Return the parts of a month in which a signed version of the platform's agreement holds (four queries)."""
    rows = AgreementVersion.objects.filter(agreement__platform=platform, state=AgreementVersion.State.SIGNED)
    rows = rows.select_related("agreement").prefetch_related("shares__organisation")
    end = next_month(month)
    return [one for version in sorted(rows, key=attrgetter("number")) for one in segments(version, month, end)]


def term_on(terms: Sequence[Segment], day: date) -> Segment | None:
    """Return the part that holds on a day."""
    return next((one for one in terms if one.first <= day <= one.last), None)


def shifts_of(platform: ReadingPlatform, month: date) -> list[Shift]:
    """Return the duties of a month that are not cancelled, by start (a few queries)."""
    rows = Session.objects.filter(programme__rota__platform=platform).exclude(state=Session.State.CANCELLED)
    rows = rows.from_day(month, until=next_month(month)).with_posts().select_related("commune", "programme")
    return _shifts(platform, rows.order_by("starts", "pk"))


def _shifts(platform: ReadingPlatform, sessions: Iterable[Session]) -> list[Shift]:
    members = RotaMember.objects.filter(rota__platform=platform).select_related("employer")
    for_whom = {one.professional_id: one.employer for one in members.order_by("rota__starts", "pk")}
    return [
        Shift(
            one, giver := one.giver, for_whom.get(giver.pk) if giver is not None else None, one.day,
            round((one.ends - one.starts).total_seconds() / 60),
        )
        for one in sessions
    ]  # fmt: skip


def clock_of(platform: ReadingPlatform) -> ZoneInfo:
    """Return the time zone of a platform: that of the hospital that runs it."""
    place = Place.objects.filter(organisation=platform.organisation_id).select_related("commune").order_by("pk").first()
    return place.commune.zone if place is not None else PARIS


def readings_of(platform: ReadingPlatform, month: date, zone: ZoneInfo) -> list[ExpertiseRequest]:
    """Return the requests answered on duty in a month, by the first answer and the platform's clock (a query)."""
    first, last = (datetime.combine(day, time(), zone) for day in (month, next_month(month)))
    rows = ExpertiseRequest.objects.filter(platform=platform, answered_at__gte=first, answered_at__lt=last)
    return list(rows.select_related("read_for", "organisation", "taken_by").order_by("answered_at", "pk"))


def loads(
    terms: Sequence[Segment], shifts: Sequence[Shift], readings: Sequence[ExpertiseRequest], zone: ZoneInfo
) -> list[HospitalLoad]:
    """Return the load of each hospital that promised or did something, by name; ``zone`` is the platform's clock."""
    known: dict[int, Organisation] = {}
    promised, readings_promised = Counter[int](), Counter[int]()
    planned, held, read = Counter[int](), Counter[int](), Counter[int]()
    for shift in shifts:
        _promise(terms, shift.day, shift.minutes, promised, known)
        if shift.hospital is not None:
            known[shift.hospital.pk] = shift.hospital
            planned[shift.hospital.pk] += shift.minutes
            held[shift.hospital.pk] += shift.minutes if shift.held else 0
    for one in readings:
        assert one.answered_at is not None
        assert one.read_for is not None
        _promise(terms, timezone.localdate(one.answered_at, zone), 1, readings_promised, known)
        known[one.read_for.pk] = one.read_for
        read[one.read_for.pk] += 1
    return [
        HospitalLoad(
            one, promised[one.pk] / 100, planned[one.pk], held[one.pk], readings_promised[one.pk] / 100, read[one.pk]
        )
        for one in sorted(known.values(), key=attrgetter("name"))
    ]


def _promise(
    terms: Sequence[Segment], day: date, amount: int, promised: Counter[int], known: dict[int, Organisation]
) -> None:
    """Add to each party its share (per cent) of an amount of a day."""
    term = term_on(terms, day)
    for share in term.shares if term is not None else ():
        if share.time_percent:
            known[share.organisation_id] = share.organisation
            promised[share.organisation_id] += share.time_percent * amount


def month_loads(platform: ReadingPlatform, month: date) -> list[HospitalLoad]:
    """Return the load of each hospital in the month that begins on ``month``, as it stands now."""
    zone = clock_of(platform)
    return loads(terms_of(platform, month), shifts_of(platform, month), readings_of(platform, month, zone), zone)


def next_shifts(platform: ReadingPlatform, now: datetime, most: int) -> list[Shift]:
    """Return the duties that run or are to come, the soonest first."""
    rows = Session.objects.filter(programme__rota__platform=platform, ends__gt=now)
    rows = rows.exclude(state=Session.State.CANCELLED).with_posts().select_related("commune", "programme")
    return _shifts(platform, rows.order_by("starts", "pk")[:most])
