"""Texts of pages about the schemes follow from their rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from maillage.schemes import SCHEMES, DaysPerMonth, Scheme, scheme_named
from maillage.site.www.rules import days_to_give
from tests.site.www.test_public_pages import text_of


def of_days(days: int) -> Scheme:
    return replace(scheme_named("solidarity"), quota=DaysPerMonth(days))


@pytest.mark.parametrize(
    ("quotas", "words"),
    [
        ([], "quelques jours"),
        ([1], "un jour par mois"),
        ([1, 2], "un ou deux jours par mois"),
        ([4, 2], "un à quatre jours par mois"),
    ],
)
def test_the_days_named_follow_from_the_schemes(quotas: list[int], words: str) -> None:
    assert days_to_give([of_days(days) for days in quotas]) == words


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/soignants"])
def test_pages_name_the_days_of_the_schemes(client: Client, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    assert days_to_give(SCHEMES.values()) in text_of(client.get(path))
    from maillage.site.www.public.views import home, texts

    only = {"solidarity": of_days(5)}
    monkeypatch.setattr(home, "SCHEMES", only)
    monkeypatch.setattr(texts, "SCHEMES", only)
    assert "un à cinq jours par mois" in text_of(client.get(path))
