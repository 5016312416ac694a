"""What a payer owes and no closed month holds yet: sessions held and confirmed, and corrections decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from maillage.schemes import SCHEMES, PaymentLine, payment
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.payments import GivenDay, days_given
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Programme
from maillage.site.geography.models import Commune
from maillage.site.payments.models import LineCorrection, PaidSession, StatementLine
from maillage.site.payments.payers import Payer, PaymentMandate

PAID_BY = {"journey": PaidSession.Paid.JOURNEY, "replacement": PaidSession.Paid.REPLACEMENT}
"""What a line pays of its sessions; a line of any other kind pays the allowance."""
ALL_PAID = tuple(PaidSession.Paid)
What = StatementLine.What
ZONES_APART = timedelta(days=1)
"""No clock of France is farther than this from UTC."""
LATE = "Vacation confirmée après la clôture du mois."
SESSION_FIELDS = ("id", "programme_id", "commune_id", "starts", "ends")
"""What amounts depend on, in the order of the model."""
DayKey = tuple[int, str, str, date]


@dataclass(frozen=True)
class DueLine:
    """An amount for the next statement of ``person``; ``pays`` are the sessions that it pays, and for what.

    ``corrects`` is the key of the line that it corrects, ``correction`` that of the decision, for ``reason``.
    """

    person: Professional
    scheme: str
    commune: Commune
    date: date
    what: str
    quantity: float
    unit_cents: int
    cents: int
    pays: tuple[tuple[Session, str], ...] = ()
    corrects: int | None = None
    correction: int | None = None
    reason: str = ""

    @property
    def label(self) -> str:
        """What it is for, in French."""
        return str(What(self.what).label)


@dataclass
class _Earlier:
    """What closed months hold of a day already: cents, sessions with the half-days they count, the first line."""

    cents: int = 0
    line: int = 0
    sessions: dict[int, int] = field(default_factory=dict[int, int])


def dues(payer: Payer, before: date, person: Professional | None = None) -> list[DueLine]:
    """Lines due for days before ``before`` and corrections that wait, by person and date; of one ``person`` if given.

    A correction that takes back waits as long as the person's total would fall below nothing.
    """
    return dues_of([payer], before, person).get(payer.pk, [])


def dues_of(payers: Iterable[Payer], before: date, person: Professional | None = None) -> dict[int, list[DueLine]]:
    """What :func:`dues` says of each payer (keys) that owes something: as many queries for all as for one."""
    mandates = {
        (one.scheme, one.department_id): one.payer_id for one in PaymentMandate.objects.filter(payer__in=list(payers))
    }
    found: defaultdict[tuple[int, int], list[DueLine]] = defaultdict(list)
    days = _unpaid(_given(set(mandates.values()), person), before)
    lines = [(mandates[line.scheme, line.commune.department_id or ""], line) for line in _of_days(days)]
    for payer, line in sorted([*lines, *_corrections(list(payers), person)], key=lambda one: _by_person(one[1])):
        found[payer, line.person.pk].append(line)
    by_payer: defaultdict[int, list[DueLine]] = defaultdict(list)
    for (payer, _), of_one in found.items():
        by_payer[payer] += _not_below_nothing(of_one)
    return dict(by_payer)


def _by_person(line: DueLine) -> tuple[str, int, date]:
    return line.person.last_name, line.person.pk, line.date


def without_payer(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Those of ``sessions`` held and confirmed that a scheme pays and that nobody is named to pay."""
    mandate = PaymentMandate.objects.filter(
        scheme=OuterRef("programme__scheme"), department=OuterRef("commune__department")
    )
    held = sessions.filter(state=Session.State.HELD, held_confirmation__isnull=False)
    return held.filter(~Exists(mandate), programme__scheme__in=paying_schemes())


def paying_schemes() -> list[str]:
    """Codes of the schemes that pay something."""
    found = ((code, scheme.allowance) for code, scheme in SCHEMES.items())
    return [code for code, one in found if one.pays_something]


def _given(payers: Collection[int], person: Professional | None) -> QuerySet[Claim]:
    """Who gave which session that these payers (keys) pay for, held and confirmed."""
    whose = {} if person is None else {"resource__professional": person}
    mandate = PaymentMandate.objects.filter(
        payer__in=payers, scheme=OuterRef("post__session__programme__scheme"),
        department=OuterRef("post__session__commune__department"),
    )  # fmt: skip
    return Claim.objects.filter(
        Exists(mandate), active=True, post__giver=True, post__session__state=Session.State.HELD,
        post__session__held_confirmation__isnull=False, post__session__programme__scheme__in=paying_schemes(), **whose,
    )  # fmt: skip


def _unpaid(given: QuerySet[Claim], before: date) -> list[GivenDay]:
    """Days with a session that no line pays."""
    paid = PaidSession.objects.filter(
        session=OuterRef("post__session"), professional=OuterRef("resource__professional")
    )
    unpaid = given.filter(~Exists(paid), post__session__starts__lt=datetime.combine(before, time(), UTC) + ZONES_APART)
    return [day for day in days_given(_read(unpaid)) if day.date < before]


