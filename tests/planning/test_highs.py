"""The layer over HiGHS keeps solver messages out of standard output."""

from __future__ import annotations

import os

import pytest

from maillage.planning.solving.highs import ModelBuilder, _silence


def test_solver_output_does_not_reach_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(1, b"before ")
    with _silence():
        os.write(1, b"an internal line of a solver")
    os.write(1, b"after")
    assert capfd.readouterr().out == "before after"


@pytest.mark.parametrize("integral", [False, True])
def test_bounds_of_a_column_can_be_changed_for_one_run(integral: bool) -> None:
    builder = ModelBuilder()
    days = builder.add_columns("days", 2, upper=4.0, value=[1.0, 2.0], integer=True)
    builder.put(builder.add_rows("together", 1, upper=5.5), days, 1.0)
    assert builder.solve(integral=integral, within={1: (0.0, 2.0)}).block(days).tolist() == [
        3.0 if integral else 3.5,
        2.0,
    ]
    assert not builder.solve(integral=integral, within={0: (5.0, 6.0), 1: (1.0, 2.0)}).feasible
    assert builder.solve(integral=integral).block(days).tolist() == [1.0 if integral else 1.5, 4.0]
