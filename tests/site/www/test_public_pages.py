"""Public pages: contents, refusals, number of queries."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import numpy as np
import pytest
from django.http import QueryDict
from django.test import Client
from PIL import Image

from maillage.site.agenda.models import Session
from maillage.site.geography.models import Commune
from maillage.site.geography.services import HOME_MAP, set_current
from maillage.site.observatory import reading
from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation
from maillage.site.www.public import search
from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.areas import MapPlace
from maillage.site.www.public.explorer.state import read
from maillage.site.www.public.front import headline, rounded
from maillage.site.www.public.portrait import against_mean, better_served
from tests.site import factories as make
from tests.site.www.conftest import ACCESS, World, measure

pytestmark = pytest.mark.django_db
OPEN = (
    "/",
    "/communes/",
    "/methode",
    "/accessibilite",
    "/vie-privee",
    "/soignants",
    "/elus",
    "/connexion",
    "/rendez-vous",
)


def text_of(answer: Any) -> str:
    """Return the text of a page with plain spaces."""
    return " ".join(
        re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ").split()
    )


@pytest.mark.parametrize("path", OPEN)
def test_pages_open_before_anything_is_measured(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


OLD_FILES = ("/carte/carte.webp", "/carte/ids.webp", "/carte/valeurs.json", "/carte/communes.csv")
PLANNED = "comparer=consultations-prevues"
TABLE = f"vue=tableau&{PLANNED}"


@pytest.mark.parametrize("path", OLD_FILES)
def test_there_is_no_map_before_anything_is_measured(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get("/carte").status_code == 503


@pytest.mark.parametrize("path", [*OPEN, "/carte", "/carte?vue=tableau", f"/carte?{PLANNED}", "/communes/12000"])
def test_pages_open_with_figures(client: Client, world: World, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/carte", "/carte?vue=tableau", "/communes/12000", "/methode"])
def test_modelled_figures_say_so(client: Client, world: World, path: str) -> None:
    assert "Offre modélisée" in client.get(path).content.decode()


def test_the_headline_follows_the_figures(client: Client, world: World) -> None:
    page = text_of(client.get("/"))
    low = [c for c, value in zip(world.communes, ACCESS, strict=True) if value < 2.5]
    assert "En Occitanie, une commune sur deux manque de généralistes." in page
    assert f"{sum(c.population for c in low) // 1000} 000 habitants y vivent" in page


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.28, "En Occitanie, plus d’une commune sur quatre manque de généralistes."),
        (0.25, "En Occitanie, une commune sur quatre manque de généralistes."),
        (0.32, "En Occitanie, près d’une commune sur trois manque de généralistes."),
        (0.7, "En Occitanie, plus de deux communes sur trois manquent de généralistes."),
    ],
)
def test_headlines_for_different_shares(share: float, words: str) -> None:
    assert headline(MapPlace("region-76", "region", "76", "Occitanie"), share) == words


def test_counts_are_rounded_to_three_figures() -> None:
    assert (rounded(545_321), rounded(999), rounded(1_234_567)) == (545_000, 999, 1_230_000)


def test_the_figure_of_a_commune_and_its_comparison(client: Client, world: World) -> None:
    page = text_of(client.get(f"/communes/{world.requista.pk}"))
    assert "2,3 consultations de généraliste accessibles" in page
    assert "de moins que la moyenne française" in page
    assert "Commune de l’Aveyron" in page
    assert "Oui : la communauté de communes du Réquistanais est le seul territoire prioritaire en Occitanie." in page
    assert "l’accès passe à 2,7" in page
    albi = text_of(client.get("/communes/81005"))
    assert "n’est pas le territoire où la situation est la plus difficile" in albi


def test_a_change_by_hand_is_shown_with_its_reason(client: Client, world: World) -> None:
    ZoneAdjustment.objects.create(
        region=make.region(),
        epci=world.zone.epci,
        kind="remove",
        reason="Un centre vient d'ouvrir.",
        author=make.coordinator(),
    )
    page = text_of(client.get(f"/communes/{world.requista.pk}"))
    assert "la communauté de communes du Réquistanais a été retirée de la liste" in page
    assert "Un centre vient d’ouvrir." in page


def test_consultations_near_a_commune(client: Client, world: World) -> None:
    make.published(place=make.place(commune=world.communes[1], name="Maison de santé du Pont"))
    page = text_of(client.get(f"/communes/{world.requista.pk}"))
    assert "Maison de santé du Pont, à 11 min" in page
    assert "10 places libres" in page


@pytest.fixture
def doctors_and_dentists(world: World) -> World:
    """Create four early days of general practitioners further away, a late one in the commune, two of dentists nearby.

    The dentists' days come first of all in time, and one of them is in the commune itself.
    """
    requista, near, far = world.communes[0], world.communes[1], world.communes[3]
    bus = make.vehicle()

    def dentist(commune: Commune, day: int) -> None:
        carer = make.professional(profession="dentist")
        make.published(
            scheme="medical_bus", vehicle=bus, commune=commune, stop=f"Bus dentaire {commune.name}",
            professional=carer, starts=make.soon(day),
        )  # fmt: skip

    for day in (4, 5, 6, 7):
        make.published(place=make.place(commune=far, name=f"Maison lointaine {day}"), starts=make.soon(day))
    make.published(place=make.place(commune=requista, name="Cabinet du bourg"), starts=make.soon(30))
    dentist(requista, 2)
    dentist(near, 3)
    return world


def test_a_commune_lists_days_of_general_practitioners_only_and_the_nearest_place(
    client: Client, doctors_and_dentists: World
) -> None:
    page = text_of(client.get(f"/communes/{doctors_and_dentists.requista.pk}"))
    shown = page[page.index("Les prochaines consultations près d’ici") : page.index("Un territoire prioritaire")]
    assert [f"Maison lointaine {day}" in shown for day in (4, 5, 6, 7)] == [True, True, True, False]
    assert "Cabinet du bourg, dans la commune" in shown
    assert "Bus médical" not in shown


@pytest.mark.parametrize(("profession", "dentists"), [("gp", False), ("dentist", True)])
def test_each_profession_has_its_own_times(
    client: Client, doctors_and_dentists: World, profession: str, dentists: bool
) -> None:
    code = doctors_and_dentists.requista.pk
    page = text_of(client.get(f"/rendez-vous?commune={code}&pour=moi&medecin=non&soignant={profession}"))
    assert ("Cabinet du bourg" in page, "Bus dentaire" in page) == (not dentists, dentists)


@pytest.mark.parametrize("ratio", [0.0, 0.5, 0.985, 1.2, 2.4])
def test_sentences_compare_with_the_mean(ratio: float) -> None:
    words = {
        0.0: "Aucune consultation de généraliste n’est à portée.",
        0.5: "C’est 50\u00a0% de moins que la moyenne française.",
        0.985: "C’est la moyenne française.",
        1.2: "C’est 20\u00a0% de plus que la moyenne française.",
        2.4: "C’est 2,4 fois la moyenne française.",
    }
    assert against_mean(4 * ratio, 4.0) == words[ratio]


def test_sentences_compare_with_other_communes() -> None:
    assert better_served(0.74) == "Trois communes de France sur quatre sont mieux dotées."
    assert better_served(0.5) == "Une commune de France sur deux est mieux dotée."
    assert better_served(1.0) == "Presque toutes les communes de France sont mieux dotées."
    assert better_served(0.0) == "Presque aucune commune de France n’est mieux dotée."


def test_an_unknown_commune_is_not_found(client: Client, world: World) -> None:
    assert client.get("/communes/99999").status_code == 404


@pytest.mark.parametrize(
    ("text", "name"),
    [("requista", "Réquista"), ("st affrique", "Saint-Affrique"), ("Saint-Affrique (12)", "Saint-Affrique"),
     ("l'hospitalet du larzac", "L'Hospitalet-du-Larzac"), ("albres", "Les Albres"),
     ("81000", "Albi"), ("81005", "Albi")],
)  # fmt: skip
def test_a_search_redirects_to_the_only_match(client: Client, world: World, text: str, name: str) -> None:
    answer = client.get("/communes/", {"q": text})
    assert answer.status_code == 302
    code = next(c.pk for c in world.communes if c.name == name)
    assert answer["Location"] == f"/communes/{code}"
    assert client.get("/communes/", {"q": text, "pour": "rendez-vous"})["Location"] == f"/rendez-vous?commune={code}"


def test_a_former_commune_is_offered_by_the_commune_it_is_part_of(client: Client, world: World) -> None:
    make.commune("12218", "Conques-en-Rouergue")
    for address in ("/communes/?q=Grand-Vabre", "/communes/suggestions?q=grand vab"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Grand-Vabre, aujourd’hui Conques-en-Rouergue" in text_of(answer)
    assert client.get("/communes/?q=Conques-en-Rouergue").status_code == 302


def test_an_ambiguous_search_lists(client: Client, world: World) -> None:
    page = text_of(client.get("/communes/", {"q": "12170"}))
    assert "Plusieurs communes répondent à « 12170 »" in page
    assert "Réquista" in page
    assert "Saint-Affrique" in page


def test_an_unknown_name_suggests_near_ones(client: Client, world: World) -> None:
    page = text_of(client.get("/communes/", {"q": "Requitsa"}))
    assert "Vouliez-vous dire" in page
    assert "Réquista" in page
    assert [c.name for c in search.near("saint afrique")] == ["Saint-Affrique"]


def test_a_query_is_escaped(client: Client, world: World) -> None:
    assert (
        "<script>"
        not in client.get("/communes/", {"q": "<script>alert(1)</script>"}).content.decode().split("<main")[1]
    )


def test_suggestions_are_a_list_of_links(client: Client, world: World) -> None:
    answer = client.get("/communes/suggestions", {"q": "sa", "pour": "carte"}, headers={"HX-Request": "true"})
    assert re.findall(r'href="/carte\?commune=(\w+)"', answer.content.decode()) == ["12004", "12001"]
    assert client.get("/communes/suggestions", {"q": "s"}).content.strip() == b""


def test_the_table_sorts_and_filters(client: Client, world: World) -> None:
    def names(query: str) -> list[str]:
        return re.findall(r'<th scope="row"><a[^>]*>([^<]+)', client.get(f"/carte?vue=tableau{query}").content.decode())

    assert names("") == ["L’Hospitalet-du-Larzac", "Les Albres", "Réquista", "Saint-Affrique", "Salles", "Albi"]
    assert names("&tri=-avant")[0] == "Albi"
    assert names("&tri=nom")[0] == "Albi"
    assert names(f"&{PLANNED}&tri=-ecart")[0] == "Réquista"
    assert names("&territoire=departement-81") == ["Albi"]
    assert names("&tri=nonsense&page=99")[0] == "L’Hospitalet-du-Larzac"


def test_the_file_contains_every_commune(client: Client, world: World) -> None:
    answer = client.get("/carte/communes.csv", follow=True)
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert [float(row["access"]) for row in rows] == ACCESS.tolist()
    assert {row["modelled"] for row in rows} == {"yes"}
    assert {row["kind"] for row in rows} == {"official brought forward"}
    assert {"vintage", "source"} <= set(rows[0])
    assert float(rows[0]["access_after"]) == pytest.approx(2.7)


def test_the_map_data_follow_the_pixels(client: Client, world: World) -> None:
    page = client.get(f"/carte?{PLANNED}").content.decode()
    names, ground, values = (
        client.get(html.unescape(re.search(rf'data-{what}="([^"]+)"', page).group(1)))  # type: ignore[union-attr]
        for what in ("names", "ground", "values")
    )
    assert names.json()["codes"] == [c.pk for c in world.communes]
    assert names.json()["names"][2] == "L’Hospitalet-du-Larzac"
    assert np.frombuffer(values.content, "<u2").tolist() == [2300, 3900, 900, 2000, 4400, 5900]
    start = json.loads(re.search(r'id="depart"[^>]*>(.*?)</script>', page).group(1))  # type: ignore[union-attr]
    assert dict(zip(start["rows"], start["gain"], strict=True)) == {0: 400, 2: 200, 4: -100}
    picture = Image.open(io.BytesIO(client.get(f"/carte/region-76/carte.webp?{PLANNED}").content))
    assert picture.size == (ground.json()["width"], ground.json()["height"])


@pytest.mark.parametrize(
    ("path", "now"),
    [
        ("/carte?vue=acces", "/carte?territoire=region-76"),
        ("/carte?vue=avec&commune=12000", f"/carte?territoire=region-76&{PLANNED}&vue=apres&commune=12000"),
        ("/carte?vue=difference", f"/carte?territoire=region-76&{PLANNED}"),
        ("/carte?vue=tableau&departement=81&tri=-avec", f"/carte?territoire=departement-81&{TABLE}&tri=-apres"),
        ("/carte/carte.webp?vue=avec", f"/carte/region-76/carte.webp?{PLANNED}&vue=apres"),
        ("/carte/ids.webp", "/carte/region-76/ids.webp"),
        ("/carte/valeurs.json", "/carte/region-76/communes.geojson"),
        ("/carte/communes.csv?format=tableur", f"/carte/region-76/communes.csv?format=tableur&{PLANNED}"),
    ],
)  # fmt: skip
def test_former_map_urls_redirect_to_the_current_map(client: Client, world: World, path: str, now: str) -> None:
    assert client.get(path)["Location"] == now
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    answer.close()


def test_a_region_map_of_an_earlier_version_is_redrawn(client: Client, world: World) -> None:
    old = reading.store().save("map", {"ids": np.zeros(1)}, {"region": "76"})
    set_current(HOME_MAP, old, "test")
    assert client.get("/carte?vue=acces")["Location"] == "/carte?territoire=region-76"


def test_without_a_plan_there_is_no_planned_view(client: Client, world: World) -> None:
    assert "Avec le plan" in client.get("/carte").content.decode()
    measure(world.communes, ACCESS + 0.01)
    page = text_of(client.get(f"/carte?{PLANNED}"))
    assert "Avec le plan" not in page
    assert "Aucune consultation prévue ne change cette carte." in page
    assert "Combien d’habitants vivent avec" in page


def test_a_site_of_several_regions_opens_on_all_of_them(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, region = areas.map_or_none, areas.home()
    assert region is not None
    # France is laid out with its overseas parts, which this small world has not: its communes are drawn in their place.
    monkeypatch.setattr(areas, "map_or_none", lambda place: drawn(region if place.level == "france" else place))
    assert "En Occitanie, " in text_of(client.get("/"))
    corse = make.region("94", "Corse")
    ZoneDesignation.objects.create(
        region=corse, rank=1, epci=make.intercommunality("200000094"), population=900, score=70.0, criteria={},
        reason="Peu de soignants.", modelled=True,
    )  # fmt: skip
    page = client.get("/").content.decode()
    assert "En France, " in page
    assert "communes de France colorées" in page
    assert "Occitanie" not in re.sub(r"<footer.*", "", page, flags=re.DOTALL)
    assert "2\u00a0territoires prioritaires" in page
    assert "L’accès aux généralistes en France" in text_of(client.get("/carte"))
    commune = client.get(f"/communes/{world.requista.pk}")
    assert "et ses environs" in commune.content.decode(), "the map around a commune is that of its own region"


def test_the_map_opens_on_the_region_of_the_site_and_of_the_commune(client: Client, world: World) -> None:
    far = make.elsewhere()
    measure(sorted([*world.communes, far], key=lambda one: one.pk), np.full(7, 2.0))
    assert "L’accès aux généralistes en Occitanie" in text_of(client.get("/carte"))
    assert areas.home() is not None
    state = read(QueryDict(f"commune={far.pk}"))
    assert state.place.slug == "france"
    assert read(QueryDict("scenario=%2B12000:1")).place.slug == "france"


def test_a_chosen_commune_is_described_beside_the_map(client: Client, world: World) -> None:
    page = text_of(client.get(f"/carte?commune={world.requista.pk}"))
    assert "Tout savoir sur Réquista" in page
    assert client.get("/carte?commune=99999").status_code == 200


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 8),
        ("/carte", 7),
        ("/carte?vue=tableau", 8),
        ("/communes/12000", 14),
        ("/communes/?q=albi", 2),
        ("/methode", 4),
    ],
)
def test_pages_need_few_queries(
    client: Client, world: World, django_assert_max_num_queries: Any, path: str, most: int
) -> None:
    make.published(place=make.place(commune=world.communes[1]))
    client.get(path)
    with django_assert_max_num_queries(most):
        client.get(path)


def test_pages_have_a_strict_policy_and_refuse_invalid_requests(client: Client, world: World) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert client.post("/carte").status_code == 405
    assert client.get("/nulle-part").status_code == 404
    assert "n’existe pas" in client.get("/nulle-part").content.decode()


def test_figures_without_people_do_not_break_the_page(client: Client, world: World) -> None:
    measure(world.communes, np.zeros(len(world.communes)))
    page = text_of(client.get(f"/communes/{world.requista.pk}"))
    assert "Aucune consultation de généraliste n’est à portée." in page
    assert Session.objects.count() == 0
