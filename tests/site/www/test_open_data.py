"""Open data: the files agree with their dictionary and schema, at stable addresses, with descriptions for machines."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.test import Client

from maillage.site.observatory.models import ZoneCandidate
from maillage.site.www.public.open_data import rows
from maillage.site.www.public.open_data.dictionary import published_tables
from maillage.site.www.public.open_data.files import export_all
from tests.site import factories as make
from tests.site.www.conftest import World, squares
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
BASE = "https://example.org/donnees/"


@pytest.fixture
def compared(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The measured world with one compared territory, and outlines of its communes alone."""
    shapes = squares(world.communes)

    def outlines(codes: list[str], _store: object) -> dict[str, Any]:
        return {code: shapes[code] for code in codes}

    monkeypatch.setattr(rows, "load_outlines", outlines)
    ZoneCandidate.objects.create(
        region=make.region(), rank=1, epci=world.requista.intercommunality, reason="L’accès est faible.",
        population=12_000, score=80.0, computed=True,
    )  # fmt: skip
    return world


def got(path: str) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


@pytest.mark.filterwarnings("default")
def test_the_exported_files_are_valid_by_their_own_schema(compared: World, tmp_path: Path) -> None:
    from frictionless import validate

    written = dict(export_all(tmp_path, BASE))
    assert set(written) == {path.name for path in tmp_path.iterdir()}
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert written["acces-communes.csv"] == len(compared.communes)
    frame = pd.read_csv(tmp_path / "acces-communes.csv", dtype={"code": str})
    assert frame.loc[frame["code"] == compared.requista.pk, "access"].item() == pytest.approx(2.3)
    listed = pd.read_parquet(tmp_path / "territoires-prioritaires.parquet")
    assert listed["in_force"].tolist() == [True]
    shapes = json.loads((tmp_path / "acces-communes.geojson").read_text(encoding="utf-8"))["features"]
    assert shapes[0]["geometry"]["type"] == "Point"
    # The schema refuses what it should: a commune without its code.
    text = (tmp_path / "acces-communes.csv").read_text(encoding="utf-8")
    (tmp_path / "acces-communes.csv").write_text(text.replace(f"\n{compared.requista.pk},", "\n,"), encoding="utf-8")
    assert not validate(str(tmp_path / "datapackage.json")).valid


def test_every_figure_says_its_kind_and_every_table_its_source(world: World) -> None:
    for table in published_tables().values():
        names = {column.name for column in table.columns}
        assert {"kind", "source"} <= names, table.name
        assert names & {"vintage", "year"}, table.name
        assert table.source
        assert table.source_address.startswith("https://")


def test_the_page_lists_every_file_at_an_address_that_answers(compared: World) -> None:
    page = got("/donnees/").decode()
    found = set(re.findall(r'href="(/donnees/[^"]+)"', page))
    for_people = got("/donnees/acces-communes.csv?format=tableur").decode()
    assert for_people.startswith("\ufeffCode INSEE de la commune;Nom de la commune;")
    assert re.search(rf"\n{compared.requista.pk};[^\n]*;2,3;", for_people)
    files = {f"/donnees/{name}.{suffix}" for name, table in published_tables().items() for suffix in table.suffixes}
    assert files <= found
    for path in sorted(found):
        assert got(path), path
    assert "Licence Ouverte" in text_of(Client().get("/donnees/"))
    assert Client().get("/donnees/apl-officielle-communes.geojson").status_code == 404
    assert Client().get("/donnees/nothing.csv").status_code == 404


def test_a_file_changes_with_the_list_in_force(compared: World) -> None:
    def in_force() -> list[bool]:
        return pd.read_csv(io.BytesIO(got("/donnees/territoires-prioritaires.csv")))["in_force"].tolist()

    assert in_force() == [True]
    compared.zone.delete()
    assert in_force() == [False]


def test_the_descriptions_name_every_file(world: World) -> None:
    catalogue = json.loads(got("/donnees/catalogue.jsonld"))
    assert catalogue["@type"] == "dcat:Catalog"
    addresses = {
        one["dcat:downloadURL"]["@id"] for table in catalogue["dcat:dataset"] for one in table["dcat:distribution"]
    }
    expected = {
        f"http://testserver/donnees/{name}.{suffix}"
        for name, table in published_tables().items()
        for suffix in table.suffixes
    }
    assert addresses == expected
    page = got("/donnees/").decode()
    linked = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert linked is not None
    found = json.loads(linked[1])
    assert found["@type"] == "DataCatalog"
    assert {one["contentUrl"] for table in found["dataset"] for one in table["distribution"]} == expected
