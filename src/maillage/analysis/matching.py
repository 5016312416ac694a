"""``match_juniors``: which junior doctor goes to which supervisor, stable or with the most access gained."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.analysis.access import measure
from maillage.analysis.inputs import date_of, number_within, one_of, rows_named, whole_number
from maillage.analysis.world import territory
from maillage.planning.match import (
    Aim,
    MatchFile,
    StayRules,
    features_of,
    match,
    read_match,
    simulate,
    with_gains,
)

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike

__all__ = ["match_juniors"]


def match_juniors(
    juniors: Path | str,
    supervisors: Path | str,
    housing: Path | str | None = None,
    *,
    aim: str = "stable",
    curve: bool = False,
    years: int = 0,
    a_year: int = 60,
    stays: Path | None = None,
    start: date | str = "2026-11-02",
    doctors: float = 1.0,
    region: str = "76",
    seed: int = 1,
    seconds: float = 20.0,
    supply: TableLike | None = None,
    need: TableLike | None = None,
    supply_year: int | None = None,
    times: TimesLike | None = None,
) -> tuple[MatchFile, tuple[str, ...]]:
    """Match the juniors; returns the file and the notices of the measure of access.

    Where the table of supervisors gives no ``gain``, that of a junior who sees as many patients as ``doctors`` GPs is
    the value of the access added in a year, by the operator of access of ``region`` and the value of access of the
    planner, each place alone: the gain of several near each other is at most the sum. ``aim``: ``stable`` or ``gain``;
    ``curve``, ``seed`` and ``seconds`` as in :func:`maillage.planning.match.match`. ``years`` simulates who stays if
    ``a_year`` juniors come each year. Raises ``BadInput`` naming row and column, ``ImpossiblePlan``.

    ```python
    from pathlib import Path

    Path("juniors.csv").write_text("id,wishes,rank\\nA,X Y,1\\nB,X,2\\n")
    Path("supervisors.csv").write_text("id,commune,gain\\nX,31483,900\\nY,31042,1200\\n")
    file, notices = maillage.match_juniors("juniors.csv", "supervisors.csv", years=10)
    file.match.placed
    ```
    """
    goal, years = Aim(one_of("aim", aim, tuple(Aim))), whole_number("years", years, 0, "10")
    doctors, seconds = number_within("doctors", doctors, 0, 1000, "1"), number_within("seconds", seconds, 0, 1e6, "20")
    with rows_named():
        lists = read_match(Path(juniors), Path(supervisors), None if housing is None else Path(housing))
        problem = replace(lists, start=date_of("start", start))
    notices: tuple[str, ...] = ()
    if any(one.gain is None for one in problem.supervisors):
        access = measure(region, supply, need, times=times, supply_year=supply_year)
        problem, notices = with_gains(problem, territory(), access.model, doctors), access.notices
    found = match(problem, goal, seed, seconds, curve)
    rules = StayRules.load(stays)
    there = simulate(features_of(problem, found.placed), rules, years, a_year, seed) if years else ()
    return MatchFile(problem, found, there), notices
