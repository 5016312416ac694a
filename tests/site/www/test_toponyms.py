"""Names of territories in French sentences: articles, gender, "de" and "à" before them."""

from __future__ import annotations

import pytest

from maillage.site.www import toponyms
from maillage.territory import Territory


@pytest.mark.parametrize(
    ("name", "of", "at", "full"),
    [
        ("Réquista", "de Réquista", "à Réquista", "Réquista"),
        ("Alban", "d’Alban", "à Alban", "Alban"),
        ("Hyères", "d’Hyères", "à Hyères", "Hyères"),
        ("Haguenau", "de Haguenau", "à Haguenau", "Haguenau"),
        ("Haute-Rivoire", "de Haute-Rivoire", "à Haute-Rivoire", "Haute-Rivoire"),
        ("Yvetot", "d’Yvetot", "à Yvetot", "Yvetot"),
        ("Yutz", "de Yutz", "à Yutz", "Yutz"),
        ("Le Mans", "du Mans", "au Mans", "Le Mans"),
        ("Les Angles", "des Angles", "aux Angles", "Les Angles"),
        ("La Selve", "de La Selve", "à La Selve", "La Selve"),
        ("L'Hospitalet-du-Larzac", "de L’Hospitalet-du-Larzac", "à L’Hospitalet-du-Larzac", "L’Hospitalet-du-Larzac"),
        ("Les", "de Les", "à Les", "Les"),
    ],
)
def test_names_of_communes(name: str, of: str, at: str, full: str) -> None:
    found = toponyms.commune(name)
    assert (found.of, found.at, found.full) == (of, at, full)
    assert found.pronoun == "elle"


@pytest.mark.parametrize(
    ("code", "name", "of", "at", "pronoun"),
    [
        ("12", "Aveyron", "de l’Aveyron", "dans l’Aveyron", "il"),
        ("81", "Tarn", "du Tarn", "dans le Tarn", "il"),
        ("22", "Côtes-d'Armor", "des Côtes-d’Armor", "dans les Côtes-d’Armor", "elles"),
        ("82", "Tarn-et-Garonne", "de Tarn-et-Garonne", "en Tarn-et-Garonne", "il"),
        ("31", "Haute-Garonne", "de la Haute-Garonne", "en Haute-Garonne", "elle"),
        ("28", "Eure-et-Loir", "d’Eure-et-Loir", "en Eure-et-Loir", "elle"),
        ("75", "Paris", "de Paris", "à Paris", "il"),
        ("84", "Vaucluse", "de Vaucluse", "dans le Vaucluse", "il"),
        ("974", "La Réunion", "de La Réunion", "à La Réunion", "elle"),
        ("2A", "Corse-du-Sud", "de Corse-du-Sud", "en Corse-du-Sud", "elle"),
    ],
)
def test_names_of_departments(code: str, name: str, of: str, at: str, pronoun: str) -> None:
    found = toponyms.department(code, name)
    assert (found.of, found.at, found.pronoun) == (of, at, pronoun)


@pytest.mark.parametrize(
    ("name", "of", "at", "begins"),
    [
        ("Occitanie", "d’Occitanie", "en Occitanie", "L’Occitanie"),
        ("Hauts-de-France", "des Hauts-de-France", "dans les Hauts-de-France", "Les Hauts-de-France"),
        ("Grand Est", "du Grand Est", "dans le Grand Est", "Le Grand Est"),
        ("Centre-Val de Loire", "du Centre-Val de Loire", "en Centre-Val de Loire", "Le Centre-Val de Loire"),
        ("Pays de la Loire", "des Pays de la Loire", "dans les Pays de la Loire", "Les Pays de la Loire"),
        ("La Réunion", "de La Réunion", "à La Réunion", "La Réunion"),
        ("Guadeloupe", "de la Guadeloupe", "en Guadeloupe", "La Guadeloupe"),
        ("Provence-Alpes-Côte d'Azur", "de Provence-Alpes-Côte d’Azur", "en Provence-Alpes-Côte d’Azur",
         "La Provence-Alpes-Côte d’Azur"),
    ],
)  # fmt: skip
def test_names_of_regions(name: str, of: str, at: str, begins: str) -> None:
    found = toponyms.region(name)
    assert (found.of, found.at, found.begins) == (of, at, begins)


@pytest.mark.parametrize(
    ("name", "begins", "of", "at", "added"),
    [
        ("Communauté de communes du Réquistanais", "La communauté de communes du Réquistanais",
         "de la communauté de communes du Réquistanais", "dans la communauté de communes du Réquistanais", "ajoutée"),
        ("Toulouse Métropole", "Toulouse Métropole", "de Toulouse Métropole", "dans Toulouse Métropole", "ajoutée"),
        ("Agglomération du Grand Longwy", "L’agglomération du Grand Longwy", "de l’agglomération du Grand Longwy",
         "dans l’agglomération du Grand Longwy", "ajoutée"),
        ("Aubrac Lot Causses Tarn", "Aubrac Lot Causses Tarn", "d’Aubrac Lot Causses Tarn",
         "dans Aubrac Lot Causses Tarn", "ajoutée"),
        ("Métropole de Lyon", "La métropole de Lyon", "de la métropole de Lyon", "dans la métropole de Lyon",
         "ajoutée"),
    ],
)  # fmt: skip
def test_names_of_intercommunalities(name: str, begins: str, of: str, at: str, added: str) -> None:
    found = toponyms.grouping(name)
    assert (found.begins, found.of, found.at, found.agreed("ajouté")) == (begins, of, at, added)


def test_short_names_of_intercommunalities() -> None:
    assert toponyms.short_grouping("Communauté de communes de l'Alta Rocca") == "Alta Rocca"
    assert toponyms.short_grouping("Communauté d'agglomération de Cahors") == "Cahors"
    assert toponyms.short_grouping("Toulouse Métropole") == "Toulouse Métropole"


def test_every_department_and_region_is_in_the_table_once(territory: Territory) -> None:
    table = toponyms._table()
    for kind, known in (("departments", set(territory.department_names)), ("regions", _regions(territory))):
        listed = [key for gender in ("m", "f") for keys in table[kind][gender].values() for key in keys]
        assert sorted(listed) == sorted(set(listed)), kind
        assert known <= set(listed), kind
        for form in ("in", "of"):
            keys = [key for values in table[kind][form].values() for key in values]
            assert sorted(keys) == sorted(set(keys))
            assert set(keys) <= set(listed)


def _regions(territory: Territory) -> set[str]:
    return {toponyms.curly(name) for name in territory.region_names.values()}


def test_every_intercommunality_of_france_fits_a_sentence(territory: Territory) -> None:
    for name in territory.epci_names.values():
        found = toponyms.grouping(name)
        assert found.begins[0].isupper() or not found.begins[0].isalpha(), name
        assert "'" not in found.full
        assert not found.of.startswith(("de le ", "de les "))
