from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import rankdata

from maillage.access import AccessModel, Parameters
from maillage.errors import MaillageError, UnknownName
from maillage.sources.need import Need, embedded_need
from maillage.territory import Territory
from maillage.zoning import Designation, EmergencySites, designate, minutes_to_emergency
from maillage.zoning.criteria import rank_worst_first
from tests.access.cases import make_demand, make_supply, make_times
from tests.sources.cases import small_territory

COLUMNS = ["apl", "apl_younger", "share_75_plus", "minutes_to_emergency", "living_standard"]
TODAY = datetime.date(2026, 11, 22)


def line_minutes() -> np.ndarray:
    """Neighbours on the line are 8 minutes apart."""
    place = np.arange(6)
    return 8.0 * np.abs(place[:, None] - place[None, :])


def situation() -> tuple[Territory, AccessModel, Need]:
    """E1 (12001, 12002) has no doctor nearby and is old and poor; E3 (31002, 31003) has all doctors."""
    territory = small_territory()
    times = replace(make_times(line_minutes()), code=territory.code)
    supply = make_supply([0, 0, 0, 5000, 150_000, 5000], younger=[0, 0, 0, 0, 20, 1])
    model = AccessModel(times, make_demand(territory.population), supply, Parameters.load())
    base = embedded_need(territory)
    need = replace(
        base,
        aged_75=np.array([0.2, 0.18, 0.15, 0.12, 0.08, 0.09]),
        income=np.array([16e3, 17e3, 18e3, 19e3, 24e3, 23e3]),
        poverty=np.array([0.22, 0.2, 0.18, 0.15, 0.1, 0.1]),
        from_department={name: np.zeros(6, dtype=bool) for name in base.from_department},
    )
    return territory, model, need


def designated(count: int, **changes: object) -> Designation:
    territory, model, need = situation()
    territory = replace(territory, **changes) if changes else territory
    return designate(territory, model, need, count, "76")


def test_the_territory_most_in_need_comes_first() -> None:
    found = designated(3)
    assert found.codes == ("E1", "E2", "E3")
    assert [row.rank for row in found.rows] == [1, 2, 3]
    assert found.rows[0].score == pytest.approx(100)
    assert found.rows[2].score == pytest.approx(0)
    assert found.population == int(small_territory().population.sum())
    assert found.rows[0].positions == (0, 1)


def test_score_is_the_mean_of_the_reversed_ranks() -> None:
    row = designated(3).rows[1]
    ranks = [value.rank for value in row.criteria.values()]
    assert row.score == pytest.approx(100 * (3 - np.mean(ranks)) / 2)


def test_figures_are_means_weighted_by_people() -> None:
    territory, model, need = situation()
    row = designate(territory, model, need, 1, "76").rows[0]
    people = territory.population[:2] / territory.population[:2].sum()
    assert row.criteria["apl"].value == pytest.approx(people @ model.access()[:2])
    assert row.criteria["share_75_plus"].value == pytest.approx(100 * people @ need.aged_75[:2])
    assert row.criteria["living_standard"].value == pytest.approx(people @ need.income[:2])


def test_the_territory_most_in_need_of_each_department_is_designated() -> None:
    # E2 lies in both departments with most of its people in 31, so 12 has only E1.
    found = designated(2)
    assert found.codes == ("E1", "E2")
    assert {row.department for row in found.rows} == {"12", "31"}
    # With E1 in a department of its own, the territory least in need is still designated, as the only one of its
    # department.
    other = np.array(["12", "12", "12", "12", "31", "31"])
    assert set(designated(2, department=other).codes) == {"E1", "E3"}
    assert designated(1, department=other).codes == ("E1",)


def test_ties_go_to_the_larger_population() -> None:
    territory, model, need = situation()
    flat = np.full(6, 0.5)
    need = replace(need, aged_75=flat, income=flat, poverty=flat)
    none = model.with_supply(make_supply(np.zeros(6)))
    everywhere = np.arange(6)
    found = designate(territory, none, need, 3, "76", hospitals=EmergencySites(everywhere, observed=True))
    assert found.codes == ("E3", "E1", "E2")
    assert len({row.score for row in found.rows}) == 1


def test_a_grouping_with_most_of_its_people_elsewhere_is_not_designated() -> None:
    region = np.array(["75", "75", "76", "76", "76", "76"])
    found = designated(2, region=region, epci=np.array(["E1", "E1", "E1", "E2", "E3", "E3"]))
    assert "E1" not in {row.code for row in found.candidates}
    kept = designated(3, region=np.array(["75", "76", "76", "76", "76", "76"]))
    assert next(row for row in kept.candidates if row.code == "E1").positions == (1,)


