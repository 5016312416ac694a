"""Contracts of a centre and the days off that they give: written, ended, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import DatabaseError, transaction
from django.db.models import QuerySet, Sum

from maillage.schemes import Status
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.agenda import absences
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.services import author
from maillage.site.centres import own
from maillage.site.centres.models import CentreContract, CentreLeave
from maillage.site.centres.working_time import (
    HOUR,
    LEGAL_MINUTES,
    MOST_MINUTES,
    SCHEME,
    half_days_owed,
    rtt_days,
    working_half_days,
)
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements.models import Engagement
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import InvalidField, WrongState

Kind = CentreLeave.Kind


@dataclass(frozen=True, kw_only=True)
class ContractData:
    """What a contract says; ``rtt_days`` None takes those that make up for the hours above 35."""

    professional: Professional
    starts: date
    weekly_minutes: int
    leave_days: int
    ends: date | None = None
    visits: int = 0
    days_off: Sequence[int] = field(default_factory=tuple[int, ...])
    rtt_days: int | None = None


@dataclass(frozen=True)
class Rights:
    """Days off of a kind in a year: given, taken, left; in days, with halves."""

    kind: str
    label: str
    given: float
    taken: float

    @property
    def left(self) -> float:
        """Days left."""
        return self.given - self.taken


def who_may_sign(centre: Organisation) -> QuerySet[Professional]:
    """Return the salaried people engaged in centres who practise in a department of this one."""
    departments = Place.objects.filter(organisation=centre).values("commune__department")
    engaged = Engagement.objects.running().filter(scheme=SCHEME)
    rows = Professional.objects.filter(status=Status.SALARIED.value, pk__in=engaged.values("professional"))
    return rows.filter(home__department__in=departments).select_related("resource", "home__department")


@in_transaction
def sign(centre: Organisation, data: ContractData, by: User | None) -> CentreContract:
    """Write a contract. Raises ``InvalidField`` naming what is wrong: more than 48 hours, another contract then."""
    own.check(centre, Record.CENTRE, by)
    if not who_may_sign(centre).filter(pk=data.professional.pk).exists():
        raise InvalidField("professional", "Choisissez quelqu’un qui est engagé comme salarié d’un centre.")
    _check(data)
    days = rtt_days(data.weekly_minutes) if data.rtt_days is None else data.rtt_days
    if data.weekly_minutes > LEGAL_MINUTES and not days:
        raise InvalidField("rtt_days", "Au-delà de 35 heures, un contrat donne des jours de RTT\u00a0: dites combien.")
    row = CentreContract(
        centre=centre, professional=data.professional, starts=data.starts, ends=data.ends,
        weekly_minutes=data.weekly_minutes, visits=data.visits, days_off=sorted(set(data.days_off)),
        leave_days=data.leave_days, rtt_days=days,
    )  # fmt: skip
    with author(by):
        try:
            with transaction.atomic():
                row.save()
        except DatabaseError as error:
            raise _said(error, data) from error
    return row


@in_transaction
def end(contract: CentreContract, last_day: date, by: User | None) -> CentreContract:
    """End a contract after ``last_day``. Raises ``InvalidField`` before its first day, or before days off taken."""
    row = CentreContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    own.check(row.centre, Record.CENTRE, by)
    if last_day < row.starts:
        raise InvalidField(
            "last_day", f"Ce contrat commence le {row.starts:%d/%m/%Y}\u00a0: choisissez un jour d’après."
        )
    if row.ends is not None and last_day > row.ends:
        raise InvalidField("last_day", f"Ce contrat finit déjà le {row.ends:%d/%m/%Y}\u00a0: faites un autre contrat.")
    later = row.leaves.filter(last__gt=last_day).first()
    if later is not None:
        raise InvalidField("last_day", f"Un congé finit le {later.last:%d/%m/%Y}\u00a0: retirez-le d’abord.")
    row.ends = last_day
    with author(by):
        row.save(update_fields=["ends"])
    return row


@in_transaction
def take_leave(
    contract: CentreContract, kind: str, dates: AbsenceDates, by: User | None, *, giving_back: bool = False
) -> CentreLeave:
    """Note days off, and keep the agenda free then; ``giving_back`` also gives back the sessions that they meet.

    Raises ``InvalidField`` for days outside the contract, without work, or more than it gives in a year;
    ``WrongState`` if sessions are met.
    """
    row = (
        CentreContract.objects.select_for_update(of=("self",)).select_related("professional__home").get(pk=contract.pk)
    )
    own.check(row.centre, Record.CENTRE, by)
    if kind not in Kind.values:
        raise InvalidField("kind", "Choisissez dans la liste.")
    if dates.last < dates.first:
        raise InvalidField("last", "Le dernier jour vient avant le premier\u00a0: corrigez-le.")
    if dates.first.year != dates.last.year:
        raise InvalidField("last", "Un congé compte pour une année\u00a0: notez-en un par année.")
    if dates.first < row.starts or (row.ends is not None and dates.last > row.ends):
        raise InvalidField("first", "Ces jours sont hors du contrat\u00a0: corrigez-les.")
    count = working_half_days(dates, row.professional.home.calendar)
    if count < 1:
        raise InvalidField("first", "Personne ne travaille ces jours-là\u00a0: il n’y a pas de congé à noter.")
    left = next((one.left for one in rights(row, dates.first.year) if one.kind == kind), None)
    if left is not None and count / 2 > left:
        raise InvalidField("last", f"Ces dates prennent {_days(count / 2)}, et il en reste {_days(left)}.")
    absence = absences.declare(row.professional, dates, by, giving_back=giving_back, checked=True)
    with author(by):
        return CentreLeave.objects.create(
            contract=row, kind=kind, first=dates.first, last=dates.last, from_noon=dates.from_noon,
            until_noon=dates.until_noon, half_days=count, absence=absence,
        )  # fmt: skip


@in_transaction
def drop_leave(leave: CentreLeave, by: User | None) -> None:
    """Remove days off that have not ended; the person may be asked for sessions again."""
    own.check(leave.contract.centre, Record.CENTRE, by)
    if leave.absence is None:
        raise WrongState("Ce congé est passé.")
    with author(by):
        absences.remove(leave.absence, by, checked=True)
        CentreLeave.objects.filter(pk=leave.pk).delete()


def rights(contract: CentreContract, year: int) -> list[Rights]:
    """Return the days off of a contract in a calendar year, by kind (one query)."""
    rows = CentreLeave.objects.filter(contract=contract, first__year=year).order_by()
    taken = dict(rows.values_list("kind").annotate(Sum("half_days")))
    given = {Kind.PAID: contract.leave_days, Kind.RTT: contract.rtt_days}
    return [
        Rights(kind.value, str(kind.label), float(days), taken.get(kind.value, 0) / 2)
        for kind, days in given.items()
        if days
    ]


def _days(count: float) -> str:
    return f"{count:g}".replace(".", ",") + ("\u00a0jours" if count >= 2 else "\u00a0jour")


def _check(data: ContractData) -> None:
    if not HOUR <= data.weekly_minutes <= MOST_MINUTES:
        raise InvalidField(
            "weekly_hours", "De 1 à 48 heures par semaine\u00a0: la loi n’en permet pas plus (article L. 3121-20)."
        )
    if data.ends is not None and data.ends < data.starts:
        raise InvalidField("ends", "Le dernier jour vient avant le premier\u00a0: corrigez-le.")
    owed = half_days_owed(data.weekly_minutes)
    if data.visits > owed:
        raise InvalidField("visits", f"Ce contrat fait {owed} demi-journées par semaine\u00a0: {owed} visites au plus.")


def _said(error: DatabaseError, data: ContractData) -> Exception:
    """Return the refusal for what the database says."""
    match constraint_of(error):
        case "contract_one_at_a_time":
            return InvalidField(
                "starts", f"{data.professional} a déjà un contrat à ces dates\u00a0: finissez-le d’abord."
            )
        case "contract_hours_of_all":
            return InvalidField(
                "weekly_hours", f"Avec ses autres contrats, {data.professional} ferait plus de 48 heures par semaine."
            )
        case _:
            return error
