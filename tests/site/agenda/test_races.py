"""Concurrent claims on one person: they overlap without the constraint, and never with it.

If the first test fails, the others prove nothing, because the race does not occur.
"""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from maillage.site.agenda import arrangements, posts, services
from maillage.site.agenda.arranged import to_find
from maillage.site.agenda.models import Claim, Session, SessionPost
from maillage.site.agenda.opening import Draft
from maillage.site.agenda.posts import stretch
from maillage.site.directory.models import Resource
from maillage.site.locks import in_transaction
from maillage.site.refusals import Taken
from tests.site import factories as make
from tests.site.races import HALF_CLAIMED_SESSIONS, OVERLAPPING_CLAIMS, Unguarded, ask, race

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def drafts_for(count: int) -> list[Draft]:
    """Return overlapping sessions: one doctor, one place with one room, each starting ten minutes later."""
    doctor, place, programme = make.doctor(), make.place(), make.programme()
    return [
        make.draft(
            professional=doctor, place=place, programme=programme, starts=make.soon() + timedelta(minutes=10 * k)
        )
        for k in range(count)
    ]


def saved(draft: Draft) -> list[tuple[SessionPost, Resource]]:
    """Save a session; return its posts with the resources they want."""
    draft.session.save()
    return [
        (SessionPost.objects.create(session=draft.session, role=post.role.code, rank=post.rank, kind=post.role.kind,
                                    giver=post.giver, during=stretch(post.starts, post.ends)), resource)
        for post, resource in draft.posts
        if resource is not None
    ]  # fmt: skip


def look_then_insert(wanted: list[tuple[SessionPost, Resource]]) -> None:
    """Book as most booking software does: a query, then an insertion, in one transaction."""
    with transaction.atomic():
        if posts.first_conflict(wanted) is not None:
            raise Taken("taken")
        time.sleep(0.02)
        Claim.objects.bulk_create(Claim(post=post, resource=one, during=post.during) for post, one in wanted)


def test_without_the_constraint_the_race_happens() -> None:
    wanted = [saved(draft) for draft in drafts_for(THREADS)]
    with Unguarded(("agenda_claim", "claim_no_overlap")):
        race([partial(look_then_insert, one) for one in wanted])
        assert ask(OVERLAPPING_CLAIMS) > 0


def test_with_the_constraint_alone_there_is_no_overlap() -> None:
    wanted = [saved(draft) for draft in drafts_for(THREADS)]
    outcomes = race([partial(look_then_insert, one) for one in wanted])
    assert ask(OVERLAPPING_CLAIMS) == 0
    assert outcomes["done"] == 1


def test_with_the_locks_one_wins_and_the_others_get_an_error() -> None:
    for _ in range(3):
        outcomes = race([partial(make.open_sessions, [draft]) for draft in drafts_for(THREADS)])
        assert outcomes == {"done": 1, "Taken": THREADS - 1}
    assert ask(OVERLAPPING_CLAIMS) == 0
    assert ask(HALF_CLAIMED_SESSIONS) == 0


def two_doctors_and_a_bed() -> tuple[list[Session], Resource]:
    """Return sessions of two doctors who look for a bed for the same night, at a place that has one since."""
    place = make.place(rooms=2)
    rooms = place.resources.order_by("name")
    sessions = [make.published(professional=make.engaged(night="eve"), place=place, room=room) for room in rooms]
    return sessions, make.thing("bed", name="Lit 1", place=place)


def test_without_the_constraint_two_doctors_sleep_in_one_bed() -> None:
    sessions, bed = two_doctors_and_a_bed()
    wanted = [(to_find().get(session=one), bed) for one in sessions]
    with Unguarded(("agenda_claim", "claim_no_overlap")):
        race([partial(look_then_insert, [one]) for one in wanted])
        assert ask(OVERLAPPING_CLAIMS) > 0


def test_with_the_guard_one_of_two_doctors_gets_the_bed_and_both_give_their_day() -> None:
    sessions, bed = two_doctors_and_a_bed()
    coordinator = make.coordinator()
    outcomes = race([partial(arrangements.look_for_bed, one, coordinator) for one in sessions])
    assert outcomes == {"done": 2}, "who gets no bed is told so, and is no error"
    assert ask(OVERLAPPING_CLAIMS) == 0
    assert [claim.resource for claim in Claim.objects.filter(active=True, post__arranged=True)] == [bed]
    assert to_find().count() == 1
    assert all(make.again(one).giver == one.giver for one in sessions)


def in_opposite_orders() -> list[list[tuple[SessionPost, Resource]]]:
    """Return sessions of different days on the same two resources, in alternating order."""
    doctor, place, programme = make.doctor(), make.place(), make.programme()
    drafts = [
        make.draft(professional=doctor, place=place, programme=programme, starts=make.soon(days=k + 1))
        for k in range(THREADS)
    ]
    return [saved(draft)[:: 1 if k % 2 else -1] for k, draft in enumerate(drafts)]


def claim_one_by_one(wanted: list[tuple[SessionPost, Resource]]) -> None:
    """Claim both resources for the same hours, without the locks."""
    with transaction.atomic():
        during = stretch(make.soon(), make.soon() + timedelta(hours=1))
        for post, resource in wanted:
            Claim.objects.create(post=post, resource=resource, during=during)
            time.sleep(0.05)


def test_without_the_locks_two_claims_in_opposite_order_deadlock() -> None:
    outcomes = race([partial(claim_one_by_one, wanted) for wanted in in_opposite_orders()[:2]])
    assert outcomes["OperationalError"] == 1
    assert ask(OVERLAPPING_CLAIMS) == 0


def test_with_the_locks_opposite_orders_all_succeed() -> None:
    runners = [partial(in_transaction(posts.fill_all), wanted) for wanted in in_opposite_orders()]
    started = time.monotonic()
    assert race(runners) == {"done": THREADS}
    # PostgreSQL looks for a deadlock only after a second: none happened.
    assert time.monotonic() - started < 10
    assert Claim.objects.count() == 2 * THREADS


def test_a_deadlock_is_retried_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError
    from psycopg.errors import DeadlockDetected

    from maillage.site.locks import ATTEMPTS
    from maillage.site.refusals import Busy

    tries: list[int] = []

    @in_transaction
    def unlucky(luck: int) -> str:
        tries.append(1)
        if len(tries) < luck:
            raise OperationalError("deadlock") from DeadlockDetected("deadlock")
        return "through"

    assert unlucky(3) == "through"
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(Busy):
        unlucky(100)
    assert len(tries) == ATTEMPTS


def test_simultaneous_declining_and_cancelling_leave_one_state() -> None:
    coordinator = make.coordinator()
    for _ in range(3):
        session = make.published(starts=make.soon(days=make.number()))
        doctor = session.giver.user
        race([partial(services.decline, session, doctor), partial(services.cancel, session, coordinator)] * 3)
        session.refresh_from_db()
        assert session.state == "cancelled"
        assert not make.again(session).claims


def test_a_killed_process_leaves_nothing_half_done() -> None:
    draft = drafts_for(1)[0]

    def killed() -> None:
        with transaction.atomic():
            make.open_sessions([draft])
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert race([killed])["done"] == 0
    assert not Claim.objects.exists()
    again = drafts_for(1)[0]
    make.open_sessions([again])
    assert ask(HALF_CLAIMED_SESSIONS) == 0
