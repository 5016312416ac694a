"""The map of other professions, indicators, fees and years: in a browser, without script, as files, compared."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from maillage.access.indicators import CoverageMethod, count_within, coverage, nearest_provider, two_step_fca
from maillage.errors import BadInput, MaillageError
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import plain, script_errors, seen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CORSICA = "/carte?territoire=region-94"
CORTE, BASTIA = "2B096", "2B033"
SCENARIO = f"+{CORTE}:2,-{BASTIA}:1"
PAGES = (
    f"{CORSICA}&profession=dentiste&indicateur=minutes&commune={CORTE}",
    f"{CORSICA}&profession=sage-femme&indicateur=consultations",
    f"{CORSICA}&indicateur=desert&scenario={SCENARIO}&commune={CORTE}",
    f"{CORSICA}&profession=infirmier&indicateur=nombre&temps=15&scenario={SCENARIO}&vue=apres",
    f"{CORSICA}&profession=ophtalmologue&indicateur=pour-100000&temps=45&vue=tableau",
    f"{CORSICA}&comparer=2019&commune={CORTE}",
    f"{CORSICA}&indicateur=minutes&tarif=sans-depassement&millesime=2019",
)


@pytest.fixture
def client(made: str) -> Client:
    return Client(HTTP_HOST="localhost")


def publish(path: Path, rows: list[tuple[object, ...]], head: str, *asked: Any, **options: Any) -> str:
    from maillage.cli.access_publish import _publish

    path.write_text("\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return _publish(path, *asked, need=None, supply_year=None, **{"current": False, **options})


@pytest.fixture(scope="module")
def years(made: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Store another vintage of doctors by fee: fewer of them, half of those without extra fee."""
    from maillage.site.observatory.models import IndicatorRun
    from maillage.site.observatory.workbench import workbench

    with django_db_blocker.unblock():
        bench = workbench()
        there = np.flatnonzero(bench.practitioners >= 2)
        rows = [(bench.code[k], int(bench.practitioners[k]) // 2, fee) for k in there for fee in ("sector1", "all")]
        said = publish(tmp_path_factory.mktemp("supply") / "2019.csv", rows, "code,count,fee", "2019", "gp")
        yield said
        IndicatorRun.objects.filter(vintage="2019").delete()


# In a browser -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_any_choice(years: str, visit: Any, path: str) -> None:
    visitor = visit(PHONE)
    page = visitor.go(path)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        assert visitor.violations() == []
        assert visitor.sideways() <= 0
    assert script_errors(visitor.complaints) == []
    text = page.locator("main").inner_text()
    assert re.findall(r".{0,20}(?: [;!?:%»]|« |').{0,9}", text) == []


def test_a_profession_is_chosen_and_a_scenario_tried_without_script(years: str, visit: Any) -> None:
    page = visit(PHONE, script=False).go(f"{CORSICA}&scenario=+{CORTE}:1")
    page.get_by_label("Profession").select_option("Dentistes")
    page.get_by_label("Ce que montre la carte").select_option("Minutes jusqu’au plus proche")
    page.get_by_role("form", name="Choisir la carte").get_by_role("button", name="Voir").click()
    assert "profession=dentiste" in page.url
    seen(page.get_by_role("heading", name="Et si un dentiste venait ici"))
    seen(page.get_by_text("Un dentiste de plus à Corte").first)
    assert "millesime" not in page.get_by_role("link", name="Tableau", exact=True).get_attribute("href")
    page.get_by_label("Commune", exact=True).fill("Bonifacio")
    page.get_by_role("button", name="Voir l’effet").click()
    for kept in ("profession=dentiste", "indicateur=minutes", f"scenario=+{CORTE}:1,+2A041:1"):
        assert kept in page.url
    page.wait_for_load_state("networkidle")
    assert page.locator("scenario-map img").evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_label("Territoire").select_option("2B Haute-Corse")
    page.get_by_role("button", name="Afficher ce territoire").click()
    assert "profession=dentiste" in page.url
    page.get_by_label("Ce que montre la carte").select_option("Consultations accessibles (APL)")
    page.get_by_role("form", name="Choisir la carte").get_by_role("button", name="Voir").click()
    seen(page.get_by_text("ne peuvent pas être calculées pour les dentistes"))


def test_the_map_shows_figures_of_the_chosen_measure(years: str, visit: Any) -> None:
    visitor = visit()
    page = visitor.go(f"{CORSICA}&profession=psychiatre&indicateur=minutes&commune=2A041")
    page.wait_for_selector("scenario-map[data-ready]")
    assert page.get_by_label("À portée").is_hidden()
    page.get_by_label("Ce que montre la carte").select_option("Nombre à portée")
    page.get_by_label("À portée").wait_for()
    before = page.evaluate("document.querySelector('scenario-map canvas').toDataURL()")
    if page.get_by_role("link", name="En retirer un").count():
        page.get_by_role("link", name="En retirer un").click()
    else:
        page.get_by_role("link", name="Ajouter un psychiatre à Bonifacio").click()
    page.wait_for_url(re.compile("scenario="))
    seen(page.get_by_text(re.compile("Un psychiatre de (plus|moins) à Bonifacio")).first)
    assert "indicateur=minutes" in page.url
    assert page.evaluate("document.querySelector('scenario-map canvas').toDataURL()") != before
    page.go_back()
    page.locator(".mg-steps").wait_for(state="detached")
    assert script_errors(visitor.complaints) == []


@pytest.mark.parametrize("missing", ["valeurs.bin", "fond.json"])
def test_the_image_stays_when_the_figures_cannot_be_loaded(visit: Any, missing: str) -> None:
    visitor = visit()
    visitor.page.route(f"**/{missing}*", lambda route: route.fulfill(status=404, body="0123456789"))
    page = visitor.go(f"{CORSICA}&commune={CORTE}")
    seen(page.get_by_role("img", name=re.compile("L’accès aux généralistes en Corse")))
    assert page.locator("scenario-map[data-ready]").count() == 0
    page.get_by_role("link", name="Ajouter un médecin à Corte").click()
    seen(page.get_by_text("Un médecin de plus à Corte").first)


def test_two_years_are_compared_then_a_doctor_is_added(years: str, visit: Any) -> None:
    visitor = visit()
    page = visitor.go(f"{CORSICA}&commune={CORTE}")
    page.get_by_label("Comparer avec").select_option("2019")
    page.get_by_role("form", name="Choisir la carte").get_by_role("button", name="Voir").click()
    page.wait_for_selector("scenario-map[data-ready]")
    assert "comparer=2019" in page.url
    seen(page.get_by_text("2024 est estimé. Ce sont les comptes par commune du 31/12/2019, ramenés au total"))
    drawn = [page.evaluate("document.querySelector('scenario-map canvas').toDataURL()")]
    for year in ("2019", "2024"):
        page.locator("[data-tabs]").get_by_role("link", name=year, exact=True).click()
        drawn.append(page.evaluate("document.querySelector('scenario-map canvas').toDataURL()"))
    assert len(set(drawn)) == 3
    page.get_by_role("link", name="Ajouter un médecin à Corte").click()
    page.wait_for_url(re.compile("scenario="))
    assert "comparer" not in page.url
    page.wait_for_selector("scenario-map[data-ready]")
    seen(page.get_by_text("Un médecin de plus à Corte").first)
    assert script_errors(visitor.complaints) == []


# Messages and files ---------------------------------------------------------------------------------------------------


def records(client: Client, query: str) -> dict[str, dict[str, str]]:
    content = b"".join(client.get(f"/carte/france/communes.csv?{query}"))
    return {row["code"]: row for row in csv.DictReader(io.StringIO(content.decode()))}


def column(rows: dict[str, dict[str, str]], name: str) -> Any:
    """Return the figures of a file; only the communes of Mayotte, which is not measured, have none."""
    assert {row["department"] for row in rows.values() if not row[name]} <= {"976"}
    return np.array([float(row[name] or "nan") for row in rows.values()])


def test_files_contain_the_indicator_of_the_engine(client: Client) -> None:
    from maillage.site.observatory.workbench import workbench
    from maillage.sources.supply_modelled import modelled_providers
    from maillage.territory import load_territory

    land, times = load_territory(), workbench().model.times
    people, measured = land.population.astype(float), land.department != "976"
    dentists = modelled_providers(land, "dentist").total()
    expected = {
        "minutes&": ("minutes_to_nearest", np.minimum(nearest_provider(times, dentists)[0], 60)),
        "nombre&temps=15": ("count_within_15", count_within(times, dentists, 15)),
        "pour-100000&temps=45": ("per_100k_2sfca_45", 1e5 * two_step_fca(times, people, dentists, 45)),
        "desert&temps=20": ("per_100k_within_20", coverage(times, people, dentists, 20).value),
    }
    for asked, (name, values) in expected.items():
        rows = records(client, f"profession=dentiste&indicateur={asked}")
        assert list(rows) == land.code.tolist()
        assert column(rows, name) == pytest.approx(np.where(measured, values, np.nan), abs=6e-5, nan_ok=True)
        assert {(row["profession"], row["modelled"], row["fee"]) for row in rows.values()} == {
            ("dentist", "yes", "all")
        }
    words = {"désert": 0, "accès difficile": 1, "satisfaisant": 2, "abondant": 3}
    found = coverage(times, people, dentists, 20)
    kinds = np.array([words.get(row["class"], -1) for row in rows.values()])
    assert kinds.tolist() == np.where(measured, found.kind, -1).tolist()
    assert CoverageMethod.load().classes(found.relative).tolist() == found.kind.tolist()


@pytest.mark.parametrize(
    "asked", ["indicateur=minutes", "indicateur=nombre&temps=10", "indicateur=pour-100000&temps=20"]
)
def test_the_answer_to_a_step_equals_the_files(client: Client, asked: str) -> None:
    query = f"profession=infirmier&{asked}&scenario={SCENARIO}"
    answer = client.get(f"/carte/essai?territoire=region-94&{query}").json()
    names = client.get("/carte/region-94/noms.json").json()
    content = b"".join(client.get(f"/carte/region-94/communes.csv?{query}"))
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(content.decode()))}
    for place, gain in zip(answer["rows"], answer["gain"], strict=True):
        assert float(rows[names["codes"][place]]["change"]) == pytest.approx(gain / 1000, abs=6e-4)
    moved = {code for code, row in rows.items() if abs(float(row["change"])) > 1e-4}
    assert moved <= {names["codes"][place] for place in answer["rows"]}
    assert asked in answer["address"]
    values = np.frombuffer(client.get(f"/carte/region-94/valeurs.bin?{query}").content, "<u2")
    figure = next(name for name in rows[CORTE] if name.endswith("_after")).removesuffix("_after")
    before = np.array([float(rows[code][figure]) for code in names["codes"]])
    assert np.abs(values / answer["measure"]["factor"] - before).max() <= 0.51 / answer["measure"]["factor"]


