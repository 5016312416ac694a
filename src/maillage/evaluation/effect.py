"""Effect on access, and cost, of days given at a place by people who come from elsewhere.

The same operator as in all other rooms: dA = W[:, j] dS_j / D_j. A day adds its consultations, annualised over the
period of ``weeks`` weeks, at its place, and removes the lost share from the giver's home.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.evaluation.gains import UNCHANGED, gainers, gains_by_group, losers, loss_percent

if TYPE_CHECKING:
    from maillage.access import AccessModel

Floats = NDArray[np.float64]
WEEKS_PER_YEAR = 52


class GivenDay(Protocol):
    """A day of any scheme: positions of its place and of the giver's home (None if no home loses), and its price."""

    @property
    def position(self) -> int: ...  # noqa: D102
    @property
    def home(self) -> int | None: ...  # noqa: D102
    @property
    def home_share(self) -> float: ...  # noqa: D102
    @property
    def consultations(self) -> float: ...  # noqa: D102
    @property
    def cost_cents(self) -> int: ...  # noqa: D102


class Named(Protocol):
    """A designated territory, by its code."""

    @property
    def code(self) -> str: ...  # noqa: D102


class GroupedCommunes(Protocol):
    """Communes with their groups: a territory, or a stored part of one."""

    @property
    def population(self) -> NDArray[np.int64]: ...  # noqa: D102
    @property
    def epci(self) -> NDArray[np.str_]: ...  # noqa: D102
    @property
    def epci_names(self) -> Mapping[str, str]: ...  # noqa: D102


class Designated(Protocol):
    """The designated territories."""

    @property
    def rows(self) -> Iterable[Named]: ...  # noqa: D102


@dataclass(frozen=True)
class TerritoryEffect:
    """Mean access of one territory without and with the days, consultations per year and inhabitant."""

    code: str
    name: str
    population: int
    before: float
    after: float
    priority: bool

    @property
    def gain(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def loss_percent(self) -> float:
        """Percentage of access lost; 0 for a territory that gains."""
        return loss_percent(self.before, self.after)


@dataclass(frozen=True)
class Effect:
    """Effect of a list of days while they run, over ``weeks`` weeks.

    ``territories`` are all territories whose access changes; ``gainers`` and ``losers`` are inhabitants of communes
    whose access changes noticeably (``gains.NOTICEABLE``); ``mean_gain`` is the mean over the inhabitants of the
    designated territories.
    """

    weeks: float
    days: int
    consultations: float
    cost_cents: int
    territories: tuple[TerritoryEffect, ...]
    gainers: int
    losers: int
    mean_before: float
    mean_gain: float
    cents_per_consultation: float | None

    @property
    def priority(self) -> tuple[TerritoryEffect, ...]:
        """The designated territories, largest gain first."""
        return tuple(sorted((t for t in self.territories if t.priority), key=lambda t: (-t.gain, t.code)))

    @property
    def homes(self) -> tuple[TerritoryEffect, ...]:
        """The territories that lose, largest loss first (in per cent of their access)."""
        return tuple(sorted((t for t in self.territories if t.gain < 0), key=lambda t: (-t.loss_percent, t.code)))

    @property
    def worst_loss_percent(self) -> float:
        """Percentage of access lost by the territory that loses most; 0 if none loses."""
        return self.homes[0].loss_percent if self.homes else 0.0


def evaluate(
    land: GroupedCommunes,
    model: AccessModel,
    designation: Designated,
    days: Iterable[GivenDay],
    *,
    weeks: float,
    uncounted: Iterable[GivenDay] = (),
) -> Effect:
    """Compare access by territory without and with ``days``, given over ``weeks`` weeks.

    The supply of ``model`` must be in consultations per year. ``uncounted`` are days of professions that the model does
    not measure: their consultations and price are counted, but they do not change access. Designated territories are
    listed even if nothing changes. Raises ``ValueError`` for less than a week, ``MaillageError`` if more is taken from
    a home than it has.
    """
    if weeks < 1:
        raise ValueError("days are given over one week or more")
    counted = list(days)
    change = model.what_if(supply_change(counted, weeks))
    chosen = {row.code for row in designation.rows}
    territories = _by_territory(land, change.before, change.after, chosen)
    priority = [t for t in territories if t.priority]
    people = sum(t.population for t in priority)
    gained = sum(t.population * t.gain for t in priority)
    held = [*counted, *uncounted]
    consultations, cost = sum(day.consultations for day in held), sum(day.cost_cents for day in held)
    return Effect(
        weeks=weeks,
        days=len(held),
        consultations=consultations,
        cost_cents=cost,
        territories=territories,
        gainers=gainers(land.population, change.gain),
        losers=losers(land.population, change.gain),
        mean_before=sum(t.population * t.before for t in priority) / people if people else 0.0,
        mean_gain=gained / people if people else 0.0,
        cents_per_consultation=cost / consultations if consultations else None,
    )


def supply_change(days: Iterable[GivenDay], weeks: float) -> dict[int, float]:
    """Consultations per year added (negative: removed) by position, while ``days`` run over ``weeks`` weeks."""
    change: defaultdict[int, float] = defaultdict(float)
    for day in days:
        yearly = day.consultations * WEEKS_PER_YEAR / weeks
        change[day.position] += yearly
        if day.home is not None and day.home_share:
            change[day.home] -= yearly * day.home_share
    return dict(change)


def _by_territory(
    land: GroupedCommunes, before: Floats, after: Floats, chosen: set[str]
) -> tuple[TerritoryEffect, ...]:
    return tuple(
        TerritoryEffect(
            code=one.code,
            name=str(land.epci_names.get(one.code, one.code)),
            population=one.population,
            before=one.before,
            after=one.after,
            priority=one.code in chosen,
        )
        for one in gains_by_group(land.epci, land.population, before, after)
        if abs(one.gain) > UNCHANGED or one.code in chosen
    )
