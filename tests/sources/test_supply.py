from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from maillage.errors import BadInput
from maillage.sources.published import by_department, facts
from maillage.sources.supply import largest_around, largest_remainder, modelled_counts, presence_weights, read_counts
from maillage.sources.supply_by_fee import read_providers
from maillage.territory import Territory
from tests.sources.cases import small_territory


def write(folder: Path, text: str) -> Path:
    path = folder / "doctors.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_counts_are_read_and_other_communes_have_none(tmp_path: Path) -> None:
    counts = read_counts(write(tmp_path, "code,gps,gps_60_plus\n12002,3,1\n31002,40,10.5\n"), small_territory())
    assert counts.gps.tolist() == [0, 3, 0, 0, 40, 0]
    assert counts.gps_60_plus is not None
    assert counts.gps_60_plus.tolist() == [0, 1, 0, 0, 10.5, 0]
    assert not counts.modelled
    assert counts.notices == ()


def test_ages_may_be_absent(tmp_path: Path) -> None:
    assert read_counts(write(tmp_path, "code,gps\n12002,3\n"), small_territory()).gps_60_plus is None


def test_parts_of_a_commune_are_summed_with_a_notice(tmp_path: Path) -> None:
    counts = read_counts(write(tmp_path, "code,gps\n31902,3\n31903,4\n31002,1\n"), small_territory())
    assert counts.gps[4] == 8
    assert "2 codes" in counts.notices[0]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("code,gps\n12002,3\n12999,1\n", 3, "code", "not a commune"),
        ("code,gps\n12002,3\n12001,1\n12002,1\n", 4, "code", "twice"),
        ("code,gps\n12002,-3\n", 2, "gps", "-3 doctors"),
        ("code,gps\n12002,3\n12001,\n", 3, "gps", "missing"),
        ("code,gps\n12002,three\n", 2, "gps", "not a number"),
        ("code,gps,gps_60_plus\n12002,3,4\n", 2, "gps_60_plus", "more doctors"),
        ("code,gps,gps_60_plus\n12002,3,\n", 2, "gps_60_plus", "missing"),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, text: str, line: int, column: str, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(BadInput, match=words) as caught:
        read_counts(path, small_territory())
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("text", ["code,gps\n", "code,doctors\n12001,1\n", "", "12001;3\n"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        read_counts(write(tmp_path, text), small_territory())


def test_arrondissements_of_the_three_cities_are_accepted(tmp_path: Path, territory: Territory) -> None:
    text = "code,gps\n75101,5\n75120,6\n69383,2\n13216,1\n25282,2\n"
    counts = read_counts(write(tmp_path, text), territory)
    for code, doctors in (("75056", 11), ("69123", 2), ("13055", 1), ("25060", 2)):
        assert counts.gps[territory.index_of(code)] == doctors
    assert counts.gps.sum() == 16


def test_former_communes_are_mapped_to_current_ones(tmp_path: Path, territory: Territory) -> None:
    """Grand-Vabre, Ajaccio before 1976, Bonneuil-sur-Marne before 1968, Mamoudzou before 2011, a merger of 1943."""
    text = "code,gps\n12114,5\n20004,6\n75011,2\n98511,1\n60696,3\n97701,9\n97123,9\n98735,9\n"
    counts = read_counts(write(tmp_path, text), territory)
    for code, doctors in (("12218", 5), ("2A004", 6), ("94011", 2), ("97611", 1), ("60057", 3)):
        assert counts.gps[territory.index_of(code)] == doctors
    assert counts.gps.sum() == 17
    assert any("3 codes of collectivities outside" in notice for notice in counts.notices)
    providers = read_providers(write(tmp_path, text.replace("gps", "count")), territory)
    np.testing.assert_array_equal(providers.total(), counts.gps)


@given(
    arrays(np.float64, st.integers(1, 40), elements=st.floats(0, 1e6)).filter(lambda w: w.sum() > 1e-3),
    st.integers(0, 3000),
)
def test_whole_doctors_sum_to_the_total_and_stay_near_their_share(weights: np.ndarray, total: int) -> None:
    people = np.arange(len(weights))
    shared = largest_remainder(weights, total, people)
    assert shared.sum() == total
    assert (shared == np.floor(shared)).all()
    assert (np.abs(shared - total * weights / weights.sum()) < 1 + 1e-6).all()
    np.testing.assert_array_equal(shared, largest_remainder(weights, total, people))


def test_ties_go_to_the_larger_commune() -> None:
    assert largest_remainder(np.ones(3), 1, np.array([5, 9, 7])).tolist() == [0, 1, 0]


def test_the_centre_attracts_more_than_a_suburb_of_its_size() -> None:
    # The second commune is the largest within 8 km; the sixth, of the same size, is next to a town.
    weights = presence_weights(small_territory((200, 3_000, 20, 10, 40_000, 3_000)))
    assert weights[1] > weights[5]
    assert weights[4] > weights[1]
    assert weights[0] > weights[2]


def test_modelled_counts_sum_to_the_published_totals(territory: Territory) -> None:
    counts = modelled_counts(territory)
    assert counts.modelled
    assert counts.gps_60_plus is None
    placed = {str(d) for d in np.unique(territory.department[territory.population > 0])}
    totals = {row["department"]: int(row["gps"]) for row in facts("gps_by_department_2024")}
    assert sum(totals.values()) == 51_775
    assert counts.gps.sum() == sum(totals[department] for department in placed)
    assert len(counts.notices) == len(totals) - len(placed)
    published = by_department("gps_by_department_2024", "gps", territory.department)
    for department in ("12", "2A", "31", "75", "974"):
        here = territory.department == department
        assert counts.gps[here].sum() == published[here][0]
    np.testing.assert_array_equal(counts.gps, modelled_counts(territory).gps)


@pytest.mark.reference
def test_the_model_agrees_with_real_counts(territory: Territory, reference_data: Path) -> None:
    real = read_counts(reference_data / "supply" / "gps_by_commune_2019.csv", territory).gps
    assert real.sum() == 58_625
    model = modelled_counts(territory).gps
    assert np.corrcoef(real, model)[0, 1] > 0.96
    for limit, floor in ((20_000, 0.82), (5_000, 0.69)):
        small = territory.population < limit
        assert np.corrcoef(real[small], model[small])[0, 1] > floor
    both = ((real > 0) & (model > 0)).sum()
    assert 2 * both / ((real > 0).sum() + (model > 0).sum()) > 0.76


@given(st.integers(0, 10_000), st.sampled_from([1_000.0, 8_000.0, 50_000.0]))
def test_largest_around_equals_a_check_of_every_pair(seed: int, metres: float) -> None:
    rng = np.random.default_rng(seed)
    base = small_territory()
    n = len(base)
    x, y = rng.uniform(-3e4, 3e4, (2, n))
    territory = replace(base, x=x, y=y, population=rng.integers(0, 9000, n))
    near = np.hypot(x[:, None] - x, y[:, None] - y) <= metres
    near &= base.plane[:, None] == base.plane
    expected = np.where(near, territory.population, 0).max(axis=1)
    np.testing.assert_array_equal(largest_around(territory, metres), expected)


def test_codes_that_a_spreadsheet_changed_are_repaired_with_a_notice(tmp_path: Path, territory: Territory) -> None:
    text = 'code,gps\n1053,4\n"=""12202""",3\n31555.0,5\n2a004,2\n'
    counts = read_counts(write(tmp_path, text), territory)
    for code, doctors in (("01053", 4), ("12202", 3), ("31555", 5), ("2A004", 2)):
        assert counts.gps[territory.index_of(code)] == doctors
    assert any("4 codes that a spreadsheet had changed repaired, such as" in one for one in counts.notices)


def test_codes_repaired_once_per_fee_are_reported(tmp_path: Path, territory: Territory) -> None:
    text = "code,count,fee\n1053,4,sector1\n01053,1,all\n31555.0,2,optam\n"
    providers = read_providers(write(tmp_path, text), territory)
    assert providers.total()[territory.index_of("01053")] == 5
    assert sum("2 codes that a spreadsheet had changed repaired" in one for one in providers.notices) == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("code,gps\n01053,3\n1053,4\n", 3, "code 01053 is given twice"),
        ("code,gps\n12202,3\nTotal,4\n", 3, "line of totals. Remove the line"),
        ("code,gps\n12202,3\n\nFrance métropolitaine,4\n", 4, "line of totals"),
        ("code,gps\n12202,3\n,4\n", 3, "the code is missing"),
        ("code,gps\n,3\n,4\n", 2, "the code is missing"),
        ("code,gps\nTotal,3\nTotal,4\n", 2, "line of totals"),
        ("code,gps\n12000,3\n", 2, r"a postcode. Write an INSEE code: 12202 \(Rodez\)"),
        ("code,gps\n2E+04,3\n", 2, "Format the column of codes as text"),
        ("code,gps\n75056,3\n\n75101,4\n", 4, "75101 is a part of 75056, which is given too"),
        ("code,gps\n12202,1000001\n", 2, "from 0 to 1,000,000"),
        ("code,gps,profession\n12202,3,gp\n\n12145,2,nurse\n", 4, "'nurse' where gp is asked for"),
    ],
)
def test_invalid_counts_are_named_with_a_remedy(
    tmp_path: Path, territory: Territory, text: str, line: int, words: str
) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        read_counts(write(tmp_path, text), territory)
    assert caught.value.line == line


