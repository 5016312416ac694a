"""Days that doctors exchange, and an absence, by the services that their pages call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from maillage.demo.accounts import COLLEAGUE_EMAIL, open_account
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda import absences, arrangements, swaps
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.services import sessions_of
from maillage.site.directory import services as directory
from maillage.site.directory.models import PlaceDetails, Professional
from maillage.site.directory.services import PromiseData
from maillage.site.engagements.models import Engagement
from maillage.site.geography.travel import current_times, journey

AWAY_DAYS = 5
LOOKED, SESSIONS = 300, 8
"""Number of colleagues looked at, in the order of the directory, and of sessions of each."""

FIRST = ("resource", "post__session__commune")
"""Who gives a session, and in which commune."""


def create_exchanges(region: str, coordinator: User) -> dict[str, int]:
    """Let a colleague offer a day that the doctor with an account may take; note the doctor's absence and wishes."""
    doctor = _doctor()
    if doctor is None or doctor.user is None:
        return {"offers": 0, "absences": 0}
    away = _absence(doctor)
    _lodge(doctor, coordinator)
    agency = coordinator.memberships.get().organisation
    return {"offers": _offer(doctor, agency, region), "absences": away}


def _doctor() -> Professional | None:
    rows = Professional.objects.select_related("home", "resource", "user")
    return rows.filter(user__memberships__role=roles.DOCTOR.code).order_by("pk").first()


def _lodge(doctor: Professional, coordinator: User) -> None:
    """Let the doctor want a bed on the eve, and a locum for a practice; at least the place of the first day has one."""
    days = _days_to_come(doctor)
    place = days[0][0].place if days else None
    engagement = Engagement.objects.running().filter(professional=doctor, scheme="solidarity").first()
    if place is None or engagement is None:
        return
    row = PlaceDetails.objects.filter(place=place).first()
    data = PromiseData() if row is None else PromiseData.of(row)
    lodging = {"lodging": "on_site", "beds": max(1, data.beds), "meals": "kitchen"}
    directory.state_promise(place, replace(data, **lodging, keys="À l’accueil, avant dix-neuf heures"))
    practice = doctor.status == Professional.Status.PRACTISING
    arrangements.state_wishes(engagement, Engagement.Night.EVE, replaced_at_home=practice, by=coordinator)


def _offer(doctor: Professional, agency: Organisation, region: str) -> int:
    """Open an account for a colleague whose day the rules let the doctor take, and offer this day."""
    found = _colleague(doctor, region)
    if found is None:
        return 0
    one, day = found
    who = Invitee(COLLEAGUE_EMAIL, one.first_name, one.last_name, roles.DOCTOR.code, agency, one.pk)
    swaps.offer(day, User.objects.get(email=open_account(who)))
    return 1


def _colleague(doctor: Professional, region: str) -> tuple[Professional, list[Session]] | None:
    """Return somebody near with a day: one who could take a day of the doctor in return, if there is one."""
    people = Professional.objects.select_related("home", "resource").filter(
        user=None, home__department__region=region, engagements__scheme="solidarity"
    )
    times, own = current_times(), _days_to_come(doctor)
    first = dict(_given().order_by("resource", "post__session__starts").distinct("resource").values_list(*FIRST))
    known = None
    for one in people.order_by("pk")[:LOOKED]:
        where = first.get(one.resource_id)
        if where is None or journey(times, doctor.home_id, where) is None:
            continue
        days = _days_to_come(one)
        for day in days:
            if any(swaps.reason_against_swap(one, day, doctor, back) is None for back in own):
                return one, day
        if known is None and swaps.may_answer(one, days[0], doctor):
            known = (one, days[0])
    return known


def _given() -> QuerySet[Claim]:
    """Return the claims of those who give open sessions to come."""
    return Claim.objects.filter(
        active=True,
        post__giver=True,
        post__session__state__in=Session.OPEN_STATES,
        post__session__starts__gt=timezone.now(),
    )


def _days_to_come(person: Professional) -> list[list[Session]]:
    """Return the sessions of the person's first days to come, day by day, where all are open."""
    rows = Session.objects.filter(pk__in=_given().filter(resource=person.resource_id).values("post__session"))
    days: dict[tuple[date, int | None], list[Session]] = {}
    for one in rows.with_posts().order_by("starts")[:SESSIONS]:
        days.setdefault((one.starts.astimezone(one.zone).date(), one.place_id), []).append(one)
    return list(days.values())


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
