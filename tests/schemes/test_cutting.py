"""Free time is cut so that no minute is lost that a visit could use: against a dense search of every place."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes.cutting import cut, fits, usable

LENGTHS = st.lists(st.sampled_from([5, 10, 15, 20, 25, 30, 45, 60]), min_size=1, max_size=3, unique=True)
Spans = list[tuple[int, int]]


def most(room: int, lengths: list[int]) -> int:
    """Return the most minutes of visits in a room, by trying every number of each."""
    if not lengths:
        return 0
    first, rest = lengths[0], lengths[1:]
    return max(first * count + most(room - first * count, rest) for count in range(room // first + 1))


@given(st.integers(0, 240), LENGTHS)
def test_the_minutes_that_visits_fill_are_those_of_the_best_filling(room: int, lengths: list[int]) -> None:
    assert usable(room, tuple(sorted(lengths))) == most(room, lengths)


@given(st.integers(0, 240), LENGTHS, st.integers(0, 15))
def test_pieces_are_apart_by_the_pause_and_the_last_takes_the_rest(room: int, lengths: list[int], pause: int) -> None:
    shortest = min(lengths)
    pieces = cut(room, shortest, pause)
    assert bool(pieces) == (room >= shortest)
    assert all(second[0] - first[1] == pause for first, second in pairwise(pieces))
    assert not pieces or (pieces[0][0] == 0 and pieces[-1][1] == room)
    assert not pieces or room - pieces[-1][0] < 2 * shortest + pause


def free(taken: Spans, whole: int, pause: int) -> Spans:
    """Return the free rooms between visits."""
    rooms: Spans = []
    at = 0
    for starts, ends in sorted(taken):
        if starts - pause > at:
            rooms.append((at, starts - pause))
        at = ends + pause
    return [*rooms, (at, whole)] if at < whole else rooms


@given(st.data(), st.integers(30, 240), LENGTHS, st.sampled_from([0, 5, 10]))
def test_no_minute_is_lost_that_a_visit_could_use(
    data: st.DataObject, whole: int, lengths: list[int], pause: int
) -> None:
    """Whatever is booked in whatever order, a visit takes its own minutes and makes no others useless.

    A place is compared with every minute of the room, not only with those that are offered: none leaves more.
    """
    taken: Spans = []
    padded = tuple(one + pause for one in sorted(lengths))
    while True:
        rooms = free(taken, whole, pause)
        offered = [
            (room, room[0] + start, length)
            for room in rooms
            for start, _ in cut(room[1] - room[0], min(lengths), pause)
            for length in lengths
            if fits(room[1] - room[0], start, length, lengths, pause)
        ]
        # Every visit that fits somewhere is offered somewhere.
        assert {length for _, _, length in offered} == {
            length for length in lengths if any(room[1] - room[0] >= length for room in rooms)
        }
        if not offered:
            break
        room, start, length = data.draw(st.sampled_from(offered))
        left = sum(
            usable(end - begin + pause, padded) for begin, end in free([*taken, (start, start + length)], whole, pause)
        )
        elsewhere = [
            sum(usable(end - begin + pause, padded) for begin, end in free([*taken, (at, at + length)], whole, pause))
            for at in range(room[0], room[1] - length + 1)
        ]
        assert left == max(elsewhere)
        taken.append((start, start + length))


def test_a_quarter_fits_in_what_a_half_hour_leaves() -> None:
    """From nine to ten: a visit of half an hour leaves two quarters, and may not begin where it would lose some."""
    assert [start for start, _ in cut(60, 15) if fits(60, start, 30, (15, 30))] == [0, 15, 30]
    assert [start for start, _ in cut(60, 20) if fits(60, start, 30, (20, 30))] == [0]
