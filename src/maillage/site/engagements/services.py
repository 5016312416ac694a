"""Engaging professionals in a scheme, recording authorisations, ending engagements.

``by`` is the coordinator who does it, None for the command line and the demonstration.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pghistory
from django.utils import timezone

from maillage.schemes import Profession, RequiredAuthorisation, Scheme, Status, zone_of_commune
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Record
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState


@dataclass(frozen=True, kw_only=True)
class EngagementData:
    """Data of an engagement. A day given takes away ``home_share_percent`` of a usual day of the home practice.

    ``authorisations`` were asked for before the engagement existed and become its own.
    """

    professional: Professional
    days_per_month: int = 31
    extra_fee_percent: int = 0
    home_share_percent: Decimal | int = 0
    starts: date
    ends: date | None = None
    authorisations: Sequence[Authorisation] = ()
    night: str = Engagement.Night.NONE
    replaced_at_home: bool = False


@in_transaction
def engage_all(scheme: Scheme, people: Iterable[EngagementData], *, by: User | None = None) -> list[Engagement]:
    """Create engagements in a scheme, with the authorisations it needs as requested; all or none.

    Raises ``Refused`` naming the first person whom the scheme does not admit (profession, status, fees, days, dates) or
    who is already engaged, ``NotAllowed`` for a person outside the territory of ``by``.
    """
    people = list(people)
    _may_change([one.professional for one in people], by)
    lock_in_order(RESOURCES, [one.professional.resource_id for one in people])
    for one in people:
        _check(scheme, one)
    already = Engagement.objects.filter(professional__in=[one.professional for one in people], scheme=scheme.code)
    running = already.exclude(state=Engagement.State.ENDED).select_related("professional").first()
    if running is not None:
        raise Refused(f"{running.professional} a déjà un engagement en cours dans ce dispositif.")
    with _author(by):
        rows = Engagement.objects.bulk_create(
            Engagement(
                professional=one.professional,
                scheme=scheme.code,
                state=_first_state(scheme),
                days_per_month=one.days_per_month,
                home_share_percent=one.home_share_percent,
                extra_fee_percent=one.extra_fee_percent,
                night=one.night,
                replaced_at_home=one.replaced_at_home,
                starts=one.starts,
                ends=one.ends,
            )
            for one in people
        )
        given = [(row, asked) for row, one in zip(rows, people, strict=True) for asked in one.authorisations]
        for row, asked in given:
            Authorisation.objects.filter(pk=asked.pk).update(engagement=row)
        known = {(row.pk, asked.kind) for row, asked in given}
        new = [asked for row in rows for asked in to_ask(scheme, _today(row), row) if (row.pk, asked.kind) not in known]
        Authorisation.objects.bulk_create(new)
        _refresh_states({row for row, _ in given})
    return rows


def to_ask(scheme: Scheme, day: date, engagement: Engagement | None = None) -> list[Authorisation]:
    """Return the authorisations that a scheme requires, requested on ``day``; not saved."""
    return [
        Authorisation(engagement=engagement, kind=wanted.code, desk=wanted.desk.value, date=day, asked_on=day)
        for wanted in scheme.authorisations
    ]


def engage(scheme: Scheme, data: EngagementData, *, by: User | None = None) -> Engagement:
    """Create one engagement; see :func:`engage_all`."""
    return engage_all(scheme, [data], by=by)[0]


@in_transaction
def answer(
    engagements: Iterable[Engagement],
    kind: str,
    state: Authorisation.State,
    day: date,
    *,
    answered_by: str = "",
    reason: str = "",
    by: User | None = None,
) -> None:
    """Record the answer to an authorisation, for one or many engagements; fully authorised ones become active.

    A user (``by``) must say who answered, and for a refusal why: ``InvalidField`` otherwise. Raises ``Refused`` for a
    kind that the scheme does not ask for, ``WrongState`` for an engagement that has ended.
    """
    answered_by, reason = " ".join(answered_by.split()), " ".join(reason.split())
    if by is not None and state != Authorisation.State.REQUESTED and not answered_by:
        raise InvalidField("answered_by", "Dites qui a répondu.")
    if by is not None and state == Authorisation.State.REFUSED and not reason:
        raise InvalidField("reason", "Dites pourquoi c’est refusé, en une phrase.")
    rows = list(
        Engagement.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.pk for one in engagements])
        .select_related("professional")
        .order_by("pk")
    )
    _may_change([row.professional for row in rows], by)
    for row in rows:
        if row.state == Engagement.State.ENDED:
            raise WrongState(f"L’engagement de {row.professional} est terminé.")
        required(row.rules, kind)
    with _author(by):
        Authorisation.objects.bulk_create(
            (
                Authorisation(
                    engagement=row,
                    kind=kind,
                    desk=required(row.rules, kind).desk.value,
                    state=state,
                    date=day,
                    answered_by=answered_by[:200],
                    reason=reason[:500],
                )
                for row in rows
            ),
            update_conflicts=True,
            unique_fields=["engagement", "kind"],
            update_fields=["state", "date", "answered_by", "reason"],
        )
        _refresh_states(rows)


def required(scheme: Scheme, kind: str) -> RequiredAuthorisation:
    """Return the rule of an authorisation. Raises ``Refused`` for a kind that the scheme does not ask for."""
    for wanted in scheme.authorisations:
        if wanted.code == kind:
            return wanted
    raise Refused(f"Ce dispositif ne demande pas l’autorisation «\u00a0{kind}\u00a0».")


def note_answer(row: Authorisation) -> None:
    """Save the answer of a desk, and update its engagement, if any."""
    row.save(update_fields=["state", "date", "answered_by", "reason", "details"])
    theirs = Engagement.objects.exclude(state=Engagement.State.ENDED).filter(pk=row.engagement_id)
    _refresh_states(theirs.select_for_update(of=("self",)))


@in_transaction
def end(engagement: Engagement, day: date, *, by: User | None = None) -> Engagement:
    """End an engagement with its last ``day``. Later sessions stay until they are assigned to others."""
    row = Engagement.objects.select_for_update(of=("self",)).select_related("professional").get(pk=engagement.pk)
    _may_change([row.professional], by)
    if row.state == Engagement.State.ENDED:
        return row
    if day < row.starts:
        raise Refused("Un engagement ne finit pas avant d’avoir commencé.")
    with _author(by):
        row.ends = day
        if day < _today(row):
            row.state = Engagement.State.ENDED
        row.save(update_fields=["ends", "state"])
    return row


def _today(engagement: Engagement) -> date:
    """Today where the person practises."""
    return timezone.localdate(timezone=zone_of_commune(engagement.professional.home_id))


def _check(scheme: Scheme, one: EngagementData) -> None:
    person = one.professional
    if scheme.who.refusal(Profession(person.profession), Status(person.status)) is not None:
        raise InvalidField("scheme", f"{person}\u00a0: la profession ou le statut ne convient pas à ce dispositif.")
    if not scheme.fees.allows(one.extra_fee_percent):
        most = scheme.fees.extra_fee_percent
        raise InvalidField(
            "extra_fee_percent", f"{person}\u00a0: ce dispositif n’admet pas plus de {most}\u00a0% de dépassement."
        )
    if not 1 <= one.days_per_month <= 31:
        raise InvalidField("days_per_month", f"{person}\u00a0: donnez de 1 à 31 jours par mois.")
    if not 0 <= one.home_share_percent <= 100:
        raise InvalidField(
            "home_share_percent", f"{person}\u00a0: la part retirée à l’activité habituelle va de 0 à 100\u00a0%."
        )
    if one.ends is not None and one.ends < one.starts:
        raise InvalidField("ends", f"{person}\u00a0: l’engagement finit avant d’avoir commencé.")


def _first_state(scheme: Scheme) -> Engagement.State:
    """Return the first state: proposed if the scheme needs an authorisation before the start, else active."""
    return Engagement.State.PROPOSED if _needed(scheme) else Engagement.State.ACTIVE


def _needed(scheme: Scheme) -> frozenset[str]:
    return frozenset(wanted.code for wanted in scheme.authorisations if wanted.before_start)


def _refresh_states(rows: Iterable[Engagement]) -> None:
    """Set engagements active if all authorisations needed at the start are granted and none is refused."""
    answers: dict[int | None, dict[str, str]] = {}
    rows = list(rows)
    for row in Authorisation.objects.filter(engagement__in=rows):
        answers.setdefault(row.engagement_id, {})[row.kind] = row.state
    for row in rows:
        states = answers.get(row.pk, {})
        refused = Authorisation.State.REFUSED in states.values()
        granted = all(states.get(kind) == Authorisation.State.GRANTED.value for kind in _needed(row.rules))
        row.state = Engagement.State.ACTIVE if granted and not refused else Engagement.State.PROPOSED
    Engagement.objects.bulk_update(rows, ["state"])


def _may_change(people: list[Professional], by: User | None) -> None:
    if by is None:
        return
    scope = by.grants.scope(Record.ENGAGEMENT, Act.CHANGE)
    keys = {person.pk for person in people}
    if Professional.objects.filter(scope.in_territory("home"), pk__in=keys).count() < len(keys):
        raise NotAllowed("Cette personne n’exerce pas dans votre territoire.")


def _author(by: User | None) -> pghistory.context:
    return pghistory.context(**({} if by is None else {"user": by.pk}))
