"""Pivoted access: the newest official APL of a commune, plus the change computed since.

The official figure contains information that counts by commune lack: the acts of each doctor and real journeys. The
operator knows which doctors arrived and left since. The pivot adds a constant to each commune, so the operator stays
linear: a doctor more or less changes the pivoted figure by the same column W[:, j] dS_j / D_j.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.access.activity import with_activity_by_scarcity
from maillage.access.model import AccessModel
from maillage.access.supply import supply_from_counts
from maillage.errors import MaillageError
from maillage.sources.official import OfficialApl, official_apl
from maillage.sources.published import about, table_path
from maillage.sources.supply import read_counts
from maillage.territory.groups import means

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]
THEN = "gps_by_commune_2019"  # the counts of the package


@dataclass(frozen=True, eq=False)
class Pivot:
    """The constant that the pivot adds to a model's access: ``offset`` (n,), 0 where there is no official figure.

    ``official`` (n,) is true where there is one; ``year`` is its reference year.
    """

    offset: Floats
    official: NDArray[np.bool_]
    year: int
    notices: tuple[str, ...] = ()

    def access(self, model: AccessModel) -> Floats:
        """The pivoted figures (n,), never below 0."""
        return self.on(model).access()

    def on(self, model: AccessModel) -> AccessModel:
        """The model with the pivoted figures as its access, from which what-if, plans and effects start."""
        return model.with_offset(self.offset)


def pivot_on_official(
    model: AccessModel,
    territory: Territory,
    official: OfficialApl | None = None,
    counts: Mapping[int, Path] | None = None,
) -> Pivot:
    """Pivot ``model`` on ``official``, or on the newest official APL that comes with the package.

    ``counts`` are tables of doctors by year beside that of the package; the one closest to the official vintage is that
    with which access then is computed.

    P = O + k (Δ_commune + Δ_department), with O the official figure and k the share of a computed change that counts
    (``pivot.counted`` of the parameter set). Δ_commune is access now minus access with the counts of the official
    vintage, relative to the department; Δ_department is the department's access now minus its official mean, as both
    have the same level. Raises ``MaillageError`` for a method whose unit is not that of the official figures.
    """
    parameters = model.parameters
    if "pivot" not in parameters.notes:
        raise MaillageError(
            f"No official figure of '{parameters.name}' to pivot on: its unit is {parameters.unit}. "
            "Leave --pivot out, or use apl-gp-2015."
        )
    share = float(parameters.notes["pivot"]["counted"])
    found = official if official is not None else official_apl(territory)
    known = ~np.isnan(found.values)
    if not bool(known.any()):
        raise MaillageError("No commune has an official figure to pivot on. Leave --pivot out.")
    model = model.with_offset(None)
    figure, now = np.nan_to_num(found.values), np.asarray(model.access())
    people = model.demand.population * known
    then = _access_then(model, territory, found.year, counts or {})
    level = (people @ figure) / (people @ then) if people @ then > 0 else 1.0
    change = now - level * then
    codes, department = np.unique(territory.department, return_inverse=True)

    def of_department(values: Floats) -> Floats:
        return means(department, people, values, len(codes))[department]

    within = change - of_department(change)
    between = of_department(now) - of_department(figure)
    # Cut at 0 in the offset, not in the result: then one more doctor raises every commune by exactly the operator's
    # gain.
    offset = np.where(known, np.maximum(figure + share * (within + between), 0.0) - now, 0.0)
    return Pivot(offset, known, found.year, _notices(known, found))


def _access_then(model: AccessModel, territory: Territory, year: int, counts: Mapping[int, Path]) -> Floats:
    """Access by the same operator with the counts of doctors closest in date to the official vintage."""
    tables = {int(about(THEN)["vintage"]): table_path(THEN), **counts}
    closest = tables[min(tables, key=lambda one: abs(one - year))]
    everyone = supply_from_counts(read_counts(closest, territory), replace(model.parameters, staying_60_plus=1.0))
    return np.asarray(with_activity_by_scarcity(model.with_supply(everyone)).access())


def _notices(known: NDArray[np.bool_], official: OfficialApl) -> tuple[str, ...]:
    without = int((~known).sum())
    told = f"official APL of {official.year} ({official.producer}), brought forward with the change computed since"
    if not without:
        return (told,)
    return told, f"{without} communes have no official APL of {official.year}: theirs is the independent measure"
