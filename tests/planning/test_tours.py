"""Tours of a bus: the best of all tours on small problems, published problems, the independent check, and the files."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maillage
from maillage.analysis.world import times as times_of_the_mesh
from maillage.errors import BadInput, BadInputs, ImpossiblePlan, MaillageError
from maillage.planning.tours import (
    Rhythm,
    Series,
    Stop,
    Team,
    Tour,
    TourProblem,
    TourRules,
    bound_of,
    driven,
    file_of_published,
    length_of_day,
    make_tour,
    people_of,
    read_pvrpif,
    read_tour,
    search,
    weekdays_of,
    with_best_drives,
)
from maillage.planning.tours.checker import broken_rules
from maillage.planning.tours.problem import FAR
from maillage.territory import Territory
from tests.planning.cases import run_plan

DOCS = Path(__file__).resolve().parents[2] / "docs"
TARN = [DOCS / "examples" / f"tarn-{name}.csv" for name in ("stops", "teams", "today")]


@st.composite
def problems(draw: st.DrawFn) -> TourProblem:
    """Two or three series on four days, with a relay or without, one vehicle or two."""
    count, relays = draw(st.integers(2, 3)), draw(st.booleans())
    size = 1 + count + relays
    ways = draw(st.lists(st.integers(1, 40), min_size=size * size, max_size=size * size))
    minutes = np.array(ways, dtype=np.int64).reshape(size, size)
    np.fill_diagonal(minutes, 0)
    rhythms = st.lists(
        st.tuples(st.sampled_from([(0,), (1,), (3,), (0, 2), (1, 3), (0, 1, 2, 3)]), st.integers(0, 150)),
        min_size=1, max_size=3,
    )  # fmt: skip
    series = tuple(
        Series(k, draw(st.integers(0, 30)), draw(st.integers(1, 2)),
               tuple(Rhythm(days, float(value)) for days, value in draw(rhythms)), draw(st.sampled_from([0, 20])))
        for k in range(1, 1 + count)
    )  # fmt: skip
    return TourProblem(
        minutes, series, 4, draw(st.integers(1, 2)), draw(st.integers(2, 3)), draw(st.integers(60, 160)),
        relays=(size - 1,) if relays else (), longest_power=draw(st.sampled_from([20, FAR])),
    )  # fmt: skip


def way(problem: TourProblem, route: tuple[int, ...]) -> int:
    """Minutes of a route by trying every choice of the calls after which the vehicle is emptied."""
    if not route:
        return 0
    best = FAR
    for emptied in itertools.product((False, True), repeat=len(route)):
        if bool(problem.relays) != emptied[-1] or (any(emptied) and not problem.relays):
            continue
        here, load, minutes = 0, 0, 0
        for number, empty in zip(route, emptied, strict=True):
            one = problem.series[number]
            minutes += int(problem.minutes[here, one.node])
            here, load = one.node, load + one.load
            if load > problem.capacity:
                break
            if empty:
                minutes += int(problem.minutes[here, problem.relays[0]])
                here, load = problem.relays[0], 0
        else:
            best = min(best, minutes + int(problem.minutes[here, 0]))
    return best


def best_day(problem: TourProblem, visits: tuple[int, ...]) -> float:
    """Least minutes of the visits of a day over all splits among the vehicles and all orders."""
    best = float("inf")
    for owners in itertools.product(range(problem.vehicles), repeat=len(visits)):
        whole = 0.0
        for vehicle in range(problem.vehicles):
            own = [k for k, owner in zip(visits, owners, strict=True) if owner == vehicle]
            stays, power = (sum(getattr(problem.series[k], name) for k in own) for name in ("stay", "power"))
            least = min(way(problem, order) for order in itertools.permutations(own))
            fits = least < FAR and least + stays <= problem.longest and power <= problem.longest_power
            whole += least if fits else float("inf")
        best = min(best, whole)
    return best


def best_of_all(problem: TourProblem) -> float:
    """The objective of the best of all tours: the dense reference."""
    best = 0.0
    for chosen in itertools.product(*((None, *one.rhythms) for one in problem.series)):
        worth = sum(rhythm.value for rhythm in chosen if rhythm is not None)
        if worth <= best:
            continue
        for day in range(problem.days):
            visits = tuple(k for k, rhythm in enumerate(chosen) if rhythm is not None and day in rhythm.days)
            worth -= best_day(problem, visits)
        best = max(best, worth)
    return best


@settings(max_examples=25, deadline=None)
@given(problems())
def test_the_search_finds_the_best_of_all_tours_and_the_bound_is_one(problem: TourProblem) -> None:
    best, found = best_of_all(problem), make_tour(problem, 1, 0.05)
    assert found.objective == pytest.approx(best)
    bound = bound_of(problem, 5)
    assert bound >= best - 1e-6
    if not problem.relays:
        assert bound == pytest.approx(best), "with few stops a day the model is exact"
    assert file_of_published(problem, replace(found, bound=max(bound, best)), Path("x")).broken() == []


@settings(max_examples=40, deadline=None)
@given(problems(), st.permutations(range(4)))
def test_minutes_of_a_route_are_those_of_the_best_places_to_empty_it(problem: TourProblem, order: list[int]) -> None:
    route = tuple(k for k in order if k < len(problem.series))
    assert driven(problem, route) == way(problem, route)


def test_the_same_seed_gives_the_same_tour() -> None:
    problem = drawn(5)
    assert search(problem, 3, 0.5) == search(problem, 3, 0.5)
    more = make_tour(problem, 3, 4)
    assert more.objective >= make_tour(problem, 3, 0.05).objective
    assert more.bound >= more.objective


def drawn(seed: int) -> TourProblem:
    dice = np.random.default_rng(seed)
    where = dice.random((13, 2)) * 30
    minutes = np.ceil(np.hypot(*(where[:, None] - where[None]).transpose(2, 0, 1))).astype(np.int64)
    gaps = (1, 2, 3, 6)
    series = tuple(
        Series(k, 10, 1, tuple(
            Rhythm(tuple(range(first, 12, gap)), 60.0 * np.sqrt(12 / gap)) for gap in gaps for first in range(gap)
        ))
        for k in range(1, 13)
    )  # fmt: skip
    return TourProblem(minutes, series, 12, 1, 4, 140)


def test_pyvrp_shortens_a_day_and_keeps_its_limits() -> None:
    problem = replace(drawn(7), relays=(), capacity=6, longest=400)
    day = tuple(range(6))
    bad = Tour((None,) * 12, ((day,), *(((),) * 11)))
    better = with_best_drives(problem, bad, seed=1, iterations=300).routes[0]
    assert sorted(k for route in better for k in route) == list(day)
    least = min(driven(problem, route) for route in itertools.permutations(day))
    assert sum(driven(problem, route) for route in better) == least < driven(problem, day)
    assert all(length_of_day(problem, route) <= problem.longest for route in better)


@pytest.mark.reference
@pytest.mark.parametrize("name", ["Milano_020_4_0", "Milano_020_6_0", "Milano_030_4_3"])
def test_published_problems_come_within_two_percent(name: str, reference_data: Path, tmp_path: Path) -> None:
    folder = reference_data / "planning" / "pvrpif"
    with (folder / "best_known.csv").open() as rows:
        known = {row["instance"]: float(row["best_ub"].rstrip("*")) for row in csv.DictReader(rows)}
    out = tmp_path / "tour.json"
    assert run_plan("tour", "--pvrpif", folder / f"{name}.geojson", "--seconds", 4, "--out", out) == 0
    document = json.loads(out.read_text("utf-8"))
    problem = read_pvrpif(folder / f"{name}.geojson")
    assert document["figures"]["visits"] == sum(len(one.rhythms[0].days) for one in problem.series)
    assert document["figures"]["driven"] <= 1.02 * known[name]
    assert document["figures"]["driven"] >= known[name], "nobody has found a shorter one"
    assert run_plan("check", out) == 0


def test_the_bus_of_the_tarn_meets_more_than_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stops, teams, today = TARN
    out = tmp_path / "tour.json"
    told = ("--stops", stops, "--teams", teams, "--depot", "81004", "--today", today, "--seconds", 5, "--out", out)
    assert run_plan("tour", *told) == 0
    printed = capsys.readouterr()
    assert "Monestiés" in printed.out
    assert "estimated" in printed.err
    document = json.loads(out.read_text("utf-8"))
    jsonschema.validate(document, json.loads((DOCS / "schemas" / "tour.json").read_text("utf-8")))
    new, old = document["figures"], document["today"]
    assert old["visits"] == 48
    assert old["met"] <= 48 * 18
    assert new["worth"] > old["worth"], "the appointments go where they count more"
    assert new["weeks_between"] < old["weeks_between"] / 4
    assert document["bound"] <= 1.1 * document["objective"]
    day = document["tour"][0]
    assert date.fromisoformat(day["date"]).weekday() in (0, 1, 2, 3)
    assert run_plan("check", out) == 0
    changed = {**document, "objective": document["objective"] + 1}
    out.write_text(json.dumps(changed), "utf-8")
    assert run_plan("check", out) == 2
    assert "Broken rule objective" in capsys.readouterr().err


Keys = tuple[str | int, ...]
CHANGES: list[tuple[str, dict[Keys, object]]] = [
    ("day", {("limits", "longest"): 100}),
    ("load", {("limits", "capacity"): 0}),
    ("generator", {("limits", "longest_power"): 5, ("series", 0, "power"): 6}),
    ("vehicles", {("limits", "vehicles"): 0}),
    ("team", {("tour", 0, "team"): "other"}),
    ("visits", {("tour",): []}),
    ("visits", {("series", 0, "days"): [11]}),
    ("spacing", {("series", 0, "every"): 5, ("series", 0, "days"): [0, 6]}),
    ("driven", {("figures", "driven"): 1}),
    ("driven", {("tour", 0, "driven"): 1}),
    ("bound", {("bound",): -1e9}),
    ("stay", {("tour", 0, "routes", 0, 0, "leaves"): 0}),
]


@pytest.mark.parametrize(("rule", "changes"), CHANGES)
def test_the_checker_refuses_a_changed_tour(rule: str, changes: dict[Keys, object]) -> None:
    problem = drawn(11)
    document = file_of_published(problem, make_tour(problem, 1, 0.5), Path("x")).to_document()
    assert broken_rules(document) == []
    for path, value in changes.items():
        row: Any = document
        for key in path[:-1]:
            row = row[key]
        row[path[-1]] = value
    assert rule in {one.rule for one in broken_rules(document)}


def test_people_count_for_their_nearest_stop_and_are_taken_as_given(territory: Territory) -> None:
    rules = TourRules.load()
    times = times_of_the_mesh()
    saussenac, marsal = Stop("a", "a", "81277"), Stop("b", "b", "81026")
    alone, both = (
        people_of(territory, times, [saussenac], rules),
        people_of(territory, times, [saussenac, marsal], rules),
    )
    assert 0 < both["a"] < alone["a"]
    twins = people_of(territory, times, [saussenac, replace(saussenac, id="c")], rules)
    assert twins["a"] == pytest.approx(twins["c"]) == pytest.approx(alone["a"] / 2)
    assert people_of(territory, times, [replace(saussenac, people=40.0)], rules) == {"a": 40.0}


def team(name: str, weekdays: set[int], days: int) -> Team:
    return Team(name, name, frozenset(weekdays), days, 9, 3)


def test_each_weekday_has_one_team_and_days_move_to_make_room() -> None:
    crews = team("a", {0, 1, 2}, 2), team("b", {0}, 1), team("c", {1, 3}, 1)
    taken = weekdays_of(crews)
    assert sorted(taken.values()) == ["a", "a", "b", "c"]
    assert all(day in next(one for one in crews if one.id == name).weekdays for day, name in taken.items())
    with pytest.raises(MaillageError, match=r"no day left for team 'd'.*d \(1 days\)"):
        weekdays_of((*crews, team("d", {0}, 1)))


@given(st.floats(0, 500), st.floats(0, 500), st.floats(1, 500))
def test_more_appointments_are_worth_more_up_to_those_asked_for(fewer: float, more: float, asked: float) -> None:
    worth = TourRules.load().worth
    low, high = sorted((fewer, more))
    assert worth(asked, low) <= worth(asked, high) <= high + 1e-9
    assert worth(asked, 2 * asked) == worth(asked, asked)
    assert worth(0.0, high) == 0.0


def test_every_problem_of_the_tables_is_told_with_row_and_column(tmp_path: Path, territory: Territory) -> None:
    stops, teams, today = (tmp_path / f"{name}.csv" for name in ("stops", "teams", "today"))
    stops.write_text("id,commune,people,parking,least,most\na,99999,,,,\na,81292,-3,no,5,2\n")
    teams.write_text("id,weekdays,days_a_week\ngp,mon,3\nnurse,lundi,\n")
    today.write_text("date,stop,team\n2027-01-32,a,gp\n2027-01-04,z,\n")
    with pytest.raises(BadInputs) as caught:
        read_tour(stops, teams, today, territory, TourRules.load())
    told = [(one.path.stem, one.line, one.column) for one in caught.value.problems]
    assert told == [
        ("stops", 3, "id"), ("stops", 2, "commune"), ("stops", 3, "parking"), ("stops", 3, "most"),
        ("stops", 3, "people"),
        ("teams", 2, "days_a_week"), ("teams", 3, "weekdays"),
        ("today", 2, "date"), ("today", 3, "stop"), ("today", 3, "team"),
    ]  # fmt: skip


def test_what_no_day_can_hold_is_refused_by_name(tmp_path: Path) -> None:
    stops, teams = tmp_path / "stops.csv", tmp_path / "teams.csv"
    stops.write_text("id,commune,name,generator\nfar,31483,Saint-Gaudens,\nnear,81292,Tanus,yes\n")
    teams.write_text("id,weekdays\ngp,wed\n")
    with pytest.raises(ImpossiblePlan, match=r"Saint-Gaudens: \d+ minutes of road.*Tanus: its generator would run 180"):
        maillage.plan_tour(stops, teams, "81004", hours=6, generator_hours=1, seconds=0.1)
    with pytest.raises(MaillageError, match="hours"):
        maillage.plan_tour(stops, teams, "81004", hours=11)
    with pytest.raises(MaillageError, match="54 weeks"):
        maillage.plan_tour(stops, teams, "81004", weeks=54)


def test_holidays_have_no_visit_and_promised_visits_are_kept(tmp_path: Path) -> None:
    stops, teams = tmp_path / "stops.csv", tmp_path / "teams.csv"
    stops.write_text("id,commune,people,least\nfew,81203,2,2\nmany,81277,900,\n")
    teams.write_text("id,weekdays\ngp,mon\n")
    file = maillage.plan_tour(stops, teams, "81004", start="2027-03-15", weeks=4, stops_a_day=1, seconds=1)
    assert file.start == date(2027, 3, 15)
    assert "2027-03-29" not in {out.date for out in file.tour}, "Easter Monday"
    assert [len(one.days) for one in file.series] == [2, 1]
    assert file.broken() == []


@pytest.mark.parametrize("text", ["{", "{}", '{"info": {}, "features": [], "duration": []}'])
def test_a_file_that_is_no_published_problem_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text)
    with pytest.raises(BadInput, match="not a published tour problem"):
        read_pvrpif(path)
