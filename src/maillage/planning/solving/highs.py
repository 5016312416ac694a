"""A thin layer over HiGHS: named blocks of columns and rows, collected as sparse triplets and passed to the solver at
once.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from maillage.planning.anytime import StopPlanning

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MANY_COLUMNS = 50_000  # from which a first relaxation is solved by interior points, then moved to a corner


@contextmanager
def _silence() -> Generator[None, None, None]:
    """Redirect standard output, as HiGHS 1.12 prints an internal line there even with its output turned off."""
    sys.stdout.flush()
    kept = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        if os.name == "posix":
            ctypes.CDLL(None).fflush(None)  # flush C's buffer, so that nothing buffered reaches the real output
        os.dup2(kept, 1)
        os.close(kept)


def _give_memory_back() -> None:
    """Return the memory of a large solver to the system, where the C library would keep it (glibc)."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


@dataclass(frozen=True)
class Solved:
    """Result of HiGHS: values by column, objective, proven bound, and whether a solution exists.

    ``prices`` are the duals of the rows of a relaxation: the gain from one more unit of each limit. ``finished`` is
    false if the run was ended before it knew a solution, or that there is none.
    """

    values: Floats
    prices: Floats
    objective: float
    bound: float
    feasible: bool
    finished: bool = True

    def block(self, columns: Ints) -> Floats:
        """Values of a block of columns, in the shape of ``columns``."""
        return self.values[columns]


def _run(solver: highspy.Highs, watch: Callable[[], None] | None) -> None:
    """Run to the end, or until ``watch`` raises: no exception may propagate through the solver's own stack frames.

    ``StopPlanning`` ends the run only: what was found until then is its result.
    """
    if watch is None:
        solver.run()
        return
    raised: list[BaseException] = []

    def look(event: Any) -> None:
        try:
            if not raised:
                watch()
        except BaseException as error:  # raised again once the solver has returned
            raised.append(error)
        event.interrupt(bool(raised))

    try:
        watch()
    except StopPlanning:
        return
    for moment in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        moment.subscribe(look)
    solver.run()
    if raised and not isinstance(raised[0], StopPlanning):
        raise raised[0]


