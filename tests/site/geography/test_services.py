"""Loading all communes of France as rows, and searching them."""

from __future__ import annotations

import dataclasses

import pytest

from maillage.site.geography import services
from maillage.site.geography.models import Commune, CurrentArtefact, Department, Region
from maillage.territory import Territory
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_france_is_loaded_and_loading_again_changes_nothing(
    territory: Territory, django_assert_max_num_queries
) -> None:
    assert services.load(territory) == len(territory) == 34875
    rows = list(Commune.objects.order_by("position").values_list("code", "population", "position"))
    assert [code for code, _, _ in rows] == territory.code.tolist()
    assert sum(population for _, population, _ in rows) == int(territory.population.sum())
    assert [position for _, _, position in rows] == list(range(34875))
    assert Commune.objects.filter(department__region="76").count() == 4446
    assert Region.objects.get(pk="76").name == "Occitanie"
    with django_assert_max_num_queries(4):
        services.load(territory)
    for typed, code in [
        ("st affrique", "12208"), ("SAINTE-EULALIE-DE-CERNON", "12220"), ("decazeville", "12089"), ("12300", "12100"),
        ("mees", "04116"), ("2a004", "2A004"), ("toul", "31555"), ("l'isle jourd", "32160"),
    ]:  # fmt: skip
        assert code in [commune.pk for commune in services.search(typed, 40)], typed
    for typed, code, former in [
        ("Grand-Vabre", "12218", "Grand-Vabre"), ("grand vab", "12218", "Grand-Vabre"),
        ("12114", "12218", "Grand-Vabre"),
        ("châlons sur marne", "51108", "Châlons-sur-Marne"), ("conques-en-r", "12218", ""), ("2a004", "2A004", ""),
    ]:  # fmt: skip
        first = services.search(typed)[0]
        assert (first.pk, first.former_name) == (code, former), typed
    # A current name comes before a former one, and is listed once.
    rodez = services.search("rodez")
    assert (rodez[0].pk, rodez[0].former_name) == ("12202", "")
    mont = [commune.pk for commune in services.search("mont", 200)]
    assert len(mont) == len(set(mont))


def test_a_new_vintage_moves_communes_and_keeps_the_rows_of_those_gone() -> None:
    territory = tiny_territory()
    services.load(territory)
    make.published(place=make.place(commune=Commune.objects.get(pk="01001")))
    newer = dataclasses.replace(
        territory,
        **{
            name: getattr(territory, name)[1:]
            for name in (
                "code", "name", "population", "lon", "lat", "x", "y", "plane", "point_kind", "department", "region",
                "epci", "postcodes",
            )
        },
        vintage="next",
    )  # fmt: skip
    services.load(newer)
    assert Commune.objects.get(pk="01001").position is None
    assert Commune.objects.get(pk="01002").position == 0
    assert "01001" not in [commune.pk for commune in services.search("01001")]
    assert CurrentArtefact.objects.get(kind="territory").vintage == "next"


def tiny_territory() -> Territory:
    import numpy as np

    count = 3
    return Territory(
        code=np.array([f"0100{k}" for k in range(1, 4)]),
        name=np.array(["Abergement", "Béon", "Saint-Rémy"]),
        population=np.array([700, 400, 200]),
        lon=np.full(count, 5.4),
        lat=np.full(count, 46.1),
        x=np.zeros(count),
        y=np.zeros(count),
        plane=np.zeros(count, dtype=np.int8),
        point_kind=np.zeros(count, dtype=np.int8),
        department=np.array(["01", "01", ""]),
        region=np.array(["84", "84", ""]),
        epci=np.array(["200000099", "200000099", ""]),
        department_names={"01": "Ain"},
        region_names={"84": "Auvergne-Rhône-Alpes"},
        epci_names={"200000099": "CC d’essai"},
        department_region={"01": "84"},
        postcodes=(("01400",), ("01350", "01360"), ("01310",)),
        vintage="essai",
    )


def test_a_commune_without_groupings_is_loaded() -> None:
    services.load(tiny_territory())
    alone = Commune.objects.get(pk="01003")
    assert (alone.department, alone.intercommunality) == (None, None)
    assert Department.objects.get(pk="01").region_id == "84"


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("st remy", ["01003"]),
        ("remy", ["01003"]),
        ("BEON", ["01002"]),
        ("01360", ["01002"]),
        ("014", ["01001"]),
        ("", []),
        ("%", []),
        ("xyz", []),
        ("' OR 1=1 --", []),
    ],
)
def test_communes_are_found_by_name_postcode_and_code(typed: str, codes: list[str]) -> None:
    services.load(tiny_territory())
    assert [commune.pk for commune in services.search(typed)] == codes


def test_search_is_one_query(django_assert_num_queries) -> None:
    services.load(tiny_territory())
    with django_assert_num_queries(1):
        assert [c.department and c.department.name for c in services.search("abergement")] == ["Ain"]


def test_five_digits_are_a_postcode_before_they_are_a_code() -> None:
    """12170 is the postcode of Réquista and the INSEE code of another commune; users mean the postcode."""
    requista = make.commune("12197", "Réquista", postcodes=["12170"])
    make.commune("12170", "Olemps", postcodes=["12510"])
    assert list(services.search("12170")) == [requista]
    assert list(services.search("12197")) == [requista]
    assert list(services.search("1217")) == [requista]