def test_a_year_and_its_fees(years: str, client: Client) -> None:
    assert "with their fees" in years
    everyone, cheap, now = (
        records(client, f"indicateur=nombre{more}")
        for more in ("&millesime=2019", "&millesime=2019&tarif=sans-depassement", "")
    )
    assert column(cheap, "count_within_30") == pytest.approx(column(everyone, "count_within_30") / 2, nan_ok=True)
    assert {row["vintage"] for row in everyone.values()} == {"2019"}
    assert {row["fee"] for row in cheap.values()} == {"none"}
    assert {row["modelled"] for row in everyone.values()} == {"no"}
    change = records(client, "indicateur=nombre&comparer=2019")
    assert column(change, "change") == pytest.approx(
        column(now, "count_within_30") - column(everyone, "count_within_30"), nan_ok=True
    )
    assert {(row["vintage_before"], row["vintage"]) for row in change.values()} == {("2019", "2024")}
    page = plain(client.get(f"{CORSICA}&indicateur=nombre&comparer=2019&vue=tableau").content.decode())
    assert ">2019" in page
    assert ">2024" in page


def test_pictures_of_a_choice(years: str, client: Client) -> None:
    for asked in ("profession=dentiste&indicateur=minutes", "indicateur=desert", "indicateur=nombre&comparer=2019"):
        png = Image.open(io.BytesIO(b"".join(client.get(f"/carte/departement-2B/carte.png?{asked}"))))
        assert png.format == "PNG"
        assert client.get(f"/carte/departement-2B/carte.webp?{asked}").headers["Content-Type"] == "image/webp"
        shapes = json.loads(b"".join(client.get(f"/carte/departement-2B/communes.geojson?{asked}")))
        assert {"fee", "profession", "change"} <= set(shapes["features"][0]["properties"])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("profession=veterinaire", "Cette profession n’est pas proposée"),
        ("indicateur=bonheur", "Cet indicateur n’est pas proposé"),
        ("tarif=gratuit", "Ce tarif n’est pas proposé"),
        ("indicateur=nombre&temps=12", "Choisissez 10, 15, 20, 30 ou 45 minutes"),
        (f"profession=psychiatre&indicateur=minutes&scenario=-{CORTE}:50", "psychiatre"),
        (f"profession=sage-femme&indicateur=minutes&scenario=-{CORTE}:50", "sage"),
    ],
)
def test_invalid_choices_are_reported(client: Client, query: str, words: str) -> None:
    page = client.get(f"{CORSICA}&{query}")
    assert page.status_code == 400
    assert words in plain(page.content.decode())
    assert client.get(f"/carte/essai?territoire=region-94&{query}").status_code == 400


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("profession=dentiste&indicateur=consultations", "ne peuvent pas être calculées pour les dentistes"),
        ("profession=dentiste&indicateur=nombre&tarif=sans-depassement", "Les tarifs ne sont pas connus"),
        ("comparer=1789", "Il n’y a pas de chiffres de 1789 à comparer"),
        ("profession=dentiste&indicateur=minutes", "pour les dentistes, c’est une hypothèse"),
        ("profession=infirmier&indicateur=desert", "L’étude ne porte pas sur les infirmiers"),
        ("profession=dentiste", "Les dentistes pour 100 000 habitants en Corse"),
    ],
)
def test_limits_of_the_figures_are_stated(client: Client, query: str, words: str) -> None:
    page = client.get(f"{CORSICA}&{query}")
    assert page.status_code == 200
    assert words in plain(page.content.decode())


