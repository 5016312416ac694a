"""Practitioners one by one, from files in the published layouts of the RPPS extract and of the insurer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maillage.errors import BadInput, MaillageError
from maillage.sources.catalogue import Holdings, Loaded, source_named
from maillage.sources.catalogue.current import current_providers
from maillage.sources.catalogue.load import load
from maillage.sources.practitioners.load import Beside, read_along
from maillage.sources.practitioners.locating import street_key
from maillage.sources.practitioners.people import folded
from maillage.sources.practitioners.tables import LISTED, read_totals
from maillage.sources.supply_by_fee import read_providers
from maillage.tables import read_columns
from maillage.territory import Territory
from tests.sources.cases import small_territory

TERRITORY = replace(
    small_territory(),
    name=np.array(["Alrance", "Saint-Affrique", "Ayssènes", "Aspet", "Muret", "L'Isle-en-Dodon"]),
    postcodes=(("12430",), ("12400",), ("12430",), ("31160",), ("31600",), ("31230",)),
)  # fmt: skip
RPPS = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession"
    "|Libellé profession|Code savoir-faire|Libellé savoir-faire|Code mode exercice|Numéro Voie (coord. structure)"
    "|Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|Code postal (coord. structure)"
    "|Code commune (coord. structure)|Libellé commune (coord. structure)|Année de naissance|"
)
GP, EYES, NURSE = ("10", "SM54", "Médecine générale"), ("10", "SM38", "Ophtalmologie"), ("60", "", "")
Write = Callable[..., Path]


@pytest.fixture
def holdings(tmp_path: Path) -> Holdings:
    return Holdings(tmp_path / "sources")


def rpps(folder: Path, *rows: tuple[str, tuple[str, str, str], str, str], born: str = "") -> Path:
    """Number with names, profession, mode, place as ``code/postcode/town/number/kind/street``."""
    lines = [RPPS]
    for person, (job, skill, label), mode, place in rows:
        number, last, first = person.split()
        code, postcode, town, at, kind, street = (*place.split("/"), "", "", "", "", "", "")[:6]
        lines.append(
            f"8|{number}|8{number}|{last}|{first}|{job}||{skill}|{label}|{mode}|{at}|{kind}|{street}|{postcode}|{code}"
            f"|{town}|{born}|"
        )
    path = folder / "PS_LibreAcces_Personne_activite_202603010800.txt"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def insurer(folder: Path, *rows: str, file: str = "ps-infospratiques_2026.csv") -> Path:
    """Last, first, street, postcode, town, profession, convention, option, last cell: as published, without header."""
    lines: list[str] = []
    for row in rows:
        last, first, street, postcode, town, job, convention, option, end = row.split(",")
        cells = ["F", last, first, "", "", street, "", postcode, town, "05", job, "1", "2", convention, option, "O",
                 "1", "2", end, "", ""]  # fmt: skip
        lines.append(";".join(cells))
    path = folder / file
    path.write_bytes("\n".join([*lines, ""]).encode("cp1252"))
    return path


def counts(path: Path, column: str, territory: Territory = TERRITORY) -> dict[str, float]:
    rows = read_columns(path, ("code", column), numeric=(column,))
    return dict(zip(rows["code"].tolist(), rows[column].tolist(), strict=True))


def by_fee(holdings: Holdings, profession: str) -> dict[str, dict[str, float]]:
    path = current_providers(holdings, profession)
    assert path is not None
    found = read_providers(path, TERRITORY, profession)
    return {
        fee: {str(TERRITORY.code[k]): float(count[k]) for k in np.flatnonzero(count)}
        for fee, count in found.by_fee.items()
        if count.any()
    }


def read(path: Path, name: str, holdings: Holdings, beside: Beside | None = None) -> Loaded:
    return load(path, source_named(name), TERRITORY, holdings, beside=beside)


PEOPLE = (
    ("1 MARTIN ZOÉ", GP, "L", "12001"),
    ("1 MARTIN ZOÉ", GP, "L", "12001"),  # a second line of the same place
    ("1 MARTIN ZOÉ", GP, "L", "31001"),  # a secondary practice
    ("2 ÉLIE JEAN-LUC", GP, "L", "/31230/L ISLE EN DODON"),
    ("3 NOIR ANA", EYES, "L", "/31600/ANYTHING"),
    ("4 BLANC ANA", GP, "S", "31002"),
    ("5 ROUX ANA", NURSE, "L", "12901"),  # a former commune of 12001
    ("6 VERT ANA", ("10", "SM02", "Anesthésie-réanimation"), "L", "31002"),
)


def test_each_person_counts_once_and_a_secondary_practice_in_parts(tmp_path: Path, holdings: Holdings) -> None:
    one = read(rpps(tmp_path, *PEOPLE), "rpps", holdings)
    assert counts(one.path, "gps") == {"12001": 0.5, "31001": 0.5, "31003": 1.0}
    assert by_fee(holdings, "ophthalmologist") == {"all": {"31002": 1.0}}
    assert by_fee(holdings, "nurse") == {"all": {"12001": 1.0}}
    assert current_providers(holdings, "midwife") is None
    report = " ".join(one.report)
    for told in ("6 rows of self-employed practitioners are 4 people (2 gp, 1 nurse, 1 ophthalmologist)",
                 "1 rows repeat a place already known", "1 people practise in several communes",
                 "2 places without a code were found by postcode and town", "1 salaried practitioners are not counted",
                 "the file tells no age", "gp: 2 counted"):  # fmt: skip
        assert told in report
    totals = read_totals(one)
    here = (totals["department"] == "31") & (totals["profession"] == "gp")
    assert totals["counted"][here].tolist() == [1.5]
    assert totals["published"][here][0] > 1_000
    kept = "".join(path.read_text(encoding="utf-8") for path in holdings.root.rglob("*") if path.is_file())
    assert "MARTIN" not in kept
    assert "ZO" not in kept


DIRECTORY = (
    "MARTIN,Zoe,1 RUE X,12430,ALRANCE,45,c1,N,08h00",
    "MARTIN,Zoe,1 RUE X,12430,ALRANCE,45,c1,N,14h00",  # one line for each opening hour
    "ELIE,JEAN LUC,,31230,L ISLE EN DODON,45,c2,O,08h00",
    "NOIR,ANA,,31600,MURET,56,c2,N,08h00",
    "ABSENT,ANA,,31600,MURET,45,c1,N,08h00",
    "PHARMACIE,,,31600,MURET,62,,N,08h00",
)


def test_fees_come_from_the_insurer_by_names_profession_and_department(tmp_path: Path, holdings: Holdings) -> None:
    one = read(rpps(tmp_path, *PEOPLE), "rpps", holdings, Beside(insurer(tmp_path, *DIRECTORY)))
    assert by_fee(holdings, "gp") == {"sector1": {"12001": 0.5, "31001": 0.5}, "optam": {"31003": 1.0}}
    assert by_fee(holdings, "ophthalmologist") == {"all": {"31002": 1.0}}
    assert any("3 people of the insurer's directory found in the RPPS extract, 1 not in it, 0" in x for x in one.report)
    assert any(line.startswith("1 of 4 people have no known fee") for line in one.report)


def test_homonyms_are_told_apart_by_postcode_or_left_out(tmp_path: Path, holdings: Holdings) -> None:
    people = (("1 MARTIN ANA", GP, "L", "31002/31600/MURET"), ("2 MARTIN ANA", GP, "L", "31001/31160/ASPET"),
              ("3 PETIT ANA", GP, "L", "31001/31160/ASPET"), ("4 PETIT ANA", GP, "L", "31001/31160/ASPET"))  # fmt: skip
    told = ("MARTIN,ANA,,31600,MURET,45,c1,N,x", "PETIT,ANA,,31160,ASPET,45,c1,N,x")
    one = read(rpps(tmp_path, *people), "rpps", holdings, Beside(insurer(tmp_path, *told)))
    assert by_fee(holdings, "gp") == {"sector1": {"31002": 1.0}, "all": {"31001": 3.0}}
    assert any("1 left out because homonyms" in line for line in one.report)


def test_prices_tell_who_takes_at_most_40_percent_more(tmp_path: Path, holdings: Holdings) -> None:
    """The regulated fee is the median of the lowest prices of sector 1: 30 euros here, so up to 42."""
    rows = ("A,A,,31600,MURET,45,c1,N,30", "B,B,,31600,MURET,45,c1,N,30,", "C,C,,31600,MURET,45,c2,N,42",
            "D,D,,31600,MURET,45,c2,N,43", "D,D,,31600,MURET,45,c2,N,80", "E,E,,31160,ASPET,45,nc,N,\"42,5\"",
            "F,F,,31160,ASPET,45,c2,O,60")  # fmt: skip
    path = insurer(tmp_path, *(row.rstrip(",").replace('"42,5"', "42.5") for row in rows), file="ps-tarifs-26-03.csv")
    with pytest.raises(BadInput, match="year of its figures is not told"):
        read(path, "annuaire-ameli", holdings)
    one = load(path, source_named("annuaire-ameli"), TERRITORY, holdings, 2026)
    assert by_fee(holdings, "gp") == {
        "sector1": {"31002": 2.0}, "upto40": {"31002": 1.0}, "all": {"31001": 1.0, "31002": 1.0},
        "optam": {"31001": 1.0},
    }  # fmt: skip
    assert one.producer == "CNAM"


def test_the_list_one_by_one_has_points_ages_and_no_names(tmp_path: Path, holdings: Holdings) -> None:
    people = (("1 MARTIN ZOÉ", GP, "L", "31002/31600/MURET/12/AV/du Maréchal Foch"),
              ("1 MARTIN ZOÉ", GP, "L", "31001/31160/ASPET"))  # fmt: skip
    addresses = tmp_path / "adresses.csv"
    addresses.write_text(
        "id;numero;nom_voie;code_insee;lon;lat\nx;12;Avenue du Maréchal Foch;31002;1.33;43.46\n"
        "y;13;Avenue du Maréchal Foch;31002;1.34;43.47\n",
        encoding="utf-8",
    )
    out = tmp_path / "list.csv"
    one = read(rpps(tmp_path, *people, born="1960"), "rpps", holdings, Beside(None, addresses, out))
    rows = read_columns(out, LISTED, numeric=("lon", "lat", "age"))
    assert rows["practice"].tolist() == ["main", "secondary"]
    assert rows["located_by"].tolist() == ["address", "commune"]
    assert (rows["lon"][0], rows["lat"][0]) == (1.33, 43.46)
    assert rows["age"].tolist() == [66, 66]
    assert "MARTIN" not in out.read_text(encoding="utf-8").upper()
    assert any("1 of 1 addresses found" in line for line in one.report)
    assert counts(one.path, "gps_60_plus") == {"31001": 0.5, "31002": 0.5}


def test_what_was_pulled_of_the_other_directory_is_read_along(tmp_path: Path, holdings: Holdings) -> None:
    from maillage.sources.catalogue.pull import take

    insurer(tmp_path, *DIRECTORY)
    take(source_named("annuaire-ameli"), holdings, tmp_path)
    along = read_along(source_named("rpps"), holdings, Beside())
    assert along is not None
    read(rpps(tmp_path, *PEOPLE), "rpps", holdings, along)
    assert set(by_fee(holdings, "gp")) == {"sector1", "optam"}
    with pytest.raises(MaillageError, match="are for practitioners"):
        read_along(source_named("bpe"), holdings, Beside(tmp_path))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A,A,,31600,MURET,45,s1,N,x", r"line 2, column '14 \(convention\)'.*'s1' is no convention"),
        ("A,A,,Muret,MURET,45,c1,N,x", r"line 2, column '8 \(code postal\)'.*'Muret'"),
        ("A,A,,31600,MURET,médecin,c1,N,x", r"line 2, column '11 \(profession\)'.*'médecin'"),
    ],
)
def test_a_changed_layout_of_the_insurer_is_named_and_nothing_is_kept(
    tmp_path: Path, holdings: Holdings, row: str, words: str
) -> None:
    path = insurer(tmp_path, DIRECTORY[0], row)
    with pytest.raises(BadInput, match=words):
        read(path, "annuaire-ameli", holdings)
    assert not list(holdings.root.rglob("*.csv"))


def test_names_and_streets_are_compared_folded() -> None:
    assert folded("  St-Étienne  d'Œuvre ") == "SAINT ETIENNE D OEUVRE"
    assert street_key("31002", "12 bis av. du Pont") == ("31002", "AVENUE DU PONT", 12)
    assert street_key("31002", "Le Bourg") is None
