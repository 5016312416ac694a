"""The measures of a map: each equals its indicator computed anew, by fee and vintage; stored once for all processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from maillage.access import AccessModel
from maillage.access.indicators import CoverageMethod, count_within, coverage, nearest_provider, two_step_fca
from maillage.errors import MaillageError
from maillage.site.geography import services as geography
from maillage.site.observatory import measurements, reading, what_if
from maillage.site.observatory import workbench as opening
from maillage.site.observatory.choice import MINUTES, Choice, ShownIndicator, choose
from maillage.site.www.public.explorer import choosing
from maillage.sources.supply_by_fee import FEES, Providers
from maillage.territory import Territory
from tests.access.cases import make_model
from tests.site import races
from tests.site.geography.test_services import tiny_territory

pytestmark = pytest.mark.django_db
MINUTES_BETWEEN = np.array([[0.0, 8.0, 42.0], [9.0, 0.0, 14.0], [70.0, 13.0, 0.0]])
PEOPLE = np.array([700.0, 400.0, 200.0])
DOCTORS = np.array([2.0, 0.0, 1.0])
NURSES = np.array([0.0, 3.0, 0.0])
CHOICES = [
    choose(profession, indicator, minutes)
    for profession in ("gp", "nurse")
    for indicator in ShownIndicator
    if (profession, indicator) != ("nurse", ShownIndicator.APL)
    for minutes in ((10, 30) if indicator not in ("apl", "nearest") else (0,))
]


def make_providers(counts: Any, fees: dict[str, Any] | None = None) -> Providers:
    by_fee = {fee: np.zeros(len(counts)) for fee in FEES} | (fees or {"all": np.asarray(counts)})
    return Providers(by_fee, fees is not None, "test", modelled=True)


@pytest.fixture
def territory() -> Territory:
    loaded = tiny_territory()
    geography.load(loaded)
    return loaded


def gps(territory: Territory, doctors: Any = DOCTORS) -> AccessModel:
    made = make_model(MINUTES_BETWEEN, PEOPLE, doctors)
    supply = replace(made.supply, amount=doctors * made.parameters.units_per_gp, headcount=doctors)
    times = replace(made.times, code=territory.code)
    return AccessModel(times, made.demand, supply, made.parameters)


@pytest.fixture
def kept(territory: Territory, tmp_path: Path, settings: Any) -> Iterator[AccessModel]:
    settings.DATA_DIR = tmp_path
    opening.forget()
    model = gps(territory)
    measurements.store_model(territory, model)
    measurements.store_supply(territory, "nurse", make_providers(NURSES), "2024")
    yield model
    opening.forget()


def anew(model: AccessModel, choice: Choice, practitioners: Any) -> Any:
    times = model.times
    if choice.indicator == ShownIndicator.APL:
        amount = practitioners * model.parameters.units_per_gp
        return AccessModel(times, model.demand, replace(model.supply, amount=amount), model.parameters).access()
    if choice.indicator == ShownIndicator.NEAREST:
        return np.minimum(nearest_provider(times, practitioners)[0], 60.0)
    if choice.indicator == ShownIndicator.COUNT:
        return count_within(times, practitioners, choice.minutes)
    if choice.indicator == ShownIndicator.SHARED:
        return 1e5 * two_step_fca(times, PEOPLE, practitioners, choice.minutes)
    return coverage(times, PEOPLE, practitioners, choice.minutes).value


@pytest.mark.parametrize("choice", CHOICES, ids=lambda one: f"{one.profession}-{one.indicator}-{one.minutes}")
def test_a_measure_and_its_scenarios_are_the_indicator_computed_anew(kept: AccessModel, choice: Choice) -> None:
    counts = DOCTORS if choice.profession == "gp" else NURSES
    bench = what_if.workbench(choice)
    assert bench.model.access() == pytest.approx(anew(kept, choice, counts))
    assert [bench.doctors(k) for k in range(3)] == pytest.approx(counts.tolist())
    assert bench.mean == pytest.approx(np.average(bench.model.access(), weights=PEOPLE))
    busy = int(counts.argmax())
    for doctors in ({0: 2.0}, {busy: -1.0}, {0: 0.5, 1: 1.0, 2: 3.0}, {busy: -counts[busy], 1 - busy // 2: 1.0}):
        later = counts.copy()
        for position, count in doctors.items():
            later[position] += count
        outcome = what_if.evaluate(bench, doctors)
        assert outcome.after == pytest.approx(anew(kept, choice, later), abs=1e-9)
        assert outcome.gain == pytest.approx((outcome.after - outcome.before)[outcome.rows])


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(CHOICES),
    st.dictionaries(st.integers(0, 2), st.sampled_from([-2.0, -1.0, 0.2, 1.0, 5.0]), min_size=1),
)
def test_any_scenario_is_the_indicator_computed_anew(
    kept: AccessModel, choice: Choice, moved: dict[int, float]
) -> None:
    counts = DOCTORS if choice.profession == "gp" else NURSES
    doctors = {position: max(count, -counts[position]) for position, count in moved.items()}
    later = counts.copy()
    for position, count in doctors.items():
        later[position] += count
    if later.sum() <= 0:
        return
    outcome = what_if.evaluate(what_if.workbench(choice), doctors)
    assert outcome.after == pytest.approx(anew(kept, choice, later), abs=1e-9)


def test_an_indicator_is_computed_once_and_opened_by_others(kept: AccessModel, monkeypatch: Any) -> None:
    choice = choose("nurse", ShownIndicator.COUNT, 30)
    first = what_if.workbench(choice).model.access()
    opening.forget()
    monkeypatch.setattr(opening, "_compute", None)
    again = what_if.workbench(choice).model.access()
    assert np.array_equal(first, again)


def test_an_indicator_is_computed_even_without_a_writable_store(kept: AccessModel, monkeypatch: Any) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("maillage.artefacts.ArtefactStore._write", full)
    choice = choose("nurse", ShownIndicator.COUNT, 30)
    assert what_if.workbench(choice).model.access() == pytest.approx(anew(kept, choice, NURSES))


def test_only_offered_measures_can_be_chosen() -> None:
    assert choose("gp", ShownIndicator.NEAREST, 30).minutes == 0
    assert MINUTES == (10, 15, 20, 30, 45)
    for wrong in (
        ("gp", ShownIndicator.COUNT, 12),
        ("nurse", ShownIndicator.APL, 0),
        ("vet", ShownIndicator.COUNT, 30),
    ):
        with pytest.raises(ValueError, match="no such measure"):
            choose(*wrong)


def test_a_fee_selects_the_practitioners(territory: Territory, kept: AccessModel) -> None:
    cheap, dear = np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])
    fees = {"sector1": np.array([1.0, 0.0, 0.0]), "optam": np.array([0.0, 0.0, 1.0]), "all": dear}
    measurements.store_model(territory, kept, providers=make_providers(DOCTORS, fees))
    for indicator in ShownIndicator:
        bench = what_if.workbench(choose("gp", indicator, 30, "none"))
        assert bench.fees_known
        assert bench.model.access() == pytest.approx(anew(kept, bench.choice, cheap))
        assert [bench.doctors(k) for k in range(3)] == cheap.tolist()
        outcome = what_if.evaluate(bench, {1: 2.0})
        assert outcome.after == pytest.approx(anew(kept, bench.choice, cheap + np.array([0.0, 2.0, 0.0])))
    assert what_if.workbench(choose("gp", ShownIndicator.APL, 0, "all")).model.access() == pytest.approx(kept.access())
    assert set(CoverageMethod.load().kept("none")) == {"sector1", "optam"}


def test_without_known_fees_all_practitioners_count(kept: AccessModel) -> None:
    bench = what_if.workbench(choose("nurse", ShownIndicator.COUNT, 30, "none"))
    assert not bench.fees_known
    assert bench.choice.fee == "all"


def test_doctors_by_fee_are_those_of_the_model(territory: Territory, kept: AccessModel) -> None:
    with pytest.raises(MaillageError, match="not those of the model"):
        measurements.store_model(territory, kept, providers=make_providers(DOCTORS, {"sector1": DOCTORS + 1}))


def test_two_vintages_are_stored_together(territory: Territory, kept: AccessModel) -> None:
    earlier = np.array([2.0, 1.0, 0.0])
    measurements.store_model(territory, gps(territory, earlier), vintage="2019", current=False)
    measurements.store_supply(territory, "nurse", make_providers(earlier), "2019", current=False)
    assert what_if.vintages() == ["test", "2019"]
    assert what_if.vintages("nurse") == ["2024", "2019"]
    assert list(measurements.offered()) == ["gp", "nurse"]
    for choice in CHOICES:
        before, now = what_if.workbench(choice.of("2019")), what_if.workbench(choice)
        assert (before.vintage, now.vintage) == ("2019", "test" if choice.profession == "gp" else "2024")
        assert before.key != now.key
        counts = DOCTORS if choice.profession == "gp" else NURSES
        outcome = what_if.evolution(before, now)
        assert outcome.before == pytest.approx(anew(kept, choice, earlier))
        assert outcome.after == pytest.approx(anew(kept, choice, counts))
        for change in what_if.group_changes(now, outcome, "department"):
            members = territory.department == change.code
            assert change.before == pytest.approx(np.average(outcome.before[members], weights=PEOPLE[members]))
            assert change.after == pytest.approx(np.average(outcome.after[members], weights=PEOPLE[members]))


def test_an_unknown_vintage_gives_the_current_one(kept: AccessModel) -> None:
    now = what_if.workbench()
    assert now.vintage == "test"
    assert all(what_if.workbench(Choice(vintage=f"17{year}")) is now for year in range(10, 99))


def test_a_missing_year_is_reported(kept: AccessModel) -> None:
    told = choosing.read(QueryDict("millesime=1789")).notice
    assert told == "Il n’y a pas de chiffres de 1789 sur les généralistes\u00a0: voici test."
    assert "voici 2024" in choosing.read(QueryDict("profession=infirmier&millesime=test")).notice
    assert choosing.read(QueryDict("millesime=test")).notice == ""
    assert choosing.read(QueryDict("profession=infirmier&millesime=2024")).notice == ""


def test_a_profession_without_supply_is_not_shown(kept: AccessModel) -> None:
    with pytest.raises(reading.NotMeasured, match="dentist"):
        what_if.workbench(choose("dentist", ShownIndicator.COUNT, 30))


@pytest.mark.django_db(transaction=True)
def test_simultaneous_requests_compute_an_indicator_once(kept: AccessModel, monkeypatch: Any) -> None:
    """Other processes that need the same indicator wait for the one that computes it."""
    computed: list[int] = []
    compute = opening._compute
    monkeypatch.setattr(opening, "_compute", lambda *asked: computed.append(1) or compute(*asked))
    choice = choose("nurse", ShownIndicator.SHARED, 30)
    root = reading.store().root
    ground = opening._ground(root, opening._current(measurements.ACCESS_MODEL))
    found = races.race([lambda: opening._indicator(root, ground, NURSES, choice)] * 4)
    assert found == {"done": 4}
    assert computed == [1]


def test_a_department_without_known_inhabitants_is_not_measured(kept: AccessModel) -> None:
    bench = what_if.workbench()
    assert not bench.unmeasured.any()
    departments = bench.groups["department"]
    silent = np.where(np.arange(len(departments.codes)) == 0, 0.0, departments.population)
    groups = {**bench.groups, "department": replace(departments, population=silent)}
    unknown = replace(bench, groups=groups).unmeasured
    assert unknown.tolist() == (departments.number == 0).tolist()
    assert unknown.sum() > 0
