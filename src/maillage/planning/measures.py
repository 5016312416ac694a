"""What a day changes: access of each territory, by the operator of its profession."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.planning.data import annualised
from maillage.planning.people import Doctor, PriorityArea, Site
from maillage.planning.values import AffectedTerritories, DesignatedTerritory, Floats, Ints, Rules
from maillage.schemes import Profession

if TYPE_CHECKING:
    from maillage.territory import Territory


class Operator(Protocol):
    """The two methods of :class:`maillage.access.AccessModel` that planning uses."""

    def access(self) -> Floats: ...  # noqa: D102
    def effects(self, groups: Any, positions: Any) -> Floats: ...  # noqa: D102


def measure_of(profession: Profession, measured: Collection[str]) -> str:
    """The measure that counts days of a profession: its own if it has one, else that of the plan (empty)."""
    return profession.value if profession in measured else ""


def effects_of(
    territory: Territory,
    model: Operator,
    areas: Sequence[PriorityArea],
    sites: NDArray[np.int64],
    homes: NDArray[np.int64],
    rules: Rules,
    weeks: int,
    floor: float | None = None,
) -> tuple[AffectedTerritories, Floats, Floats]:
    """The territories affected, the gain from a day at each site, and the loss from a day away from each home.

    ``floor`` is that of the rules if it is not given.
    """
    codes, average = territory.group_matrix("epci")
    per_day = annualised(rules.consultations_per_day, weeks)
    gain = per_day * np.asarray(model.effects(average, sites), dtype=np.float64).reshape(len(codes), len(sites))
    loss = per_day * np.asarray(model.effects(average, homes), dtype=np.float64).reshape(len(codes), len(homes))
    touched = np.flatnonzero((gain.max(axis=1, initial=0.0) > 0) | (loss.max(axis=1, initial=0.0) > 0))
    access = np.asarray(average @ model.access(), dtype=np.float64)[touched]
    members: Any = average.copy()
    members.data[:] = 1.0
    population = np.asarray(members @ territory.population.astype(np.float64), dtype=np.float64)[touched]
    chosen = {area.code for area in areas}
    kept = tuple(str(codes[k]) for k in touched)
    groups = AffectedTerritories(
        code=kept,
        name=tuple(str(territory.epci_names.get(code, code)) for code in kept),
        population=population,
        access=access,
        may_lose=may_lose(access, rules.floor if floor is None else floor, rules.max_loss_percent),
        priority=np.array([code in chosen for code in kept], dtype=np.bool_),
    )
    return groups, gain[touched], loss[touched]


class Measured:
    """Several measures of access in one plan: each territory has a row for each, and a site is counted by its own."""

    def __init__(
        self, territory: Territory, models: Mapping[str, Operator], doctors: Sequence[Doctor], sites: Sequence[Site]
    ) -> None:
        self.territory, self.models, self.doctors, self.sites = territory, models, doctors, sites
        others = [name for name in models if name]
        self.of_doctor = [measure_of(one.profession, others) for one in doctors]
        self.of_site = [measure_of(one.profession, others) for one in sites]

    def effects(
        self, designated: Sequence[PriorityArea], rules: Rules, weeks: int
    ) -> tuple[AffectedTerritories, Floats, Floats, Ints]:
        """As :func:`effects_of` with a block for each measure; the floor holds for the first one only.

        The last array is the column of each doctor's home.
        """
        blocks = [self._block(name, designated, rules, weeks) for name in self.models]
        height, homes = sum(len(one[0].code) for one in blocks), sum(one[2].shape[1] for one in blocks)
        gain, loss = np.zeros((height, len(self.sites))), np.zeros((height, homes))
        home_of_doctor = np.zeros(len(self.doctors), dtype=np.int64)
        row, column = 0, 0
        for (groups, own_gain, own_loss, home), name in zip(blocks, self.models, strict=True):
            here = slice(row, row + len(groups.code))
            gain[here, np.flatnonzero([one == name for one in self.of_site])] = own_gain
            loss[here, column : column + own_loss.shape[1]] = own_loss
            home_of_doctor[np.flatnonzero([one == name for one in self.of_doctor])] = column + home
            row, column = here.stop, column + own_loss.shape[1]
        return self._together([one[0] for one in blocks]), gain, loss, home_of_doctor

    def _block(
        self, name: str, designated: Sequence[PriorityArea], rules: Rules, weeks: int
    ) -> tuple[AffectedTerritories, Floats, Floats, Ints]:
        sites = [one.commune for one, mine in zip(self.sites, self.of_site, strict=True) if mine == name]
        folk = [one.commune for one, mine in zip(self.doctors, self.of_doctor, strict=True) if mine == name]
        homes, home = np.unique(self.territory.indices_of(folk), return_inverse=True)
        places = self.territory.indices_of(sites)
        groups, gain, loss = effects_of(
            self.territory, self.models[name], designated, places, homes, rules, weeks, floor=rules.floor * (not name)
        )
        return groups, gain, loss, home.astype(np.int64)

    def _together(self, blocks: Sequence[AffectedTerritories]) -> AffectedTerritories:
        names = list(self.models)
        measure = tuple(name for name, one in zip(names, blocks, strict=True) for _ in one.code)
        return AffectedTerritories(
            code=tuple(_of(code, name) for name, one in zip(names, blocks, strict=True) for code in one.code),
            name=tuple(_of(told, name) for name, one in zip(names, blocks, strict=True) for told in one.name),
            population=np.concatenate([one.population for one in blocks]),
            access=np.concatenate([one.access for one in blocks]),
            may_lose=np.concatenate([one.may_lose for one in blocks]),
            priority=np.concatenate([one.priority for one in blocks]),
            measure=measure,
        )

    def areas(
        self, areas: Sequence[DesignatedTerritory], area_of_site: Ints
    ) -> tuple[tuple[DesignatedTerritory, ...], Ints]:
        """The territories once for each profession that has sites there: each has its own presence."""
        found, at = list(areas), np.array(area_of_site)
        number: dict[tuple[int, str], int] = {}
        for k, name in enumerate(self.of_site):
            if name:
                key = (int(area_of_site[k]), name)
                if key not in number:
                    number[key] = len(found)
                    found.append(DesignatedTerritory(_of(areas[key[0]].code, name), _of(areas[key[0]].name, name)))
                at[k] = number[key]
        return tuple(found), at


def _of(name: str, measure: str) -> str:
    return f"{name} {measure}" if measure else name


def may_lose(access: Floats, floor: float, max_loss_percent: float) -> Floats:
    """Access that each territory may lose: a share of it, and never below ``floor``."""
    return np.clip(access - floor, 0.0, access * max_loss_percent / 100.0)
