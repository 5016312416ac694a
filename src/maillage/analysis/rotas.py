"""``fill_rota``: who takes which evening, night, weekend and holiday, as fairly as can be, with the proof."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from maillage.analysis.inputs import date_of, given, number_within, rows_named, whole_number
from maillage.errors import AllAtOnce, MaillageError
from maillage.planning import rota

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike

__all__ = ["fill_rota"]

MOST_WEEKS = 53


def fill_rota(
    people: TableLike,
    duties: TableLike,
    start: date | str,
    *,
    weeks: int = 13,
    department: str = "",
    rules: Path | str | None = None,
    seed: int = 1,
    seconds: float = 20.0,
    gap: float = 0.01,
) -> rota.RotaFile:
    """Fill the duties of ``weeks`` weeks from the Monday ``start``; the same seed gives the same rota.

    ``people`` and ``duties`` are tables as :mod:`maillage.planning.rota.lists` describes them, ``department`` tells
    holidays and clock, ``rules`` is a TOML file in place of the package's. The search ends at the relative ``gap``, or
    after an effort of about ``seconds``. ``file.write("rota.json")`` writes the result. Raises ``BadInput`` or
    ``BadRequest`` with every problem of tables and figures, ``ImpossibleRota`` with the smallest change that would make
    a rota possible.

    ```python
    import pandas as pd

    people = pd.DataFrame({"id": ["A", "B", "C"], "sectors": ["N"] * 3})
    duties = pd.DataFrame({"id": ["e"], "days": ["mon thu"], "starts": ["20:00"], "ends": ["00:00"], "sector": ["N"]})
    file = maillage.fill_rota(people, duties, "2027-01-04", weeks=3)
    file.rota.filled, file.rota.gap
    ```
    """
    request = AllAtOnce()
    first = request.read(lambda: _monday(start), date.min)
    count = request.read(lambda: _weeks(weeks), 1)
    seed = request.read(lambda: whole_number("seed", seed, 0, "1"), 1)
    effort = request.read(lambda: number_within("seconds", seconds, 0, 1e6, "20"), 1.0)
    enough = request.read(lambda: number_within("gap", gap, -1e-9, 1 + 1e-9, "0.01"), 0.01)
    held = request.read(lambda: rota.read_rules(None if rules is None else Path(rules)), None)
    folk, patterns = request.read(lambda: _tables(people, duties), ((), ()))
    request.refuse()
    problem = rota.RotaProblem(folk, patterns, first, count, department, held or rota.DutyRules.load())
    return rota.RotaFile(problem, rota.fill(problem, seed, effort, enough))


def _tables(people: TableLike, duties: TableLike) -> tuple[tuple[rota.Person, ...], tuple[rota.Pattern, ...]]:
    with rows_named():
        return rota.read_rota(cast(Any, given(people, "people")), cast(Any, given(duties, "duties")))


def _monday(start: date | str) -> date:
    day = date_of("start", start)
    if day.weekday():
        raise MaillageError(f"{day} is not a Monday. Begin the rota on one, so that its weeks are whole.")
    return day


def _weeks(weeks: int) -> int:
    found = whole_number("weeks", weeks, 1, "13")
    if found > MOST_WEEKS:
        raise MaillageError(f"{found} weeks are more than a year. Fill at most {MOST_WEEKS}.")
    return found
