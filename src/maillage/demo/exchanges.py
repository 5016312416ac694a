"""Days that doctors exchange, and an absence, by the services that their pages call."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maillage.demo.accounts import COLLEAGUE_EMAIL, open_account
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda import absences, swaps
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.services import sessions_of
from maillage.site.directory.models import Professional

AWAY_DAYS = 5
LOOKED = 40
"""Number of colleagues tried, in the order of the directory."""


def create_exchanges(region: str, coordinator: User) -> dict[str, int]:
    """Let a colleague offer a day that the doctor with an account may take, and note the doctor's absence."""
    doctor = _doctor()
    if doctor is None or doctor.user is None:
        return {"offers": 0, "absences": 0}
    away = _absence(doctor)
    agency = coordinator.memberships.get().organisation
    return {"offers": _offer(doctor, agency, region), "absences": away}


def _doctor() -> Professional | None:
    rows = Professional.objects.select_related("home", "resource", "user")
    return rows.filter(user__memberships__role=roles.DOCTOR.code).order_by("pk").first()


def _offer(doctor: Professional, agency: Organisation, region: str) -> int:
    """Open an account for a colleague whose day the rules let the doctor take, and offer this day."""
    people = Professional.objects.select_related("home", "resource").filter(
        user=None, home__department__region=region, engagements__scheme="solidarity"
    )
    for one in people.order_by("pk")[:LOOKED]:
        day = _first_day(one)
        if day and swaps.may_answer(one, day, doctor):
            who = Invitee(COLLEAGUE_EMAIL, one.first_name, one.last_name, roles.DOCTOR.code, agency, one.pk)
            account = User.objects.get(email=open_account(who))
            swaps.offer(day, account)
            return 1
    return 0


def _first_day(person: Professional) -> list[Session]:
    """Return the sessions of the person's first day to come, at one place, if all are open."""
    given = Claim.objects.filter(active=True, post__giver=True, resource=person.resource_id).values("post__session")
    rows = Session.objects.filter(pk__in=given, state__in=Session.OPEN_STATES, starts__gt=timezone.now())
    found = list(rows.with_posts().order_by("starts")[:2])
    return [
        one for one in found if (one.starts - found[0].starts) < timedelta(hours=12) and one.place == found[0].place
    ]


def _absence(person: Professional) -> int:
    """Note an absence of some days in the first week without sessions."""
    first = timezone.localdate() + timedelta(days=14)
    assert person.user is not None
    for week in range(12):
        dates = AbsenceDates(first + timedelta(weeks=week), first + timedelta(weeks=week, days=AWAY_DAYS - 1))
        if not sessions_of(person, *absences.during(dates, person)):
            absences.declare(person, dates, person.user)
            return 1
    return 0
