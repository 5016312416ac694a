"""The replay of the bus: it starts where the bus was, is repeatable, and its assumptions matter."""

from __future__ import annotations

import numpy as np
import pytest

from maillage.bench.noshow import MEASURES, bench_noshow, halved, make_case, replay
from maillage.parameters import load_toml
from maillage.site.booking.risk import rules


def test_the_bus_starts_at_44_percent_and_ends_under_15() -> None:
    report = bench_noshow(60, 1)
    assert all(report.checks.values()), report.to_text()
    idle = [row.detail["idle"] for row in report.rows]
    assert idle[0] == pytest.approx(135 / 304, abs=0.02)
    assert idle[len(MEASURES) - 1] < 0.15
    assert idle[-1] > idle[len(MEASURES) - 1]


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    first, again, other = (bench_noshow(10, seed).to_json() for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_as_many_are_missed_as_were_counted_whatever_the_seed() -> None:
    values = load_toml("maillage.bench", "noshow_bus")
    for seed in range(5):
        case = make_case(values, rules(), seed)
        assert case.risk.mean() == pytest.approx(1 - 169 / 304, abs=1e-6)
        assert len(case.risk) == 304
        assert case.days == 36
        assert np.corrcoef(case.delay, case.risk)[0, 1] > 0.5


def test_measures_without_effect_change_nothing() -> None:
    values = load_toml("maillage.bench", "noshow_bus")
    case = make_case(values, rules(), 1)
    nothing = case
    for _ in range(60):
        nothing = halved(nothing)
    assert np.mean(replay(nothing, 4, 20, 1).idle) == pytest.approx(np.mean(replay(case, 0, 20, 1).idle), abs=1e-9)
