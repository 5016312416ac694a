import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.errors import UnknownName
from maillage.territory import former_named, successors
from tests.territory.cases import square_territory


def test_occitanie(territory):
    here = territory.in_region("76")
    assert len(territory) == 34_875
    assert len(here) == 4_446
    assert int(territory.population[here].sum()) == 5_845_102
    assert {territory.department_region[d] for d in np.unique(territory.department[here])} == {"76"}


def test_codes_ascend_and_names_have_their_article(territory):
    assert (territory.code[1:] > territory.code[:-1]).all()
    assert territory.name[territory.index_of("01001")] == "L'Abergement-Clémenciat"
    assert territory.name[territory.index_of("75056")] == "Paris"


def test_every_commune_is_somewhere(territory):
    for values in (territory.lon, territory.lat, territory.x, territory.y):
        assert np.isfinite(values).all()
    assert sorted(np.unique(territory.plane)) == [0, 1, 2, 3, 4, 5]
    metropolitan = territory.plane == 0
    assert ((territory.x[metropolitan] > 90_000) & (territory.x[metropolitan] < 1_250_000)).all()


def test_implausible_points_are_replaced(territory):
    # The source places its town hall near the pole of the projection; the commune lies south of Bar-le-Duc.
    at = territory.index_of("55541")
    assert territory.point_kind[at] == 2
    assert 48 < territory.lat[at] < 49.5
    assert 4.5 < territory.lon[at] < 6


def test_report_lists_the_gaps_of_occitanie(territory):
    report = territory.report(territory.in_region("76"))
    assert report.without_town_hall == ("12054", "12182", "65181", "81115", "81213")
    assert report.outline_from_parts == ("12218",)
    assert report.communes == 4_446
    assert any("no town-hall point" in line for line in report.lines())
    assert any("12054" in line for line in report.lines())


def test_report_of_france(territory):
    report = territory.report()
    assert report.without_outline == report.placed_by_postcode == ("15031", "15035", "15047", "15171")
    assert len(report.without_town_hall) == 50
    assert len(report.without_population) == 18
    assert "22016" in report.without_epci


def test_postcodes(territory):
    assert territory.postcodes[territory.index_of("31555")] == ("31000", "31100", "31200", "31300", "31400", "31500")
    assert "75011" in territory.postcodes[territory.index_of("75056")]


def test_unknown_commune_suggests(territory):
    with pytest.raises(UnknownName, match="31555 \\(Toulouse\\)"):
        territory.index_of("Tolouse")
    with pytest.raises(UnknownName, match="75056 \\(Paris"):
        territory.index_of("75111")
    with pytest.raises(UnknownName, match="Unknown commune '00000'"):
        territory.indices_of(["01001", "00000"])


def test_locate_replaces_former_codes(territory):
    at, replaced = territory.locate(["75111", "31555", "xxxxx"])
    assert territory.code[at[:2]].tolist() == ["75056", "31555"]
    assert at[2] == -1
    assert replaced == {"75111": "75056"}


def test_every_former_code_of_the_register_is_mapped_to_a_commune(territory):
    register = successors()
    assert len(register) == 4257
    here = set(territory.code.tolist())
    lost = {old for old in register if old not in territory.part_of}
    assert not lost
    assert set(territory.part_of.values()) <= here
    assert not here & territory.part_of.keys()
    # For a current part, the geography takes precedence over the register.
    assert territory.part_of["60455"] == "60694"


@pytest.mark.parametrize(
    ("typed", "code", "current"),
    [
        ("Grand-Vabre", "12114", "12218"),
        ("grand vabre", "12114", "12218"),
        ("chalons sur marne", "51108", "51108"),
        ("Arbignieu", "01015", "01015"),
        ("vabre-tizac", "12285", "12021"),
    ],
)
def test_a_former_commune_is_found_by_its_name(territory, typed, code, current):
    first = former_named(typed)[0]
    assert (first.code, first.current) == (code, current)
    assert territory.part_of.get(code, code) == current


def test_a_former_commune_is_found_by_the_beginning_of_its_name_or_of_a_word():
    assert "Grand-Vabre" in [one.name for one in former_named("vabre")]
    assert former_named("saint", 5) == former_named("SAINT")[:5]
    assert former_named("") == former_named("xyzzy") == []
    found = [one.current for one in former_named("mont", 200)]
    assert len(found) == len(set(found)) == 200


@pytest.mark.parametrize("text", ["76", "Occitanie", "occitanie"])
def test_region_by_code_or_name(territory, text):
    assert territory.resolve_region(text) == "76"


def test_unknown_region_suggests(territory):
    with pytest.raises(UnknownName, match="Did you mean 76 \\(Occitanie\\)"):
        territory.in_region("Ocitanie")
    with pytest.raises(UnknownName, match="01 \\(Guadeloupe\\)"):
        territory.in_region("99")
    with pytest.raises(UnknownName, match="department"):
        territory.in_department("20")


def test_groups_partition_the_region(territory):
    here = territory.in_region("Occitanie")
    departments = [territory.in_department(d) for d, r in territory.department_region.items() if r == "76"]
    assert sorted(np.concatenate(departments)) == here.tolist()


@pytest.mark.parametrize("level", ["epci", "department", "region", "france"])
def test_group_matrix_averages(territory, level):
    groups, matrix = territory.group_matrix(level)
    assert matrix.shape == (len(groups), len(territory))
    np.testing.assert_allclose(np.asarray(matrix.sum(axis=1)).ravel(), 1.0)
    assert np.isfinite(matrix.data).all()


def test_group_matrix_is_weighted_by_population(territory):
    groups, matrix = territory.group_matrix("department")
    here = territory.in_department("12")
    people = territory.population[here]
    expected = (people * territory.lat[here]).sum() / people.sum()
    assert (matrix @ territory.lat)[groups.index("12")] == pytest.approx(expected)
    # Mayotte has no published figures by commune: equal weights, never NaN.
    assert (matrix @ territory.lat)[groups.index("976")] == pytest.approx(
        territory.lat[territory.in_department("976")].mean()
    )


def test_group_matrix_of_some_communes(territory):
    here = territory.in_department("48")
    groups, matrix = territory.group_matrix("region", here)
    assert groups == ["76"]
    assert set(matrix.indices) == set(here)


@given(st.integers(2, 6), st.integers(0, 99), st.data())
def test_only_keeps_the_given_communes(side, seed, data):
    whole = square_territory(side, seed)
    kept = data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1))
    part = whole.only(np.array(kept))
    assert part.code.tolist() == sorted({str(whole.code[i]) for i in kept})
    at = whole.indices_of([str(code) for code in part.code])
    np.testing.assert_array_equal(part.population, whole.population[at])
    assert len(part.postcodes) == len(part)


def test_to_frame(territory):
    frame = territory.to_frame()
    assert len(frame) == len(territory)
    assert frame.loc[frame["code"] == "31555", "postcodes"].iloc[0].startswith("31000 ")


def test_import_stays_light():
    heavy = "pandas,shapely,geopandas,scipy,pyproj,pyarrow"
    code = f"import sys, maillage.territory; print([m for m in '{heavy}'.split(',') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