def test_files_that_cannot_be_published(made: str, tmp_path: Path) -> None:
    from maillage.cli.access_publish import _check, _publish

    with pytest.raises(BadInput, match="-1 providers"):
        publish(tmp_path / "a.csv", [(CORTE, -1)], "code,count", "2019", "dentist")
    with pytest.raises(BadInput, match="it counts GPs where dentist is asked for"):
        publish(tmp_path / "a.csv", [(CORTE, 1)], "code,gps", "2019", "dentist")
    path = tmp_path / "a.csv"
    path.write_text(f"code,count\n{CORTE},2\n", encoding="utf-8")
    with pytest.raises(MaillageError, match="Leave them out"):
        _publish(path, "2019", "dentist", None, 2019, current=False)
    for asked, words in (
        (("vet", "2019", False), "Unknown profession"),
        (("gp", "20/19", False), "cannot name a year"),
        (("gp", "2019", True), "Leave --current out"),
    ):
        with pytest.raises(MaillageError, match=words):
            _check(asked[0], asked[1], current=asked[2])


def test_loaded_counts_of_a_profession_are_shown(made: str, client: Client, tmp_path: Path) -> None:
    from maillage.site.geography.models import CurrentArtefact
    from maillage.site.observatory.models import IndicatorRun

    before = CurrentArtefact.objects.get(kind="supply-midwife")
    said = publish(tmp_path / "m.csv", [(CORTE, 3)], "code,count", "2025", "midwife", current=True)
    assert said == "3 of profession 'midwife' in 2025 are on the map; years there: 2025, 2024."
    rows = records(client, "profession=sage-femme&indicateur=nombre&temps=10")
    assert (rows[CORTE]["count_within_10"], rows[CORTE]["modelled"], rows[CORTE]["vintage"]) == ("3.0", "no", "2025")
    IndicatorRun.objects.filter(vintage="2025").delete()
    before.save()


@pytest.mark.reference
def test_real_counts_of_2019_are_compared_with_2024(made: str, client: Client, reference_data: Path) -> None:
    from maillage.cli.access_publish import _publish
    from maillage.site.observatory.models import IndicatorRun

    said = _publish(reference_data / "supply" / "gps_by_commune_2019.csv", "2019", "gp", None, None, current=False)
    assert said.startswith("58,625 of profession 'gp' in 2019")
    rows = records(client, "comparer=2019")
    people = column(rows, "population")
    figures = [column(rows, name) for name in ("access", "access_after")]
    told = ~np.isnan(figures[0])
    assert (people[~told] == 0).all()
    before, after = (float(people[told] @ one[told] / people[told].sum()) for one in figures)
    # 58,625 doctors, of whom the older count half, and the same scaled to the totals of 2024: 3.96 and 3.87.
    assert 3.5 < before < 4.5
    assert 3.8 < after < 3.95
    IndicatorRun.objects.filter(vintage="2019").delete()
