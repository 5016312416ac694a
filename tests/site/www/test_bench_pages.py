"""The benchmark of pages asks the running site over sockets, for another commune each time."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from maillage.bench.bookings import Bookings
from maillage.bench.load import STEPS, bench_load
from maillage.bench.pages import PAGES, bench_pages
from maillage.errors import MaillageError
from maillage.site.booking.models import Appointment
from maillage.site.messages.models import Message
from tests.site import factories as make
from tests.site.www.conftest import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_are_counted_and_timed_anew_and_kept_with_and_without_bookings(world: World, live_server: Any) -> None:
    make.published(place=make.place(commune=world.requista))
    codes = [commune.pk for commune in world.communes]
    for path in PAGES.values():
        Client().get(path.format(codes[0]))  # templates are read; pages are kept by host, so none of those asked for
    report = bench_pages(live_server.url, codes, seconds=0.5, readers=2, writer=Bookings(per_second=20.0))
    ways = [f"{way}{beside}" for beside in ("", ", with bookings") for way in ("anew", "kept")]
    assert [row.engine for row in report.rows] == [f"{page}, {way}" for page in PAGES for way in ways]
    for row in report.rows:
        detail = row.detail
        assert report.checks[f"{row.engine}: every answer is a page"]
        assert 0 < detail["p50_seconds"] <= detail["p95_seconds"] == row.seconds
        # Two readers who wait for each answer, and no median is above twice the mean.
        assert detail["requests_per_second"] * detail["p50_seconds"] <= 4.0
        assert report.checks[f"{row.engine}: 100 requests a second"] == (detail["requests_per_second"] >= 100)
        # A row of pages made anew ends with its communes: three of the six for each row.
        assert "kept" in row.engine or f"{len(codes) // 2} in all" in row.note
        assert ("kept, with bookings" not in row.engine) or detail["written"] > 0
    booked = Appointment.objects.all()
    written = sum(row.detail["written"] for row in report.rows)
    assert 0 < written <= 2 * booked.count()  # each booked once and cancelled once
    assert {one.state for one in booked} == {Appointment.State.CANCELLED}
    assert not Message.objects.exists()


def test_the_booking_journey_is_walked_to_the_form(world: World, live_server: Any) -> None:
    make.published(place=make.place(commune=world.requista))
    report = bench_load(live_server.url, [world.requista.pk], seconds=0.5, readers=2)
    assert report.checks["every answer is a page"]
    rows = {row.engine: row.detail for row in report.rows}
    assert [name for name in rows if not name.startswith("processor time")] == ["all pages", *STEPS]
    for who in ("readers", "site"):  # both are this process
        assert rows[f"processor time of {who}"]["milliseconds_a_page"] > 0
    assert report.size["a second on 2 processors of their own"] > 0
    assert 0 < rows["form"]["p50_seconds"] <= rows["form"]["p95_seconds"]
    assert report.checks["200 page views a second"] == (rows["all pages"]["requests_per_second"] >= 200)


def test_what_is_no_page_is_counted_and_a_silent_address_is_said(world: World, live_server: Any) -> None:
    report = bench_pages(live_server.url, ["00000"], seconds=0.3, readers=1)
    assert not report.checks["page of a commune, anew: every answer is a page"]
    assert "refused" in report.rows[0].note
    with pytest.raises(MaillageError, match=r"No site answers at http://127\.0\.0\.1:9 .*maillage serve"):
        bench_pages("http://127.0.0.1:9", ["00000"], seconds=0.3, readers=1)
