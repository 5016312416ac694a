"""Build the APL model of general practitioners from files or from the packaged figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.access.activity import with_activity_by_scarcity
from maillage.access.method import DEFAULT, Parameters
from maillage.access.model import AccessModel
from maillage.access.stored import stored_weights, weighed_times
from maillage.access.supply import demand_from_need, load_need, modelled_supply, read_supply
from maillage.errors import MaillageError
from maillage.sources.need import Need

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes


def gp_model(
    territory: Territory,
    times: TravelTimes,
    supply_path: Path | str | None = None,
    need: Path | str | Need | None = None,
    parameters: str | Parameters = DEFAULT,
    supply_year: int | None = None,
) -> AccessModel:
    """Return the access model of general practitioners, from files if given, else from modelled figures.

    ``need`` may also be figures already read (:func:`load_need`).

    Unit: consultations per year and standardised inhabitant (``apl-gp-2015``), or full-time equivalents per 100,000
    (``apl-gp-2010``). ``model.supply.modelled`` and ``model.demand.modelled`` tell which inputs are modelled.
    ``supply_year`` is the year of the counts in the file: they are then brought forward to the published totals.
    ``times`` are off-peak; the method multiplies them by ``slower`` and averages those of the mesh with straight-line
    times (see the parameter set). Raises ``BadInput`` for an unusable file, ``UnknownName`` for an unknown parameter
    set, ``MaillageError`` if the times belong to another vintage of the communes.
    """
    check_vintage(territory, times)
    method = Parameters.load(parameters) if isinstance(parameters, str) else parameters
    method = method.from_off_peak()
    figures = need if isinstance(need, Need) else load_need(territory, need)
    demand = demand_from_need(territory, figures, method)
    if supply_path is None and supply_year is not None:
        raise MaillageError("--supply-year is the year of a supply file. Give --supply F too, or leave it out.")
    if supply_path is None:
        supply = modelled_supply(territory, method.profession, method)
    else:
        supply = read_supply(supply_path, territory, method, supply_year)
    weighed = weighed_times(territory, times, method)
    weights = stored_weights(weighed, method.decay)
    return with_activity_by_scarcity(AccessModel(times, demand, supply, method, weights, weighed))


def check_vintage(territory: Territory, times: TravelTimes) -> None:
    """Raise ``MaillageError``, naming the first commune that differs, if ``times`` are not of this territory's
    communes.
    """
    theirs, ours = np.asarray(times.code), territory.code
    if len(theirs) == len(ours) and bool((theirs == ours).all()):
        return
    odd = sorted({str(one) for one in theirs} ^ {str(one) for one in ours})
    where = f"commune {odd[0]} is in one of them only" if odd else "their communes are in another order"
    raise MaillageError(
        f"Travel times ({times.vintage}, {len(theirs)} communes) and territory ({territory.vintage}, {len(ours)}) are "
        f"of different vintages: {where}. Compute the times again for this territory."
    )
