"""The page of the zoning by regulation: classes by threshold beside what the agency published."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from PIL import Image

from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


def shown(path: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text_of(Client().get(path)))


def test_the_page_classes_territories_and_says_what_it_cannot_compute(world: World) -> None:
    text = shown("/zonage")
    # Réquistanais: (2.3·2 + 3.9·3 + 0.9·4 + 2.0·5 + 4.4·6) / 20 = 2.815; Albigeois 5.9.
    assert "2,82 Réserve" in text
    assert "5,90 Hors zonage" in text
    assert "Seuils : 2,71 et 3,98" in text
    assert "Le choix de l’agence dans la réserve et la marge" in text
    assert "estimées" in text
    assert "CartoSanté, mai 2025 (officiel)" in text


def test_the_rules_of_2017_have_their_own_thresholds(world: World) -> None:
    assert "Seuils : 2,50 et 4,00" in shown("/zonage?regles=2017")
    assert "Seuils : 2,71" in shown("/zonage?regles=nothing&region=nowhere")


def test_the_map_is_an_image(world: World) -> None:
    answer = Client().get("/zonage/carte.webp")
    assert Image.open(io.BytesIO(answer.content)).size == (1240, 1000)
