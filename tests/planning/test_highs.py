"""The layer over HiGHS keeps standard output for results."""

from __future__ import annotations

import os

import pytest

from maillage.planning.highs import _silence


def test_what_a_library_prints_does_not_reach_the_output(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(1, b"before ")
    with _silence():
        os.write(1, b"an internal line of a solver")
    os.write(1, b"after")
    assert capfd.readouterr().out == "before after"
