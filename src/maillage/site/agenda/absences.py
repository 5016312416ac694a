"""Absences of professionals: entered by themselves or by the coordination, half-day by half-day.

An absence and a session exclude each other. Who enters an absence over days already in the agenda swaps these
first, or gives them back in the same step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils import timezone

from maillage.schemes import local_instant
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.arrangements import end_replacements, replacements_of
from maillage.site.agenda.models import Absence, Claim, Session
from maillage.site.agenda.posts import stretch
from maillage.site.agenda.services import author, free, sessions_of
from maillage.site.directory.models import Professional
from maillage.site.history import forget_contexts
from maillage.site.locks import OVERLAP, RESOURCES, in_transaction, lock_in_order, sqlstate
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState

NOON = time(13)
"""Between the morning and the afternoon."""
LONGEST = relativedelta(years=1)
KEPT_MONTHS = 3
"""Absences are deleted some months after their end: nobody needs them any more."""


@dataclass(frozen=True)
class AbsenceDates:
    """The first and the last day of an absence; ``from_noon`` leaves the first morning free, ``until_noon`` the last
    afternoon.
    """

    first: date
    last: date
    from_noon: bool = False
    until_noon: bool = False


def during(dates: AbsenceDates, person: Professional) -> tuple[datetime, datetime]:
    """Return the beginning and the end of an absence where the person practises. Raises ``InvalidField``."""
    zone = person.home.zone
    starts = local_instant(dates.first, NOON if dates.from_noon else time(), zone)
    last, at = (dates.last, NOON) if dates.until_noon else (dates.last + timedelta(days=1), time())
    ends = local_instant(last, at, zone)
    if ends <= starts:
        raise InvalidField("last", "L’absence finit avant d’avoir commencé\u00a0: corrigez le dernier jour.")
    if ends <= timezone.now():
        raise InvalidField("last", "Ces dates sont passées\u00a0: notez une absence à venir.")
    if ends > starts + LONGEST:
        raise InvalidField("last", "Une absence dure un an au plus. Au-delà, l’engagement doit être fini.")
    return starts, ends


def sessions_there(dates: AbsenceDates, person: Professional) -> list[Session]:
    """Return the sessions of a person that an absence would meet."""
    return sessions_of(person, *during(dates, person))


@in_transaction
def declare(
    person: Professional, dates: AbsenceDates, by: User | None, *, giving_back: bool = False, checked: bool = False
) -> Absence:
    """Record an absence; ``giving_back`` also gives back the sessions that it meets. ``checked``: the caller asked.

    Raises ``InvalidField`` for impossible dates, ``WrongState`` if the person has sessions then, or one that has begun,
    ``Refused`` if an absence is already recorded, ``NotAllowed`` for somebody else than the person or a coordinator of
    the place of practice.
    """
    if not checked:
        _may_change(person, by)
    starts, ends = during(dates, person)
    lock_in_order(RESOURCES, [person.resource_id])
    there = sessions_of(person, starts, ends)
    if (there or replacements_of(person, starts, ends)) and not giving_back:
        raise WrongState("Des vacations tombent pendant cette absence\u00a0: rendez-les ou échangez-les d’abord.")
    with author(by):
        free(there, person, Claim.Reason.ABSENT)
        end_replacements(person, starts, ends)
        try:
            with transaction.atomic():
                return Absence.objects.create(professional=person, during=stretch(starts, ends))
        except DatabaseError as error:
            if sqlstate(error) == OVERLAP:
                raise Refused("Une absence est déjà notée pendant ces dates. Retirez-la d’abord.") from error
            raise


@in_transaction
def remove(absence: Absence, by: User | None, *, checked: bool = False) -> None:
    """Remove an absence that has not ended; the person may be asked for days again. ``checked``: the caller asked."""
    if not checked:
        _may_change(absence.professional, by)
    if absence.ends <= timezone.now():
        raise WrongState("Cette absence est passée.")
    with author(by):
        Absence.objects.filter(pk=absence.pk).delete()


def to_come(person: Professional) -> list[Absence]:
    """Return the absences of a person that have not ended, the soonest first."""
    rows = Absence.objects.filter(professional=person, during__endswith__gt=timezone.now())
    return list(rows.select_related("professional__home"))


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete absences some months after their end, with their history; return how many."""
    old = Absence.objects.filter(during__endswith__lt=now - relativedelta(months=KEPT_MONTHS))
    count = old.delete()[0]
    events = apps.get_model("agenda", "AbsenceEvent").objects
    count += events.filter(during__endswith__lt=now - relativedelta(months=KEPT_MONTHS)).delete()[0]
    if count:
        forget_contexts(now)
    return count


def _may_change(person: Professional, by: User | None) -> None:
    if by is None:
        return
    own = person.user_id == by.pk and by.grants.may(Record.SESSION, Act.CHANGE, Reach.OWN)
    if own or Professional.objects.changeable_by(by, Reach.TERRITORY).filter(pk=person.pk).exists():
        return
    raise NotAllowed("Ce soignant ne relève pas de votre compte.")