def _read(given: QuerySet[Claim]) -> list[tuple[Professional, Session]]:
    """Who gave which session: each person, commune and programme is read once, however many days name it."""
    to = "post__session__"
    rows = list(given.values_list("resource__professional", *(f"{to}{name}" for name in SESSION_FIELDS)))
    people = Professional.objects.select_related("home__department", "resource").in_bulk({row[0] for row in rows})
    programmes = Programme.objects.defer("template").in_bulk({row[2] for row in rows})
    communes = Commune.objects.select_related("department").in_bulk({row[3] for row in rows})
    found: list[tuple[Professional, Session]] = []
    for person, *values in rows:
        session = Session.from_db("default", SESSION_FIELDS, values)
        session.programme, session.commune = programmes[session.programme_id], communes[session.commune_id]
        found.append((people[person], session))
    return found


def _of_days(days: Sequence[GivenDay]) -> Iterable[DueLine]:
    earlier = _earlier(days)
    for day in days:
        before = earlier.get(_key(day))
        if before is None:
            for line in payment(day.scheme, [day.paid_as()]):
                yield _due(day, line)
        else:
            yield from _late(day, before)


def _key(day: GivenDay) -> DayKey:
    return day.person.pk, day.scheme.code, day.commune.pk, day.date


def _due(day: GivenDay, line: PaymentLine) -> DueLine:
    paid = PAID_BY.get(line.what, PaidSession.Paid.ALLOWANCE)
    return DueLine(
        person=day.person, scheme=day.scheme.code, commune=day.commune, date=line.date, what=line.what,
        quantity=line.quantity, unit_cents=line.unit_cents, cents=line.cents,
        pays=tuple((session, paid) for session in day.sessions),
    )  # fmt: skip


def _late(day: GivenDay, before: _Earlier) -> Iterable[DueLine]:
    """The difference that sessions make which came after a line of their day."""
    halves = sum((before.sessions | {session.pk: session.halves for session in day.sessions}).values())
    whole = sum(line.cents for line in payment(day.scheme, [day.paid_as(halves)]))
    if whole != before.cents:
        yield DueLine(
            person=day.person, scheme=day.scheme.code, commune=day.commune, date=day.date, what=What.CORRECTION,
            quantity=1, unit_cents=whole - before.cents, cents=whole - before.cents, corrects=before.line, reason=LATE,
            pays=tuple((session, paid) for session in day.sessions for paid in ALL_PAID),
        )  # fmt: skip


def _earlier(days: Sequence[GivenDay]) -> dict[DayKey, _Earlier]:
    """What lines of closed months say of these days; corrections that somebody decided stand apart."""
    if not days:
        return {}
    lines = StatementLine.objects.filter(
        correction=None, date__in={day.date for day in days},
        statement__professional__in={day.person.pk for day in days},
    ).order_by("pk")  # fmt: skip
    keys: dict[int, DayKey] = {}
    found: dict[DayKey, _Earlier] = {}
    rows = lines.values_list("pk", "statement__professional", "scheme", "commune", "date", "cents")
    for pk, person, scheme, commune, day, cents in rows:
        keys[pk] = (person, scheme, commune, day)
        one = found.setdefault(keys[pk], _Earlier(line=pk))
        one.cents += cents
    for row in PaidSession.objects.filter(line__in=list(keys)).select_related("session"):
        found[keys[row.line_id]].sessions[row.session_id] = row.session.halves
    return found


def _corrections(payers: Collection[Payer], person: Professional | None) -> list[tuple[int, DueLine]]:
    """Corrections that were decided and are on no statement yet, each with the key of its payer."""
    whose = {} if person is None else {"corrects__statement__professional": person}
    waiting = LineCorrection.objects.filter(
        corrects__statement__closing__payer__in=payers, line_made=None, **whose
    ).select_related("corrects__statement__professional__resource", "corrects__commune__department",
                     "corrects__statement__closing")  # fmt: skip
    return [
        (
            one.corrects.statement.closing.payer_id,
            DueLine(
                person=one.corrects.statement.professional, scheme=one.corrects.scheme, commune=one.corrects.commune,
                date=one.corrects.date, what=What.CORRECTION, quantity=1, unit_cents=one.cents, cents=one.cents,
                corrects=one.corrects.pk, correction=one.pk, reason=one.reason,
            ),
        )
        for one in waiting
    ]  # fmt: skip


def _not_below_nothing(lines: list[DueLine]) -> list[DueLine]:
    """The lines of a person that a statement can hold: what takes back comes last, as far as there is something."""
    kept = [line for line in lines if line.cents > 0]
    total = sum(line.cents for line in kept)
    for line in lines:
        if line.cents < 0 and total + line.cents >= 0:
            kept.append(line)
            total += line.cents
    return sorted(kept, key=lambda one: (one.date, one.corrects is not None, one.what))
