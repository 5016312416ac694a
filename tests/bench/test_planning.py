"""The benchmark of plans: the same seed gives the same problem, and no engine surpasses a proven bound."""

from __future__ import annotations

import pytest

from maillage.bench.planning import SIZES, bench_planning, invented
from maillage.planning.solving.multipliers import Frame
from maillage.planning.solving.quota import QuotaSearch


def test_the_seed_alone_makes_the_problem() -> None:
    assert invented(SIZES["quick"], 3).digest == invented(SIZES["quick"], 3).digest
    assert invented(SIZES["quick"], 3).digest != invented(SIZES["quick"], 4).digest


@pytest.mark.parametrize("openings", [False, True])
def test_the_daily_programme_has_the_same_optimum_and_our_engine_is_no_worse(openings: bool) -> None:
    report = bench_planning("quick", 2.0, openings=openings)
    assert all(report.checks.values())
    ours, *peers = report.rows
    assert ours.engine.startswith("maillage")
    assert [row.engine.split(",")[0] for row in peers] == ["highs", "cp-sat"]
    for row in report.rows:
        if row.detail:
            assert row.detail["bound"] >= ours.detail["objective"] * (1 - 1e-4)
            assert row.detail["objective"] <= ours.detail["bound"] * (1 + 1e-4)


def test_sites_and_doctors_are_as_many_as_the_size_says() -> None:
    data = invented(SIZES["regional"], 1)
    assert (len(data.areas), len(data.sites), len(data.doctors)) == (28, 84, 300)
    assert Frame(data).limits.any()
    assert QuotaSearch(data, seed=1, node_limit=1, time_limit=lambda: 1.0).large
