"""Visits of different length in one session: booked, cancelled and moved, the free time is cut anew."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes.cutting import usable
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import fitting, slot_table
from maillage.site.booking.models import Appointment
from maillage.site.booking.moving import move
from maillage.site.booking.services import Booking, book, cancel
from maillage.site.refusals import InvalidField, Refused, Taken
from tests.site import factories as make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LENGTHS = {"short": 15, "long": 30, "first": 45}


def session(minutes: int = 120, pause: int = 0, **lengths: int) -> Session:
    motives = [[code, length] for code, length in (lengths or LENGTHS).items()]
    starts = make.soon(5)
    return make.published(
        scheme="practice", starts=starts, ends=starts + minutes * MINUTE, motives=motives, pause_minutes=pause,
        slot_minutes=min(length for _, length in motives),
    )  # fmt: skip


def book_at(of: Session, minute: int, motive: str = "") -> Booking:
    slot = Slot.objects.get(session=of, starts=of.starts + minute * MINUTE)
    return book(slot.pk, make.patient(), make.key(), motive=motive)


def pieces(of: Session) -> list[tuple[int, int, str | None]]:
    rows = Slot.objects.filter(session=of).order_by("starts")
    return [((one.starts - of.starts) // MINUTE, (one.ends - of.starts) // MINUTE, one.motive) for one in rows]


def test_a_long_visit_takes_two_pieces_and_gives_them_back() -> None:
    of = session(60)
    done = book_at(of, 15, "long")
    assert pieces(of) == [(0, 15, ""), (15, 45, "long"), (45, 60, "")]
    assert (done.appointment.during.upper - done.appointment.during.lower) == timedelta(minutes=30)
    cancel(done.token)
    assert pieces(of) == [(0, 15, ""), (15, 30, ""), (30, 45, ""), (45, 60, "")]


def test_only_what_fits_is_offered_and_taken() -> None:
    of = session(60)
    book_at(of, 15, "long")
    last = Slot.objects.get(session=of, starts=of.starts + 45 * MINUTE)
    assert [one.code for one in fitting.fitting(Slot.objects.select_related("session").get(pk=last.pk))] == ["short"]
    with pytest.raises(Taken):
        book(last.pk, make.patient(), make.key(), motive="long")
    with pytest.raises(InvalidField):
        book(last.pk, make.patient(), make.key(), motive="group")
    assert pieces(of)[-1] == (45, 60, "")


def test_without_a_motive_the_shortest_is_booked() -> None:
    of = session(45, long=30, papers=10)
    book_at(of, 0)
    assert pieces(of)[:2] == [(0, 10, "papers"), (10, 20, "")]


def test_a_pause_stays_free_on_both_sides() -> None:
    of = session(80, pause=5, short=15, long=30)
    book_at(of, 20, "long")
    assert pieces(of) == [(0, 15, ""), (20, 50, "long"), (55, 80, "")]


def test_an_appointment_moves_with_its_length() -> None:
    of, other = session(60), session(60)
    done = book_at(of, 0, "long")
    move(done.token, Slot.objects.get(session=other, starts=other.starts + 30 * MINUTE).pk)
    assert pieces(other)[-1] == (30, 60, "long")
    assert [motive for _, _, motive in pieces(of)] == [""] * 4


@given(
    st.lists(
        st.tuples(st.sampled_from(["book", "cancel", "move"]), st.integers(0, 30), st.sampled_from([*LENGTHS])),
        max_size=8,
    ),
    st.sampled_from([None, 0, 45, 105]),
)
def test_whatever_is_booked_moved_and_cancelled_no_useful_minute_is_lost(
    acts: list[tuple[str, int, str]], kept: int | None
) -> None:
    """All three lengths are quarters: two hours always hold eight quarters, booked, free, or kept for somebody."""
    with transaction.atomic():
        of = session(120)
        if kept is not None:
            keep(of, kept)
        links: list[str] = []
        for act, number, motive in acts:
            if act == "cancel" and links:
                cancel(links.pop(number % len(links)))
                continue
            rows = list(fitting_free(of))
            if not rows:
                continue
            slot = rows[number % len(rows)]
            codes = [one.code for one in fitting.fitting(slot)]
            if act == "move":
                with suppress(Refused):
                    move(links[number % len(links)] if links else "no-link", slot.pk)
            elif slot.kept_for:
                with pytest.raises(Refused):
                    book(slot.pk, make.patient(), make.key(), motive=motive)
            elif motive in codes:
                links.append(book(slot.pk, make.patient(), make.key(), motive=motive).token)
            else:
                with pytest.raises(Refused):
                    book(slot.pk, make.patient(), make.key(), motive=motive)
            rows_now = pieces(of)
            assert all(before[1] <= after[0] for before, after in pairwise(rows_now))
            booked = sum(end - start for start, end, motive in rows_now if motive)
            spans = fitting.rooms(of, taken(of))
            left = sum(usable((ends - starts) // MINUTE, (15, 30, 45)) for starts, ends in spans)
            assert booked + left == 120
        transaction.set_rollback(True)


def fitting_free(of: Session) -> list[Slot]:
    return list(Slot.objects.filter(session=of, motive="").select_related("session").order_by("starts"))


def taken(of: Session) -> list[fitting.Span]:
    rows = Appointment.objects.filter(slot__session=of, state="booked")
    return [(one.slot.starts, one.slot.ends) for one in rows.select_related("slot")]


def keep(of: Session, minute: int) -> Slot:
    slot = Slot.objects.get(session=of, starts=of.starts + minute * MINUTE)
    Slot.objects.filter(pk=slot.pk).update(kept_for=["regulated"], released_at=slot.starts - timedelta(hours=2))
    return slot


def test_kept_time_is_a_room_of_its_own_until_it_is_released() -> None:
    of = session(75)
    slot = keep(of, 30)
    book_at(of, 0, "long")
    assert pieces(of) == [(0, 30, "long"), (30, 45, ""), (45, 60, ""), (60, 75, "")]
    with pytest.raises(Taken):  # a long visit would run into what is kept
        book_at(session_with_kept(30), 15, "long")
    regulated = replace(make.patient(), regulated=True)
    with pytest.raises(Taken):
        book(slot.pk, regulated, make.key(), motive="long")
    assert book(slot.pk, regulated, make.key()).appointment.slot.motive == "short"
    released = session(75)
    slot = keep(released, 30)
    Slot.objects.filter(pk=slot.pk).update(released_at=timezone.now())
    book_at(released, 15, "long")
    assert pieces(released) == [(0, 15, ""), (15, 45, "long"), (45, 60, ""), (60, 75, "")]


def session_with_kept(minute: int) -> Session:
    of = session(75)
    keep(of, minute)
    return of


def test_the_table_of_slots_offers_a_motive_where_it_fits() -> None:
    """The columns that pages read and the check of a booking name the same slots."""
    of = session(90, pause=5, short=15, long=30)
    keep(of, 0)
    book_at(of, 20, "long")
    book_at(of, 55)
    found = slot_table.current()
    for code in ("short", "long"):
        offered = set(found.pk[found.for_motive(code, timezone.now())].tolist())
        rows = Slot.objects.filter(session=of).select_related("session")
        assert offered == {row.pk for row in rows if code in {one.code for one in fitting.fitting(row)}}
    assert not found.for_motive("group", timezone.now()).any()


def test_the_database_refuses_slots_that_overlap() -> None:
    of = session(60)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(session=of, starts=of.starts + 5 * MINUTE, ends=of.starts + 10 * MINUTE, motive="")


def test_a_group_has_a_place_for_each() -> None:
    starts = make.soon(5)
    of = make.published(
        scheme="practice",
        starts=starts,
        ends=starts + timedelta(hours=2),
        motives=[["group", 60]],
        slot_minutes=60,
        seats=3,
    )
    slots = list(Slot.objects.filter(session=of, starts=starts).order_by("seat"))
    assert [one.seat for one in slots] == [0, 1, 2]
    for slot in slots:
        book(slot.pk, make.patient(), make.key())
    with pytest.raises(Taken):
        book(slots[0].pk, make.patient(), make.key())
    assert Appointment.objects.filter(slot__session=of).count() == 3
