"""What awaits a user in the agreements that they may change: to answer, to sign, to put into the agenda, to renew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Reach
from maillage.site.agreements import promises
from maillage.site.agreements.models import AgreementAnswer, AgreementVersion
from maillage.site.www import toponyms
from maillage.site.www.network.doors import acting

State, Kind = AgreementVersion.State, AgreementAnswer.Kind
ENDS_SOON = timedelta(days=183)


@dataclass(frozen=True)
class Task:
    """Something to do about a version; ``agenda`` leads to the page that puts it there."""

    version: AgreementVersion
    what: str
    about: str = ""
    agenda: bool = False


def tasks(user: User, reach: Reach, today: date) -> list[Task]:
    """Return what awaits the user, the oldest first."""
    rows = AgreementVersion.objects.changeable_by(user, reach).with_terms()
    rows = rows.filter(Q(state__in=AgreementVersion.OPEN) | Q(state=State.SIGNED)).order_by("agreement__name", "number")
    found = (_task(row, acting(row, user), today) for row in rows)
    return [one for one in found if one is not None]


def _task(version: AgreementVersion, mine: list[Organisation], today: date) -> Task | None:
    if not mine:
        return None
    if version.state == State.DRAFT:
        return _of_draft(version) if version.author in mine else None
    if version.state == State.SIGNED:
        return _of_signed(version, today)
    kind, what = (Kind.YES, "à répondre") if version.state == State.PROPOSED else (Kind.SIGNED, "à signer")
    done = {one.organisation_id for one in version.answers_now if one.kind == kind}
    left = [one for one in version.parties if one in mine and one.pk not in done]
    return Task(version, what, f"Pour {toponyms.curly(', '.join(one.name for one in left))}.") if left else None


def _of_draft(version: AgreementVersion) -> Task:
    back = [one for one in version.answers_now if one.kind == Kind.BACK]
    if back:
        return Task(version, "renvoyée", f"{toponyms.curly(back[-1].organisation.name)}\u00a0: {back[-1].reason}")
    return Task(version, "brouillon à finir")


def _of_signed(version: AgreementVersion, today: date) -> Task | None:
    last = promises.last_day(version)
    if last is not None and last < today:
        return None
    if version.programme_id is None and version.agreement.platform_id is None:
        return Task(version, "à mettre dans l’agenda", agenda=True)
    if version.ends is not None and last == version.ends and version.ends - today < ENDS_SOON:
        return Task(version, "à reconduire", f"Elle finit le {version.ends:%d/%m/%Y}.")
    return None
