"""Rooms in rotation: hard rules always hold, and small weeks are as good as the best of all."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.planning.rooms import RoomPerson, RoomProblem, RoomWeek, Seat, check_week, propose

ROOMS = ("c1", "c2", "c3")
SIX = tuple(RoomPerson(f"p{k}", 9, visits=4 if k < 4 else 5, doctor=k < 4) for k in range(6))
WEEK = dict.fromkeys(range(10), ROOMS)


def test_three_rooms_serve_six_people_with_a_doctor_in_every_half_day() -> None:
    problem = RoomProblem(SIX, WEEK)
    week = propose(problem)
    assert check_week(problem, week) == []
    assert week.unplaced == {}
    assert week.without_doctor == ()
    assert sum(seat.room is not None for seat in week.seats) == 30
    assert week.bound - week.objective < 1e-3 * week.bound
    again = propose(RoomProblem(SIX, WEEK, before=frozenset(week.seats)))
    assert set(again.seats) == set(week.seats)


def test_a_person_who_leaves_changes_only_what_they_leave() -> None:
    before = propose(RoomProblem(SIX, WEEK))
    left = RoomProblem(SIX[:-1], WEEK, before=frozenset(before.seats))
    after = propose(left)
    assert check_week(left, after) == []
    others = {seat for seat in before.seats if seat.person != "p5"}
    assert len(others - set(after.seats)) <= 4


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.booleans()), min_size=1, max_size=4),
    st.integers(0, 2),
)
def test_hard_rules_hold_whatever_is_asked(people: list[tuple[int, int, bool]], rooms: int) -> None:
    found = tuple(
        RoomPerson(f"p{k}", owed, min(visits, owed), doctor, frozenset({k % 4}))
        for k, (owed, visits, doctor) in enumerate(people)
    )
    problem = RoomProblem(found, dict.fromkeys(range(4), ROOMS[:rooms]))
    week = propose(problem)
    assert check_week(problem, week) == []
    assert week.unplaced == {one.id: one.half_days - 3 for one in found if one.half_days > 3}


def test_a_small_week_places_as_many_in_rooms_as_trying_every_week() -> None:
    people = (RoomPerson("a", 2), RoomPerson("b", 2, never=frozenset({0})), RoomPerson("c", 1, doctor=True))
    problem = RoomProblem(people, {0: ("c1",), 1: ("c1",), 2: ("c1", "c2")})
    best = 0
    for marks in product((False, True), repeat=9):
        seated = [(p, h) for p in range(3) for h in range(3) if marks[3 * p + h]]
        fits = all(sum(h == half for _, h in seated) <= len(rooms) for half, rooms in problem.rooms.items())
        owed = all(sum(p == k for p, _ in seated) <= one.half_days for k, one in enumerate(people))
        if fits and owed and (1, 0) not in seated:
            best = max(best, len(seated))
    week = propose(problem)
    assert sum(seat.room is not None for seat in week.seats) == best == 4


@pytest.mark.parametrize(
    ("seat", "said"),
    [
        (Seat("p1", 0, "c1"), "c1 is held 2 times"),
        (Seat("p0", 0, "c2"), "p0 sits 2 times"),
        (Seat("p1", 0, "c9"), "c9 is not open"),
        (Seat("nobody", 0), "nobody is unknown"),
    ],
)
def test_the_checker_finds_each_broken_rule(seat: Seat, said: str) -> None:
    week = RoomWeek((Seat("p0", 0, "c1"), seat), 0, 0, {}, ())
    assert any(said in one for one in check_week(RoomProblem(SIX, WEEK), week))


def test_two_people_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        RoomProblem((SIX[0], SIX[0]), WEEK)
    with pytest.raises(ValueError, match="visits are part"):
        RoomProblem((RoomPerson("a", 1, visits=2),), WEEK)
