"""The three existing schemes, and rules for every scheme."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from maillage.errors import UnknownName
from maillage.schemes import (
    CARER,
    DOCTOR,
    KIT,
    NURSE,
    PARIS,
    ROOM,
    SCHEMES,
    VEHICLE,
    AtMost,
    Eligibility,
    FeeRule,
    Half,
    PatientFacts,
    PatientGroup,
    Post,
    Profession,
    Scheme,
    Status,
    Stretch,
    Whereabouts,
    Window,
    half_day,
    scheme_named,
)

SOLIDARITY, BUS, SHARED = (scheme_named(code) for code in ("solidarity", "medical_bus", "shared_post"))
DAY = date(2027, 1, 5)
STARTS, ENDS = half_day(DAY, Half.MORNING, SOLIDARITY.hours, PARIS)


def test_a_scheme_is_found_by_its_code() -> None:
    assert all(scheme_named(code).code == code for code in SCHEMES)
    with pytest.raises(UnknownName, match="solidarity"):
        scheme_named("solidarit")


def test_solidarity_says_what_the_national_scheme_says() -> None:
    assert SOLIDARITY.patients_per_day == 20
    assert SOLIDARITY.slot_minutes == 20
    assert SOLIDARITY.who.refusal(Profession.GP, Status.RETIRED) is None
    assert "dentist" in str(SOLIDARITY.who.refusal(Profession.DENTIST, Status.RETIRED))
    assert "salaried" in str(SOLIDARITY.who.refusal(Profession.GP, Status.SALARIED))
    assert SOLIDARITY.quota.limit(5) == 2
    assert SOLIDARITY.quota.limit(1) == 1
    assert [one.code for one in SOLIDARITY.authorisations if one.before_start] == ["order_check"]


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda s: s.code)
@pytest.mark.parametrize("half", Half)
def test_slots_fill_the_session_without_gap_or_overlap(scheme: Scheme, half: Half) -> None:
    starts, ends = half_day(DAY, half, scheme.hours, PARIS)
    slots = scheme.slots(starts, ends, PARIS)
    assert len(slots) == scheme.hours.slots_in(half)
    assert slots[0].starts == starts
    assert slots[-1].ends == ends
    assert all(a.ends == b.starts for a, b in itertools.pairwise(slots))


# Who may be where -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "whereabouts", "allowed"),
    [
        (SOLIDARITY, Whereabouts(designated=True), True),
        (SOLIDARITY, Whereabouts(designated=False, named=True), False),
        (SOLIDARITY, Whereabouts(designated=True, home_designated=True), False),
        (SHARED, Whereabouts(named=True), True),
        (SHARED, Whereabouts(designated=True), False),
        (BUS, Whereabouts(named=True), True),
        (BUS, Whereabouts(designated=True), False),
    ],
)
def test_a_session_is_held_where_the_scheme_allows(scheme: Scheme, whereabouts: Whereabouts, allowed: bool) -> None:
    assert scheme.where.allows(whereabouts) is allowed


def test_without_a_travel_limit_any_journey_is_allowed() -> None:
    assert AtMost().allows(600.0)
    assert AtMost().allows(None)
    assert AtMost(60).allows(60.0)
    assert not AtMost(60).allows(60.1)
    assert not AtMost(60).allows(None)


def test_a_fee_above_the_scheme_s_is_refused() -> None:
    assert FeeRule(20).allows(20)
    assert not FeeRule(20).allows(21)


# Posts ----------------------------------------------------------------------------------------------------------------

ASSISTED = replace(
    SOLIDARITY,
    needs=(Post(ROOM), Post(DOCTOR), Post(NURSE, within=Stretch(0, 15)), Post(NURSE, within=Stretch(-10)),
           Post(KIT, count=2, optional=True)),
)  # fmt: skip


def test_the_giver_is_the_first_professional() -> None:
    assert ASSISTED.giver.role is DOCTOR
    assert BUS.giver.role is CARER
    with pytest.raises(ValueError, match="gives it"):
        replace(SOLIDARITY, needs=(Post(ROOM),))


def test_posts_have_the_time_of_their_stretch_and_a_rank_of_their_role() -> None:
    minute = timedelta(minutes=1)
    found = ASSISTED.posts(STARTS, ENDS, {"giver": ("dr",), "nurse": ("ide",), "kit": ("case",)})
    assert [(p.role.code, p.rank, p.reference, p.giver) for p in found] == [
        ("room", 0, None, False),
        ("doctor", 0, "dr", True),
        ("nurse", 0, "ide", False),
        ("nurse", 1, "ide", False),
        ("kit", 0, "case", False),
        ("kit", 1, None, False),
    ]
    first, last = found[2], found[3]
    assert (first.starts, first.ends) == (STARTS, STARTS + 15 * minute)
    assert (last.starts, last.ends) == (ENDS - 10 * minute, ENDS)
    assert (found[0].starts, found[0].ends) == (STARTS, ENDS)


def test_a_post_of_each_slot_is_filled_once_in_every_slot_by_the_same_person() -> None:
    installs = Post(NURSE, within=Stretch(0, 5), each_slot=True)
    debriefs = Post(NURSE, within=Stretch(-5), each_slot=True)
    scheme = replace(SOLIDARITY, needs=(Post(DOCTOR), installs, debriefs))
    found = [p for p in scheme.posts(STARTS, ENDS, {"giver": ("dr",), "nurse": ("ide",)}) if p.role is NURSE]
    slots = scheme.slots(STARTS, ENDS, PARIS)
    five = timedelta(minutes=5)
    assert {(p.starts, p.ends) for p in found} == {
        span for slot in slots for span in ((slot.starts, slot.starts + five), (slot.ends - five, slot.ends))
    }
    assert [p.rank for p in found] == list(range(2 * len(slots)))
    assert {p.reference for p in found} == {"ide"}


def test_a_stretch_is_cut_to_the_session_and_must_hold_something_of_it() -> None:
    assert Stretch(0, 600).within(STARTS, ENDS) == (STARTS, ENDS)
    assert Stretch(-600).within(STARTS, ENDS) == (STARTS, ENDS)
    with pytest.raises(ValueError, match="nothing"):
        Stretch(600).within(STARTS, ENDS)


@pytest.mark.parametrize("takes", [{"vehicle": ("bus",)}, {"giver": ("a", "b")}, {"giver": ("a",), "doctor": ("b",)}])
def test_a_template_that_names_what_the_scheme_does_not_need_is_refused(takes: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="template names"):
        SOLIDARITY.posts(STARTS, ENDS, takes)


def test_a_post_is_filled_by_its_own_rule_the_scheme_s_or_its_role() -> None:
    hospital_nurse = Eligibility(frozenset({Profession.NURSE}), frozenset({Status.HOSPITAL}))
    scheme = replace(SOLIDARITY, needs=(Post(DOCTOR), Post(NURSE), Post(NURSE, who=hospital_nurse)))
    giver, nurse, hospital = scheme.needs
    assert scheme.who_fills(giver) == scheme.who
    assert scheme.who_fills(nurse).refusal(Profession.NURSE, Status.RETIRED) is None
    assert scheme.who_fills(nurse).refusal(Profession.GP, Status.RETIRED) is not None
    assert scheme.who_fills(hospital).refusal(Profession.NURSE, Status.RETIRED) is not None
    with pytest.raises(ValueError, match="cannot be filled by nurse"):
        Post(DOCTOR, who=hospital_nurse)
    with pytest.raises(ValueError, match="one or more"):
        Post(DOCTOR, count=0)


# Rules that contradict each other -------------------------------------------------------------------------------------

ALL = frozenset({PatientGroup.EVERYBODY})


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"windows": ()}, "nobody may book"),
        ({"windows": (Window(ALL, share=60), Window(ALL, share=41))}, "keep 101 %"),
        ({"code": ""}, "code"),
        ({"not_seen_for_years": 0}, "a year or more"),
        ({"needs": (Post(NURSE),)}, "gp, specialist cannot be nurse"),
    ],
)
def test_a_scheme_whose_rules_contradict_each_other_is_refused(change: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        replace(SOLIDARITY, **change)  # type: ignore[arg-type]


# Patients of the three ------------------------------------------------------------------------------------------------

RELEASE = datetime(2027, 1, 2, tzinfo=PARIS)
BEFORE, AFTER = RELEASE - timedelta(minutes=1), RELEASE


def _may(scheme: Scheme, patient: PatientFacts, *, kept: bool, now: datetime) -> bool:
    slots = scheme.slots(STARTS, ENDS, PARIS)
    slot = next(s for s in slots if bool(s.kept_for) is kept)
    return scheme.may_book(scheme.groups_of(patient), slot, now, PARIS)


@pytest.mark.parametrize(
    ("patient", "kept", "now", "allowed"),
    [
        (PatientFacts(has_treating_doctor=False), True, BEFORE, True),
        (PatientFacts(has_treating_doctor=True), True, BEFORE, False),
        (PatientFacts(has_treating_doctor=True), True, AFTER, True),
        (PatientFacts(has_treating_doctor=True), False, BEFORE, True),
        (PatientFacts(has_treating_doctor=True, lives_in_area=False), False, AFTER, False),
    ],
)
def test_who_may_book_a_solidarity_slot(patient: PatientFacts, kept: bool, now: datetime, allowed: bool) -> None:
    assert _may(SOLIDARITY, patient, kept=kept, now=now) is allowed


def test_the_bus_puts_first_those_not_seen_for_two_years() -> None:
    seen = PatientFacts(has_treating_doctor=True, not_seen_for_years=1)
    unseen = PatientFacts(has_treating_doctor=True, not_seen_for_years=2)
    assert not _may(BUS, seen, kept=True, now=BEFORE)
    assert _may(BUS, unseen, kept=True, now=BEFORE)
    assert not _may(replace(BUS, not_seen_for_years=3), unseen, kept=True, now=BEFORE)
    assert BUS.giver.role.kind != VEHICLE.kind


def test_a_shared_post_opens_first_to_referred_patients_then_to_all() -> None:
    stranger = PatientFacts(has_treating_doctor=True, lives_in_area=False)
    sent = replace(stranger, referred=True)
    early = RELEASE - timedelta(days=10)
    assert _may(SHARED, stranger, kept=False, now=early)
    assert not _may(SHARED, stranger, kept=True, now=early)
    assert _may(SHARED, sent, kept=True, now=early)


def test_the_form_asks_only_what_a_window_names() -> None:
    assert SOLIDARITY.asks == {PatientGroup.NO_TREATING_DOCTOR}
    assert BUS.asks == {PatientGroup.NO_TREATING_DOCTOR, PatientGroup.NOT_SEEN_FOR_LONG}
    assert SHARED.asks == {PatientGroup.REFERRED}
