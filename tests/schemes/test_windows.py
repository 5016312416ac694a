"""Windows: every slot is kept by at most one window, shares are exact, and an open window does not close."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import NO_HORIZON, PARIS, PatientGroup, SlotTime, Window, zone_of
from maillage.schemes.windows import cut, horizon, may_book, spread

REUNION = zone_of("974")
STARTS = datetime(2027, 1, 5, 9, tzinfo=PARIS)
days = st.none() | st.integers(0, 30)
groups = st.frozensets(st.sampled_from(PatientGroup), min_size=1, max_size=3)
instants = st.integers(0, 60 * 24 * 65).map(lambda m: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=m))


@st.composite
def sequences(draw: st.DrawFn) -> tuple[Window, ...]:
    found, left = list[Window](), 100
    for _ in range(draw(st.integers(1, 4))):
        share = draw(st.none() | st.integers(1, left)) if left else None
        left -= share or 0
        until = draw(days) if share else None
        found.append(Window(draw(groups), share=share, opens_days_before=draw(days), until_days_before=until))
    return tuple(found)


@given(sequences(), st.integers(0, 40))
def test_each_window_keeps_its_share_to_the_slot(windows: tuple[Window, ...], count: int) -> None:
    keepers = spread(windows, count)
    assert len(keepers) == count
    for number, window in enumerate(windows):
        share = (window.share or 0) * count / 100
        assert abs(keepers.count(number) - share) < 1
    total = sum(window.share or 0 for window in windows)
    assert sum(keeper is not None for keeper in keepers) == total * count // 100


@given(st.integers(1, 100), st.integers(1, 40))
def test_kept_slots_are_spread_evenly(share: int, count: int) -> None:
    keepers = spread((Window(frozenset({PatientGroup.REFERRED}), share=share),), count)
    for end in range(count + 1):
        assert abs(keepers[:end].count(0) - share * end / 100) < 1


def test_two_windows_take_turns() -> None:
    regulated, sent = (frozenset({g}) for g in (PatientGroup.REGULATED, PatientGroup.REFERRED))
    assert spread((Window(regulated, share=50), Window(sent, share=50)), 6) == [0, 1, 0, 1, 0, 1]
    assert spread((Window(regulated, share=40), Window(sent, share=20)), 10) == [
        None, 0, None, 1, 0, None, 0, None, 1, 0,
    ]  # fmt: skip


@given(sequences(), st.integers(1, 20))
def test_a_slot_is_kept_only_for_the_groups_of_its_window(windows: tuple[Window, ...], count: int) -> None:
    slots = cut(windows, STARTS, STARTS + timedelta(minutes=20 * count), 20, PARIS)
    for slot, keeper in zip(slots, spread(windows, count), strict=True):
        assert slot.kept_for == (frozenset() if keeper is None else windows[keeper].groups)
        released = None if keeper is None else windows[keeper].until_days_before
        assert (slot.released_at is None) == (released is None)


@given(sequences(), groups, instants, st.integers(0, 60 * 24 * 60))
def test_what_may_be_booked_once_may_be_booked_later(
    windows: tuple[Window, ...], mine: frozenset[PatientGroup], now: datetime, minutes: int
) -> None:
    later = min(now + timedelta(minutes=minutes), STARTS)
    for slot in cut(windows, STARTS, STARTS + timedelta(hours=2), 20, PARIS):
        if may_book(windows, mine, slot, now, PARIS):
            assert may_book(windows, mine, slot, later, PARIS)


@given(sequences(), groups, groups, instants)
def test_a_patient_in_more_groups_may_book_more(
    windows: tuple[Window, ...], mine: frozenset[PatientGroup], more: frozenset[PatientGroup], now: datetime
) -> None:
    for slot in cut(windows, STARTS, STARTS + timedelta(hours=2), 20, PARIS):
        if may_book(windows, mine, slot, now, PARIS):
            assert may_book(windows, mine | more, slot, now, PARIS)


EVERYBODY, SENT = frozenset({PatientGroup.EVERYBODY}), frozenset({PatientGroup.EVERYBODY, PatientGroup.REFERRED})
FREE = SlotTime(STARTS, STARTS + timedelta(minutes=20))


def test_a_window_opens_at_midnight_of_the_place() -> None:
    windows = (Window(EVERYBODY, opens_days_before=7),)
    midnight = datetime(2026, 12, 29, tzinfo=PARIS)
    assert not may_book(windows, EVERYBODY, FREE, midnight - timedelta(seconds=1), PARIS)
    assert may_book(windows, EVERYBODY, FREE, midnight, PARIS)
    # Three hours earlier in Réunion.
    assert may_book(windows, EVERYBODY, FREE, midnight - timedelta(hours=3), REUNION)
    assert not may_book(windows, EVERYBODY, FREE, midnight - timedelta(hours=3, seconds=1), REUNION)


def test_slots_are_released_at_midnight_of_the_place() -> None:
    windows = (Window(SENT, share=100, until_days_before=0), Window(EVERYBODY))
    starts = datetime(2027, 1, 5, 9, tzinfo=REUNION)
    (slot,) = cut(windows, starts, starts + timedelta(minutes=20), 20, REUNION)
    assert slot.released_at == datetime(2027, 1, 5, tzinfo=REUNION)


def test_slots_are_released_hours_before_each_of_them_also_when_clocks_change() -> None:
    windows = (Window(frozenset({PatientGroup.REFERRED}), share=100, until_hours_before=2), Window(EVERYBODY))
    starts = datetime(2027, 3, 28, 2, 40, tzinfo=UTC).astimezone(PARIS)  # 4 h 40; at 2 h it was 3 h
    found = cut(windows, starts, starts + timedelta(minutes=60), 20, PARIS)
    assert {slot.starts.astimezone(UTC) - slot.released_at for slot in found} == {timedelta(hours=2)}
    assert not may_book(windows, EVERYBODY, found[0], found[0].released_at - timedelta(seconds=1), PARIS)
    assert may_book(windows, EVERYBODY, found[0], found[0].released_at, PARIS)


def test_the_widest_window_of_several_counts() -> None:
    windows = (Window(EVERYBODY, opens_days_before=2), Window(frozenset({PatientGroup.REFERRED}), opens_days_before=9))
    now = datetime(2027, 1, 1, 12, tzinfo=PARIS)
    assert horizon(windows, EVERYBODY, now, PARIS) == datetime(2027, 1, 4, tzinfo=PARIS)
    assert horizon(windows, SENT, now, PARIS) == datetime(2027, 1, 11, tzinfo=PARIS)
    assert horizon((*windows, Window(EVERYBODY)), EVERYBODY, now, PARIS) == NO_HORIZON
    assert horizon(windows, frozenset({PatientGroup.INHABITANTS}), now, PARIS) is None


def test_a_slot_kept_to_the_end_is_never_released() -> None:
    windows = (Window(frozenset({PatientGroup.REGULATED}), share=100), Window(EVERYBODY))
    (slot,) = cut(windows, STARTS, STARTS + timedelta(minutes=20), 20, PARIS)
    assert not may_book(windows, EVERYBODY, slot, STARTS, PARIS)
    assert may_book(windows, frozenset({PatientGroup.REGULATED}), slot, STARTS, PARIS)


def test_a_session_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        cut((Window(EVERYBODY),), datetime(2027, 1, 5, 9), datetime(2027, 1, 5, 10), 20, PARIS)  # noqa: DTZ001


@pytest.mark.parametrize(
    "bad",
    [
        {"groups": frozenset()},
        {"until_days_before": -1},
        {"opens_days_before": -1},
        {"share": 0},
        {"share": 101},
        {"until_hours_before": -1},
    ],
)
def test_a_window_without_effect_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a window needs"):
        Window(**{"groups": EVERYBODY, "share": 10, **bad})  # type: ignore[arg-type]


def test_a_window_without_a_share_keeps_nothing() -> None:
    with pytest.raises(ValueError, match="keeps nothing"):
        Window(EVERYBODY, until_days_before=2)
    with pytest.raises(ValueError, match="keeps nothing"):
        Window(EVERYBODY, until_hours_before=2)
    with pytest.raises(ValueError, match="not both"):
        Window(EVERYBODY, share=10, until_hours_before=2, until_days_before=2)
