"""The rule of where general practitioners may settle, tried on the measure of the site; computed once a measure.

The trial takes some seconds, so the worker makes it ahead, within a minute of a measure; pages read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage import __version__
from maillage.access import AccessModel
from maillage.artefacts import recipe_of
from maillage.parameters import load_toml
from maillage.site.observatory import reading
from maillage.site.observatory.reading import NotMeasured
from maillage.site.observatory.workbench import workbench
from maillage.territory import load_territory

KIND, YEARS = "settlement", 10
RULE_ROOM, RULE = "maillage.planning", "settlement-2025"


@dataclass(frozen=True, eq=False)
class SettlementStudy:
    """The trial by intercommunality, (K,) arrays by name in the order of ``codes``; ``meta`` holds the figures.

    ``figures`` of France: scenario, and the central figures of a year with those of both ends of the ranges.
    """

    key: str
    codes: tuple[str, ...]
    columns: Mapping[str, NDArray[np.float64]]
    figures: tuple[Mapping[str, Any], ...]
    modelled: bool
    vintage: str

    @property
    def bar(self) -> float | None:
        """Access of the regulated intercommunality with least, None if none is."""
        regulated = self.columns["regulated"] > 0
        return float(self.columns["access_today"][regulated].min()) if regulated.any() else None


class NotTried(NotMeasured):
    """The rule has not been tried on the current measure yet."""


def study() -> SettlementStudy:
    """Return the trial of the current measure. Raises ``NotMeasured``, ``NotTried`` before the worker made it."""
    key = workbench().key
    if reading.store().find(KIND, _recipe(key)) is None:
        raise NotTried
    return _study(key, str(reading.store().root))


def try_on_measure() -> None:
    """Try the rule on the current measure and keep the result; nothing is done where it is kept, or not measured."""
    try:
        key = workbench().key
    except NotMeasured:
        return
    reading.store().cached(KIND, _recipe(key), _compute)


def _recipe(key: str) -> str:
    return recipe_of(__version__, key, load_toml(RULE_ROOM, RULE), YEARS)


@lru_cache(maxsize=2)
def _study(key: str, root: str) -> SettlementStudy:
    del root
    bench, store = workbench(), reading.store()
    codes = tuple(str(code) for code in bench.groups["epci"].codes)
    kept = store.cached(KIND, _recipe(key), _compute)
    columns = {name: np.asarray(array) for name, array in kept.arrays.items()}
    figures = tuple(kept.meta["figures"])
    return SettlementStudy(key, codes, columns, figures, bench.modelled, bench.vintage)


def _compute() -> tuple[Mapping[str, NDArray[Any]], Mapping[str, Any]]:
    # The planner takes a second to import: pages that do not need it never do.
    from maillage.planning.settlement import load_rule, old_shares, try_rule

    bench = workbench()
    assert isinstance(bench.model, AccessModel), "the APL of general practitioners is a model of access"
    people = bench.population.astype(np.float64)
    land = load_territory(reading.store())
    known = dict(zip(land.code.tolist(), old_shares(land).tolist(), strict=True))
    old = np.array([known.get(code, np.nan) for code in bench.code.tolist()])
    trial = try_rule(bench.model, bench.groups["epci"].number, people, old, load_rule(), YEARS)
    figures = [{"scenario": one.scenario.name.lower(), **{
        which: asdict(getattr(one, which)) for which in ("central", "low", "high")
    }} for one in trial.figures(people)]  # fmt: skip
    return trial.by_territory(), {"figures": figures}
