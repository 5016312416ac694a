"""Measure how close the computed APL of GPs is to the official one, the effect of each input, and the sampling error.

    python tools/fidelity.py FOLDER

``FOLDER`` holds the official figures (``official/``). Prints the table of docs/method-access.md: correlations by
commune with the official APL of 2018 outside Occitanie (where the method is chosen) and in Occitanie (where it is
checked), and with that of 2023 by commune of the sample and by department of Occitanie; each line leaves one input out.
The standard error of a correlation is estimated by bootstrap over intercommunalities, 400 times.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel, Parameters, gp_model, pivot_on_official
from maillage.sources.codes import locate_rows
from maillage.sources.official import official_apl
from maillage.sources.published import table_path
from maillage.tables import read_columns
from maillage.territory import Territory, load_territory
from maillage.travel import mesh_times

Floats = NDArray[np.float64]
DRAWS, OCCITANIE = 400, "76"
SUPPLY, NEED = table_path("gps_by_commune_2019"), table_path("need_by_commune")


def sample_2023(folder: Path, territory: Territory) -> Floats:
    """Official APL of 2023 of the communes of the sample, NaN elsewhere."""
    path = folder / "official" / "apl_gp_2023_sample.csv"
    rows = read_columns(path, ("code", "apl_2023"), numeric=("apl_2023",))
    positions, _ = locate_rows(path, rows["code"], territory, rows.lines)
    values = np.full(len(territory), np.nan)
    values[positions[positions >= 0]] = rows["apl_2023"][positions >= 0]
    return values


def departments_2023(folder: Path) -> dict[str, float]:
    """Official APL of 2023 of each department."""
    path = folder / "official" / "apl_by_department_2023.csv"
    rows = read_columns(path, ("department", "apl_medecins"), numeric=("apl_medecins",))
    return dict(zip(rows["department"].tolist(), rows["apl_medecins"].tolist(), strict=True))


def correlation(one: Floats, other: Floats, where: NDArray[np.bool_]) -> float:
    """Pearson correlation over the communes of ``where`` with both figures."""
    kept = where & ~np.isnan(one) & ~np.isnan(other)
    return float(np.corrcoef(one[kept], other[kept])[0, 1])


def sampling_error(one: Floats, other: Floats, where: NDArray[np.bool_], group: NDArray[np.str_]) -> float:
    """Bootstrap standard error of the correlation, resampling whole groups."""
    kept = where & ~np.isnan(one) & ~np.isnan(other)
    member = np.unique(group[kept], return_inverse=True)[1]
    a, b = one[kept], other[kept]
    parts = np.stack([np.bincount(member, weights=w) for w in (np.ones(len(a)), a, b, a * a, b * b, a * b)], axis=1)
    drawn = np.random.default_rng(1).multinomial(len(parts), np.full(len(parts), 1 / len(parts)), size=DRAWS) @ parts
    n, sa, sb, saa, sbb, sab = drawn.T
    return float(((sab / n - sa * sb / n**2) / np.sqrt((saa / n - (sa / n) ** 2) * (sbb / n - (sb / n) ** 2))).std())


def by_department(territory: Territory, values: Floats, official: dict[str, float]) -> float:
    """Correlation over the departments of Occitanie."""
    codes, average = territory.group_matrix("department", territory.in_region(OCCITANIE))
    return float(np.corrcoef(average @ values, [official[code] for code in codes])[0, 1])


def variants(territory: Territory) -> dict[str, Callable[[], Any]]:
    """The full measure, then without one of its inputs: pairs of access in 2019 and brought forward to 2024."""
    times, whole = mesh_times(territory), Parameters.load()

    def both(parameters: Parameters = whole, need: Path | None = NEED, **other: Any) -> tuple[AccessModel, AccessModel]:
        used = replace(parameters, **other)
        early, late = (gp_model(territory, times, SUPPLY, need, used, year) for year in (None, 2019))
        return early, late

    return {
        "whole": both,
        "without the straight line": lambda: both(straight=None),
        "without the error of times": lambda: both(error=0.0),
        "times 1.1 instead of 1.4": lambda: both(slower=1.1),
        "without activity by scarcity": lambda: both(scarcity=0.0),
        "without departures (60 and over)": lambda: both(staying_60_plus=1.0),
        "ages of the department": lambda: both(need=None),
        "all four off, times 1.1": lambda: both(straight=None, error=0.0, scarcity=0.0, slower=1.1),
    }


def main(folder: Path) -> None:
    """Print the table."""
    territory = load_territory()
    then, now, departments = official_apl(territory).values, sample_2023(folder, territory), departments_2023(folder)
    inside = np.zeros(len(territory), dtype=bool)
    inside[territory.in_region(OCCITANIE)] = True
    everywhere = np.ones(len(territory), dtype=bool)
    print("| measure | 2018, elsewhere (s.e.) | 2018, Occitanie | 2023, sample (s.e.) | 2023, departments |")

    def line(name: str, early: Floats, late: Floats) -> None:
        first = sampling_error(early, then, ~inside, territory.epci)
        second = sampling_error(late, now, everywhere, territory.epci)
        elsewhere, here = correlation(early, then, ~inside), correlation(early, then, inside)
        sample, department = correlation(late, now, everywhere), by_department(territory, late, departments)
        print(
            f"| {name} | {elsewhere:.3f} ({first:.3f}) | {here:.3f} | {sample:.3f} ({second:.3f}) | {department:.3f} |",
            flush=True,
        )

    for name, measure in variants(territory).items():
        early, late = measure()
        line(name, early.access(), late.access())
        if name == "whole":
            pivoted = pivot_on_official(late, territory).access(late)
            line("pivoted", pivoted, pivoted)
            line("official 2018 alone", then, np.where(np.isnan(then), late.access(), then))
            line("modelled supply", *(2 * [gp_model(territory, late.times).access()]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
