"""Reminders to people who have not answered for their days: one message each, which waits a little and can be undone.

The outbox is the only record: who was reminded, when, and whether the message can still be withdrawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda.models import Claim, Session
from maillage.site.directory.models import Professional
from maillage.site.messages import services as outbox
from maillage.site.messages.models import Message
from maillage.site.refusals import NotAllowed

UNDO_MINUTES = 10
WAITS = timedelta(minutes=UNDO_MINUTES)
"""How long a reminder waits before it is sent: as long as it can be undone."""
AGAIN_AFTER = timedelta(days=1)
MOST_DAYS = 10
"""Days listed in one message."""
ABOUT = "days-reminder"


@dataclass(frozen=True)
class Reminded:
    """How many people get a message, how many got one within a day already, how many have no address."""

    people: int
    lately: int = 0
    without_address: int = 0


def remind_givers(sessions: Collection[int], by: User, *, now: datetime | None = None) -> Reminded:
    """Remind who gives these sessions (keys) and has not answered, once a day at most.

    Sessions that were answered meanwhile, or began, are passed over. Raises ``NotAllowed`` for one out of reach.
    """
    now = now or timezone.now()
    wanted = Session.objects.filter(pk__in=sessions)
    if wanted.count() != wanted.changeable_by(by, Reach.TERRITORY).count():
        raise NotAllowed("Une de ces vacations ne relève pas de votre compte.")
    silent = _unanswered(wanted.filter(state=Session.State.PUBLISHED, starts__gt=now))
    lately = _reminded_since(now - AGAIN_AFTER)
    due = {person: rows for person, rows in silent.items() if person.pk not in lately}
    without = [person for person in due if not person.current_email]
    for person, rows in due.items():
        if person not in without:
            _post(person, rows, by, now)
    return Reminded(len(due) - len(without), len(silent) - len(due), len(without))


def _unanswered(sessions: object) -> dict[Professional, list[Session]]:
    """Return the sessions of each person who has not answered, the soonest first."""
    claims = Claim.objects.filter(active=True, accepted_at=None, post__giver=True, post__session__in=sessions)
    found: defaultdict[Professional, list[Session]] = defaultdict(list)
    rows = claims.select_related("resource__professional__user", "post__session__commune", "post__session__place")
    for claim in rows.order_by("post__session__starts"):
        found[claim.resource.professional].append(claim.post.session)
    return found


def _reminded_since(moment: datetime) -> set[int]:
    """Return the keys of the people with a reminder that waits or was sent since then."""
    states = (*Message.OPEN_STATES, Message.State.SENT)
    rows = Message.objects.filter(about__startswith=f"{ABOUT}:", state__in=states, created__gt=moment)
    return {int(about.rpartition(":")[2]) for about in rows.values_list("about", flat=True)}


def _post(person: Professional, sessions: list[Session], by: User, now: datetime) -> None:
    days = [f"- {_when_and_where(session)}" for session in sessions[:MOST_DAYS]]
    more = len(sessions) - len(days)
    if more > 0:
        days.append(f"- et {more} {'autre' if more == 1 else 'autres'}")
    about = f"{ABOUT}:{by.pk}:{person.pk}"
    outbox.post(
        to=person.current_email,
        subject="Vos journées attendent une réponse",
        body=f"Bonjour {person.first_name} {person.last_name},\n\nVous n’avez pas encore répondu pour\u00a0:\n"
        + "\n".join(days)
        + f"\n\nAcceptez-les, ou rendez-les pour que nous cherchions quelqu’un d’autre\u00a0:\n"
        f"{settings.PUBLIC_ADDRESS}{reverse('doctor-days')}\n",
        about=about,
        key=f"{about}:{now.isoformat()}",
        send_after=now + WAITS,
        useless_after=sessions[-1].starts,
    )


def _when_and_where(session: Session) -> str:
    starts = session.starts.astimezone(session.zone)
    where = session.place.name if session.place else session.commune.name
    return f"{date_format(starts, 'l j F')} à {starts.hour}\u00a0h\u00a0{starts:%M}, {where}"


def waiting_reminders(by: User) -> int:
    """Return how many reminders of ``by`` can still be undone."""
    return Message.objects.filter(about__startswith=f"{ABOUT}:{by.pk}:", state=Message.State.WAITING).count()


def undo_reminders(by: User) -> int:
    """Withdraw the reminders of ``by`` that were not sent yet; return how many."""
    return outbox.withdraw_all(f"{ABOUT}:{by.pk}:")
