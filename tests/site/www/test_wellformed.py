"""Malformed requests, which no browser sends, are answered with 400 before any view runs."""

from __future__ import annotations

import pytest
from django.test import Client

from maillage.site.config.wellformed import is_ill_formed

ILL_FORMED = [
    {"PATH_INFO": "/communes/\0"},
    {"PATH_INFO": "/communes/\xff"},
    {"QUERY_STRING": "q=%00"},
    {"QUERY_STRING": "q=%ff"},
    {"QUERY_STRING": "q=" + "x" * 9000},
    {"CONTENT_TYPE": "text/html; charset=foo"},
    {"HTTP_X_THING": "a\0b"},
]


@pytest.mark.parametrize("environ", ILL_FORMED, ids=lambda one: str(one)[:40])
def test_undecodable_requests_are_malformed(environ: dict[str, str]) -> None:
    assert is_ill_formed({"PATH_INFO": "/", "QUERY_STRING": "", **environ})


def test_requests_of_browsers_are_well_formed() -> None:
    assert not is_ill_formed(
        {"PATH_INFO": "/communes/", "QUERY_STRING": "q=R%C3%A9quista", "CONTENT_TYPE": "text/html; charset=UTF-8"}
    )


@pytest.mark.django_db
def test_nul_in_a_form_is_refused(client: Client) -> None:
    assert client.post("/connexion", {"username": "a\0b", "password": "x"}).status_code == 400
