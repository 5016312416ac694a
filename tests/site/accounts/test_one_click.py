"""One-click accounts exist where the setting and the demonstration both do, and nowhere else."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse

from maillage.demo import sign_in
from maillage.demo.models import DemoStep
from maillage.site.accounts import showcase
from maillage.site.config import urls
from tests.site import factories as make

pytestmark = pytest.mark.django_db
EMAIL = "coordination@maillage.example"


@pytest.fixture
def demonstration(settings: Any) -> Iterator[None]:
    """Switch the setting on, with the routes and the list that follow from it."""
    settings.DEMONSTRATION = True
    _read_again()
    showcase.show(sign_in.shown)
    yield
    settings.DEMONSTRATION = False
    showcase._lists.clear()
    _read_again()


def _read_again() -> None:
    importlib.reload(urls)
    clear_url_caches()


def coordinator() -> None:
    agency = make.organisation("agency")
    agency.regions.add(make.region())
    make.user("coordinator", agency, email=EMAIL)
    make.published()


def test_a_demonstration_lists_its_accounts_with_their_work_and_opens_them(demonstration: None, client: Client) -> None:
    coordinator()
    stranger = make.user("coordinator", email="reel@example.org")
    DemoStep.objects.create(name="people", region="76")
    page = client.get("/connexion").content.decode()
    assert "entrer d’un clic" in page
    assert "1\u00a0vacation sans réponse" in page
    assert stranger.email not in page
    assert client.post("/connexion/demonstration", {"compte": stranger.email}).status_code == 404
    answer = client.post("/connexion/demonstration", {"compte": EMAIL}, follow=True)
    assert answer.request["PATH_INFO"] == "/coordination/"


def test_the_setting_alone_opens_nothing(demonstration: None, client: Client) -> None:
    coordinator()
    assert "entrer d’un clic" not in client.get("/connexion").content.decode()
    assert client.post("/connexion/demonstration", {"compte": EMAIL}).status_code == 404


def test_a_real_site_has_neither_the_list_nor_the_route(client: Client) -> None:
    coordinator()
    DemoStep.objects.create(name="people", region="76")
    assert "entrer d’un clic" not in client.get("/connexion").content.decode()
    assert client.post("/connexion/demonstration", {"compte": EMAIL}).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo-sign-in")
