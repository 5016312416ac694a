"""A rota as the planner reads it: people with their dates, patterns of duty, what was done this year before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from maillage.schemes import FrenchCalendar
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.posts import stretch
from maillage.site.duties.models import DutyHouse, DutyWish, Rota, RotaMember
from maillage.site.duties.periods import PERIODS, duty_named, pattern_name
from maillage.site.engagements import questions

if TYPE_CHECKING:
    from maillage.planning.rota import Count, Duty, DutyRules, Pattern, Person, RotaProblem

ONE_DAY = timedelta(days=1)


@cache
def rules() -> DutyRules:
    """Return the rules of every rota."""
    from maillage.planning.rota import DutyRules

    return DutyRules.load()


def problem_of(rota: Rota) -> RotaProblem:
    """Return the problem of a rota, with the wishes, absences and other days of its doctors as they are now."""
    from maillage.planning.rota import RotaProblem

    empty = RotaProblem((), tuple(patterns_of(rota)), rota.starts, rota.weeks, rota.department_id, rules())
    members = members_of(rota)
    away = _away(members, empty.duties)
    before = history(rota, {one.professional_id for one in members})
    people = tuple(
        _person(one, one.wishes.all(), away[one.professional_id], before[one.professional_id]) for one in members
    )
    return RotaProblem(people, empty.patterns, rota.starts, rota.weeks, rota.department_id, rules())


def members_of(rota: Rota) -> list[RotaMember]:
    """Return the doctors of a rota with their houses and wishes (three queries)."""
    rows = rota.members.select_related("professional__resource", "professional__home", "professional__user", "employer")
    return list(rows.prefetch_related("houses", "wishes"))


def exempt_by_age(member: RotaMember) -> bool:
    """Return whether a doctor is old enough to be exempt when the rota begins, whether they waive it or not."""
    age = person_of(member).age_on(member.rota.starts)
    return age is not None and age >= rules().exempt_age


def patterns_of(rota: Rota) -> list[Pattern]:
    """Return the duties that come back, one for each line of each period of each house (two queries)."""
    houses = rota.houses.prefetch_related("needs")
    return [
        pattern(house, need.period, line)
        for house in houses
        for need in house.needs.all()
        for line in range(1, need.lines + 1)
    ]


def pattern(house: DutyHouse, period: str, line: int) -> Pattern:
    """Return the pattern of one line of a period at a house."""
    from maillage.planning.rota import DutyRole, Pattern

    when = PERIODS[period]
    role = DutyRole.REGULATOR if house.regulates else DutyRole.EFFECTOR
    return Pattern(pattern_name(house.pk, period, line), str(house.pk), role, line, when.days, when.starts, when.ends)


def person_of(member: RotaMember) -> Person:
    """Return a doctor of a rota without dates: houses, share, exemptions. Who takes a duty has changed their wishes."""
    return _person(member, (), frozenset(), {})


def _person(
    member: RotaMember, wished: Iterable[DutyWish], away: Collection[date], before: Mapping[Count, int]
) -> Person:
    from maillage.planning.rota import DutyRole, Person

    houses = list(member.houses.all())
    wishes: defaultdict[str, set[date]] = defaultdict(set)
    for one in wished:
        wishes[one.kind].add(one.date)
    return Person(
        id=str(member.professional_id),
        name=str(member.professional),
        sectors=frozenset(str(house.pk) for house in houses),
        roles=frozenset(DutyRole.REGULATOR if house.regulates else DutyRole.EFFECTOR for house in houses),
        share=member.share_percent / 100,
        born=member.born,
        waives_age=member.waives_age,
        pregnant_from=member.no_nights_from,
        pregnant_until=member.no_nights_until,
        absent=frozenset(away) | wishes[DutyWish.Kind.CANNOT],
        wishes_off=frozenset(wishes[DutyWish.Kind.RATHER_NOT]),
        wishes_on=frozenset(wishes[DutyWish.Kind.WOULD_LIKE]),
        history=before,
    )


def _away(members: Sequence[RotaMember], duties: Sequence[Duty]) -> dict[int, set[date]]:
    """Return the dates of duties that meet an absence or another day of each doctor, by key (two queries)."""
    found: dict[int, set[date]] = {one.professional_id: set() for one in members}
    if not duties:
        return found
    first, last = min(one.starts for one in duties), max(one.ends for one in duties)
    spans = questions.absences(list(found), first.date(), last.date())
    claims = Claim.objects.filter(
        active=True, resource__professional__in=list(found), during__overlap=stretch(first, last)
    ).values_list("resource__professional", "during")
    for person, during in claims:
        spans[person].append((during.lower, during.upper))
    for person, taken in spans.items():
        found[person] |= {one.date for one in duties if any(one.starts < b and a < one.ends for a, b in taken)}
    return found


def history(rota: Rota, people: Collection[int]) -> dict[int, Counter[Count]]:
    """Return what each doctor did in the year of a rota before it begins, by key and count (two queries).

    Counted are the duties of rotas of the same organisation and department.
    """
    first = datetime.combine(rota.starts.replace(month=1, day=1), time(), UTC) - ONE_DAY
    return counted(_claims(rota, people, first, datetime.combine(rota.starts, time(), UTC)), people)


def _claims(rota: Rota, people: Collection[int], first: datetime, last: datetime) -> list[tuple[int, Session]]:
    rows = Claim.objects.filter(
        active=True,
        resource__professional__in=people,
        post__giver=True,
        post__session__programme__rota__organisation=rota.organisation_id,
        post__session__programme__rota__department=rota.department_id,
        post__session__state__in=Session.COUNTED_STATES,
        post__session__starts__gte=first,
        post__session__starts__lt=last,
    ).select_related("post__session__commune", "resource__professional")
    return [(row.resource.professional.pk, row.post.session) for row in rows]


def counted(given: Iterable[tuple[int, Session]], people: Collection[int]) -> dict[int, Counter[Count]]:
    """Return the counts of the duties given, by doctor (key)."""
    found: dict[int, Counter[Count]] = {key: Counter() for key in people}
    for person, session in given:
        found[person].update(duty_of(session).counts)
    return found


def year_of(rota: Rota, people: Collection[int]) -> dict[int, Counter[Count]]:
    """Return the duties of the whole year in which a rota begins, done and to come, by doctor (key)."""
    year = rota.starts.year
    first, last = (datetime(at, 1, 1, tzinfo=UTC) - ONE_DAY for at in (year, year + 1))
    return counted(_claims(rota, people, first, last + ONE_DAY), people)


def duty_of(session: Session, house: DutyHouse | None = None) -> Duty:
    """Return a session of a rota as a duty, by the clock of its place."""
    from maillage.planning.rota import Duty, DutyRole, Pattern

    name, zone = duty_named(session.key), session.zone
    starts, ends = session.starts.astimezone(zone), session.ends.astimezone(zone)
    role = DutyRole.REGULATOR if house is not None and house.regulates else DutyRole.EFFECTOR
    days, hours = PERIODS[name.period].days, (starts.timetz().replace(tzinfo=None), ends.timetz().replace(tzinfo=None))
    same = Pattern(pattern_name(name.house, name.period, name.line), str(name.house), role, name.line, days, *hours)
    holiday = FrenchCalendar(session.commune.department_id or "").is_holiday(name.date)
    return Duty(f"{same.id}-{name.date.isoformat()}", same, name.date, starts, ends, holiday)
