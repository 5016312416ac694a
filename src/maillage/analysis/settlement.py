"""``try_settlement``: a rule of where general practitioners may settle, tried over years."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.analysis.access import measure
from maillage.analysis.inputs import whole_number
from maillage.analysis.table import Table
from maillage.analysis.world import territory
from maillage.planning import settlement
from maillage.planning.settlement import Trial
from maillage.tables import Columns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike

__all__ = ["SettlementTable", "try_settlement"]

YEARS = 10


def try_settlement(
    region: str | Sequence[str] = "all",
    *,
    years: int = YEARS,
    rule: Path | str | None = None,
    supply: TableLike | None = None,
    need: TableLike | None = None,
    times: TimesLike | None = None,
    supply_year: int | None = None,
) -> SettlementTable:
    """Try a rule of settlement on all communes of France, and show a region of it: no rule, the rule, rule and duty.

    ``rule`` is a TOML file of the form of ``planning/parameters/settlement-2025.toml``, by default that of the bill of
    2025; its assumptions have ranges, and figures are given at their ends too. ``supply``, ``need``, ``times`` and
    ``supply_year`` as in :func:`maillage.measure`. Raises ``BadInput``, ``ImpossiblePlan``.

    ```python
    tried = maillage.try_settlement("Corse", years=1)
    tried.frame[["name", "status", "places_a_year"]], tried.figures[-1].central
    ```
    """
    years = whole_number("years", years, 1, "10")
    rules = settlement.load_rule(None if rule is None else Path(rule))
    access = measure(region, supply, need, times=times, supply_year=supply_year)
    whole, model = territory(), access.model
    codes, number = np.unique(whole.epci, return_inverse=True)
    number = np.where(codes[number] == "", -1, number)
    old, people = settlement.old_shares(whole), whole.population.astype(np.float64)
    shown = np.zeros(len(whole), dtype=bool)
    shown[access.positions] = True
    trial = settlement.try_rule(model, number, people, old, rules, years)
    return SettlementTable(trial, codes, shown, access.notices)


class SettlementTable(Table):
    """Territories: ``code,name,population,status,places_a_year,access_today``, then access by scenario and year.

    ``status`` is ``free`` or ``one in for one out`` today; ``places_a_year`` are the newcomers of the first year under
    the rule; ``free_10``, ``rule_10`` and ``duty_10`` the access after ten years without a rule, with it, and with the
    duty of days too; ``gain`` the difference of the last two ends. ``figures`` are those of all inhabitants shown, with
    the ranges of the assumptions.
    """

    def __init__(
        self, trial: Trial, codes: np.ndarray, shown: np.ndarray, notices: tuple[str, ...] = ()
    ) -> None:  # fmt: skip
        """Show the territories of the communes ``shown`` (n,); ``codes`` (K,) are those of all territories."""
        whole, number = territory(), trial.start.territory
        self.rule = trial.rules["central"]
        self.figures = trial.figures(np.where(shown, trial.start.people, 0.0))
        rows = np.unique(number[shown & (number >= 0)])
        values = {name: column[rows] for name, column in trial.by_territory().items()}
        regulated = values.pop("regulated") > 0
        columns: dict[str, ArrayLike] = {
            "code": [str(code) for code in codes[rows]],
            "name": [str(whole.epci_names.get(str(code), code)) for code in codes[rows]],
            "population": values.pop("population").astype(np.int64),
            "status": ["one in for one out" if one else "free" for one in regulated],
            **values,
        }
        places = [np.flatnonzero(whole.epci == code) for code in codes[rows]]
        super().__init__(Columns(columns), places, whole, f"Where to settle: {self.rule.label}", "gain", notices)

    def facts(self) -> dict[str, object]:
        """Mean access and share of inhabitants in need, by scenario and year."""
        return {
            f"{one.scenario.value}, year {one.central.year}": f"{one.central.mean:.3f}, "
            f"{100 * one.central.below_need:.1f} % in need"
            for one in self.figures
        }
