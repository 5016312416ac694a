"""Where to open: optimal on small problems and on published ones, bounds proven, marginal gains exact."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maillage
from maillage.cli import main
from maillage.errors import BadInput, BadInputs, ImpossiblePlan
from maillage.planning.openings import (
    AccessGain,
    Location,
    choose,
    choose_for_access,
    coverage,
    open_for_coverage,
    open_for_median,
    read_candidates,
    read_costs,
    read_pmed,
)
from maillage.territory import Territory

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def every_choice(candidates: int, count: int, opened: frozenset[int]) -> list[np.ndarray]:
    chosen = itertools.combinations(range(candidates), count)
    return [np.array(one) for one in chosen if opened <= set(one)]


def drawn(seed: int, n: int, m: int, *, whole: bool) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    here, there = rng.random((n, 1, 2)), rng.random((1, m, 2))
    cost = 100 * np.hypot(*(here - there).transpose(2, 0, 1))
    weight = rng.integers(1, 9, n).astype(float)
    return (np.rint(cost), weight) if whole else (cost, weight)


@given(st.integers(0, 10_000), st.integers(1, 5), st.booleans(), st.booleans(), st.integers(0, 2))
@settings(max_examples=40)
def test_choices_are_the_best_of_all_and_marginals_exact(
    seed: int, count: int, whole: bool, covering: bool, already: int
) -> None:
    cost, weight = drawn(seed, 25, 9, whole=whole)
    opened = frozenset(range(min(already, count)))
    problem = Location(coverage(cost, 30) if covering else cost, weight, count, opened=opened)
    found = choose(problem)
    least = min(problem.value(sites) for sites in every_choice(9, count, opened))
    assert found.objective == pytest.approx(least, rel=1e-9, abs=1e-9)
    assert problem.value(found.sites) == pytest.approx(found.objective)
    assert found.bound <= found.objective + 1e-9
    assert found.gap <= 1e-6
    assert opened <= set(found.sites.tolist())
    for site in range(9):
        others = np.setdiff1d(found.sites, [site])
        if len(others):
            saved = problem.value(others) - problem.value(np.union1d(found.sites, [site]))
            assert found.marginal[site] == pytest.approx(saved, abs=1e-6)


def test_a_search_cut_short_states_a_bound_that_holds() -> None:
    cost, weight = drawn(3, 120, 60, whole=False)
    problem = Location(cost, weight, 6)
    short, whole = choose(problem, seconds=1e-4), choose(problem)
    assert short.bound <= whole.objective <= short.objective
    assert short.gap > whole.gap


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(0, 1))
@settings(max_examples=25)
def test_sites_gain_most_access_and_their_marginal_gains_are_exact(seed: int, count: int, already: int) -> None:
    rng = np.random.default_rng(seed)
    gain = rng.random((6, 9)) * (rng.random((6, 9)) < 0.5) * 3
    opened = frozenset(range(already))
    problem = AccessGain(gain, 3 * rng.random(6), rng.integers(1, 9, 6) * 1e3, count, opened=opened)
    found = choose_for_access(problem)
    most = max(problem.value(sites) for sites in every_choice(9, count, opened))
    assert found.objective == pytest.approx(most, rel=1e-6)
    assert found.bound >= most * (1 - 1e-9)
    for site in set(range(9)) - opened:
        others = np.setdiff1d(found.sites, [site])
        added = problem.value(np.union1d(found.sites, [site])) - problem.value(others)
        assert found.marginal[site] == pytest.approx(added, rel=1e-9, abs=1e-6)


@pytest.mark.reference
@pytest.mark.parametrize("number", range(1, 11))
def test_problems_of_the_or_library_are_solved_to_their_optima(reference_data: Path, number: int) -> None:
    folder = reference_data / "planning" / "pmed"
    lines = (folder / "optima.txt").read_text().split("\n")[1:]
    optima = {name: int(value) for name, value in (line.split() for line in lines if line)}
    found = choose(read_pmed(folder / f"pmed{number}.txt"))
    assert (found.objective, found.bound) == (optima[f"pmed{number}"], optima[f"pmed{number}"])


@pytest.mark.reference
def test_the_values_expected_by_spopt_are_reproduced(reference_data: Path, tmp_path: Path) -> None:
    """PySAL spopt, tests of PMedian and MCLP on 205 census tracts and 16 stores of San Francisco."""
    source = reference_data / "planning" / "spopt" / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    table = tmp_path / "costs.csv"
    with source.open(newline="") as rows, table.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("demand", "site", "cost", "weight"))
        writer.writerows((r["DestinationName"], r["name"], r["distance"], r["demand"]) for r in csv.DictReader(rows))
    costs = read_costs(table)
    names = [(one, one, "") for one in costs.sites]
    median = open_for_median(Location(costs.cost, costs.weight, 4), names, "SF")
    assert median.mean == pytest.approx(2982.1268579890657, rel=1e-9)
    covering = Location(coverage(costs.cost, 5000), costs.weight, 4)
    chosen = open_for_coverage(covering, names, "SF")
    uncovered = (covering.cost[:, [k for k, one in enumerate(chosen.sites) if one.open]] == 1).all(axis=1).sum()
    assert uncovered == 21
    assert 100 * (1 - uncovered / len(costs.demand)) == pytest.approx(89.75609756097561)


@pytest.mark.usefixtures("stored_data")
def test_openings_gain_what_a_scenario_of_the_same_doctors_gains(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = maillage.open_sites("Corse", 2, doctors=2)
    sites = opened.openings.opened
    assert len(sites) == 2
    scenario = maillage.measure("all").what_if({one.commune: 2 for one in sites}).by("epci").frame.set_index("code")
    after = opened.territories.frame.set_index("code")
    assert np.allclose(after["after"], scenario["apl"][after.index], rtol=1e-9)
    out = tmp_path / "open.json"
    opened.save(out)
    document = json.loads(out.read_text())
    jsonschema.validate(document, json.loads((SCHEMAS / "openings.json").read_text()))
    # A site that is open already counts, and adds nothing.
    candidates = tmp_path / "candidates.csv"
    first, *others = [one.commune for one in opened.openings.sites]
    rows = [f"A,{first},yes", *(f"B{k},{code}," for k, code in enumerate(others))]
    candidates.write_text("\n".join(("id,commune,open", *rows)))
    given_ = ["--candidates", str(candidates), "--out", str(out)]
    arguments = ["plan", "open", "--region", "Corse", "--count", "2", *given_]
    for method in ("access", "median", "coverage"):
        with pytest.raises(SystemExit) as stop:
            main([*arguments, "--method", method])
        assert stop.value.code == 0
        document = json.loads(out.read_text())
        jsonschema.validate(document, json.loads((SCHEMAS / "openings.json").read_text()))
        assert document["sites"][0]["open"]
        assert document["gap"] <= 1e-6
        assert "gap         0.0000%" in capsys.readouterr().out
    candidates.write_text("id,commune,open\nA,99999,\nA,,maybe\n")
    with pytest.raises(BadInputs) as refused:
        read_candidates(candidates, territory)
    assert [(one.line, one.column) for one in refused.value.problems] == [
        (3, "id"), (2, "commune"), (3, "commune"), (3, "open"),
    ]  # fmt: skip


def test_all_problems_of_a_table_of_costs_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text("demand,site,cost,weight\na,x,1,2\na,y,much,2\na,x,2,2\n,y,1,1\nb,x,-4,1\nb,y,2,3\n")
    with pytest.raises(BadInputs) as refused:
        read_costs(path)
    told = [(one.line, one.column) for one in refused.value.problems]
    assert told == [(5, "demand"), (3, "cost"), (4, "site"), (6, "cost"), (7, "weight")]
    assert str(refused.value).count("\n") == 5


def test_what_cannot_be_solved_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cost, weight = drawn(1, 5, 3, whole=True)
    with pytest.raises(ImpossiblePlan, match="Choose a number from 1 to 3"):
        Location(cost, weight, 4)
    problem = Location(cost, weight, 1)
    with pytest.raises(ImpossiblePlan, match="2 sites are open already"):
        replace(problem, opened=frozenset({0, 1}))
    path = tmp_path / "pmed.txt"
    path.write_text("3 2 1\n1 2 4\n2 9 1\n")
    with pytest.raises(BadInput, match="line 3: there is no node 9"):
        read_pmed(path)
    table = tmp_path / "costs.csv"
    table.write_text("demand,site,cost\na,x,1\nb,x,2\nb,y,1\n")
    with pytest.raises(SystemExit) as stop:
        main(["plan", "open", "--costs", str(table), "--count", "1", "--out", str(tmp_path / "o.json")])
    assert stop.value.code == 2
    assert "lacks the cost of 1 pairs" in capsys.readouterr().err
