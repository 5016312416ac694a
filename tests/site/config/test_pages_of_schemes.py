"""The page of the twelve systems in the documentation names addresses that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import resolve

PAGE = Path(__file__).parents[3] / "docs" / "schemes.md"
ADDRESSES = sorted(set(re.findall(r"`(/[a-z0-9/-]*)`", PAGE.read_text(encoding="utf-8"))))


def test_each_system_has_its_row() -> None:
    assert re.findall(r"^\| (S\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == [
        f"S{number}" for number in range(1, 13)
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_is_a_page(address: str) -> None:
    assert resolve(address).url_name
