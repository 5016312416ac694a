"""The benchmark of pages asks the running site over sockets, for another commune each time."""

from __future__ import annotations

from typing import Any

import pytest

from maillage.bench.pages import bench_pages
from maillage.errors import MaillageError
from tests.site import factories as make
from tests.site.www.conftest import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_are_counted_and_timed(world: World, live_server: Any) -> None:
    make.published(place=make.place(commune=world.requista))
    codes = [commune.pk for commune in world.communes]
    report = bench_pages(live_server.url, codes, seconds=1.0, readers=2)
    assert [row.engine for row in report.rows] == ["page of a commune", "slots near a commune"]
    for row in report.rows:
        assert report.checks[f"{row.engine}: every answer is a page"]
        assert row.seconds is not None
        assert 0 < row.detail["median_seconds"] <= row.seconds
        # Two readers who wait for each answer, and no median is above twice the mean.
        assert row.detail["requests_per_second"] * row.detail["median_seconds"] <= 4.0
        assert report.checks[f"{row.engine}: 100 requests a second"] == (row.detail["requests_per_second"] >= 100)


def test_what_is_no_page_is_counted_and_a_silent_address_is_said(world: World, live_server: Any) -> None:
    report = bench_pages(live_server.url, ["00000"], seconds=0.3, readers=1)
    assert not report.checks["page of a commune: every answer is a page"]
    assert "refused" in report.rows[0].note
    with pytest.raises(MaillageError, match=r"No site answers at http://127\.0\.0\.1:9 .*maillage serve"):
        bench_pages("http://127.0.0.1:9", ["00000"], seconds=0.3, readers=1)
