"""Two sessions never hold one person: shown to go wrong without the guard, then not to go wrong with it.

If the first test fails, the others prove nothing: the race is not provoked.
"""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from maillage.site.agenda import claims, services
from maillage.site.agenda.models import Claim, Resource, Session
from tests.site import factories as make
from tests.site.races import HALF_CLAIMED_SESSIONS, OVERLAPPING_CLAIMS, Unguarded, ask, race

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def drafts_for(count: int) -> list[Session]:
    """Sessions that overlap: one doctor, one place of one room, each ten minutes after the other."""
    doctor, place = make.doctor(), make.place()
    sessions = [
        make.draft(professional=doctor, place=place, starts=make.soon() + timedelta(minutes=10 * k))
        for k in range(count)
    ]
    for session in sessions:
        session.save()
    for thing in (doctor, place.rooms.get()):
        claims.resource_of(thing)
    return sessions


def look_then_insert(session: Session) -> None:
    """What most booking software does: a query, then an insertion, in one transaction."""
    with transaction.atomic():
        wanted = [(session, claims.resource_of(thing)) for thing in claims.needed_by(session)]
        if claims.first_conflict(wanted) is not None:
            raise services.Taken("taken")
        time.sleep(0.02)
        during = DateTimeTZRange(session.starts, session.ends, "[)")
        Claim.objects.bulk_create(Claim(resource=r, session=s, during=during) for s, r in wanted)


def test_without_the_guard_the_race_happens() -> None:
    sessions = drafts_for(THREADS)
    with Unguarded(("agenda_claim", "claim_no_overlap")):
        race([partial(look_then_insert, session) for session in sessions])
        assert ask(OVERLAPPING_CLAIMS) > 0


def test_with_the_constraint_alone_there_is_no_overlap() -> None:
    sessions = drafts_for(THREADS)
    outcomes = race([partial(look_then_insert, session) for session in sessions])
    assert ask(OVERLAPPING_CLAIMS) == 0
    assert outcomes["done"] == 1


def test_with_the_guard_one_wins_and_the_others_are_told() -> None:
    for _ in range(3):
        sessions = drafts_for(THREADS)
        outcomes = race([partial(services.publish, session) for session in sessions])
        assert outcomes == {"done": 1, "Taken": THREADS - 1}
    assert ask(OVERLAPPING_CLAIMS) == 0
    assert ask(HALF_CLAIMED_SESSIONS) == 0


def in_opposite_orders() -> tuple[list[Session], list[Resource]]:
    doctor, place = make.doctor(), make.place()
    resources = [claims.resource_of(doctor), claims.resource_of(place.rooms.get())]
    sessions = []
    for k in range(THREADS):
        session = make.draft(professional=doctor, place=place, starts=make.soon(days=k + 1))
        session.save()
        sessions.append(session)
    return sessions, resources


def claim_one_by_one(session: Session, resources: list[Resource]) -> None:
    """Both resources for the same hours, without the locks."""
    with transaction.atomic():
        during = DateTimeTZRange(make.soon(), make.soon() + timedelta(hours=1), "[)")
        for resource in resources:
            Claim.objects.create(resource=resource, session=session, during=during)
            time.sleep(0.05)


def test_without_the_locks_two_claims_in_opposite_order_deadlock() -> None:
    sessions, resources = in_opposite_orders()
    outcomes = race(
        [
            partial(claim_one_by_one, sessions[0], resources),
            partial(claim_one_by_one, sessions[1], resources[::-1]),
        ]
    )
    assert outcomes["OperationalError"] == 1
    assert ask(OVERLAPPING_CLAIMS) == 0


def test_with_the_locks_opposite_orders_all_get_through() -> None:
    sessions, resources = in_opposite_orders()
    runners = [
        partial(services.take, session, resources if k % 2 else resources[::-1]) for k, session in enumerate(sessions)
    ]
    started = time.monotonic()
    assert race(runners) == {"done": THREADS}
    # A deadlock is only looked for after a second: none happened.
    assert time.monotonic() - started < 10
    assert Claim.objects.count() == 2 * THREADS


def test_a_deadlock_is_tried_again_and_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError
    from psycopg.errors import DeadlockDetected

    from maillage.site.locks import ATTEMPTS, in_transaction
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


def test_declining_and_cancelling_at_once_leave_one_state() -> None:
    coordinator = make.coordinator()
    for _ in range(3):
        session = make.published(starts=make.soon(days=make.number()))
        doctor = session.professional.user
        race([partial(services.decline, session, doctor), partial(services.cancel, session, coordinator)] * 3)
        session.refresh_from_db()
        assert session.state == "cancelled"
        assert not session.claims.filter(active=True).exists()


def test_a_process_killed_in_the_middle_leaves_nothing_half_done() -> None:
    session = drafts_for(1)[0]

    def killed() -> None:
        with transaction.atomic():
            services.publish(session)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert race([killed])["done"] == 0
    assert not Claim.objects.exists()
    services.publish(session)
    assert ask(HALF_CLAIMED_SESSIONS) == 0
