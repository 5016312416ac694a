"""What putting a signed version into the agenda, or ending an agreement, does to the sessions that are there."""

from __future__ import annotations

from datetime import date, timedelta

from maillage.site.agreements import promises
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.booking.changing_weeks import WeekEffect, key_of, keys_of, lost_of, sessions_to_come
from maillage.site.engagements.models import Programme


def former_programmes(agreement: Agreement) -> list[Programme]:
    """Return the programmes of an agreement that are in the agenda, the latest first."""
    rows = Programme.objects.filter(agreement_version__agreement=agreement)
    return list(rows.order_by("-agreement_version__number"))


def effect_of(version: AgreementVersion, weeks: int, since: date) -> WeekEffect:
    """Return what putting ``weeks`` weeks of a signed version into the agenda from ``since`` on does."""
    start = max(since, version.starts)
    known = former_programmes(version.agreement)
    rows = sessions_to_come([one for one in known if one.pk != version.programme_id], start)
    last = max([start + timedelta(weeks=weeks), *(one.day + timedelta(days=1) for one in rows)])
    promised = promises.half_days(version, start, last)
    wanted = keys_of(promised)
    kept = [one for one in rows if key_of(one) in wanted]
    there = {key_of(one) for one in kept} | {key_of(one) for one in sessions_to_come(known, start)}
    soon = keys_of([one for one in promised if one.date < start + timedelta(weeks=weeks)])
    return WeekEffect(start, tuple(kept), lost_of([one for one in rows if one not in kept]), len(soon - there))


def effect_of_end(agreement: Agreement, last_day: date) -> WeekEffect:
    """Return what ending an agreement after ``last_day`` does: the sessions to come that it loses."""
    start = last_day + timedelta(days=1)
    return WeekEffect(start, (), lost_of(sessions_to_come(former_programmes(agreement), start)), 0)
