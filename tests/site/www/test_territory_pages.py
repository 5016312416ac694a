"""The portraits of territories: intercommunality, department, region, France."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from maillage.site.geography.models import Commune, Intercommunality
from maillage.site.observatory.models import ZoneAdjustment, ZoneCandidate
from maillage.site.www.public import people
from maillage.site.www.public.explorer.scales import apl_classes
from maillage.site.www.public.territory import finding, subjects
from maillage.site.www.public.territory.groups import gathered
from tests.site import factories as make
from tests.site.www.conftest import ACCESS, World, measure
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
FRANCE, REGION, DEPARTMENT, EPCI = (
    "/territoires/france",
    "/territoires/region-76",
    "/territoires/departement-12",
    "/territoires/200000012",
)
PAGES = (FRANCE, REGION, DEPARTMENT, EPCI)


@pytest.fixture(autouse=True)
def fresh_territories() -> None:
    """Clear the caches of names and groupings between tests."""
    subjects._every.cache_clear()
    finding._index.cache_clear()


@pytest.mark.parametrize("path", PAGES)
def test_every_level_has_a_portrait(client: Client, world: World, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    page = text_of(answer)
    assert "consultations de généraliste accessibles en moyenne" in page
    assert "Offre modélisée" in page
    assert "Comment l’accès est mesuré" in page
    assert "style=" not in answer.content.decode()


def test_the_figure_is_weighted_by_population(client: Client, world: World) -> None:
    weight = np.array([commune.population for commune in world.communes])
    inside = np.array([commune.department_id == "12" for commune in world.communes])
    mean = float((weight * ACCESS)[inside].sum() / weight[inside].sum())
    low = int(weight[inside & (ACCESS < 2.5)].sum())
    page = text_of(client.get(DEPARTMENT))
    assert f"{mean:.1f}".replace(".", ",") + " consultations" in page
    assert f"{low // 1000} {low % 1000:03d} habitants y vivent sous 2,5" in page
    assert f"{100 * low / weight[inside].sum():.0f} % des habitants vivent sous 2,5" in page
    assert "Au rang 2 des 2 départements de France" in page


def test_a_territory_is_compared_with_those_it_lies_in(client: Client, world: World) -> None:
    def above(path: str) -> list[str]:
        _, _, crumbs = client.get(path).content.decode().partition('<nav class="govuk-breadcrumbs"')
        return re.findall(r'href="(/territoires/[^"]+)"', crumbs.partition("</nav>")[0])

    assert above(EPCI) == [FRANCE, REGION, DEPARTMENT]
    assert above(DEPARTMENT) == [FRANCE, REGION]
    assert above(REGION) == [FRANCE]
    assert above(FRANCE) == []
    bars = re.findall(
        r'<th scope="row">\s*(?:<a[^>]*>)?([^<]+?)\s*<', client.get(EPCI).content.decode().split("mg-bars--wrap")[1]
    )
    assert bars[:4] == ["Réquistanais", "Aveyron", "Occitanie", "France"]
    commune = client.get(f"/communes/{world.requista.pk}").content.decode()
    assert {FRANCE, REGION, DEPARTMENT, EPCI} <= set(re.findall(r'href="(/territoires/[^"]+)"', commune))


def test_the_parts_are_listed_and_sorted(client: Client, world: World) -> None:
    def parts(path: str) -> list[str]:
        table = client.get(path).content.decode().split('id="parties"')[1].split("</table>")[0]
        return re.findall(r'<a class="govuk-link" href="[^?"]+">([^<]+)</a>', table)

    assert parts(FRANCE) == ["Occitanie"]
    assert parts(REGION) == ["Aveyron", "Tarn"]
    assert parts(f"{REGION}?tri=-acces") == ["Tarn", "Aveyron"]
    assert parts(f"{REGION}?tri=habitants")[0] == "Tarn"
    assert parts(f"{REGION}?tri=nonsense") == ["Aveyron", "Tarn"]
    assert parts(DEPARTMENT) == ["Réquistanais"]
    assert parts(EPCI)[0] == "L’Hospitalet-du-Larzac"
    assert parts(f"{EPCI}?tri=nom")[0] == "L’Hospitalet-du-Larzac"
    page = client.get(f"{REGION}?tri=-acces").content.decode()
    assert 'aria-sort="descending"' in page
    assert 'href="?tri=acces#parties"' in page


def test_a_part_partly_outside_is_marked(client: Client, world: World) -> None:
    assert "(en partie)" not in text_of(client.get(DEPARTMENT))
    commune = world.communes[0]
    codes = np.array([c.pk for c in world.communes])
    Commune.objects.filter(pk=commune.pk).update(intercommunality="200000081")
    measure([Commune.objects.get(pk=code) for code in codes], ACCESS)
    assert "Albigeois (en partie)" in text_of(client.get(DEPARTMENT))


def test_the_least_served_inhabited_communes_come_first(client: Client, world: World) -> None:
    many = [make.commune(f"81{k:03d}", f"Village {k}", department=world.communes[-1].department,
                         intercommunality=world.communes[-1].intercommunality, population=100 * k)
            for k in range(100, 112)]  # fmt: skip
    Commune.objects.filter(pk="81100").update(population=0)
    rows = [*world.communes, *many]
    rows = sorted((Commune.objects.get(pk=row.pk) for row in rows), key=lambda row: row.pk)
    access = np.array([0.4 if row.pk.startswith("811") else 3.0 for row in rows])
    measure(rows, access)
    table = client.get("/territoires/departement-81").content.decode().split('id="moins"')[1].split("</table>")[0]
    names = re.findall(r'<a class="govuk-link"[^>]*>([^<]+)</a>', table)
    assert names == [f"Village {k}" for k in range(111, 101, -1)]


def test_priority_territories_of_a_larger_one(client: Client, world: World) -> None:
    page = text_of(client.get(REGION))
    assert "Une de ses intercommunalités est prioritaire : Réquistanais , rang 1" in page
    assert "Occitanie : 1 territoire prioritaire" in text_of(client.get(FRANCE))
    assert "Aucune de ses intercommunalités n’est dans la liste" in text_of(client.get("/territoires/departement-81"))
    change = {"region": make.region(), "author": make.coordinator()}
    ZoneAdjustment.objects.create(epci=world.zone.epci, kind="remove", reason="Un centre vient d'ouvrir.", **change)
    other = Intercommunality.objects.get(pk="200000081")
    ZoneAdjustment.objects.create(epci=other, kind="add", reason="Deux départs en retraite.", **change)
    page = text_of(client.get(REGION))
    assert "Albigeois , ajoutée à la liste" in page
    assert "Réquistanais , rang" not in page
    assert "a été retirée de la liste des territoires prioritaires en Occitanie. Un centre vient" in text_of(
        client.get(EPCI)
    )
    assert "a été ajoutée à la liste des territoires prioritaires en Occitanie. Deux départs" in text_of(
        client.get("/territoires/200000081")
    )


def test_an_unlisted_territory_shows_its_rank(client: Client, world: World) -> None:
    albi = Intercommunality.objects.get(pk="200000081")
    before = text_of(client.get("/communes/81005"))
    assert "n’est pas le territoire où la situation est la plus difficile en Occitanie." in before
    assert "elle est" not in before
    for rank, epci in enumerate((world.zone.epci, albi), start=1):
        ZoneCandidate.objects.create(region=make.region(), rank=rank, epci=epci, reason=f"Motif {rank}.")
    page = text_of(client.get("/communes/81005"))
    assert "; elle est 2e sur 2." in page
    assert "Motif 2." in page
    page = text_of(client.get("/territoires/200000081"))
    assert "; elle est 2e sur 2." in page
    assert "est le seul territoire prioritaire" in text_of(client.get(EPCI))


def test_the_link_to_the_map_keeps_the_measure(client: Client, world: World) -> None:
    asked = "profession=dentiste&indicateur=nombre&temps=15"
    page = client.get(f"/territoires/departement-12?{asked}").content.decode()
    links = re.findall(r'href="(/carte\?territoire=[^"]*)"', page)
    assert len(links) >= 2
    assert {html.unescape(link) for link in links} == {f"/carte?territoire=departement-12&{asked}"}
    for address in ("?profession=sorcier", "?indicateur=%22%3E", "?commune=12197", ""):
        assert (
            "territoire=departement-12&amp;" not in client.get(f"/territoires/departement-12{address}").content.decode()
        )


def test_unknown_and_unmeasured_territories(client: Client, world: World) -> None:
    for slug in ("region-99", "departement-999", "999999999", "nimporte"):
        assert client.get(f"/territoires/{slug}").status_code == 404
    empty = Intercommunality.objects.create(code="200000099", name="Communauté de communes du Vide")
    make.commune("81999", "Vide", department=world.communes[-1].department, intercommunality=empty, population=0)
    rows = sorted(Commune.objects.all(), key=lambda row: row.pk)
    measure(rows, np.full(len(rows), 2.0))
    answer = client.get("/territoires/200000099")
    assert answer.status_code == 200
    assert "ne peut pas y être calculé" in text_of(answer)
    assert "inconnu" in text_of(client.get("/territoires/departement-81"))


def test_nothing_is_shown_before_anything_is_measured(client: Client, db: None) -> None:
    assert client.get(FRANCE).status_code == 503


def test_the_small_map_has_a_fixed_size(client: Client, world: World) -> None:
    answer = client.get("/territoires/region-76/carte.webp")
    assert "max-age" in answer["Cache-Control"]
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size) == ("WEBP", (1240, 1000))
    assert len(np.unique(np.asarray(picture.convert("RGB").resize((62, 50))).reshape(-1, 3), axis=0)) > 5
    assert client.get("/territoires/region-99/carte.webp").status_code == 404


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("aveyron", ["Aveyron"]),
        ("Occitanie", ["Occitanie"]),
        ("requistanais", ["Réquistanais"]),
        ("ave", ["Aveyron"]),
        ("av", []),
        ("france", ["France"]),
        ("zzz", []),
    ],
)
def test_territories_are_found_by_name(world: World, text: str, names: list[str]) -> None:
    assert [found.subject.short for found in finding.by_name(text, 8)] == names


def test_a_search_redirects_to_the_only_territory(client: Client, world: World) -> None:
    assert client.get("/communes/", {"q": "Aveyron"})["Location"] == DEPARTMENT
    assert client.get("/communes/", {"q": "aveyron", "pour": "carte"})["Location"] == "/carte?territoire=departement-12"
    assert client.get("/communes/", {"q": "aveyron", "pour": "rendez-vous"}).status_code == 200
    make.commune("12900", "Tarn", department=world.communes[0].department)
    page = client.get("/communes/", {"q": "tarn"})
    assert page.status_code == 200
    assert {"/communes/12900", "/territoires/departement-81"} <= set(
        re.findall(r'href="([^"]+)"', page.content.decode())
    )
    assert DEPARTMENT in client.get("/communes/suggestions", {"q": "avey"}).content.decode()
    assert REGION in client.get("/communes/").content.decode()
    assert FRANCE in client.get("/").content.decode()


def test_portraits_need_few_queries(
    client: Client, world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for path in PAGES:
        client.get(path)
        with django_assert_max_num_queries(15):
            client.get(path)


def test_groupings_add_up(world: World) -> None:
    found = gathered()
    people_of_france = int(found.measure.population.sum())
    for level in ("department", "region", "france"):
        group = found.levels[level]
        assert int(group.population.sum()) == people_of_france
        assert float(group.access @ group.population) == pytest.approx(
            float(found.measure.access @ found.measure.population)
        )
        assert sorted(group.rank.tolist()) == list(range(1, len(group.code) + 1))


@given(st.lists(st.tuples(st.floats(0, 12), st.integers(0, 9_000)), min_size=2, max_size=30))
def test_classes_count_all_inhabitants(rows: list[tuple[float, int]]) -> None:
    access, count = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    shares = people.by_class(apl_classes(4.0), access, count)
    assert sum(share["population"] for share in shares) == count.sum()  # type: ignore[misc]
    low = sum(share["population"] for share in shares[:3])  # type: ignore[misc]
    assert low == count[access < 2.5].sum()


def test_inequality_in_words() -> None:
    access, count = np.array([0.5, 2.0, 3.0, 6.0]), np.array([1000, 3000, 5000, 1000])
    france = people.Spread(gini=0.2, palma=2.5)
    said = [line.replace("\u00a0", " ").replace("\u202f", " ") for line in people.inequality(access, count, france)]
    below, palma, gini = said
    assert below.startswith("40 % des habitants vivent sous 2,5 consultations par an")
    assert below.endswith("dont 1 000 avec moins d’une.")
    assert "peut obtenir en moyenne 3,7 fois ce que peuvent obtenir les quatre dixièmes" in palma
    assert palma.endswith("les moins dotés ; en France, 2,5 fois.")
    assert "l’inégalité est de 0,23, contre 0,20 en France" in gini
    assert people.inequality(access[:1], count[:1], france) == []
    assert people.below(np.array([3.0]), np.array([10])) == (
        "Tous ses habitants vivent au-dessus de 2,5 consultations par an."
    )