def test_an_empty_supply_is_reported(tmp_path: Path, territory: Territory) -> None:
    counts = read_counts(write(tmp_path, "code,gps\n12202,0\n"), territory)
    assert any("counts nobody at all" in one for one in counts.notices)


def test_providers_of_another_profession_are_refused(tmp_path: Path, territory: Territory) -> None:
    path = write(tmp_path, "code,gps\n12202,3\n")
    assert read_providers(path, territory, "gp").total().sum() == 3
    with pytest.raises(BadInput, match="it counts GPs where nurse is asked for"):
        read_providers(path, territory, "nurse")
    path = write(tmp_path, "code,count,profession\n12202,3,nurse\n12145,1,midwife\n")
    with pytest.raises(BadInput, match="line 3, column 'profession': 'midwife' where nurse"):
        read_providers(path, territory, "nurse")


def test_fees_are_distinguished_for_any_form_of_code(tmp_path: Path, territory: Territory) -> None:
    path = write(tmp_path, "code;count;fee\n1053;3;sector1\n01053;2;all\n12202;1;all\n")
    found = read_providers(path, territory)
    assert found.by_fee["sector1"][territory.index_of("01053")] == 3
    assert found.total()[territory.index_of("01053")] == 5
    with pytest.raises(BadInput, match="line 3, column 'code': code 01053 is given twice with the fee all"):
        read_providers(write(tmp_path, "code;count;fee\n1053;3;all\n01053;2;all\n"), territory)
