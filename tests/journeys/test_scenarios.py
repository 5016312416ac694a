"""Scenarios on the map: with and without script, undone, shared, downloaded."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.request import urlopen

import pytest
from django.test import Client
from PIL import Image

from maillage.site.webserver import PATIENCE
from maillage.site.www.public.explorer import tables
from tests.journeys.conftest import DESK, PHONE, Site
from tests.journeys.test_journeys import plain, script_errors, seen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CORSICA = "/carte?territoire=region-94"
CORTE, BASTIA, AJACCIO = "2B096", "2B033", "2A004"
SCENARIO = f"+{CORTE}:2,-{BASTIA}:1,{AJACCIO}~{CORTE}:0.5"
PAGES = (
    "/carte?territoire=france",
    CORSICA,
    f"{CORSICA}&scenario={SCENARIO}&commune={CORTE}",
    f"{CORSICA}&scenario={SCENARIO}&vue=tableau",
    f"/carte?territoire=departement-2B&scenario={SCENARIO}&vue=apres",
    f"{CORSICA}&scenario=-{CORTE}:50",
    "/territoires/200073120",
)


@pytest.fixture
def client(made: str) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_the_map(visit: Any, path: str) -> None:
    visitor = visit(PHONE)
    page = visitor.go(path)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        assert visitor.violations() == []
        assert visitor.sideways() <= 0
    assert script_errors(visitor.complaints) == []
    text = page.locator("main").inner_text()
    assert re.findall(r".{0,20}(?: [;!?:%»]|« |').{0,9}", text) == []
    seen(page.get_by_text("Offre observée au 31/12/2019"))


def test_a_doctor_is_added_and_removed_without_script(visit: Any) -> None:
    visitor = visit(PHONE, script=False)
    page = visitor.go(CORSICA)
    page.get_by_label("Commune", exact=True).fill("Corte")
    page.get_by_label("Combien de médecins").select_option("2")
    page.get_by_role("button", name="Voir l’effet").click()
    assert f"scenario=+{CORTE}:2" in page.url
    seen(page.get_by_text("Deux médecins de plus à Corte").first)
    seen(page.get_by_role("heading", name="Qui gagne le plus"))
    page.wait_for_load_state("networkidle")
    picture = page.locator("scenario-map img")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_label("Que changer").select_option("retirer")
    page.get_by_label("Commune", exact=True).fill("Bastia")
    page.get_by_role("button", name="Voir l’effet").click()
    assert f"scenario=+{CORTE}:2,-{BASTIA}:1" in page.url
    page.get_by_role("link", name=re.compile("^Annuler.*Deux médecins de plus")).click()
    assert f"scenario=-{BASTIA}:1" in page.url


def test_a_doctor_is_added_by_a_tap_on_the_map(visit: Any) -> None:
    visitor = visit()
    page = visitor.go(f"{CORSICA}&commune={CORTE}")
    page.wait_for_selector("scenario-map[data-ready]")
    before = page.evaluate("document.querySelector('scenario-map canvas').toDataURL()")
    page.get_by_role("link", name="Ajouter un médecin à Corte").click()
    seen(page.get_by_text("Un médecin de plus à Corte").first)
    assert f"scenario=+{CORTE}:1" in page.url
    assert page.evaluate("document.querySelector('scenario-map canvas').toDataURL()") != before
    page.get_by_role("link", name="Après", exact=True).click()
    assert page.locator("[data-tabs] [aria-current]").inner_text() == "Après"
    box = page.locator("scenario-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile("commune=2[AB]"))
    page.go_back()
    page.go_back()
    page.go_back()
    page.locator(".mg-steps").wait_for(state="detached")
    assert script_errors(visitor.complaints) == []


def test_a_url_shows_its_scenario(client: Client) -> None:
    page = plain(client.get(f"{CORSICA}&scenario={SCENARIO}").content.decode())
    assert "Deux médecins de plus à Corte" in page
    assert "Un médecin de moins à Bastia" in page
    assert "Un médecin à mi-temps d’Ajaccio à Corte" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("scenario=nimporte", "« nimporte » ne se lit pas"),
        ("scenario=+99999:1", "Aucune commune n’a le code 99999"),
        (f"scenario=-{CORTE}:50", "à Corte : on ne peut pas en retirer 50"),
        ("scenario=" + ",".join([f"+{CORTE}:1"] * 21), "au plus 20 changements"),
        ("territoire=region-99", "Ce territoire n’existe pas"),
        ("geste=ajouter&lieu=&nombre=1", "Donnez le nom d’une commune"),
        ("geste=ajouter&lieu=Zzzzzz&nombre=1", "Aucune commune ne s’appelle « Zzzzzz »"),
        ("geste=ajouter&lieu=Corte&nombre=900", "de 0,1 à 50"),
        ("geste=deplacer&lieu=Corte&origine=Corte&nombre=1", "L’arrivée est la commune de départ"),
    ],
)
def test_impossible_steps_are_reported(client: Client, query: str, words: str) -> None:
    start = "" if "territoire" in query else "territoire=region-94&"
    page = client.get(f"/carte?{start}{query}")
    assert page.status_code == 400
    assert words in plain(page.content.decode())
    refusal = client.get(f"/carte/essai?{start}{query}")
    assert refusal.status_code == 400
    assert words in plain(refusal.json()["error"])


def test_the_answer_to_a_step_equals_the_table(client: Client) -> None:
    answer = client.get(f"/carte/essai?territoire=region-94&scenario={SCENARIO}").json()
    names = client.get("/carte/region-94/noms.json").json()
    content = b"".join(client.get(f"/carte/region-94/communes.csv?scenario={SCENARIO}"))
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(content.decode()))}
    assert len(rows) == len(names["codes"])
    assert {row["modelled"] for row in rows.values()} == {"no"}
    for place, gain in zip(answer["rows"], answer["gain"], strict=True):
        row = rows[names["codes"][place]]
        assert float(row["change"]) == pytest.approx(gain / 1000, abs=6e-4)
    moved = {code for code, row in rows.items() if abs(float(row["change"])) > 1e-9}
    assert moved <= {names["codes"][place] for place in answer["rows"]}
    assert CORTE in moved


def test_files_of_a_territory(client: Client) -> None:
    ground = client.get("/carte/departement-2B/fond.json").json()
    count = ground["count"]
    assert len(client.get("/carte/departement-2B/valeurs.bin").content) == 2 * count
    ids = Image.open(io.BytesIO(client.get("/carte/departement-2B/ids.webp").content))
    assert ids.size == (ground["width"], ground["height"])
    assert ids.format == "WEBP"
    png = Image.open(io.BytesIO(b"".join(client.get(f"/carte/departement-2B/carte.png?scenario={SCENARIO}"))))
    assert (png.format, png.width) == ("PNG", ground["width"])
    shapes = json.loads(b"".join(client.get(f"/carte/departement-2B/communes.geojson?scenario={SCENARIO}")))
    assert len(shapes["features"]) == count
    assert {one["geometry"]["type"] for one in shapes["features"] if one["geometry"]} <= {"Polygon", "MultiPolygon"}
    france = json.loads(b"".join(client.get("/carte/france/communes.geojson")))
    assert {one["geometry"]["type"] for one in france["features"]} == {"Point"}
    assert client.get("/carte/region-99/ids.webp").status_code == 404
    assert client.get("/carte/region-94/communes.csv?scenario=nimporte").status_code == 404


def test_booking_does_not_wait_for_stalled_clients(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine clients ask for all of France and read nothing: one and a half times the limit of waitress for each."""
    made: list[int] = []

    def country(_state: object) -> Iterator[str]:
        made.append(1)
        return iter(["x" * 2**20] * 24)

    monkeypatch.setattr(tables, "geojson_pieces", country)
    port = int(site.address.rpartition(":")[2])
    asked = b"GET /carte/france/communes.geojson?scenario=%2B2B096:3 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(PATIENCE.threads + 1):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            line.sendall(asked)
        before = time.monotonic()
        with urlopen(f"{site.address}/rendez-vous", timeout=20) as page:
            assert page.status == 200
        assert time.monotonic() - before < 5
    assert len(made) <= 1