def test_proxies_are_reported() -> None:
    territory, model, need = situation()
    found = designate(territory, model, need, 1, "76")
    assert found.proxies == ("share_75_plus", "minutes_to_emergency")
    assert not found.modelled
    without_ages = model.with_supply(replace(make_supply([0, 0, 0, 1, 9, 1]), modelled=True))
    guessed = designate(territory, without_ages, embedded_need(territory), 1, "76")
    assert guessed.modelled
    assert guessed.proxies == tuple(COLUMNS)
    row = guessed.rows[0]
    assert row.criteria["apl_younger"].value == row.criteria["apl"].value


def test_reason_is_one_french_sentence() -> None:
    for row in designated(3).rows:
        assert row.reason.endswith(".")
        assert row.reason.count(".") == 1
        assert row.reason[0].isupper()
        assert "généraliste par an" in row.reason
        assert " ;" not in row.reason.replace("\u202f;", "")
    assert "0,0\u00a0consultation de" in designated(1).rows[0].reason
    assert "moins de la moitié" in designated(1).rows[0].reason


def test_table_has_the_promised_columns() -> None:
    frame = designated(2).to_frame()
    assert list(frame.columns) == ["rank", "code", "name", "population", "score", *COLUMNS]
    assert frame["rank"].tolist() == [1, 2]
    assert np.isfinite(frame[["score", *COLUMNS]].to_numpy()).all()


def test_an_adjustment_needs_a_reason_and_an_author() -> None:
    found = designated(2)
    for reason, author in (("", "A. Durand"), ("  ", "A. Durand"), ("Cabinet fermé", "")):
        with pytest.raises(MaillageError, match="reason"):
            found.adjust(remove=["E1"], reason=reason, author=author)


def test_adjustments_change_the_list_and_are_logged() -> None:
    found = designated(2)
    changed = found.adjust(add=["E3"], remove=["E1"], reason="Accord des élus", author="A. Durand", date=TODAY)
    assert changed.codes == ("E2", "E3")
    assert [row.rank for row in changed.rows] == [1, 2]
    assert [(a.code, a.kind, a.reason, a.author, a.date) for a in changed.adjustments] == [
        ("E3", "add", "Accord des élus", "A. Durand", TODAY),
        ("E1", "remove", "Accord des élus", "A. Durand", TODAY),
    ]
    again = changed.adjust(add=["E1"], reason="Médecin parti", author="B. Petit", date=TODAY)
    assert len(again.adjustments) == 3
    assert found.adjustments == ()
    assert found.codes == ("E1", "E2")


def test_invalid_adjustments_are_refused() -> None:
    found = designated(2)
    with pytest.raises(MaillageError, match="already designated"):
        found.adjust(add=["E1"], reason="r", author="a")
    with pytest.raises(MaillageError, match="cannot be removed"):
        found.adjust(remove=["E3"], reason="r", author="a")
    with pytest.raises(UnknownName, match="Pays de Salars"):
        found.adjust(add=["Pays de Salar"], reason="r", author="a")


@pytest.mark.parametrize("count", [0, 4])
def test_more_territories_than_exist_are_refused(count: int) -> None:
    with pytest.raises(MaillageError, match="1 to 3"):
        designated(count)


def test_unknown_region_is_named() -> None:
    territory, model, need = situation()
    with pytest.raises(UnknownName, match="Occitanie"):
        designate(territory, model, need, 1, "Occitani")


def test_minutes_to_the_nearest_emergency_department() -> None:
    territory, model, _ = situation()
    near = minutes_to_emergency(territory, model.times, np.array([0, 4]))
    np.testing.assert_allclose(near, [0, 8, 16, 8, 0, 8])
    # Beyond the limit of the times, the straight-line distance is used, and never gives less than the limit.
    short = replace(make_times(line_minutes(), 10), code=territory.code)
    far = minutes_to_emergency(territory, short, np.array([0]))
    np.testing.assert_allclose(far, [0, 8, 10, 14.4, 19.2, 24.0])


@given(arrays(np.float64, st.integers(1, 30), elements=st.integers(-5, 5)), st.sampled_from(["low", "high"]))
def test_ranks_are_those_of_scipy(value: np.ndarray, worse: str) -> None:
    assert rank_worst_first(value, worse).tolist() == rankdata(value if worse == "low" else -value).tolist()
