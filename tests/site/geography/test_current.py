"""A request reads one consistent state of the figures."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from maillage.site.geography import services
from maillage.site.geography.current import OneState, key_of
from maillage.site.geography.models import CurrentArtefact

pytestmark = pytest.mark.django_db


def publish_elsewhere(key: str) -> None:
    """Publish as another process would, without telling this one."""
    CurrentArtefact.objects.filter(kind="access").update(key=key)


def test_a_request_reads_the_figures_it_began_with() -> None:
    services.set_current("access", "access/old", "2024")
    read: list[str | None] = []

    def page(_: HttpRequest) -> HttpResponse:
        read.append(key_of("access"))
        publish_elsewhere("access/new")
        read.append(key_of("access"))
        return HttpResponse()

    OneState(page)(HttpRequest())
    assert read == ["access/old", "access/old"]
    assert key_of("access") == "access/new"
    OneState(page)(HttpRequest())
    assert read[2:] == ["access/new", "access/new"]


def test_a_request_that_publishes_reads_what_it_published() -> None:
    services.set_current("access", "access/old", "2024")
    read: list[str | None] = []

    def page(_: HttpRequest) -> HttpResponse:
        read.append(key_of("access"))
        services.set_current("access", "access/own", "2025")
        read.append(key_of("access"))
        return HttpResponse()

    OneState(page)(HttpRequest())
    assert read == ["access/old", "access/own"]


def test_current_artefacts_are_queried_once_per_request(django_assert_num_queries: Any) -> None:
    def page(_: HttpRequest) -> HttpResponse:
        assert [key_of(kind) for kind in ("nothing", "neither", "nothing")] == [None] * 3
        return HttpResponse()

    with django_assert_num_queries(1):
        OneState(page)(HttpRequest())
    with django_assert_num_queries(3):
        page(HttpRequest())