class ModelBuilder:
    """Columns and rows by name; the objective is maximised."""

    def __init__(self, watch: Callable[[], None] | None = None) -> None:
        """``watch`` is called often while a model is solved; an exception that it raises ends the run."""
        self._watch = watch
        self.columns: dict[str, Ints] = {}
        self.rows: dict[str, Ints] = {}
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._value: list[Floats] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._row_lower: list[Floats] = []
        self._row_upper: list[Floats] = []
        self._triplets: list[tuple[Ints, Ints, Floats]] = []
        self._width = 0
        self._height = 0
        self._basis: tuple[list[Any], list[Any]] | None = None

    def add_columns(
        self,
        name: str,
        shape: int | tuple[int, ...],
        *,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = np.inf,
        value: ArrayLike = 0.0,
        integer: bool = False,
    ) -> Ints:
        """Add a block of columns and return their indices in ``shape``; bounds and values are broadcast to it."""
        size = int(np.prod(shape))
        numbers = np.arange(self._width, self._width + size, dtype=np.int64).reshape(shape)
        for store, given in ((self._lower, lower), (self._upper, upper), (self._value, value)):
            store.append(np.broadcast_to(np.asarray(given, dtype=np.float64), numbers.shape).ravel())
        self._integer.append(np.full(size, integer))
        self.columns[name] = numbers
        self._width += size
        return numbers

    def add_rows(self, name: str, count: int, *, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf) -> Ints:
        """Add ``count`` rows with these limits and return their indices; fill them with :meth:`put`."""
        numbers = np.arange(self._height, self._height + count, dtype=np.int64)
        self._row_lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), (count,)))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (count,)))
        self.rows[name] = np.concatenate([self.rows[name], numbers]) if name in self.rows else numbers
        self._height += count
        return numbers

    def put(self, rows: ArrayLike, columns: ArrayLike, coefficients: ArrayLike) -> None:
        """Add coefficients; the three arguments are broadcast together."""
        r, c, v = np.broadcast_arrays(
            np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64), np.asarray(coefficients, np.float64)
        )
        self._triplets.append((r.ravel(), c.ravel(), v.ravel()))

    def solve(
        self,
        *,
        integral: bool = True,
        options: Mapping[str, Any] | None = None,
        without: Ints | None = None,
        within: Mapping[int, tuple[float, float]] | None = None,
    ) -> Solved:
        """Solve with HiGHS on one thread; without ``integral`` the integer columns are relaxed.

        Columns of ``without`` are fixed at 0, those of ``within`` get the given bounds in place of their own. For an
        infeasible model, ``feasible`` is false.
        """
        solver = highspy.Highs()
        for key, option in {"output_flag": False, "log_to_console": False, "threads": 1, **(options or {})}.items():
            solver.setOptionValue(key, option)
        solver.passModel(self._problem(integral, without, within or {}))
        if not integral and not self._start_from_last(solver) and self._width > MANY_COLUMNS:
            solver.setOptionValue("solver", "ipm")
        with _silence():
            _run(solver, self._watch)
        info = solver.getInfo()
        status = solver.getModelStatus()
        feasible = info.primal_solution_status == 2
        whole = integral and bool(self._all(self._integer).any())
        ended = (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt)
        finished = feasible or (status not in ended and status != highspy.HighsModelStatus.kNotset)
        if not whole and status in ended:
            finished = False  # a corner on the way bounds nothing
        if not feasible and status == highspy.HighsModelStatus.kInfeasible:
            return Solved(np.zeros(self._width), np.zeros(self._height), -np.inf, -np.inf, feasible=False)
        objective = float(info.objective_function_value) if feasible else -np.inf
        bound = float(info.mip_dual_bound) if whole else objective if finished else np.inf
        found = solver.getSolution()
        if not integral and feasible:
            basis = solver.getBasis()
            self._basis = (list(basis.col_status), list(basis.row_status))
        values = np.array(found.col_value, dtype=np.float64) if feasible else np.zeros(self._width)
        prices = np.array(found.row_dual, dtype=np.float64) if feasible and not whole else np.zeros(self._height)
        solver.clear()  # a solver is part of a cycle of references: its memory would wait for the garbage collector
        if self._width > MANY_COLUMNS:
            _give_memory_back()
        return Solved(values, prices, objective, max(bound, objective), feasible, finished)

    def write(self, path: Path) -> None:
        """Write the programme as MPS, to be minimised: a reader need not know of maximisation."""
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        lp = self._problem(True, None, {})
        lp.col_cost_, lp.sense_ = -np.asarray(lp.col_cost_), highspy.ObjSense.kMinimize
        solver.passModel(lp)
        with _silence():
            solver.writeModel(str(path))
        solver.clear()

    def _start_from_last(self, solver: highspy.Highs) -> bool:
        """Start a relaxation from the last basis, if there is one; rows added since then are slack in it."""
        if self._basis is None or len(self._basis[0]) != self._width:
            return False
        basis = highspy.HighsBasis()
        basis.col_status = self._basis[0]
        new = self._height - len(self._basis[1])
        basis.row_status = [*self._basis[1], *([highspy.HighsBasisStatus.kBasic] * new)]
        basis.valid = True
        solver.setBasis(basis)
        return True

    def _problem(self, integral: bool, without: Ints | None, within: Mapping[int, tuple[float, float]]) -> Any:
        triplets = self._triplets or [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
        rows, columns, values = (np.concatenate(parts) for parts in zip(*triplets, strict=True))
        matrix = sparse.coo_array((values, (rows, columns)), shape=(self._height, self._width)).tocsc()
        lp: Any = highspy.HighsLp()  # its type stubs say list, but it takes arrays
        lp.num_col_, lp.num_row_ = self._width, self._height
        lp.col_cost_ = self._all(self._value)
        lower, upper = self._all(self._lower), self._all(self._upper)
        for column, limits in within.items():
            lower[column], upper[column] = limits
        if without is not None:
            upper[without] = 0.0
        lp.col_lower_, lp.col_upper_ = lower, upper
        lp.row_lower_ = self._all(self._row_lower)
        lp.row_upper_ = self._all(self._row_upper)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = matrix.indptr
        lp.a_matrix_.index_ = matrix.indices
        lp.a_matrix_.value_ = matrix.data
        if integral:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(flag)] for flag in self._all(self._integer)]
        return lp

    @staticmethod
    def _all(parts: list[Any]) -> NDArray[Any]:
        return np.concatenate(parts) if parts else np.zeros(0)
