"""Each source in its published layout, served, pulled and loaded, with what goes wrong with such files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from maillage.errors import BadInput, MaillageError
from maillage.sources.catalogue import Holdings, Loaded, catalogue, source_named
from maillage.sources.catalogue.current import (
    current_need,
    current_official,
    current_providers,
    current_supply,
    loaded_counts,
)
from maillage.sources.catalogue.entries import FEEDS
from maillage.sources.catalogue.layouts import LAYOUTS
from maillage.sources.catalogue.load import LOADERS, load
from maillage.sources.need import read_need
from maillage.sources.practitioners.load import SOURCES as PRACTITIONERS
from maillage.sources.supply import read_counts
from maillage.sources.supply_by_fee import read_providers
from maillage.tables import read_columns
from maillage.travel.loading import LOADERS as TRAVEL
from tests.sources.conftest import TERRITORY, Load


def zipped(**files: str | bytes) -> bytes:
    """An archive that is the same at each run: the workers of a test run name tests by it."""
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return room.getvalue()


def workbook(**sheets: list[list[object]]) -> bytes:
    book, room = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(room)
    return room.getvalue()


def figures(one: Loaded, column: str) -> dict[str, float]:
    rows = read_columns(one.path, ("code", column), numeric=(column,))
    return dict(zip(rows["code"].tolist(), rows[column].tolist(), strict=True))


BPE = "GEO;GEO_OBJECT;FACILITY_DOM;FACILITY_SDOM;FACILITY_TYPE;BPE_MEASURE;TIME_PERIOD;OBS_VALUE\n"


def bpe(*rows: tuple[str, str, int], year: int = 2024, head: str = BPE) -> bytes:
    lines = [f'"{code}";"COM";"D";"D2";"{kind}";"FACILITIES";"{year}";{count}' for code, kind, count in rows]
    wrong = f'"01053";"DEP";"D";"D2";"D265";"FACILITIES";"{year}";99\n"01053";"COM";"D";"D2";"D265";"CAP";"{year}";9'
    data = f"{head}{wrong}\n" + "\n".join(lines)
    return zipped(**{f"DS_BPE_{year}_data.csv": data, f"DS_BPE_{year}_metadata.csv": "COD_VAR;LIB_VAR\n"})


def test_doctors_of_the_equipment_base(loaded: Load, holdings: Holdings) -> None:
    one = loaded(
        "bpe", "bpe.zip", bpe(("01053", "D265", 3), ("2A004", "D265", 5), ("97608", "D265", 1), ("31555", "D106", 1))
    )
    assert figures(one, "gps") == {"01053": 3, "2A004": 5, "97608": 1}
    assert (one.year, one.rows) == (2024, 3)
    counts = read_counts(one.path, TERRITORY)
    assert (counts.gps.sum(), counts.vintage, counts.modelled) == (9, "2024", False)
    assert "INSEE" in counts.label
    supply = current_supply(holdings)
    assert supply is not None
    assert supply.loaded == one
    assert supply.year is None


def test_establishments_in_an_archive_within_an_archive(loaded: Load, holdings: Holdings) -> None:
    """BPE until 2023: a row for each establishment; an older count is brought forward to the published totals."""
    rows = ["AN;DEPCOM;DOM;SDOM;TYPEQU;LAMBERT_X;LAMBERT_Y", "2020;1053;D;D2;D201;1,5;2", "2020;75101;D;D2;D201;;",
            "2020;75102;D;D2;D201;;", "2020;69381;D;D2;D201;;", "2020;69381;A;A1;A101;;"]  # fmt: skip
    inner = zipped(**{"bpe20_ensemble.csv": "\r\n".join(rows).encode("cp1252")})
    one = loaded("bpe", "bpe2020.zip", zipped(**{"lisez-moi.txt": "Établissements", "bpe20.zip": inner}))
    assert figures(one, "gps") == {"01053": 1, "69123": 1, "75056": 2}
    assert any("75101 to 75056" in line for line in one.report)
    supply = current_supply(holdings)
    assert supply is not None
    assert supply.year == 2020


def test_dbf(tmp_path: Path, holdings: Holdings) -> None:
    import pandas as pd
    import pyogrio

    frame = pd.DataFrame(
        {"DEPCOM": ["01053", "2A004"], "TYPEQU": ["D201", "D201"], "NB_EQUIP": [2, 4], "AN": ["2019", "2019"]}
    )
    pyogrio.write_dataframe(frame, tmp_path / "bpe19.dbf", driver="ESRI Shapefile")
    one = load(tmp_path / "bpe19.dbf", source_named("bpe"), TERRITORY, holdings)
    assert (figures(one, "gps"), one.year) == ({"01053": 2, "2A004": 4}, 2019)


RPPS = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession"
    "|Libellé profession|Code savoir-faire|Libellé savoir-faire|Code mode exercice|Code commune (coord. structure)|"
)


def rpps(*rows: tuple[str, str, str, str, str]) -> bytes:
    """Number, profession, skill, mode, commune; every line ends with a bar, as published."""
    lines = [f'8|{n}|8{n}|L\'ÉPINE "dit"|ZOÉ|{job}||{skill}||{mode}|{code}|' for n, job, skill, mode, code in rows]
    text = "\n".join([RPPS, *lines, ""])
    return zipped(**{"PS_LibreAcces_Dipl_AutExerc_202603010800.txt": "a|b|\n",
                     "PS_LibreAcces_Personne_activite_202603010800.txt": text})  # fmt: skip


def test_professionals_are_counted_once_each_and_nobody_is_kept(loaded: Load, holdings: Holdings) -> None:
    gp = ("10", "SM54", "L")
    rows = [("1", *gp, "01053"), ("1", *gp, "01053"), ("2", *gp, "01053"), ("2", *gp, "2A004"), ("3", *gp, ""),
            ("4", "10", "SM02", "L", "2A004"), ("5", "10", "SM54", "S", "2A004"),
            ("6", "60", "", "L", "2A004")]  # fmt: skip
    one = loaded("rpps", "PS_LibreAcces_202603010800.zip", rpps(*rows))
    assert (figures(one, "gps"), one.year) == ({"01053": 1.5, "2A004": 0.5}, 2026)
    assert any("1 of 3 doctors" in line for line in one.report)
    kept = b"".join(path.read_bytes() for path in (holdings.root / "rpps" / "loaded").rglob("*") if path.is_file())
    assert "PINE" not in kept.decode()


def apl_sheet(*rows: list[object], unit: bool = True) -> list[list[object]]:
    header: list[object] = [
        "Code commune INSEE", "Commune", "APL aux médecins généralistes",
        "APL aux médecins généralistes de 65 ans et moins ", "Population standardisée 2021 pour la médecine générale",
        "Population totale 2021",
    ]  # fmt: skip
    told: list[object] = ["", "", "En nombre de consultations/visites accessibles par an par habitant standardisé"]
    title: list[list[object]] = [["APL aux médecins généralistes"], ["Source : DREES"], *([[]] * 6)]
    return [*title, header, *([told] if unit else []), *rows]


def test_official_apl_below_title_notes_and_units(loaded: Load, holdings: Holdings) -> None:
    old = apl_sheet(["01053", "Bourg", "9,9", "", 1, 1])
    new = apl_sheet(
        [1053.0, "Bourg-en-Bresse", "3,751", "3,1", 40_000, 41_000], ["2A004", "Ajaccio", 2.5, "", "70 000", 1],
        ["75101", "Paris 1er", "4,000", "", 10_000, 1], ["75102", "Paris 2e", "1,000", "", 30_000, 1],
        ["69123", "Lyon", "nd", "", 5, 5], ["Champ : France hors Mayotte."],
    )  # fmt: skip
    book = workbook(**{"Lisez-moi": [["Notice"]], "APL 2022": old, "APL 2023": new})
    one = loaded("apl-gp", "APL.xlsx", book)
    official = current_official(holdings, TERRITORY)
    assert official is not None
    assert (official.year, one.year, official.producer) == (2023, 2023, "DREES")
    np.testing.assert_allclose(official.values, [3.751, 2.5, np.nan, np.nan, 1.75, np.nan])
    assert any("codes without their zero" in line for line in one.report)
    assert any("976" in line for line in one.report)  # Mayotte has no row


def test_official_apl_without_a_year_in_its_sheet(loaded: Load) -> None:
    one = loaded("apl-gp", "APL.xlsx", workbook(APL=apl_sheet(["01053", "Bourg", "3,7", "", 1, 1])))
    assert one.year == 2016
    assert any("taken as that of 2016" in line for line in one.report)
    text = "Code commune INSEE;APL aux médecins généralistes;Population standardisée 2021\n01053;3,7;1\n"
    assert loaded("apl-gp", "apl_2023.csv", text.encode()).year == 2023


AGES = "IRIS;COM;TYP_IRIS;P22_POP;P22_POP0002;P22_POP0305;P22_POP0610;P22_POP1117;P22_POP65P\n"
INCOME = "CODGEO;LIBGEO;NBMENFISC21;MED21;TP6021\n"


def test_ages_and_income_go_over_the_packaged_need(loaded: Load, holdings: Holdings) -> None:
    load_ages(loaded)
    only_ages = current_need(holdings)
    assert only_ages is not None
    before = read_need(only_ages.path, TERRITORY)
    assert before.aged_65.tolist()[0] == pytest.approx(0.25)
    loaded("filosofi", "cc_filosofi_2021.zip",
           zipped(**{"cc_filosofi_2021_ARR.csv": INCOME, "cc_filosofi_2021_COM.csv": INCOME
                     + "01053;Bourg;9;21 540,5;14.0\n2A004;Ajaccio;9;s;ns\n"}))  # fmt: skip
    current = current_need(holdings)
    assert current is not None
    need = read_need(current.path, TERRITORY)
    assert (need.aged_65[0], need.under_18[0]) == (pytest.approx(0.25), pytest.approx(0.2))
    assert (need.income[0], need.poverty[0]) == (pytest.approx(21_540.5), pytest.approx(0.14))
    assert need.income[1] == pytest.approx(before.income[1])  # secret: the packaged figure stays
    assert "Filosofi" in need.label
    assert "census" in need.label


def load_ages(loaded: Load) -> None:
    iris = "010530101;01053;H;60;3;3;3;3;10\n010530102;01053;H;40;2;2;2;2;15\n2A0040000;2A004;Z;10;0;0;0;1;5\n"
    one = loaded("population-age", "base-ic-evol-struct-pop-2022_csv.zip",
                 zipped(**{"meta_base-ic.CSV": "x;y\n", "base-ic-evol-struct-pop-2022.CSV": AGES + iris}))  # fmt: skip
    assert one.year == 2022
    assert figures(one, "population") == {"01053": 100, "2A004": 10}


CHANGES = (
    "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,NCC_AV,NCCENR_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,TNCC_AP,NCC_AP,NCCENR_AP,"
    "LIBELLE_AP\n"
)


def change(kind: int, date: str, before: str, after: str) -> str:
    return f'{kind},{date},COM,{before},0,"A","A","L\'Île, A",COM,{after},0,"B","B","B"\n'


def test_communes_merged_and_split_since_are_found_through_the_register(loaded: Load) -> None:
    """69900 became 01053 in two steps; 31555 left 2A004; a file of after a merger has 97608 under 75056."""
    text = change(32, "2015-01-01", "69900", "69901") + change(41, "2016-01-01", "69901", "01053")
    text += change(21, "2024-01-01", "2A004", "31555") + change(32, "2030-01-01", "97608", "75056")
    loaded("cog-changes", "v_mvt_commune_2026.csv", (CHANGES + text).encode())
    rows = "69900;69900;Z;40;1;1;1;1;4\n010530000;01053;Z;60;1;1;1;1;6\n2A0040000;2A004;Z;80;0;0;0;8;8\n"
    rows += "750560000;75056;Z;60;0;0;0;0;6\n691230000;69123;Z;1;0;0;0;0;0\n"
    one = loaded("population-age", "ages.csv", (AGES + rows).encode())
    people = figures(one, "population")
    assert people["01053"] == 100
    assert people["2A004"] + people["31555"] == pytest.approx(80)
    # Inhabitants of the small territory: 5 000 and 20; 40 000 and 3 000.
    assert people["2A004"] == pytest.approx(80 * 5_000 / 5_020)
    assert people["97608"] == pytest.approx(60 * 3_000 / 43_000)
    assert any("69900 to 01053" in line for line in one.report)
    assert any("shared out" in line and "2A004 to 2A004 and 31555" in line for line in one.report)


def test_the_directory_of_the_insurer_and_the_register_of_communes(loaded: Load, holdings: Holdings) -> None:
    """No header, Windows-1252, one line for each opening hour; then the communes, with a part of one."""
    row = "F;NOËL;ZOÉ;;;1 RUE X;;12430;ALRANCE;05;45;1;2;{};N;O;1;2;{};;\n"
    text = row.format("c1", "08h00") + row.format("c1", "14h00")
    one = loaded("annuaire-ameli", "ps-infospratiques_2026.csv", text.encode("cp1252"))
    assert (figures(one, "gps"), one.year) == ({"01053": 1}, 2026)
    path = current_providers(holdings, "gp")
    assert path is not None
    assert read_providers(path, TERRITORY).by_fee["sector1"].sum() == 1
    head = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT\n"
    rows = 'COM,01053,84,01,01D,012,0,"B","B","Bourg",0199,\nCOMD,01901,,,,,0,"P","P","Part",,01053\n'
    register = loaded("cog", "v_commune_2027.csv", (head + rows).encode())
    assert (register.year, register.rows) == (2027, 2)


def test_new_columns_and_lines_of_totals_are_told(loaded: Load) -> None:
    text = INCOME.replace("TP6021", "TP6021;NOUVEAU") + "01053;Bourg;9;21540;14;x\nTotal;;9;20000;13;x\n"
    one = loaded("filosofi", "filosofi_com_2021.csv", text.encode("cp1252"))
    assert "column 'NOUVEAU', line 1, is new and left out" in one.report
    assert any(line.startswith("line 3, column 'CODGEO': 'Total'") for line in one.report)


GOOD = bpe(("01053", "D265", 3))


@pytest.mark.parametrize(
    ("name", "file", "content", "words"),
    [
        ("bpe", "bpe.csv", b"\xef\xbb\xbf<!DOCTYPE html>\n<html>Maintenance</html>", "web page"),
        ("bpe", "bpe.zip", GOOD[: len(GOOD) // 2], "truncated"),
        ("bpe", "bpe.zip", zipped(**{"autre.csv": "x"}), r"no file named like \*bpe\* \(found: autre.csv"),
        ("bpe", "bpe.zip", bpe(("01053", "D106", 3)), "DS_BPE_2024_data.csv: no general practitioner"),
        ("bpe", "bpe.zip", bpe(("01053", "D265", 3), head=BPE.replace("FACILITY_TYPE", "FACILITY_TYP")),
         "FACILITY_TYPE.*missing, the nearest is 'FACILITY_TYP'"),
        ("bpe", "bpe.zip", bpe(("99999", "D265", 3), ("99998", "D265", 3)), "2 codes are no commune: 99999 .line 4."),
        ("bpe", "bpe.csv", (BPE + "01053;COM;D;D2;D265;FACILITIES;2024;<5\n").encode(),
         "line 2.*OBS_VALUE.*'<5' hides"),
        ("bpe", "bpe.csv", (BPE + "01053;COM;D;D2;D265;FACILITIES\n").encode(),
         "line 2: 6 cells where the header has 8"),
        ("apl-gp", "APL.xlsx", workbook(**{"Notice": [["x"]], "Indicateur 2023": [["x"]]}), "Notice, Indicateur 2023"),
        ("apl-gp", "APL.xlsx", workbook(**{"APL 2023": apl_sheet(["01053", "B", "trois", "", 1, 1])}),
         "line 11, column 'APL aux médecins généralistes': sheet 'APL 2023': 'trois' is not a number"),
        ("apl-gp", "APL.xlsx",
         workbook(**{"APL 2023": apl_sheet(["01053", "B", 3, "", 1, 1], ["1053", "B", 2, "", 1, 1])}),
         "line 12.*given twice, first on line 11"),
        ("filosofi", "filosofi_com.csv", (INCOME + "Bourg;01053;9;1;1\n").encode(), "line 2.*'Bourg' is not a commune"),
        ("population-age", "ages_2022.csv", (AGES + "0;01053;Z;s;0;0;0;0;0\n").encode(), "line 2.*P22_POP.*'s' hides"),
        ("cog-changes", "v_mvt_commune_2026.csv", (CHANGES + change(32, "01/01/2015", "01001", "01053")).encode(),
         "line 2.*DATE_EFF.*01/01/2015"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_the_figures_before_stay(
    tmp_path: Path, holdings: Holdings, name: str, file: str, content: bytes, words: str
) -> None:
    first = tmp_path / "first.zip"
    first.write_bytes(GOOD)
    before = load(first, source_named("bpe"), TERRITORY, holdings)
    state = {path: path.read_bytes() for path in holdings.root.rglob("*") if path.is_file()}
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words) as caught:
        load(path, source_named(name), TERRITORY, holdings)
    assert str(caught.value).startswith(str(path))
    assert {path: path.read_bytes() for path in holdings.root.rglob("*") if path.is_file()} == state
    supply = current_supply(holdings)
    assert supply is not None
    assert supply.loaded == before


def test_an_older_year_replaces_a_newer_one_only_if_asked(loaded: Load, holdings: Holdings) -> None:
    loaded("bpe", "bpe.zip", GOOD)
    older = bpe(("2A004", "D265", 7), year=2023)
    with pytest.raises(BadInput, match=r"of 2023, those loaded of 2024.*--older"):
        loaded("bpe", "bpe23.zip", older)
    one = loaded("bpe", "bpe23.zip", older, older=True)
    supply = current_supply(holdings)
    assert supply is not None
    assert supply.loaded == one
    assert [one.year for one in holdings.vintages("bpe")] == [2024, 2023]
    assert [row["current"] for row in holdings.status("bpe")["loaded"]] == [False, True]


def test_a_corrected_file_of_the_same_year_replaces_the_first(loaded: Load, holdings: Holdings) -> None:
    for doctors in range(3, 9):
        one = loaded("bpe", "bpe.zip", bpe(("01053", "D265", doctors)))
        assert loaded_counts(holdings) == {2024: one.path}


def test_every_source_of_the_catalogue_is_read_by_something() -> None:
    read = {*LAYOUTS, *LOADERS, *TRAVEL, *PRACTITIONERS}
    assert set(catalogue()) == read
    assert {one.feeds for one in catalogue().values()} == set(FEEDS)


def test_a_source_that_is_read_elsewhere_is_refused_by_name(tmp_path: Path, holdings: Holdings) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(MaillageError, match="'osm' cannot be loaded here"):
        load(path, source_named("osm"), TERRITORY, holdings)
