from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.errors import MaillageError
from maillage.sources import supply_forward
from maillage.sources.supply import DoctorCounts
from maillage.sources.supply_forward import bring_forward
from tests.sources.cases import small_territory

TERRITORY = replace(small_territory(), department=np.array(["12", "12", "12", "31", "31", "99"]))


def counts(gps: list[float], older: list[float] | None) -> DoctorCounts:
    return DoctorCounts(np.array(gps), None if older is None else np.array(older), "F", "as given", modelled=False)


def totals(monkeypatch: pytest.MonkeyPatch, by_code: dict[str, float]) -> None:
    monkeypatch.setattr(
        supply_forward, "by_department", lambda _n, _c, codes: np.array([by_code.get(str(c), np.nan) for c in codes])
    )


def test_missing_doctors_are_distributed_like_younger_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    totals(monkeypatch, {"12": 20, "31": 6})
    found = bring_forward(counts([6, 6, 0, 8, 8, 5], [2, 6, 0, 0, 8, 1]), TERRITORY, 2019, 0.5)
    # 12: those under 60 are 4 and 0; of those over, 1 and 3 stay; 12 settle with the 4. 31: 8 and 4 stay, reduced to 6.
    np.testing.assert_allclose(found.gps, [4 + 1 + 12, 3, 0, 4, 2, 4.5])
    assert found.gps_60_plus is None
    assert found.modelled
    assert "of 2019, brought forward" in found.label
    assert "2019" in found.notices[0]


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1)), min_size=6, max_size=6), st.floats(0, 1))
def test_every_department_with_doctors_meets_its_published_total(rows: list[tuple[int, float]], staying: float) -> None:
    gps = [float(n) + 1 for n, _ in rows]
    older = [share * n * 0.9 for (_, share), n in zip(rows, gps, strict=True)]
    found = bring_forward(counts(gps, older), TERRITORY, 2019, staying).gps
    published = supply_forward.by_department("gps_by_department_2024", "gps", np.array(["12", "31"]))
    np.testing.assert_allclose([found[:3].sum(), found[3:5].sum()], published)
    assert (found >= 0).all()
    assert found[5] == pytest.approx(gps[5] - (1 - staying) * older[5])


def test_without_ages_all_are_scaled_to_the_total() -> None:
    found = bring_forward(counts([2, 6, 0, 1, 0, 0], None), TERRITORY, 2019, 0.5).gps
    assert found[1] == pytest.approx(3 * found[0])


@pytest.mark.parametrize("year", [2024, 2030, 19])
def test_a_year_that_is_not_before_the_totals_is_refused(year: int) -> None:
    with pytest.raises(MaillageError, match=f"Counts of {year}.*--supply-year"):
        bring_forward(counts([1] * 6, None), TERRITORY, year, 0.5)
