"""Leaving: the end of an engagement, the withdrawal of a person, a death.

The days to come are freed for other candidates with the patients who booked them; what was given stays due. The account
of who withdraws stays open for some months, so that the last statements can be read and contested.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from maillage.schemes import local_instant
from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import USUAL_RETENTION_MONTHS, Membership, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.accounts.roles import OF_DIRECTORY
from maillage.site.agenda import busy
from maillage.site.agenda.arrangements import end_replacements
from maillage.site.agenda.departure_models import Departure
from maillage.site.agenda.models import Absence, Claim, Session, SwapOffer
from maillage.site.agenda.services import author, free, sessions_of
from maillage.site.agenda.swap_models import SwapReply, end_offers, end_replies
from maillage.site.directory.models import Professional
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Engagement
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed

ACCOUNT_KEPT_MONTHS = 3
"""Months after the last day in which who withdrew still reads and contests statements."""


@in_transaction
def end_engagement(engagement: Engagement, day: date, by: User) -> list[Session]:
    """End an engagement with its last ``day``, free the later sessions of its scheme, and return these."""
    person = engagement.professional
    row = engagements.end(engagement, day, by=by)
    lock_in_order(RESOURCES, [person.resource_id])
    with author(by):
        return free(later(person, day, row.scheme), person, Claim.Reason.LEFT)


@in_transaction
def leave(person: Professional, kind: Departure.Kind, last_day: date, by: User) -> list[Session]:
    """Record that a person withdraws or has died: free the days to come, end the engagements, close the account.

    Return the sessions that lost their person. The person themselves may withdraw; a coordinator of the place of
    practice may record both. Raises ``InvalidField`` for an impossible day, ``AlreadyDone`` if it is recorded already,
    ``NotAllowed``.
    """
    _may_leave(person, kind, by)
    _check_day(kind, last_day, _today(person))
    lock_in_order(RESOURCES, [person.resource_id])
    if Departure.objects.filter(professional=person).exists():
        raise AlreadyDone("C’est déjà fait\u00a0: le départ de cette personne est noté.")
    with author(by):
        freed = free(sessions_freed(person, kind, last_day), person, Claim.Reason.LEFT)
        end_replacements(person, local_instant(last_day + timedelta(days=1), time(), person.home.zone))
        running = Engagement.objects.filter(professional=person).exclude(state=Engagement.State.ENDED)
        for row in running:
            engagements.end(row, max(last_day, row.starts))
        over = running if kind == Departure.Kind.DEATH else running.filter(starts__gt=last_day)
        over.update(state=Engagement.State.ENDED)
        _forget_plans(person)
        made = Departure.objects.create(professional=person, kind=kind, last_day=last_day, noted_at=timezone.now())
        if kind == Departure.Kind.DEATH:
            Professional.objects.filter(pk=person.pk).update(email="", phone="")
            _close_account(made)
    return freed


def sessions_freed(person: Professional, kind: Departure.Kind, last_day: date) -> list[Session]:
    """Return the sessions to come that a departure frees; a death also those of the day itself."""
    return later(person, last_day - timedelta(days=1) if kind == Departure.Kind.DEATH else last_day)


def later(person: Professional, last_day: date, scheme: str = "") -> list[Session]:
    """Return the sessions to come of a person after a day, of one scheme or of all."""
    after = local_instant(last_day + timedelta(days=1), time(), person.home.zone)
    now = timezone.now()
    rows = sessions_of(person, max(after, now))
    return [row for row in rows if row.starts > now and scheme in ("", row.programme.scheme)]


@transaction.atomic
def close_accounts(now: datetime) -> int:
    """Close the accounts of who withdrew some months ago; later delete how to reach them. Return how many."""
    rows = Departure.objects.select_related("professional__user")
    count = 0
    for row in rows.filter(account_closed=False, last_day__lt=(now - relativedelta(months=ACCOUNT_KEPT_MONTHS)).date()):
        _close_account(row)
        count += 1
    over = rows.filter(last_day__lt=(now - relativedelta(months=USUAL_RETENTION_MONTHS)).date())
    reachable = Professional.objects.filter(departure__in=over).exclude(email="", phone="")
    return count + reachable.update(email="", phone="")


def _close_account(row: Departure) -> None:
    """Close the account; for somebody with other roles, only those of a professional are taken away."""
    account = row.professional.user
    if account is not None:
        if Membership.objects.filter(user=account).exclude(role__in=OF_DIRECTORY).exists():
            Membership.objects.filter(user=account, role__in=OF_DIRECTORY).delete()
        else:
            accounts.set_active(account, False, None)
    row.account_closed = True
    row.save(update_fields=["account_closed"])


def _forget_plans(person: Professional) -> None:
    """Delete the absences to come and the own calendar, and end the swaps, of a person who leaves."""
    busy.forget_address(person)
    Absence.objects.filter(professional=person, during__endswith__gt=timezone.now()).delete()
    end_offers(SwapOffer.objects.filter(professional=person).values_list("pk", flat=True), SwapOffer.State.WITHDRAWN)
    replies = SwapReply.objects.filter(professional=person, state=SwapReply.State.WAITING)
    end_replies(replies.values_list("pk", flat=True), SwapReply.State.WITHDRAWN)


def _check_day(kind: Departure.Kind, last_day: date, today: date) -> None:
    if kind == Departure.Kind.DEATH and last_day > today:
        raise InvalidField("last_day", "Un décès ne se note pas à l’avance\u00a0: corrigez la date.")
    if kind == Departure.Kind.WITHDRAWAL and last_day < today:
        raise InvalidField("last_day", "Ce jour est passé\u00a0: donnez aujourd’hui ou un jour à venir.")


def _today(person: Professional) -> date:
    return timezone.localdate(timezone=person.home.zone)


def _may_leave(person: Professional, kind: Departure.Kind, by: User) -> None:
    own = person.user_id == by.pk and by.grants.may(Record.SESSION, Act.CHANGE, Reach.OWN)
    if own and kind == Departure.Kind.WITHDRAWAL:
        return
    if not Professional.objects.changeable_by(by, Reach.TERRITORY).filter(pk=person.pk).exists():
        raise NotAllowed("Ce soignant ne relève pas de votre compte.")
