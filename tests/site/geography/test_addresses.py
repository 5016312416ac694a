"""Addresses of a file in the layout of the Base Adresse Nationale, found to the point."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from maillage.errors import MaillageError
from maillage.site.geography import addresses
from maillage.sources.addresses import read_addresses

pytestmark = pytest.mark.django_db
HEAD = "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat"
LINES = (
    "12089_1;;12;;Rue des Écoles;12300;12089;Decazeville;0;0;2.25;44.56",
    "12089_2;;12;bis;Rue des Écoles;12300;12089;Decazeville;0;0;2.2501;44.56",
    "12089_3;;14;;Rue des Écoles;12300;12089;Decazeville;0;0;2.26;44.57",
    "12089_4;;;;Place Saint-Jean;12300;12089;Decazeville;0;0;2.3;44.6",
    "12145_1;;12;;Rue des Écoles;12100;12145;Millau;0;0;3.07;44.1",
)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "adresses-12.csv.gz"
    path.write_bytes(gzip.compress("\n".join((HEAD, *lines)).encode()))
    return path


def test_an_address_is_found_as_people_write_it(tmp_path: Path) -> None:
    assert addresses.find("12089", "12 rue des Écoles") is None, "nothing is loaded yet"
    assert addresses.load_addresses(read_addresses(written(tmp_path, *LINES)), "essai") == 5
    for text in ("12 rue des ecoles", "12 bis, RUE DES ÉCOLES", "12, Rue des Écoles, 2e étage"):
        assert addresses.find("12089", text) == (2.25, 44.56), text
    assert addresses.find("12145", "12 rue des Écoles") == (3.07, 44.1)
    assert addresses.find("12089", "place saint jean") == (2.3, 44.6)
    assert addresses.find("12089", "13 rue des Écoles") is None
    assert addresses.find("12089", "12 rue du Port") is None


@pytest.mark.parametrize(
    ("line", "said"), [("a;;x;;Rue;1;12089;D;0;0;2;44", "line 2"), ("a;;1;;Rue;1;12089;D;0;0;2;440", "no point")]
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(MaillageError, match=said):
        list(read_addresses(written(tmp_path, line)))


def test_a_file_of_another_layout_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "autre.csv"
    path.write_text("numero;rue\n1;Rue\n", encoding="utf-8")
    with pytest.raises(MaillageError, match="'nom_voie' is missing"):
        list(read_addresses(path))
