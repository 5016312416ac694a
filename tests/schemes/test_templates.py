"""Templates give dated half-days in the right week, at the right local hour, never twice for one person."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from maillage.errors import UnknownName
from maillage.schemes import (
    GIVER,
    SHAPES,
    Activity,
    Agreement,
    Crew,
    DatedDay,
    DatedTemplate,
    FrenchCalendar,
    Funder,
    Half,
    Hours,
    Party,
    Presence,
    RhythmTemplate,
    RotationTemplate,
    SessionDate,
    StopRhythm,
    Template,
    TourStop,
    TourTemplate,
    WeeklyTemplate,
    agreement_problems,
    template_from_json,
)

MONDAY, WEEK_LONG = date(2027, 1, 4), timedelta(weeks=1)
FRANCE, HOURS = FrenchCalendar(), Hours()
TOUR = TourTemplate(
    vehicle="bus",
    anchor=MONDAY,
    stops=tuple(TourStop(f"8100{k}", f"Place {k}") for k in range(3)),
    crew=(Crew(0, "dentist"), Crew(2, "gp", {"nurse": ("ide",)})),
)
dates = st.dates(date(2026, 1, 1), date(2028, 12, 31))
places = st.sampled_from(["chu", "ch", "msp"])
staff = st.sampled_from(["orl", "gp", "ide"])
activities = st.sampled_from(Activity)
halves = st.lists(st.sampled_from(Half), min_size=1, unique=True).map(tuple)
others = st.dictionaries(st.sampled_from(["nurse", "kit"]), st.just(("n1",)), max_size=1)


@st.composite
def presences(draw: st.DrawFn) -> Presence:
    every = draw(st.integers(1, 3))
    return Presence(
        draw(st.integers(0, 4)), draw(st.sampled_from(Half)), draw(places), draw(staff), draw(activities),
        every, draw(st.integers(0, every - 1)), draw(others), draw(st.sampled_from([0, 0, 15])),
    )  # fmt: skip


@st.composite
def sound(draw: st.DrawFn, make: type[Template], **values: st.SearchStrategy[object]) -> Template:
    """A template with values that its class accepts; a person with two half-days at once is refused."""
    drawn = {name: draw(value) for name, value in values.items()}
    try:
        return make(**drawn)
    except ValueError:
        reject()


stops = st.builds(TourStop, st.sampled_from(["81170", "97411"]), places)
crews = st.builds(Crew, st.integers(0, 6), staff, others)
weekly = sound(WeeklyTemplate, anchor=dates, presences=st.lists(presences(), min_size=1, max_size=4).map(tuple))
tours = st.builds(
    TourTemplate,
    vehicle=st.just("bus"),
    anchor=dates,
    stops=st.lists(stops, min_size=1, max_size=4).map(tuple),
    crew=st.lists(crews, max_size=4, unique_by=lambda c: c.weekday).map(tuple),
    stay_weeks=st.integers(1, 3),
)
rotations = st.builds(
    RotationTemplate,
    place=places,
    anchor=dates,
    turns=st.lists(staff, min_size=1, max_size=5).map(tuple),
    weekdays=st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple),
    halves=halves,
    stay_weeks=st.integers(1, 3),
    activity=activities,
)
dated_days = st.builds(DatedDay, st.dates(MONDAY, MONDAY + 3 * WEEK_LONG), places, staff, halves, activities, others)
dated = sound(DatedTemplate, days=st.lists(dated_days, max_size=5).map(tuple))


@st.composite
def stop_rhythms(draw: st.DrawFn) -> StopRhythm:
    every = draw(st.integers(1, 4))
    return StopRhythm(
        draw(st.integers(0, 4)), draw(st.sampled_from(Half)), draw(st.sampled_from(["81170", "97411"])), draw(places),
        draw(staff), every, draw(st.integers(0, every - 1)), draw(others),
    )  # fmt: skip


rhythms = sound(
    RhythmTemplate, vehicle=st.just("bus"), anchor=dates,
    rhythms=st.lists(stop_rhythms(), min_size=1, max_size=4).map(tuple),
)  # fmt: skip
repeating = st.one_of(weekly, tours, rotations, rhythms)
templates = st.one_of(repeating, dated)


def _days(template: Template, start: date, end: date) -> list[SessionDate]:
    return template.half_days(start, end, FRANCE, HOURS)


# Every shape ----------------------------------------------------------------------------------------------------------


def test_every_shape_is_registered_by_its_class() -> None:
    assert set(SHAPES) == {"weekly", "tour", "rhythm", "rotation", "dated", "duties", "diary"}
    assert all(shape.shape == name for name, shape in SHAPES.items())


@given(templates)
def test_a_template_survives_json(template: Template) -> None:
    assert template_from_json(template.to_json()) == template


def test_an_unknown_shape_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="circle"):
        template_from_json({**TOUR.to_json(), "shape": "circle"})


@given(templates, dates)
def test_nobody_is_in_two_places_at_one_time(template: Template, start: date) -> None:
    found = _days(template, start, start + 7 * WEEK_LONG)
    asked = Counter((s.date, s.half, s.starts, r) for s in found for names in s.takes.values() for r in names)
    given_by = Counter((s.date, s.half, s.giver) for s in found)
    assert all(count == 1 for count in (*asked.values(), *given_by.values()))


@given(templates, dates)
def test_a_template_gives_only_the_references_it_declares(template: Template, start: date) -> None:
    for session in _days(template, start, start + 7 * WEEK_LONG):
        assert start <= session.date < start + 7 * WEEK_LONG
        assert session.giver == session.takes[GIVER][0]
        assert session.giver in template.staff
        assert (session.place or session.commune) in template.places


@given(repeating, dates)
def test_no_repeated_session_falls_on_a_holiday(template: Template, start: date) -> None:
    assert not any(FRANCE.is_holiday(s.date) for s in _days(template, start, start + 7 * WEEK_LONG))


@given(templates, dates)
def test_cutting_the_range_in_two_changes_nothing(template: Template, start: date) -> None:
    middle, end = start + timedelta(days=17), start + timedelta(days=40)
    assert _days(template, start, end) == _days(template, start, middle) + _days(template, middle, end)


@given(templates, dates)
def test_sessions_start_at_nine_or_two_whatever_the_clocks_do(template: Template, start: date) -> None:
    for department in ("31", "974"):
        calendar = FrenchCalendar(department)
        for session in template.half_days(start, start + 8 * WEEK_LONG, calendar, HOURS):
            assert session.starts.tzinfo == session.ends.tzinfo == calendar.zone
            assert (session.starts.hour, session.half) in {(9, Half.MORNING), (14, Half.AFTERNOON)}


# Calendars of places --------------------------------------------------------------------------------------------------


def test_each_place_keeps_its_own_holidays_and_clocks() -> None:
    week = WeeklyTemplate(
        date(2027, 3, 22),
        (Presence(4, Half.MORNING, "strasbourg", "a"), Presence(4, Half.MORNING, "nancy", "b"),
         Presence(4, Half.MORNING, "saint-denis", "c")),
    )  # fmt: skip
    departments = {"strasbourg": "67", "nancy": "54", "saint-denis": "974"}
    calendars = {key: FrenchCalendar(code) for key, code in departments.items()}
    good_friday = date(2027, 3, 26)
    found = week.half_days(good_friday, good_friday + timedelta(days=1), calendars, HOURS)
    assert [(s.place, s.starts.astimezone(UTC).hour) for s in found] == [("saint-denis", 5), ("nancy", 8)]
    with pytest.raises(UnknownName, match="nancy"):
        week.half_days(good_friday, good_friday + timedelta(days=1), {"strasbourg": FRANCE}, HOURS)


def test_nine_o_clock_is_another_instant_after_the_clocks_change() -> None:
    template = WeeklyTemplate(MONDAY, (Presence(4, Half.MORNING, "ch", "orl"),))
    winter, summer = _days(template, date(2027, 3, 20), date(2027, 4, 3))
    assert winter.starts.astimezone(UTC) == datetime(2027, 3, 26, 8, tzinfo=UTC)
    assert summer.starts.astimezone(UTC) == datetime(2027, 4, 2, 7, tzinfo=UTC)


# Weekly ---------------------------------------------------------------------------------------------------------------


def test_a_presence_every_other_week() -> None:
    template = WeeklyTemplate(MONDAY, (Presence(0, Half.MORNING, "ch", "orl", every_weeks=2, first_week=1),))
    assert [s.date for s in _days(template, MONDAY, MONDAY + 5 * WEEK_LONG)] == [date(2027, 1, 11), date(2027, 1, 25)]


def test_nobody_is_asked_to_be_in_two_places() -> None:
    twice = (Presence(0, Half.MORNING, "chu", "orl"), Presence(0, Half.MORNING, "ch", "orl", every_weeks=2))
    with pytest.raises(ValueError, match="orl is asked twice"):
        WeeklyTemplate(MONDAY, twice)
    in_turn = (
        Presence(0, Half.MORNING, "chu", "orl", every_weeks=2, first_week=1),
        Presence(0, Half.MORNING, "ch", "orl", every_weeks=2),
    )
    assert WeeklyTemplate(MONDAY, in_turn).presences == in_turn


def test_periods_that_meet_only_after_many_weeks_are_detected() -> None:
    first = Presence(0, Half.MORNING, "chu", "orl", every_weeks=5, first_week=1)
    with pytest.raises(ValueError, match="twice"):
        WeeklyTemplate(MONDAY, (first, Presence(0, Half.MORNING, "ch", "orl", every_weeks=7, first_week=5)))


def test_a_kit_is_not_in_two_places_either() -> None:
    both = tuple(Presence(0, Half.MORNING, place, place, takes={"kit": ("case",)}) for place in ("chu", "ch"))
    with pytest.raises(ValueError, match="case is asked twice"):
        WeeklyTemplate(MONDAY, both)


def test_a_nurse_serves_two_rooms_that_begin_at_different_times_and_nobody_gives_both() -> None:
    rooms = (
        Presence(0, Half.MORNING, "chu", "a", takes={"nurse": ("ide",)}),
        Presence(0, Half.MORNING, "ch", "b", takes={"nurse": ("ide",)}, delay=15),
    )
    found = _days(WeeklyTemplate(MONDAY, rooms), MONDAY, MONDAY + WEEK_LONG)
    assert [s.starts.strftime("%H:%M") for s in found] == ["09:00", "09:15"]
    assert found[1].ends - found[1].starts == found[0].ends - found[0].starts
    dated = DatedTemplate(
        tuple(DatedDay(MONDAY, p.place, p.staff, (p.half,), takes=p.takes, delay=p.delay) for p in rooms)
    )
    assert [s.starts for s in _days(dated, MONDAY, MONDAY + WEEK_LONG)] == [s.starts for s in found]
    with pytest.raises(ValueError, match="a is asked twice"):
        WeeklyTemplate(MONDAY, (rooms[0], replace(rooms[1], staff="a")))
    with pytest.raises(ValueError, match="ide is asked twice"):
        WeeklyTemplate(MONDAY, (rooms[0], replace(rooms[1], delay=0)))
    with pytest.raises(ValueError, match="ide is asked twice"):
        DatedTemplate(tuple(replace(day, delay=0) for day in dated.days))
    with pytest.raises(ValueError, match="0 to 120"):
        replace(rooms[0], delay=121)


@pytest.mark.parametrize("change", [{"weekday": 7}, {"first_week": 1}, {"every_weeks": 0}])
def test_an_impossible_presence_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="presence"):
        Presence(**{"weekday": 0, "half": Half.MORNING, "place": "ch", "staff": "orl", **change})  # type: ignore[arg-type]


# Tour -----------------------------------------------------------------------------------------------------------------


def test_a_tour_goes_on_to_the_next_stop_each_week_and_starts_again() -> None:
    found = _days(TOUR, MONDAY, MONDAY + 4 * WEEK_LONG)
    wednesdays = [s for s in found if s.giver == "gp" and s.half is Half.MORNING]
    assert [(s.commune, s.stop, s.place) for s in wednesdays] == [
        ("81000", "Place 0", None), ("81001", "Place 1", None), ("81002", "Place 2", None), ("81000", "Place 0", None),
    ]  # fmt: skip
    assert wednesdays[0].takes == {"vehicle": ("bus",), "giver": ("gp",), "nurse": ("ide",)}
    assert len(found) == 4 * 2 * 2


def test_a_tour_in_the_older_format_is_read() -> None:
    document = TOUR.to_json()
    document["stops"] = [{**stop, "epci": "200000000"} for stop in document["stops"]]
    assert template_from_json(document) == TOUR


@pytest.mark.parametrize("change", [{"stops": ()}, {"stay_weeks": 0}, {"crew": (Crew(0, "a"), Crew(0, "b"))}])
def test_a_tour_that_cannot_run_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="tour"):
        TourTemplate(**{**TOUR.__dict__, **change})  # type: ignore[arg-type]


# Rotation -------------------------------------------------------------------------------------------------------------


def test_a_rotation_gives_each_their_weeks_in_turn() -> None:
    rotation = RotationTemplate("centre", MONDAY, ("a", "b", "c"), stay_weeks=2)
    weeks = [_days(rotation, start, start + WEEK_LONG) for start in (MONDAY + k * WEEK_LONG for k in range(8))]
    assert [{s.giver for s in week} for week in weeks] == [{who} for who in "aabbccaa"]
    assert len(_days(rotation, MONDAY, MONDAY + WEEK_LONG)) == 10
    assert {s.place for s in _days(rotation, MONDAY, MONDAY + WEEK_LONG)} == {"centre"}


@pytest.mark.parametrize(
    "change",
    [{"turns": ()}, {"stay_weeks": 0}, {"weekdays": (0, 0)}, {"weekdays": (7,)}, {"halves": (Half.MORNING,) * 2}],
)
def test_a_rotation_that_cannot_run_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="rotation"):
        RotationTemplate(**{"place": "c", "anchor": MONDAY, "turns": ("a",), **change})  # type: ignore[arg-type]


# Dated ----------------------------------------------------------------------------------------------------------------


def test_dated_days_come_as_they_are_listed() -> None:
    christmas = date(2027, 12, 25)
    template = DatedTemplate((DatedDay(MONDAY, "msp", "gp"), DatedDay(christmas, "msp", "gp", (Half.AFTERNOON,))))
    found = _days(template, MONDAY, date(2028, 1, 1))
    assert [(s.date, s.half) for s in found] == [
        (MONDAY, Half.MORNING), (MONDAY, Half.AFTERNOON), (christmas, Half.AFTERNOON),
    ]  # fmt: skip


def test_a_list_does_not_ask_somebody_twice() -> None:
    with pytest.raises(ValueError, match="gp is asked twice on 2027-01-04"):
        DatedTemplate((DatedDay(MONDAY, "msp", "gp"), DatedDay(MONDAY, "ch", "gp", (Half.MORNING,))))
    with pytest.raises(ValueError, match="one half-day or two"):
        DatedDay(MONDAY, "msp", "gp", ())


ONCE_A_MONTH = st.sampled_from([None, 1, 2, 3, 4, -1])


@given(
    st.tuples(ONCE_A_MONTH, st.integers(1, 4)), st.tuples(ONCE_A_MONTH, st.integers(1, 4)),
    st.integers(0, 3), st.integers(0, 3),
)  # fmt: skip
def test_two_presences_meet_when_some_day_of_ten_years_has_both(
    first: tuple[int | None, int], second: tuple[int | None, int], begins: int, starts: int
) -> None:
    one, other = (
        Presence(0, Half.MORNING, "ch", staff, every_weeks=every, first_week=week % every, of_month=rank)
        for (rank, weeks), week, staff in ((first, begins, "a"), (second, starts, "b"))
        for every in (1 if rank else weeks,)
    )
    days = [MONDAY + timedelta(weeks=k) for k in range(520)]
    both = any(one.falls_on(day, k) and other.falls_on(day, k) for k, day in enumerate(days))
    assert one.meets(other) is both


def test_a_presence_on_the_last_monday_of_the_month_is_kept_in_json() -> None:
    template = WeeklyTemplate(MONDAY, (Presence(0, Half.MORNING, "ch", "orl", of_month=-1),))
    assert template_from_json(template.to_json()) == template
    found = [day.date for day in _days(template, date(2027, 1, 1), date(2027, 4, 1))]
    assert found == [date(2027, 1, 25), date(2027, 2, 22)]  # the last Monday of March is Easter Monday


def test_a_presence_is_not_both_every_few_weeks_and_once_a_month() -> None:
    with pytest.raises(ValueError, match="every few weeks, or on the 1st"):
        Presence(0, Half.MORNING, "ch", "orl", every_weeks=2, of_month=1)


# Agreements -----------------------------------------------------------------------------------------------------------

HALVES = [(weekday, half) for weekday in range(5) for half in Half]
WEEK = WeeklyTemplate(MONDAY, tuple(Presence(w, h, "ch" if k < 5 else "chu", "orl") for k, (w, h) in enumerate(HALVES)))
PARTIES = (Party("chu", 50, 30), Party("ch", 50, 40))
FUNDERS = (Funder("ARS", 20), Funder("Region", 10))


def _agreement(**change: object) -> Agreement:
    sound = {
        "name": "ORL", "pathway": "ORL", "parties": PARTIES, "funders": FUNDERS, "template": WEEK, "starts": MONDAY,
    }  # fmt: skip
    return Agreement(**{**sound, **change})  # type: ignore[arg-type]


def test_a_sound_agreement_has_no_problem() -> None:
    assert agreement_problems(_agreement()) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"parties": (Party("chu", 60, 30), Party("ch", 50, 40))}, "shares of time make 110 %"),
        ({"parties": (Party("chu", 70, 30), Party("ch", 30, 40))}, "ch has 30 % of the time and 50 % of the week"),
        ({"funders": ()}, "shares of money make 70 %"),
        ({"parties": (Party("ch", 100, 70),)}, "at least two establishments"),
        ({"parties": (Party("chu", 50, 30), Party("other", 50, 40))}, "ch, which has not signed"),
    ],
)
def test_an_agreement_whose_shares_do_not_hold_is_refused(change: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        _agreement(**change)


def test_each_stop_comes_back_at_its_own_rhythm() -> None:
    template = RhythmTemplate(
        "bus", MONDAY,
        (StopRhythm(1, Half.MORNING, "81170", "Foirail", "gp"),
         StopRhythm(1, Half.AFTERNOON, "81180", "Mairie", "gp", every_weeks=3, first_week=1)),
    )  # fmt: skip
    found = _days(template, MONDAY, MONDAY + 6 * WEEK_LONG)
    afternoons = [s.date for s in found if s.half is Half.AFTERNOON]
    assert len(found) == 8
    assert afternoons == [MONDAY + timedelta(days=8), MONDAY + timedelta(days=29)]
    assert {(s.commune, s.stop) for s in found} == {("81170", "Foirail"), ("81180", "Mairie")}


@pytest.mark.parametrize(("every", "first"), [(2, 0), (4, 2), (1, 0), (6, 4)])
def test_a_vehicle_is_at_one_stop_at_a_time(every: int, first: int) -> None:
    here = StopRhythm(1, Half.MORNING, "81170", "Foirail", "gp", every_weeks=2)
    with pytest.raises(ValueError, match="Foirail and Mairie"):
        RhythmTemplate("bus", MONDAY, (here, StopRhythm(1, Half.MORNING, "81180", "Mairie", "b", every, first)))
    with pytest.raises(ValueError, match="needs stops"):
        RhythmTemplate("bus", MONDAY, ())
