"""Bring counts of an earlier year forward to the published departmental totals of a later year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from maillage.errors import MaillageError
from maillage.sources.published import about, by_department
from maillage.sources.supply import DoctorCounts

if TYPE_CHECKING:
    from maillage.territory import Territory

TOTALS = "gps_by_department_2024"
BROUGHT_FORWARD = "brought forward"


def bring_forward(counts: DoctorCounts, territory: Territory, year: int, staying_60_plus: float) -> DoctorCounts:
    """Bring counts of ``year`` forward to the year of the published totals; the result is marked as modelled.

    In each department, doctors under 60 stay where they are, as does the share ``staying_60_plus`` of those aged 60 and
    over. Doctors missing from the published total are distributed like those under 60; if there are too many, all are
    reduced in proportion. Departments without a published total, or without doctors, keep those who stay. Raises
    ``MaillageError`` if ``year`` is not before the year of the totals.
    """
    facts = about(TOTALS)
    if not 1990 <= year < int(facts["vintage"]):
        raise MaillageError(
            f"Counts of {year} cannot be brought forward to {facts['vintage']}. Give the year of the counts, "
            f"before {facts['vintage']}, or leave --supply-year out."
        )
    older = counts.gps_60_plus if counts.gps_60_plus is not None else np.zeros_like(counts.gps)
    younger = counts.gps - older
    staying = younger + staying_60_plus * older
    departments, place = np.unique(territory.department, return_inverse=True)
    total = by_department(TOTALS, "gps", departments)
    stay, young = (np.bincount(place, weights=one, minlength=len(departments)) for one in (staying, younger))
    total = np.where(np.isnan(total), stay, total)
    new = np.divide(np.maximum(total - stay, 0), young, out=np.zeros(len(stay)), where=young > 0)
    kept = np.divide(total, stay, out=np.ones(len(stay)), where=stay > total)
    return replace(
        counts,
        gps=(staying + younger * new[place]) * kept[place],
        gps_60_plus=None,
        label=f"{counts.label} of {year}, brought forward to the departmental totals of {facts['called']}, "
        f"{facts['vintage']}",
        vintage=str(facts["vintage"]),
        modelled=True,
        kind=BROUGHT_FORWARD,
        notices=(
            *counts.notices,
            f"supply of {year} brought forward to {facts['vintage']}: modelled within departments",
        ),
    )
