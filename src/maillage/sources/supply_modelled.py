"""Practitioners of any profession by commune, distributed from the published departmental totals by a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import UnknownName, nearest_names
from maillage.sources.published import about
from maillage.sources.supply import distributed, modelled_counts
from maillage.sources.supply_by_fee import ANY, FEES, Providers

if TYPE_CHECKING:
    from maillage.territory import Territory

TOTALS = "professionals_by_department_2024"
GP = "gp"


def modelled_professions() -> tuple[str, ...]:
    """Professions whose departmental totals are included in the package, GPs first."""
    return (GP, *(name for name in about(TOTALS)["columns"] if name != "department"))


def vintage_of(profession: str) -> str:
    """Year of the totals of a profession."""
    return str(about("gps_by_department_2024" if profession == GP else TOTALS)["vintage"])


def modelled_providers(territory: Territory, profession: str = GP) -> Providers:
    """Whole practitioners by commune, (n,), all fees together; always marked as modelled.

    The published total of each department is distributed like that of GPs (``presence_weights``, largest remainder).
    The weights were fitted to the counts of GPs: their use for other professions is an assumption, and the label says
    so. Raises ``UnknownName`` for a profession without totals.
    """
    if profession == GP:
        counts = modelled_counts(territory)
        return _all_fees(counts.gps, counts.label, counts.notices)
    if profession not in modelled_professions():
        near = nearest_names(profession, modelled_professions()) or list(modelled_professions())
        raise UnknownName("profession with published totals", profession, near)
    count, notices = distributed(territory, TOTALS, profession, f"practitioners ('{profession}')")
    source = about(TOTALS)
    label = (
        f"modelled from the departmental totals of {source['producer']}, {source['vintage']}, "
        "placed like general practitioners (assumption)"
    )
    return _all_fees(count, label, notices)


def _all_fees(count: NDArray[np.float64], label: str, notices: tuple[str, ...]) -> Providers:
    nobody = np.zeros(len(count))
    by_fee = {fee: count if fee == ANY else nobody for fee in FEES}
    return Providers(by_fee, fees_known=False, label=label, modelled=True, notices=notices)
