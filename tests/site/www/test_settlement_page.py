"""The page of the rule of settlement: who may settle where, what access becomes, with its assumptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from maillage.site.observatory import background, settlement
from maillage.site.observatory import workbench as opening
from tests.site import factories as make
from tests.site.plans import measured
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    measured.build()
    yield
    opening.forget()


@pytest.mark.usefixtures("site")
def test_the_page_says_who_may_settle_where_and_the_file_says_the_same() -> None:
    begun = Client().get("/installation?region=76")
    assert begun.status_code == 202, "the worker has not tried the rule yet"
    for words in ("deux minutes au plus", "La règle essayée", "Les hypothèses"):
        assert words in text_of(begun), words
    background.try_settlement()
    text = re.sub("[\u00a0\u202f]", " ", text_of(Client().get("/installation?region=76")))
    assert "Dans 10 ans : avec la règle et les journées" in text
    assert "Les hypothèses" in text
    assert "libre" in text
    study = settlement.study()
    closed = int(study.columns["regulated"].sum())
    lines = Client().get("/installation/territoires.csv?region=76").content.decode().splitlines()
    assert len(lines) == 1 + len(study.codes)
    assert sum("one in for one out" in line for line in lines) == closed
    assert len(study.figures) == 1 + 2 * 3


def test_without_a_measure_the_page_says_so() -> None:
    make.region()
    assert Client().get("/installation?region=76").status_code == 503
