"""Access by distance and fee: providers within t minutes, compared with the national mean, in four classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.access.decay import Closed
from maillage.access.indicators.catchment import Floats, checked, within
from maillage.access.indicators.fca import fca_ratio
from maillage.access.indicators.two_step import two_step_fca
from maillage.errors import BadInput, MaillageError, UnknownName, nearest_names
from maillage.parameters import load_toml
from maillage.territory.groups import mean

if TYPE_CHECKING:
    from pathlib import Path

    from maillage.sources.supply_by_fee import Providers
    from maillage.travel import TravelTimes

Measure = Literal["density", "2sfca"]
CLASSES = ("desert", "difficult", "satisfactory", "abundant")


@dataclass(frozen=True)
class CoverageMethod:
    """Minutes by profession, class bounds as shares above or below the mean, and the fees that each filter accepts."""

    minutes: Mapping[str, float]
    bounds: tuple[float, float, float]
    fees: Mapping[str, tuple[str, ...]]

    @staticmethod
    @cache
    def load(name: str = "coverage-2012") -> CoverageMethod:
        """Read ``access/parameters/<name>.toml``. Raises ``UnknownName``."""
        table: Mapping[str, Any] = load_toml("maillage.access", name)
        low, middle, high = (float(bound) for bound in table["classes"]["bounds"])
        fees = {fee: tuple(kept) for fee, kept in table["fees"].items() if isinstance(kept, list)}
        return CoverageMethod(dict(table["minutes"]), (low, middle, high), fees)

    def minutes_for(self, profession: str) -> float:
        """Minutes of the method for a profession. Raises ``UnknownName`` if it has none."""
        if profession not in self.minutes:
            near = nearest_names(profession, self.minutes) or sorted(self.minutes)
            raise UnknownName("profession with documented minutes", profession, near)
        return float(self.minutes[profession])

    def classes(self, relative: ArrayLike) -> NDArray[np.int8]:
        """Class number of each share above or below the mean; a value on a bound belongs to the poorer class."""
        steps = np.searchsorted(np.asarray(self.bounds), np.round(np.asarray(relative, float), 12), side="left")
        return np.asarray(steps, dtype=np.int8)

    def kept(self, fee: str) -> tuple[str, ...]:
        """Fees that the filter ``fee`` accepts. Raises ``UnknownName``."""
        if fee not in self.fees:
            raise UnknownName("fee class", fee, nearest_names(fee, self.fees) or list(self.fees))
        return self.fees[fee]


@dataclass(frozen=True)
class Coverage:
    """Providers within reach of each commune: ``value`` (n,) per 100,000 inhabitants, national ``mean``.

    ``relative`` (n,) is value / mean - 1, ``kind`` (n,) the class: 0 desert, 1 difficult, 2 satisfactory, 3 abundant.
    """

    value: Floats
    mean: float
    relative: Floats
    kind: NDArray[np.int8]


def let_through(providers: Providers, fee: str, supply: Path | str | None = None) -> Floats:
    """Providers with fees that the filter ``fee`` (none, upto40, all) accepts, (n,); ``supply`` is their file.

    Raises ``UnknownName`` for the filter, ``MaillageError`` if fees are not known, ``BadInput`` naming the file if it
    has no fees or no provider is left.
    """
    kept = CoverageMethod.load().kept(fee)
    if fee != "all" and not providers.fees_known:
        if supply is None:
            raise MaillageError(
                "The fees of these counts are not known. "
                "Load the insurer's directory (maillage data load --as annuaire-ameli), or give your own with a column "
                f"fee (--supply F), to ask for fee '{fee}'."
            )
        raise BadInput(supply, "no column fee", f"Add it (sector1, optam, upto40 or all) to ask for fee '{fee}'")
    care = providers.total(kept)
    if supply is not None and care.sum() <= 0:
        raise BadInput(supply, f"no provider is left with fee '{fee}'", "Choose another fee or another file")
    return care


def coverage(
    times: TravelTimes,
    population: ArrayLike,
    providers: ArrayLike,
    minutes: float,
    method: CoverageMethod | None = None,
    measure: Measure = "density",
    closed: Closed = "right",
) -> Coverage:
    """Providers within ``minutes`` per 100,000 inhabitants within ``minutes``, classified against the national mean.

    ``density`` is providers over people in reach (:func:`fca_ratio`); ``2sfca`` shares each provider among those who
    reach it. ``providers`` (n,) are those a fee filter accepts. A value exactly on a bound belongs to the poorer class.
    Raises ``MaillageError`` if there is no provider or nobody reaches one, and as the other indicators.
    """
    method = method if method is not None else CoverageMethod.load()
    people, care = checked(times, "population", population), checked(times, "supply", providers)
    if care.sum() <= 0:
        raise MaillageError("No provider is left in this fee class. Choose another fee or another supply file.")
    if measure == "density":
        value = 1e5 * fca_ratio(times, people, care, within(minutes, closed))
    else:
        value = 1e5 * two_step_fca(times, people, care, minutes, closed)
    if people.sum() <= 0:
        raise MaillageError("Nobody lives there: a mean needs inhabitants. Check the population.")
    middle = mean(people, value)
    if middle <= 0:
        raise MaillageError(
            f"Nobody reaches a provider within {minutes:g} minutes. Give more minutes or more providers."
        )
    relative = value / middle - 1
    return Coverage(value, middle, relative, method.classes(relative))