def test_an_intercommunality_is_compared_with_others(client: Client) -> None:
    from maillage.site.geography.models import Commune

    corte = Commune.objects.select_related("intercommunality").get(pk=CORTE)
    page = plain(client.get(f"/territoires/{corte.intercommunality.pk}").content.decode())
    assert "consultations de généraliste accessibles" in page
    assert all(f"/communes/{row.pk}" in page for row in corte.intercommunality.communes.all())
    assert client.get("/territoires/999999999").status_code == 404
    assert f"/territoires/{corte.intercommunality.pk}" in client.get(f"/communes/{CORTE}").content.decode()


def test_the_bench_finds_answers_equal(made: str) -> None:
    from maillage.bench.scenario import report

    found = report()
    assert found.checks["equal"]
    assert all(row.seconds for row in found.rows)


def test_departments_without_known_population_are_not_measured(visit: Any, client: Client) -> None:
    """The population of Mayotte is not in the data, so its number of doctors cannot be compared with it."""
    visitor = visit(DESK)
    page = visitor.go("/carte?territoire=france&vue=tableau")
    assert "Mayotte" not in page.locator("main tbody").inner_text()
    page = visitor.go("/carte?territoire=region-06&vue=tableau")
    rows = page.locator("main tbody tr")
    assert rows.count() == 17
    assert all("non mesuré" in text for text in rows.all_inner_texts())
    table = b"".join(client.get("/carte/region-06/communes.csv")).decode()
    assert {row["access"] for row in csv.DictReader(io.StringIO(table))} == {""}
    page = visitor.go("/carte?territoire=region-06")
    page.wait_for_function("() => document.querySelector('scenario-map')?.data?.palette")
    colours = page.evaluate("""() => { const data = document.querySelector('scenario-map').data;
      return [...new Set(data.access.length ? data.palette.slice(1, 1 + data.access.length) : [])].length
        + (data.palette[1] === data.palette[65535] ? 0 : 100); }""")
    assert colours == 1
