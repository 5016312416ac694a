"""Budget of a health centre: what it earns and costs by month, where it balances, what carries that."""

from maillage.evaluation.centres.analysis import Swing, break_even, seats, sensitivity
from maillage.evaluation.centres.assumptions import ASSUMPTIONS, Assumption, Preset, Status, preset, preset_names
from maillage.evaluation.centres.formulas import with_cells
from maillage.evaluation.centres.model import LINES, MONTHS, Budget, BudgetLine, Kind, LineRule, budget, complete
from maillage.evaluation.centres.tariffs import loaded_tariffs

__all__ = [
    "ASSUMPTIONS",
    "LINES",
    "MONTHS",
    "Assumption",
    "Budget",
    "BudgetLine",
    "Kind",
    "LineRule",
    "Preset",
    "Status",
    "Swing",
    "break_even",
    "budget",
    "complete",
    "loaded_tariffs",
    "preset",
    "preset_names",
    "seats",
    "sensitivity",
    "with_cells",
]  # fmt: skip
