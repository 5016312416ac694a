"""A round on its day: who is out, which visits were made, which were not and why, in which order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Record
from maillage.site.centres import own, rounds
from maillage.site.centres.models import HomeRound, HomeVisit
from maillage.site.directory.models import Professional
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, WrongState

WhyNot = HomeVisit.WhyNot


def rounds_of(people: Collection[int], first: date, last: date) -> dict[int, list[tuple[datetime, datetime, str]]]:
    """Return when each of these people is on a round between two days, with what the gate says of it (one query)."""
    found: dict[int, list[tuple[datetime, datetime, str]]] = {}
    rows = HomeRound.objects.filter(professional__in=people, date__gte=first, date__lte=last).select_related("centre")
    for row in rows:
        said = (
            f"Cette personne a une tournée de visites ce jour-là ({row.centre.name})\u00a0: "
            "retirez d’abord ses visites, ou choisissez une autre demi-journée."
        )
        starts, ends = row.during.lower, row.during.upper
        assert starts is not None, "the database wants both ends"
        assert ends is not None, "the database wants both ends"
        found.setdefault(row.professional_id, []).append((starts, ends, said))
    return found


@in_transaction
def done(visit: HomeVisit, by: User) -> None:
    """Say that a visit was made, by who makes the round or the secretariat; one that repeats is asked for again."""
    row = _of_a_round(visit, by)
    if row.done:
        return
    made = _begun(row)
    row.done, row.ended_at = True, timezone.now()
    row.save(update_fields=["done", "ended_at"])
    if row.every_weeks:
        _again(row, made.date + timedelta(weeks=row.every_weeks), by)


@in_transaction
def not_done(visit: HomeVisit, why: str, by: User, *, again: bool) -> None:
    """Say why a visit of a round was not made; ``again`` asks for it anew, as soon as can be.

    Raises ``InvalidField`` without a reason, ``WrongState`` for one that has ended or a round to come.
    """
    row = _of_a_round(visit, by)
    if why not in WhyNot.values:
        raise InvalidField("why_not", "Dites pourquoi la visite n’a pas été faite.")
    made = _begun(row)
    row.why_not, row.ended_at = why, timezone.now()
    row.save(update_fields=["why_not", "ended_at"])
    if again:
        _again(row, max(made.date, timezone.localdate()), by)


@in_transaction
def move(visit: HomeVisit, by: User, *, earlier: bool) -> None:
    """Exchange a visit with the one before or after it; the hours and the travel of the round follow.

    Nothing changes at the ends of the round. Raises ``WrongState`` beside a visit that has ended.
    """
    row = _of_a_round(visit, by)
    if row.round is None or row.ended_at is not None:
        raise WrongState("Cette visite n’est plus à faire\u00a0: son ordre ne change plus.")
    visits = list(row.round.visits.order_by("rank"))
    here = next(k for k, one in enumerate(visits) if one.pk == row.pk)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(visits):
        return
    if visits[there].ended_at is not None:
        raise WrongState("La visite d’avant est déjà notée\u00a0: son ordre ne change plus.")
    visits[here], visits[there] = visits[there], visits[here]
    rounds.write(row.round, visits)


def _of_a_round(visit: HomeVisit, by: User) -> HomeVisit:
    """Return a visit, locked with its round. Raises ``NotAllowed`` for another person's."""
    row = HomeVisit.objects.select_for_update(of=("self",)).select_related("round", "centre").get(pk=visit.pk)
    mine = row.round is not None and Professional.objects.filter(pk=row.round.professional_id, user=by).exists()
    if not mine:
        own.check(row.centre, Record.CENTRE_DESK, by)
    if row.round is not None:
        HomeRound.objects.select_for_update(of=("self",)).get(pk=row.round.pk)
    return row


def _begun(row: HomeVisit) -> HomeRound:
    if row.round is None or row.ended_at is not None:
        raise WrongState("Cette visite n’est plus à faire dans une tournée.")
    if row.round.date > timezone.localdate():
        raise WrongState("Cette tournée n’a pas encore eu lieu.")
    return row.round


def _again(row: HomeVisit, due: date, by: User) -> None:
    HomeVisit.objects.create(
        centre=row.centre, kind=row.kind, name=row.name, address=row.address, commune_id=row.commune_id,
        phone=row.phone, residents=row.residents, minutes=row.minutes, before=due, professional=row.professional,
        every_weeks=row.every_weeks, asked_by=by,
    )  # fmt: skip
