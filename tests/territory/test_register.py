"""The loaded register of communes: names of its year, and codes that the installed geography does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from maillage.errors import BadInput
from maillage.sources.catalogue import Holdings, Loaded, source_named
from maillage.sources.catalogue.load import load
from maillage.sources.supply import read_counts
from maillage.territory.register import with_loaded_register
from tests.sources.cases import small_territory

TERRITORY = small_territory()
HEAD = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT\n"
CHANGES = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n"


def row(kind: str, code: str, name: str, parent: str = "") -> str:
    return f'{kind},{code},76,12,12D,121,0,{name.upper()},"{name}","{name}",1201,{parent}\n'


@pytest.fixture
def holdings(tmp_path: Path) -> Holdings:
    return Holdings(tmp_path / "sources")


def loaded(folder: Path, holdings: Holdings, name: str, file: str, text: str, **options: bool) -> Loaded:
    path = folder / file
    path.write_text(text, encoding="utf-8")
    return load(path, source_named(name), TERRITORY, holdings, **options)


REGISTER = "".join(
    [HEAD, row("COM", "12001", "Alrance-le-Haut"), row("COM", "12002", "Aubin"), row("COM", "12003", "Ayssènes"),
     row("COM", "31001", "Aspet"), row("COM", "31002", "Muret"), row("COM", "12999", "Neuve"),
     row("COMD", "31003", "Venerque", "31002"), row("COMD", "31777", "Hameau", "31002")]
)  # fmt: skip


def test_names_and_codes_of_the_loaded_register_are_those_of_the_territory(tmp_path: Path, holdings: Holdings) -> None:
    assert with_loaded_register(TERRITORY, holdings) is TERRITORY
    one = loaded(tmp_path, holdings, "cog", "v_commune_2027.csv", REGISTER)
    assert (one.year, one.rows) == (2027, 8)
    told = " ".join(one.report)
    assert "1 communes are not in the installed geography, such as 12999" in told
    assert "1 communes of it are not in the file, such as 31003" in told
    loaded(tmp_path, holdings, "cog-changes", "v_mvt_commune_2027.csv",
           CHANGES + "21,2027-01-01,COM,12002,COM,12999\n32,2026-06-01,COM,12888,COM,12003\n")  # fmt: skip
    found = with_loaded_register(TERRITORY, holdings)
    assert found.name.tolist()[:2] == ["Alrance-le-Haut", "Aubin"]
    assert found.name.tolist()[5] == "Venerque", "a commune that is gone keeps its name"
    assert len(found) == len(TERRITORY)
    assert {code: found.part_of[code] for code in ("12999", "12888", "31777", "12901")} == {
        "12999": "12002", "12888": "12003", "31777": "31002", "12901": "12001",
    }  # fmt: skip
    counts = tmp_path / "gps.csv"
    counts.write_text("code,gps\n12999,2\n12002,1\n12888,4\n", encoding="utf-8")
    assert read_counts(counts, found).gps.tolist() == [0, 3, 4, 0, 0, 0]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (row("COM", "12x01", "A"), "line 2, column 'COM'.*'12x01' is not a commune"),
        (row("COM", "12001", "A", "12002"), "line 2.*a commune has a parent"),
        (row("COMD", "12001", "A"), "line 2.*a part has none"),
        ("COM,12001\n", "line 2: 2 cells where the header has 12"),
        ("", "no commune in it"),
    ],
)
def test_a_register_that_cannot_be_read_is_named(tmp_path: Path, holdings: Holdings, line: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        loaded(tmp_path, holdings, "cog", "v_commune_2027.csv", HEAD + line)
    assert with_loaded_register(TERRITORY, holdings) is TERRITORY
