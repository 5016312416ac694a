from __future__ import annotations

import numpy as np
import pytest

from maillage.access import Parameters, SlowedDecay, modelled_supply, parameters_for, supply_from_counts
from maillage.access.decay import BlurredDecay
from maillage.errors import MaillageError, UnknownName
from maillage.sources.supply import DoctorCounts
from tests.sources.cases import small_territory


@pytest.mark.parametrize("acts", [3600, 5000, 6000])
def test_activity_between_floor_and_cap_counts_as_it_is(acts: float) -> None:
    assert Parameters.load("apl-gp-2015").units(acts) == acts


def test_floor_and_cap_of_2015() -> None:
    assert Parameters.load("apl-gp-2015").units([0, 3599, 6001, 20_000]).tolist() == [3600, 3600, 6000, 6000]


def test_steps_of_2010() -> None:
    parameters = Parameters.load("apl-gp-2010")
    assert parameters.units([0, 272, 273, 1027, 1028, 4252, 9000]).tolist() == [0, 0, 0.2, 0.2, 0.5, 1, 1]
    assert parameters.units_per_gp == 1
    assert parameters.per == 100_000


def test_every_figure_names_its_source_and_marks_unconfirmed_ones() -> None:
    for name in ("apl-gp-2010", "apl-gp-2015"):
        notes = Parameters.load(name).notes
        assert notes["source"]
        for table in ("decay", "activity", "age"):
            assert notes[table]["source"]
            assert notes[table]["status"]
    assert Parameters.load("apl-gp-2015").notes["decay"]["status"] == "recalled, to be confirmed"


def test_unknown_set_and_profession_suggest_near_names() -> None:
    with pytest.raises(UnknownName, match="apl-gp-2015"):
        Parameters.load("apl-gp-2016")
    with pytest.raises(UnknownName, match="Did you mean gp"):
        parameters_for("gps")
    with pytest.raises(UnknownName, match="Did you mean gp"):
        parameters_for("médecin généraliste")
    with pytest.raises(UnknownName, match="midwife"):
        parameters_for("midwive")


@pytest.mark.parametrize("profession", ["nurse", "physiotherapist", "dentist", "midwife", "gynaecologist"])
def test_professions_without_documented_parameters_are_refused_by_name(profession: str) -> None:
    with pytest.raises(MaillageError, match=f"'{profession}'.*not published.*Documented: gp"):
        parameters_for(profession)


def test_half_of_the_doctors_of_sixty_and_over_count() -> None:
    parameters = Parameters.load()
    counts = DoctorCounts(np.array([10.0, 4.0]), np.array([4.0, 4.0]), "test", "2019", modelled=False)
    supply = supply_from_counts(counts, parameters)
    np.testing.assert_allclose(supply.amount, np.array([8, 2]) * parameters.units_per_gp)
    assert supply.headcount.tolist() == [10, 4]
    younger = supply.only_younger(parameters)
    assert younger is not None
    np.testing.assert_allclose(younger.amount, np.array([6, 0]) * parameters.units_per_gp)


def test_without_ages_every_doctor_counts() -> None:
    parameters = Parameters.load()
    supply = supply_from_counts(DoctorCounts(np.array([3.0]), None, "test", "2019", modelled=False), parameters)
    assert supply.amount[0] == 3 * parameters.units_per_gp
    assert supply.only_younger(parameters) is None


def test_modelled_supply_says_so() -> None:
    supply = modelled_supply(small_territory())
    assert supply.modelled
    assert "modelled" in supply.label
    assert supply.headcount.sum() > 0


def test_off_peak_minutes_are_lengthened_once() -> None:
    method = Parameters.load("apl-gp-2010")
    assert method.slower == 1.1
    slowed = method.from_off_peak()
    assert slowed.decay.limit == pytest.approx(method.decay.limit / 1.1)
    assert slowed.from_off_peak() == slowed


def test_off_peak_minutes_of_2015_have_their_expected_weight() -> None:
    method = Parameters.load("apl-gp-2015")
    slowed = method.from_off_peak()
    assert slowed.decay == BlurredDecay(SlowedDecay(method.decay, method.slower), method.error)
    assert slowed.from_off_peak() == slowed


def test_fitted_parameters_name_their_data() -> None:
    notes = Parameters.load().notes
    assert "outside Occitanie" in notes["time"]["source"]
    assert "METRIC" in notes["time"]["error_source"]
    assert "METRIC" in notes["time"]["straight"]["source"]
    assert "outside Occitanie" in notes["activity"]["scarcity_source"]
    assert "outside Occitanie" in notes["pivot"]["source"]
