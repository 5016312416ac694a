"""Junior doctors: stable or gain-maximal matches against all matches of small problems, and who stays."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maillage
from maillage.cli import main
from maillage.errors import BadInputs, ImpossiblePlan
from maillage.planning.match import (
    Aim,
    Housing,
    Junior,
    MatchProblem,
    StayRules,
    Supervisor,
    blocks,
    check_match,
    features_of,
    gain_of,
    match,
    read_match,
    simulate,
)

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def place(name: str, **rest: object) -> Supervisor:
    return replace(Supervisor(name, name, "12202", "one", gain=1.0), **rest)  # type: ignore[arg-type]


def every_match(problem: MatchProblem) -> Iterator[dict[str, str]]:
    """All that keep the rules but stability: the dense reference."""
    names = [one.id for one in problem.juniors]
    for wishes in itertools.product(*(("", *one.wishes) for one in problem.juniors)):
        placed = {name: wish for name, wish in zip(names, wishes, strict=True) if wish}
        if not check_match(problem, placed, stable=False):
            yield placed


@st.composite
def problems(draw: st.DrawFn, couples: bool) -> MatchProblem:
    places = "XYZ"
    names = [f"J{k}" for k in range(draw(st.integers(2, 4)))]
    orders = st.permutations(names)
    shorter = st.permutations(places).flatmap(lambda order: st.integers(1, 3).map(lambda n: tuple(order[:n])))
    folk = [Junior(name, name, draw(shorter), rank=k + 1) for k, name in enumerate(names)]
    sites = [
        place(name, prefers=tuple(draw(orders)), capacity=draw(st.integers(1, 2)), gain=draw(st.integers(0, 5)) * 1.0)
        for name in places
    ]
    if couples:
        folk[:2] = [replace(folk[0], partner="J1"), replace(folk[1], partner="J0")]
        sites = [replace(one, area=draw(st.sampled_from("ab"))) for one in sites]
        folk[-1] = replace(folk[-1], lodged=draw(st.booleans()))
        sites[0] = replace(sites[0], housing="h")
    return MatchProblem(tuple(folk), tuple(sites), (Housing("h", "h", 1),))


@settings(max_examples=40, deadline=None)
@given(problems(couples=False))
def test_single_juniors_get_the_best_stable_match(problem: MatchProblem) -> None:
    found = match(problem)
    assert (found.method, found.stable, check_match(problem, found.placed)) == ("deferred acceptance", True, [])
    for placed in every_match(problem):
        if not check_match(problem, placed):
            for one in problem.juniors:
                best, other = ([*one.wishes, ""].index(m.get(one.id, "")) for m in (found.placed, placed))
                assert best <= other, "no stable match is better for any junior"


@settings(max_examples=25, deadline=None)
@given(problems(couples=True))
def test_couples_beds_and_gains_as_by_all_matches(problem: MatchProblem) -> None:
    try:
        found = match(problem, seconds=5)
    except ImpossiblePlan:
        assert list(every_match(problem)) == [{}]
        return
    every = list(every_match(problem))
    assert found.placed in every
    assert found.exists is any(not check_match(problem, placed) for placed in every)
    assert found.stable is (check_match(problem, found.placed) == [])
    assert found.blocking == min(sum(1 for _ in blocks(problem, placed)) for placed in every)
    most = match(problem, Aim.GAIN, seconds=5)
    assert most.gain == pytest.approx(max(gain_of(problem, placed) for placed in every))
    assert most.bound == pytest.approx(most.gain)


def test_a_couple_may_leave_no_stable_match() -> None:
    """The example of A. Roth and M. Sotomayor (1990): one couple and one single junior, two places."""
    folk = (
        Junior("A", "A", ("X",), 1, partner="B"), Junior("B", "B", ("Y",), 3, partner="A"),
        Junior("C", "C", ("X", "Y"), 2),
    )  # fmt: skip
    problem = MatchProblem(folk, (place("X", prefers=("A", "C")), place("Y", prefers=("C", "B"))))
    found = match(problem)
    assert (found.stable, found.exists, found.blocking) == (False, False, 1)
    assert all(check_match(problem, placed) for placed in every_match(problem))
    assert match(problem).placed == found.placed


def test_accreditation_beds_and_two_places_are_kept() -> None:
    folk = (
        Junior("A", "A", ("X", "Y/Z"), 1), Junior("B", "B", ("Y", "W"), 2, lodged=True),
        Junior("C", "C", ("W",), 3, lodged=True),
    )  # fmt: skip
    sites = (
        place("X", accredited_until=date(2027, 6, 1)), place("Y", semesters=frozenset({1})),
        place("Z"), place("W", capacity=2, housing="h"),
    )  # fmt: skip
    problem = MatchProblem(folk, sites, (Housing("h", "h", 1),))
    assert match(problem).placed == {"A": "Y/Z", "B": "W"}
    told = {
        one.rule
        for wrong in ({"A": "X"}, {"B": "W", "C": "W"}, {"B": "X"}, {"Q": "X"})
        for one in check_match(problem, wrong)
    }
    assert told == {"place", "capacity", "wishes", "names"}
    with pytest.raises(ImpossiblePlan, match="No wish can be granted"):
        match(replace(problem, juniors=(Junior("D", "D", ("X",), 1),)))


def test_the_curve_gives_more_gain_for_more_blocking_pairs() -> None:
    dice = np.random.default_rng(4)
    sites = tuple(place(f"S{k}", gain=float(dice.integers(1, 99)), capacity=2) for k in range(8))
    folk = tuple(
        Junior(f"J{k}", f"J{k}", tuple(f"S{s}" for s in dice.permutation(8)[:4]), rank=k + 1) for k in range(14)
    )
    found = match(MatchProblem(folk, sites), curve=True)
    gains, pairs = [point.gain for point in found.curve], [point.blocking for point in found.curve]
    assert pairs[0] == 0
    assert gains == sorted(gains)
    assert all(point.bound == pytest.approx(point.gain) for point in found.curve)
    assert gains[-1] == pytest.approx(match(MatchProblem(folk, sites), Aim.GAIN).gain)


def test_who_stays_follows_the_assumptions() -> None:
    folk = (Junior("A", "A", ("X",), 1, lodged=True), Junior("B", "B", ("Y", "X"), 2))
    problem = MatchProblem(folk, (place("X", capacity=2, housing="h"), place("Y")), (Housing("h", "h", 1),))
    features = features_of(problem, {"A": "X", "B": "X"})
    assert features.tolist() == [[True, True, True, False], [False, False, True, False]]
    none = dict.fromkeys(("lodged", "first_wish", "one_place", "couple"), (0.0, 0.0, 0.0))
    everybody = simulate(features, StayRules((1.0, 1.0, 1.0), none, (0.0, 0.0, 0.0)), 3, 10)
    assert [(year.low, year.mean, year.high) for year in everybody] == [(10, 10, 10), (20, 20, 20), (30, 30, 30)]
    half = simulate(features, StayRules((0.5, 0.5, 0.5), none, (0.1, 0.1, 0.1)), 4, 60, draws=400)
    expected = list(itertools.accumulate(range(4), lambda there, _: there * 0.9 + 30, initial=0.0))[1:]
    assert [year.mean for year in half] == pytest.approx(expected, rel=0.03)
    ranged = simulate(features, StayRules.load(), 10, 60, draws=200)
    assert all(year.low <= year.mean <= year.high for year in ranged)


JUNIORS = "id,wishes,rank,partner,lodged\nA,X Y,1,B,no\nB,Y X,2,A,no\nC,X,3,,yes\n"
SUPERVISORS = "id,commune,area,capacity,prefers,housing,gain\nX,31483,Comminges,2,C A,h,10\nY,31042,Comminges,1,,,30\n"


def run(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main(["plan", *arguments])
    assert stop.value.code == code
    read = capsys.readouterr()
    return read.out + read.err


def test_a_match_is_written_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"juniors": JUNIORS, "supervisors": SUPERVISORS, "housing": "id,beds\nh,1\n"}
    ask: list[str] = []
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text)
        ask += [f"--{name}", str(tmp_path / f"{name}.csv")]
    out = tmp_path / "match.json"
    said = run(capsys, 0, "match", *ask, "--out", str(out), "--curve", "--years", "2", "--a-year", "5")
    assert "placed      3 of 3, 3 on their first wish" in said
    assert "stable      yes" in said
    assert "stays       year 2" in said
    document = json.loads(out.read_text())
    jsonschema.validate(document, json.loads((SCHEMAS / "match.json").read_text()))
    assert "Right match: 3 of 3 juniors placed, stable" in run(capsys, 0, "check", str(out))
    document["match"][0]["wish"], document["gain"] = "Y", 99.0
    out.write_text(json.dumps(document))
    changed = run(capsys, 2, "check", str(out))
    assert "content was changed" in changed
    assert "Broken rule capacity" in changed


def test_all_problems_of_the_tables_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "j.csv").write_text("id,wishes,rank,partner\nA,X Q,0,B\nB,,2,C\nC/D,X X,3,\n")
    (tmp_path / "s.csv").write_text("id,commune,prefers,refuses,housing,gain\nX,31483,A Z,A,h,1\nY,31042,,,,\n")
    with pytest.raises(BadInputs) as refused:
        read_match(tmp_path / "j.csv", tmp_path / "s.csv")
    told = {(one.path.name, one.line, one.column) for one in refused.value.problems}
    assert told == {
        ("j.csv", 2, "wishes"), ("j.csv", 2, "rank"), ("j.csv", 2, "partner"), ("j.csv", 3, "wishes"),
        ("j.csv", 3, "partner"), ("j.csv", 4, "id"), ("j.csv", 4, "wishes"),
        ("s.csv", 2, "prefers"), ("s.csv", 2, "refuses"), ("s.csv", 2, "housing"), ("s.csv", 3, "gain"),
    }  # fmt: skip


def test_gains_are_those_of_the_operator_where_the_table_has_none(tmp_path: Path) -> None:
    juniors, supervisors = tmp_path / "j.csv", tmp_path / "s.csv"
    juniors.write_text("id,wishes,rank\nA,X Y,1\nB,X,2\n")
    supervisors.write_text("id,commune\nX,2A004\nY,2B096\n")
    one, _ = maillage.match_juniors(juniors, supervisors, region="Corse")
    two, _ = maillage.match_juniors(juniors, supervisors, region="Corse", doctors=2.0)
    gains = [file.problem.supervisor["X"].gain or 0.0 for file in (one, two)]
    assert 0 < gains[0] < gains[1] < 2 * gains[0], "the value of access rises, less and less"
    assert one.match.gain == pytest.approx(gain_of(one.problem, one.match.placed), abs=0.01)
