"""Time that windows keep in a session of visits of own lengths: its share, evenly spread, and nothing overlaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import PARIS, PatientGroup, Window
from maillage.schemes.cutting import cut
from maillage.schemes.kept_time import MINUTE, cut_visits, windows_in, windows_out

START = datetime(2031, 3, 4, 9, tzinfo=PARIS)
LENGTHS = st.lists(st.sampled_from([5, 10, 15, 20, 30, 45]), min_size=1, max_size=3, unique=True)
REGULATED = Window(frozenset({PatientGroup.REGULATED}), share=20, until_hours_before=2)
NO_DOCTOR = Window(frozenset({PatientGroup.NO_TREATING_DOCTOR}), share=30, until_days_before=2)


@given(st.integers(5, 300), LENGTHS, st.integers(0, 15), st.integers(0, 60), st.integers(0, 40))
def test_kept_time_is_its_share_of_visits_of_the_usual_length(
    room: int, lengths: list[int], pause: int, regulated: int, no_doctor: int
) -> None:
    both = ((REGULATED.groups, regulated), (NO_DOCTOR.groups, no_doctor))
    windows = [Window(groups, share, until_hours_before=2) for groups, share in both if share]
    starts = START
    slots = cut_visits(windows, starts, starts + room * MINUTE, lengths, pause, PARIS)
    kept = [one for one in slots if one.kept_for]
    assert len(kept) == (regulated + no_doctor) * len(cut(room, lengths[0], pause)) // 100
    assert all(one.ends - one.starts == lengths[0] * MINUTE for one in kept)
    assert all(one.released_at == one.starts - timedelta(hours=2) for one in kept)
    assert all(after.starts - before.ends >= pause * MINUTE for before, after in pairwise(slots))
    assert all(starts <= one.starts < one.ends <= starts + room * MINUTE for one in slots)
    if not windows:
        whole = len(lengths) > 1
        pieces = [(first, last if whole else first + lengths[0]) for first, last in cut(room, min(lengths), pause)]
        assert [((one.starts - starts) // MINUTE, (one.ends - starts) // MINUTE) for one in slots] == pieces


def test_windows_are_the_same_after_their_json_form() -> None:
    assert windows_in(windows_out((NO_DOCTOR, REGULATED))) == (NO_DOCTOR, REGULATED)
