"""Living areas, zones, establishments and tariffs that were loaded, on the pages that use them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.observatory import loading
from maillage.sources.catalogue import Holdings, source_named
from maillage.tables import Columns
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def holdings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Holdings:
    held = Holdings(tmp_path / "sources")
    monkeypatch.setattr(loading, "holdings", lambda: held)
    return held


def publish(held: Holdings, name: str, /, **columns: list[str] | list[float]) -> None:
    source = source_named(name)
    table = Columns({key: np.array(values, dtype=object) for key, values in columns.items()})
    about = {"feeds": source.feeds, "year": 2026, "title": source.title, "producer": source.producer,
             "licence": source.licence, "file": "x.csv", "rows": table.rows, "report": []}  # fmt: skip
    held.publish(name, table, about)


def shown(client: Client, path: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text_of(client.get(path)))


def test_loaded_living_areas_are_the_unit_of_the_zoning(world: World, holdings: Holdings) -> None:
    codes = [str(code) for code in loading.reading.current_access().code]
    publish(holdings, "tvs", code=codes, tvs=["T1"] * len(codes), tvs_name=["Aire unique"] * len(codes))
    publish(holdings, "zoning-gp", code=codes, zone=["ZAC"] * len(codes))
    text = shown(Client(), "/zonage")
    assert "Les 1 territoires de vie-santé" in text
    assert "Aire unique" in text
    assert "estimées" not in text
    assert "D’après les seuils (calculé)" in text
    assert "Territoires de vie-santé : INSEE, DREES, 2026 (officiel)" in text
    assert "Publié par l’agence, 2026" in text


def test_establishments_are_proposed_and_a_number_is_compared_with_the_register(
    client: Client, holdings: Holdings
) -> None:
    client.force_login(make.coordinator())
    place = make.place()
    path = f"/coordination/interface/lieux/{place.pk}"
    assert "FINESS (" not in shown(client, path)
    publish(holdings, "finess", finess=["120000013"], name=["CENTRE DE SANTÉ"], category=["124"],
            category_name=["Centre de Santé"], code=[place.commune_id], lon=[2.5], lat=[44.3])  # fmt: skip
    assert "120000013 : CENTRE DE SANTÉ (Centre de Santé)" in shown(client, path)
    answer = client.post(path, {"number": "120000013"}, follow=True)
    assert "D’après FINESS de 2026 : CENTRE DE SANTÉ." in re.sub("\u00a0", " ", text_of(answer))
    answer = client.post(path, {"number": "120000021"}, follow=True)
    assert "Il n’est pas dans FINESS de 2026" in text_of(answer)


def test_a_scenario_starts_from_the_loaded_tariffs(client: Client, holdings: Holdings) -> None:
    client.force_login(make.user("centre_manager", make.organisation("centre", name="Centre de Sienne")))
    publish(holdings, "tariffs", code=["G", "MEG"], label=["Consultation", "Enfant"], euros=[33.0, 5.0])
    answer = client.get(reverse("centre-scenario-add"), {"cas": "regional-2025"})
    form = answer.context["form"]
    assert (form["consultation_fee"].value(), form["child_fee"].value()) == ("33", "38")
    assert "Tarifs réglementés\u00a0: CNAM, 2026." in answer.content.decode()
