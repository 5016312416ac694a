"""Who gets a request: the readers on duty of the platform in the hours of its rota, else those of the group.

When a duty begins, what waits in the groups of the members goes to those on duty, in the order of due time, each time
to who has the least open work; when it ends, what nobody took goes back to its group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.expertise import acting, notices, platforms
from maillage.site.expertise.load import least_loaded, open_work
from maillage.site.expertise.models import ExpertiseRequest, PlatformMember, ReaderPool, ReadingPlatform, RequestEvent
from maillage.site.expertise.pathways import pathway
from maillage.site.expertise.states import WAITING
from maillage.site.locks import in_transaction

Kind = RequestEvent.Kind
Proposal = tuple[User | None, ReadingPlatform | None]


def proposal(request: ExpertiseRequest, pool: ReaderPool, now: datetime) -> Proposal:
    """Return to whom a request to ``pool`` is proposed now, and the platform if it is shared with those on duty."""
    platform = platforms.platform_of(pool)
    duty = platforms.on_duty(platform, now) if platform is not None and read_on_duty(request, platform) else []
    if not duty:
        return least_loaded(pool, now), None
    return User.objects.get(pk=_least(open_work(duty), duty)), platform


def read_on_duty(request: ExpertiseRequest, platform: ReadingPlatform) -> bool:
    """Return whether a request is pressing enough for the readers on duty."""
    allowed = pathway(request.pathway).urgency(request.urgency).within
    return allowed <= timedelta(hours=platform.longest_hours)


def share_out(now: datetime | None = None) -> tuple[int, int]:
    """Share what waits with those on duty, and give back what nobody took; return how many of each."""
    at = now or timezone.now()
    shared = given_back = 0
    for platform in ReadingPlatform.objects.order_by("pk"):
        duty = platforms.on_duty(platform, at)
        shared += _to_duty(platform, duty, at) if duty else 0
        given_back += _to_groups(platform, duty, at)
    return shared, given_back


def _to_duty(platform: ReadingPlatform, duty: list[int], at: datetime) -> int:
    """Propose what waits in the groups, and what was proposed to somebody who is off duty now, to those on duty."""
    pools = PlatformMember.objects.filter(platform=platform, joined_at__isnull=False).values("pool")
    rows = ExpertiseRequest.objects.filter(pool__in=pools, state__in=sorted(WAITING))
    rows = rows.exclude(platform=platform, proposed_to__in=duty)
    wanted = [one for one in rows.order_by(F("due_at").asc(nulls_last=True), "pk") if read_on_duty(one, platform)]
    if not wanted:
        return 0
    people, work, done = User.objects.in_bulk(duty), open_work(duty), 0
    for one in wanted:
        who = _least(work, duty)
        if _propose(one, people[who], platform, at, Kind.SHARED):
            work[who] += 1
            done += 1
    return done


def _to_groups(platform: ReadingPlatform, duty: list[int], at: datetime) -> int:
    """Give what is still shared back to its group: once the duty is over, or the group has left the platform."""
    rows = ExpertiseRequest.objects.filter(platform=platform, state__in=sorted(WAITING)).select_related("pool")
    joined = set(platform.members.filter(joined_at__isnull=False).values_list("pool", flat=True))
    left = [one for one in rows if not duty or one.pool_id not in joined]
    return sum(_propose(one, least_loaded(one.pool, at), None, at, Kind.UNSHARED) for one in left)


def _least(work: Counter[int], duty: Sequence[int]) -> int:
    return min(duty, key=lambda one: work[one])


@in_transaction
def _propose(
    request: ExpertiseRequest, who: User | None, platform: ReadingPlatform | None, at: datetime, kind: RequestEvent.Kind
) -> bool:
    """Propose a request that still waits; return whether it did."""
    rows = ExpertiseRequest.objects.filter(pk=request.pk, state__in=sorted(WAITING), pool=request.pool_id)
    if not rows.update(proposed_to=who, platform=platform):
        return False
    row = ExpertiseRequest.objects.select_related("proposed_to", "pool").get(pk=request.pk)
    acting.note(row, kind, None, at)
    notices.sent(row)
    return True
