"""The number of priority territories is the same on every page, also after changes by hand."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from maillage.site.accounts.models import User
from maillage.site.geography.models import Intercommunality
from maillage.site.observatory.models import ZoneAdjustment
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
ALBI = "200000081"


def counted(boss: User) -> dict[str, int]:
    """Return the number shown on each page."""
    client = Client()
    client.force_login(boss)
    pages = {
        "home": ("/", r"Désigner (\d+) territoires? prioritaires?"),
        "coordinator": ("/coordination/territoires", r"(\d+) territoires? prioritaires? en Occitanie"),
        "France": ("/territoires/france", r"Occitanie : (\d+) territoires? prioritaires?"),
    }
    found = {}
    for name, (path, pattern) in pages.items():
        text = re.sub("[\u00a0\u202f]", " ", text_of(client.get(path)))
        hit = re.search(pattern, text)
        assert hit is not None, f"{name}: {text[:900]}"
        found[name] = int(hit[1])
    text = text_of(client.get("/territoires/region-76"))
    found["region"] = text.count(", rang") + text.count(", ajoutée") or text.count(" rang ") + text.count("ajoutée à")
    return found


def change(kind: str, epci: str, boss: User) -> None:
    row = Intercommunality.objects.get(pk=epci)
    ZoneAdjustment.objects.create(
        region=make.region(), epci=row, kind=kind, reason="Une raison assez longue.", author=boss
    )


def test_every_page_counts_the_same_territories(world: World) -> None:
    boss = make.coordinator()
    assert set(counted(boss).values()) == {1}
    change("add", ALBI, boss)
    assert set(counted(boss).values()) == {2}
    change("remove", world.zone.epci_id, boss)
    assert set(counted(boss).values()) == {1}


def test_a_territory_added_by_hand_is_listed_with_its_reason(world: World) -> None:
    boss = make.coordinator()
    change("add", ALBI, boss)
    client = Client()
    client.force_login(boss)
    page = text_of(client.get("/coordination/territoires"))
    assert "ajout Albigeois Une raison assez longue." in page
    change("remove", ALBI, boss)
    assert "ajout Albigeois" not in text_of(client.get("/coordination/territoires"))
