"""The three schemes and what their rules say of slots, patients and money."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.errors import UnknownName
from maillage.schemes import (
    MEDICAL_BUS,
    PARIS,
    SCHEMES,
    SHARED_POST,
    SOLIDARITY,
    FirstFor,
    Half,
    PatientFacts,
    PatientGroup,
    Profession,
    ResourceKind,
    Scheme,
    Status,
    half_day,
    scheme_named,
)

DAY = date(2027, 1, 5)


def test_every_scheme_is_found_by_its_code() -> None:
    assert set(SCHEMES) == {"solidarity", "shared_post", "medical_bus"}
    assert all(scheme_named(code).code == code for code in SCHEMES)
    with pytest.raises(UnknownName, match="solidarity"):
        scheme_named("solidarit")


def test_solidarity_says_what_the_national_scheme_says() -> None:
    assert SOLIDARITY.patients_per_day == 20
    assert SOLIDARITY.slot_minutes == 20
    assert SOLIDARITY.travel.minutes == 60
    assert SOLIDARITY.fees.extra_fee_percent == 0
    assert SOLIDARITY.allowance.for_halves([2, 1]) == 30_000
    assert SOLIDARITY.allowance.for_journey(10.0) == 2 * 10 * 60
    assert SOLIDARITY.who.refusal(Profession.GP, Status.RETIRED) is None
    assert "dentist" in str(SOLIDARITY.who.refusal(Profession.DENTIST, Status.RETIRED))
    assert "salaried" in str(SOLIDARITY.who.refusal(Profession.GP, Status.SALARIED))


def test_a_session_takes_what_the_scheme_needs() -> None:
    assert SOLIDARITY.needs == (ResourceKind.DOCTOR, ResourceKind.ROOM)
    assert MEDICAL_BUS.needs == (ResourceKind.DOCTOR, ResourceKind.VEHICLE)


def test_a_day_has_one_or_two_halves() -> None:
    with pytest.raises(ValueError, match="not 3"):
        SOLIDARITY.allowance.for_halves([3])


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda s: s.code)
@pytest.mark.parametrize("half", Half)
def test_slots_fill_the_session_without_gap_or_overlap(scheme: Scheme, half: Half) -> None:
    starts, ends = half_day(DAY, half, scheme.hours)
    slots = scheme.slots(starts, ends)
    assert len(slots) == 10
    assert slots[0].starts == starts
    assert slots[-1].ends == ends
    assert all(a.ends == b.starts for a, b in itertools.pairwise(slots))


def test_reserved_slots_open_to_all_three_days_before() -> None:
    slots = SOLIDARITY.slots(*half_day(DAY, Half.MORNING, SOLIDARITY.hours))
    reserved = [slot for slot in slots if slot.audience == "first"]
    assert len(reserved) == 5
    assert {slot.released_at for slot in reserved} == {datetime(2027, 1, 2, tzinfo=PARIS)}
    assert {slot.released_at for slot in slots if slot.audience == "all"} == {None}


@given(st.integers(1, 100), st.integers(1, 40))
def test_the_reserved_share_is_kept_to_the_slot(share: int, count: int) -> None:
    first = FirstFor(frozenset({PatientGroup.NO_TREATING_DOCTOR}), share_percent=share)
    scheme = Scheme(**{**SOLIDARITY.__dict__, "audience": (first, SOLIDARITY.audience[1])})
    starts = datetime(2027, 1, 5, 8, tzinfo=PARIS)
    slots = scheme.slots(starts, starts + timedelta(minutes=20 * count))
    assert sum(slot.audience == "first" for slot in slots) == share * count // 100


def test_a_session_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SOLIDARITY.slots(datetime(2027, 1, 5, 9), datetime(2027, 1, 5, 10))  # noqa: DTZ001


RELEASE = datetime(2027, 1, 2, tzinfo=PARIS)
BEFORE, AFTER = RELEASE - timedelta(minutes=1), RELEASE


@pytest.mark.parametrize(
    ("patient", "audience", "now", "allowed"),
    [
        (PatientFacts(has_treating_doctor=False), "first", BEFORE, True),
        (PatientFacts(has_treating_doctor=True), "first", BEFORE, False),
        (PatientFacts(has_treating_doctor=True), "first", AFTER, True),
        (PatientFacts(has_treating_doctor=True), "all", BEFORE, True),
        (PatientFacts(has_treating_doctor=True, lives_in_area=False), "all", AFTER, False),
    ],
)
def test_who_may_book_a_solidarity_slot(patient: PatientFacts, audience: str, now: datetime, allowed: bool) -> None:
    released = RELEASE if audience == "first" else None
    assert SOLIDARITY.may_book(patient, audience, released, now) is allowed  # type: ignore[arg-type]


def test_the_bus_puts_first_those_not_seen_for_two_years() -> None:
    seen = PatientFacts(has_treating_doctor=True, last_seen=date(2026, 6, 1))
    unseen = PatientFacts(has_treating_doctor=True, last_seen=date(2024, 6, 1))
    assert not MEDICAL_BUS.may_book(seen, "first", RELEASE, BEFORE)
    assert MEDICAL_BUS.may_book(unseen, "first", RELEASE, BEFORE)


def test_a_shared_post_is_open_to_everybody_and_first_to_those_sent() -> None:
    stranger = PatientFacts(has_treating_doctor=True, lives_in_area=False)
    sent = PatientFacts(has_treating_doctor=True, lives_in_area=False, referred=True)
    assert SHARED_POST.may_book(stranger, "all", None, BEFORE)
    assert not SHARED_POST.may_book(stranger, "first", RELEASE, BEFORE)
    assert SHARED_POST.may_book(sent, "first", RELEASE, BEFORE)


@pytest.mark.parametrize("bad", [{"groups": frozenset()}, {"until_days_before": -1}, {"share_percent": 0}])
def test_a_priority_window_that_says_nothing_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="priority window"):
        FirstFor(**{"groups": frozenset({PatientGroup.REFERRED}), **bad})  # type: ignore[arg-type]
