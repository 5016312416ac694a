"""The day of a place: its sessions, who is expected, what became of them; on the screen and on paper."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda.models import Session, SessionCancellation
from maillage.site.booking.models import Appointment, OverbookedSession
from maillage.site.directory.models import Place
from maillage.site.www import french, words


@dataclass(frozen=True)
class HostSession:
    """A session of the day, as those who keep its place see it."""

    session: Session
    appointments: list[Appointment]
    confirmed_by: str
    begun: bool
    today: bool

    @property
    def doctor(self) -> str:
        """Who gives it."""
        return words.called(self.session.giver)

    @property
    def hours(self) -> str:
        """ "9 h à 12 h 20"."""
        zone = self.session.zone
        return f"{french.clock(self.session.starts, zone)} à {french.clock(self.session.ends, zone)}"

    @property
    def half(self) -> str:
        """Morning or afternoon."""
        return words.half_of(self.session)

    @property
    def held(self) -> bool:
        """Whether somebody said that it took place."""
        return self.session.state == Session.State.HELD

    @property
    def to_confirm(self) -> bool:
        """Whether nobody but the doctor has said that it took place."""
        return self.begun and not self.confirmed_by and (self.held or self.session.state in Session.OPEN_STATES)

    @property
    def may_be_absent(self) -> bool:
        """Whether the doctor can be said not to come: that day, and later."""
        return self.session.state in Session.OPEN_STATES and (self.today or self.begun)

    @property
    def overbooked(self) -> OverbookedSession | None:
        """By how many it was deliberately overbooked, by whom and why; None if it was not."""
        found = getattr(self.session, "overbooked", None)
        return found if isinstance(found, OverbookedSession) else None

    @property
    def cancelled(self) -> bool:
        """Whether it is called off."""
        return self.session.state == Session.State.CANCELLED

    @property
    def reason(self) -> str:
        """Why it was called off, in French; "" if nobody said so."""
        found = getattr(self.session, "cancellation", None)
        return found.get_reason_display() if isinstance(found, SessionCancellation) else ""


@dataclass(frozen=True)
class HostDay:
    """The sessions of a place on one date, in order."""

    place: Place
    date: dt.date
    sessions: list[HostSession]

    @property
    def rows(self) -> list[Session]:
        """The sessions themselves."""
        return [one.session for one in self.sessions]

    @property
    def open(self) -> list[HostSession]:
        """The sessions that take or took place."""
        return [one for one in self.sessions if not one.cancelled]


def day_of(place: Place, date: dt.date, user: User) -> HostDay:
    """Return the day of a place as far as ``user`` keeps it (five queries).

    The link of a day names its user, who may have left the place since it was sent.
    """
    now, zone = timezone.now(), place.commune.zone
    today = now.astimezone(zone).date() == date
    rows = Session.objects.visible_to(user, Reach.ORGANISATION).filter(place=place)
    rows = rows.from_day(date, until=date + dt.timedelta(days=1)).exclude(state=Session.State.DRAFT)
    sessions = list(
        rows.with_posts().select_related("held_confirmation__by", "cancellation", "overbooked__by").order_by("starts")
    )
    found: defaultdict[int, list[Appointment]] = defaultdict(list)
    visible = Appointment.objects.visible_to(user).filter(slot__session__in=sessions).of_the_day()
    for appointment in visible:
        found[appointment.slot.session_id].append(appointment)
    return HostDay(
        place,
        date,
        [HostSession(one, found[one.pk], _confirmed_by(one), one.starts <= now, today) for one in sessions],
    )


def _confirmed_by(session: Session) -> str:
    found = getattr(session, "held_confirmation", None)
    return "" if found is None else found.name or (found.by.get_full_name() if found.by else "la coordination")
