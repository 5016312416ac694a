"""The analyst of the agency reads a month by pages without scripts: figures, the rows behind them, the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ANALYST = "analyste@maillage.example"


def test_the_analyst_reads_a_month_and_the_rows_behind_a_figure_on_a_phone(visit: Any) -> None:
    analyst: Visitor = visit(PHONE, script=False)
    analyst.sign_in(ANALYST)
    page = analyst.go("/coordination/bilan/mois")
    assert page.locator("h1").inner_text().startswith("Ce qui a eu lieu")
    figure = page.locator("main table tbody a").first
    counted = int(figure.inner_text().replace("\u202f", "").replace("\u00a0", ""))
    assert counted > 0
    figure.click()
    told = page.locator("main")
    assert f"{counted}" in told.inner_text().replace("\u202f", ""), "the rows are as many as the figure says"
    assert 1 <= page.locator("main table tbody tr").count() <= counted
    assert analyst.sideways() <= 0
    page.go_back()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Pour un tableur (ODS)").click()
    assert sheet.value.path().read_bytes()[:2] == b"PK"
    assert analyst.complaints == []
