"""The days of a doctor: their sessions, grouped by day and place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from maillage.schemes import ResourceKind
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda.models import Claim, Session
from maillage.site.directory.models import Professional
from maillage.site.www import french, words
from maillage.site.www.counts import with_counts
from maillage.site.www.gates import signed_in

if TYPE_CHECKING:
    from maillage.site.www.counts import CountedSession

ONE_DAY = dt.timedelta(days=1)
TONES = {"published": "attention", "accepted": "good", "held": "good"}


@dataclass(frozen=True)
class OwnDay:
    """The sessions of one day at one place, which ``user`` sees and answers together."""

    sessions: list[Session]
    user: User

    @property
    def first(self) -> Session:
        """The earliest session."""
        return self.sessions[0]

    @property
    def place(self) -> str:
        """The place, in words."""
        return words.where(self.first)

    @property
    def span(self) -> str:
        """ "9 h à 17 h 20"."""
        zone = self.first.zone
        return f"{french.clock(self.first.starts, zone)} à {french.clock(self.sessions[-1].ends, zone)}"

    @property
    def is_today(self) -> bool:
        """Whether it is the day itself, by the clock of the place."""
        zone = self.first.zone
        return french.day_of(self.first.starts, zone) == french.day_of(timezone.now(), zone)

    @property
    def is_near(self) -> bool:
        """Whether it is tomorrow, today or past, by the clock of the place: the patients are shown then."""
        zone = self.first.zone
        return french.day_of(self.first.starts, zone) <= french.day_of(timezone.now(), zone) + ONE_DAY

    @property
    def booked(self) -> int:
        """Number of booked patients."""
        return sum(s.booked for s in self.sessions)  # type: ignore[attr-defined]

    @property
    def places(self) -> int:
        """Number of slots."""
        return sum(s.places for s in self.sessions)  # type: ignore[attr-defined]

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited."""
        own = (claim for s in self.sessions for claim in s.claims if _is_of(claim, self.user))
        return self.first.state != Session.State.HELD and any(claim.accepted_at is None for claim in own)

    @property
    def scheme(self) -> str:
        """Name of the scheme."""
        return self.first.rules.label

    @property
    def label(self) -> str:
        """State in words."""
        if self.waiting:
            return "votre réponse est attendue"
        missing = words.missing(self.first)
        return f"il manque encore {missing}" if missing else self.first.get_state_display().lower()

    @property
    def tone(self) -> str:
        """Colour of the state's tag."""
        return TONES["published"] if self.waiting else TONES.get(self.first.state, "")


def _is_of(claim: Claim, user: User) -> bool:
    person = claim.resource.professional if claim.resource.kind == ResourceKind.PROFESSIONAL else None
    return person is not None and person.user_id == user.pk


def own_person(request: HttpRequest) -> Professional | None:
    """Return the professional of the user's account; None if it is linked to nobody of the directory."""
    return Professional.objects.filter(user=signed_in(request)).select_related("home", "resource", "user").first()


def own_sessions(request: HttpRequest) -> QuerySet[CountedSession]:
    """Return sessions in which the user has a post, even if the user may see others."""
    return with_counts(Session.objects.visible_to(request.user, Reach.OWN)).order_by("starts")


def own_day(request: HttpRequest, session: Session, states: Iterable[str]) -> OwnDay:
    """Return the day that contains one of the user's own sessions, with those of the same place in these states."""
    user = signed_in(request)
    around = {"starts__gt": session.starts - ONE_DAY, "starts__lt": session.starts + ONE_DAY}
    near = own_sessions(request).filter(**around, state__in=states)
    return next((day for day in own_days(near, user) if session in day.sessions), OwnDay([session], user))


def own_days(sessions: Iterable[Session], user: User) -> list[OwnDay]:
    """Return sessions by day and place, in the order of their beginnings."""
    grouped: dict[tuple[dt.date, int | None, str, str], list[Session]] = {}
    for session in sessions:
        day = french.day_of(session.starts, session.zone)
        grouped.setdefault((day, session.place_id, session.commune_id, session.stop), []).append(session)
    return [OwnDay(group, user) for group in grouped.values()]
