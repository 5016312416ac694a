"""Days already given, by invented people: a month closed with a line contested, another one to close."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from maillage.demo.accounts import PAYER_EMAIL, open_account
from maillage.schemes import DatedDay, DatedTemplate, scheme_named
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.publishing import publish
from maillage.site.agenda.services import hold
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import ProgrammeData
from maillage.site.geography.models import Department, Region
from maillage.site.payments import services
from maillage.site.payments.models import StatementLine
from maillage.site.payments.payers import Payer

SCHEME = "solidarity"
DOCTORS = 4
SCHOOL_DAYS = (1, 3, 0, 2, 4)
"""Weekdays tried for a day given, Monday 0: fewer holidays fall on a Tuesday."""
CONTEST = "J’ai fait le trajet depuis un autre cabinet ce jour-là, il est plus long."


def months_before(today: date) -> tuple[date, date]:
    """Return the first days of the two months before that of ``today``."""
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return (last - timedelta(days=1)).replace(day=1), last


def create_payments(region: str, coordinator: User) -> dict[str, int]:
    """Name who pays, have days of two past months held, close the first one; returns figures."""
    where = Region.objects.get(pk=region)
    payer = _name_payer(where, coordinator)
    earlier, last = months_before(timezone.localdate())
    held = _give_days(where, [earlier, last], coordinator)
    if not held:
        return {"held": 0, "statements": 0}
    closing = services.close(payer, earlier, coordinator)
    _contest(payer)
    return {"held": held, "statements": closing.statements.count()}


def _name_payer(region: Region, coordinator: User) -> Payer:
    """The invented health insurance of the region, with somebody who pays."""
    insurer = Organisation.objects.filter(kind=roles.INSURER.code, regions=region).first()
    insurer = insurer or directory.create_organisation(
        f"Assurance maladie · {region.name}", roles.INSURER.code, regions=[region.pk]
    )
    departments = list(Department.objects.filter(region=region))
    payer = services.name_payer(insurer, region, [SCHEME], departments, coordinator)
    open_account(Invitee(PAYER_EMAIL, "Odile", "Genêt", roles.PAYER.code, insurer))
    return payer


def _give_days(region: Region, months: list[date], coordinator: User) -> int:
    """Publish past days of a few volunteers at the place of their next day, and note them as held."""
    days = [
        DatedDay(day, str(place.reference), person.reference)
        for number, (person, place) in enumerate(_volunteers(region))
        for month in months
        if (day := _open_day(place, month, number))
    ]
    if not days:
        return 0
    programme = programmes.create(
        ProgrammeData(
            scheme=scheme_named(SCHEME),
            name="Journées déjà données",
            template=DatedTemplate(tuple(days)),
            starts=min(day.date for day in days),
            ends=max(day.date for day in days),
            region=region.pk,
        )
    )
    publish(programme)
    sessions = Session.objects.filter(programme=programme)
    for session in sessions:
        hold(session, coordinator)
    return len(sessions)


def _volunteers(region: Region) -> list[tuple[Professional, Place]]:
    """A few doctors of the plan, the one with an account first, each with the place of their first day."""
    rows = Claim.objects.filter(
        active=True, post__giver=True, post__session__place__isnull=False,
        post__session__programme__in=Programme.objects.filter(plan__isnull=False, region=region),
    ).select_related("resource__professional__resource", "post__session__place")  # fmt: skip
    found: dict[int, tuple[Professional, Place]] = {}
    places: set[int] = set()
    for claim in rows.order_by("resource__professional__user", "post__session__starts", "pk"):
        person, place = claim.resource.professional, claim.post.session.place
        if place is not None and person.pk not in found and place.pk not in places and len(found) < DOCTORS:
            found[person.pk] = (person, place)
            places.add(place.pk)
    return list(found.values())


def _open_day(place: Place, month: date, number: int) -> date | None:
    """A day of the month on which the place is open, in another week for each of the volunteers."""
    weekday = next((one for one in SCHOOL_DAYS if one in place.opening_weekdays), None)
    if weekday is None:
        return None
    first = month + timedelta(days=(weekday - month.weekday()) % 7)
    return first + timedelta(weeks=1 + number % 3)


def _contest(payer: Payer) -> None:
    """The doctor with an account contests their journey, or what else they were paid for."""
    lines = StatementLine.objects.filter(statement__closing__payer=payer, statement__professional__user__isnull=False)
    line = lines.order_by("-what", "pk").select_related("statement__closing", "statement__professional__user").first()
    if line is not None and line.statement.professional.user is not None:
        services.contest(line, CONTEST, line.statement.professional.user)
