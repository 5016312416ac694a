"""The report of a month: counts of the agenda's rows, cost by the one formula, access by the one operator."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from typer.testing import CliRunner

from maillage.cli.site import app
from maillage.errors import MaillageError
from maillage.site import runtime
from maillage.site.accounts.models import User
from maillage.site.agenda import services
from maillage.site.agenda.models import Claim, Session, SessionCancellation
from maillage.site.agenda.payments import due_to
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.engagements.models import Programme
from maillage.site.geography.models import Commune
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory.effects import days_of
from maillage.site.observatory.models import MonthlyReport
from maillage.site.observatory.months import MonthReport, hidden_counts, report, weeks_in
from maillage.site.observatory.workbench import workbench
from maillage.site.spreadsheets import read, write
from maillage.site.www.monthly import making
from maillage.site.www.monthly.areas import ReportArea
from maillage.site.www.monthly.paper import paper
from maillage.site.www.monthly.tables import sheets, tables
from maillage.site.www.public.views.results import public_tables
from tests.site import factories as make
from tests.site import measures

pytestmark = pytest.mark.django_db
MONTH = date(2026, 9, 1)


@pytest.fixture
def by() -> User:
    return make.coordinator()


@pytest.fixture
def month(by: User) -> dict[str, Any]:
    """Two held sessions, one cancelled, one without doctor in one territory; one to come in another; one of October."""
    here = make.place()
    there = make.place(commune=make.commune("12202", "Rodez", intercommunality=make.intercommunality("200000002")))
    doctor = make.doctor()
    held = [make.held(by, place=here, professional=doctor, starts=make.at("2026-09-07", hour)) for hour in (9, 14)]
    cancelled = make.published(place=here, starts=make.at("2026-09-08"))
    services.cancel(cancelled, by, SessionCancellation.Reason.ROAD)
    declined = make.published(place=here, starts=make.at("2026-09-09"))
    Claim.objects.filter(post__session=declined, post__giver=True).update(active=False)
    Session.objects.filter(pk=declined.pk).update(state=Session.State.DECLINED)
    other = make.published(place=there, starts=make.at("2026-09-30", 20), ends=make.at("2026-09-30", 23))
    make.held(by, place=here, professional=doctor, starts=make.at("2026-10-01"))
    return {"held": held, "cancelled": cancelled, "other": other, "doctor": doctor, "here": here, "there": there}


def outcome(session: Session, slot: int, state: str) -> None:
    """An appointment of a past session, with its outcome."""
    later = make.published(place=session.place, starts=make.soon(20 + slot + 7 * (state == "missed")))
    made = booking.book(later.slots.order_by("starts")[slot].pk, make.patient(), make.key()).appointment
    Appointment.objects.filter(pk=made.pk).update(slot=session.slots.order_by("starts")[slot], state=state)


def counted(found: MonthReport, territory: str) -> tuple[int, ...]:
    (row,) = [one.counts for one in found.rows if one.territory == territory]
    return row.planned, row.held, row.cancelled, row.uncovered, row.slots, row.booked, row.seen, row.missed


def test_every_session_of_the_month_is_counted_once(month: dict[str, Any]) -> None:
    outcome(month["held"][0], 0, "seen")
    outcome(month["held"][0], 1, "seen")
    outcome(month["held"][0], 2, "missed")
    Appointment.objects.filter(state="seen").update(doctor_found_at=timezone.now(), doctor_found_by="team")
    slots = sum(one.slots.count() for one in month["held"])
    found = report(MONTH, Session.objects.all())
    assert counted(found, "200000001") == (4, 2, 1, 1, slots, 3, 2, 1)
    assert counted(found, "200000002") == (1, 0, 0, 0, month["other"].slots.count(), 0, 0, 0)
    assert (found.total.found_doctor, found.reasons) == (2, {"Route ou météo": 1})
    assert found.total.planned == 5, "the evening of 30 September is of September, 1 October is not"
    assert (found.total.no_shows, found.total.fill) == (1 / 3, 3 / found.total.slots)
    for pairs in (found.by_scheme(), found.by_territory()):
        assert sum(one.planned for _, one in pairs) == 5
        assert sum(one.cost_cents for _, one in pairs) == found.total.cost_cents


def test_a_month_of_any_size_is_a_dozen_queries(
    by: User, month: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    """A region's month is read in groups: 2 s of computing for Occitanie, most of it the picture of the map."""
    for hour in (8, 11, 15):
        make.held(by, starts=make.at("2026-09-14", hour), ends=make.at("2026-09-14", hour + 2))
    with django_assert_max_num_queries(16):
        assert report(MONTH, Session.objects.all()).total.held == 5


def test_the_cost_is_what_statements_pay(month: dict[str, Any]) -> None:
    found = report(MONTH, Session.objects.all())
    due = sum(one.line.cents for one in due_to(month["doctor"]) if one.line.date.month == 9)
    assert found.total.cost_cents == due > 0
    assert found.total.cents_each is None, "nobody's outcome is noted"


def test_the_first_free_slot_is_that_of_the_end_of_the_month(by: User) -> None:
    make.held(by, starts=make.at("2026-09-07"))
    session = make.published(starts=make.soon(3), place=make.place())
    Programme.objects.update(published_at=make.at("2026-08-01"))
    end = make.at("2026-10-01", 0)
    found = report(MONTH, Session.objects.all()).total.first_free
    assert found is not None
    assert found == pytest.approx((session.starts - end) / timedelta(days=1))
    slots = list(session.slots.order_by("starts"))
    booking.book(slots[0].pk, make.patient(), make.key())
    running = timezone.localdate(session.starts).replace(day=1)
    now = report(running, Session.objects.all(), now=timezone.now())
    assert now.total.first_free == pytest.approx((slots[1].starts - now.until) / timedelta(days=1), abs=0.01)
    assert report(MONTH, Session.objects.all()).total.first_free == found, "it was free at the end of September"


def test_the_effect_is_that_of_the_same_operator(month: dict[str, Any]) -> None:
    communes = list(Commune.objects.order_by("pk"))
    measures.keep(measures.Land(communes), np.full(len(communes), 2.0))
    found = report(MONTH, Session.objects.all())
    bench = workbench()
    slots = sum(one.slots.count() for one in month["held"])
    at = int(np.searchsorted(bench.code, month["here"].commune_id))
    change = bench.model.what_if({at: slots * 52 / weeks_in(MONTH)})
    gain = {one.territory: one.access.gain for one in found.gains()}
    assert gain == {"200000001": pytest.approx(float((change.after - change.before)[at]))}
    assert found.effect is not None
    assert found.effect.cost_cents == found.total.cost_cents
    (day,) = found.days
    (planned,) = [one for programme in {s.programme for s in month["held"]} for one in days_of(programme)][:1]
    assert (planned.commune, planned.scheme) == (day.commune, day.scheme)
    point = found.gains()[0].cents_per_point
    assert point == round(found.total.cost_cents * 52 / weeks_in(MONTH) / gain["200000001"])
    sheet = read(write(sheets(tables(found))))[-1]
    said = [re.sub(r"\s+", " ", str(text)) for _, text in sheet.rows]
    assert any("répartis par un modèle" in text for text in said), "a modelled figure says so on paper too"
    unmapped = make.region("00", "Ailleurs")
    assert "répartis par un modèle" in text_of(paper(found, ReportArea(unmapped), timezone.now()))


def text_of(pdf: bytes) -> str:
    """The text of a PDF, spaces of all kinds alike."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def test_every_figure_of_the_page_opens_the_rows_that_it_counts(by: User, month: dict[str, Any]) -> None:
    outcome(month["held"][0], 0, "seen")
    outcome(month["held"][0], 1, "missed")
    page = client(by).get("/coordination/bilan/mois", {"mois": "2026-09"})
    assert page.status_code == 200
    links = re.findall(r'href="(/coordination/vacations/[^"]*)">\s*([^<]+?)\s*</a>', page.content.decode())
    sessions = 0
    for url, text in links:
        rows = client(by).get(url.replace("&amp;", "&")).context["page"].paginator.count
        assert rows > 0, url
        if not re.search(r"rdv|maintenue|origine|%|€", url + text) and text.strip().isdigit():
            assert rows == int(text), url
            sessions += 1
    assert sessions >= 8
    assert any("raison=road" in url for url, _ in links)
    home = month["doctor"].home.intercommunality_id or "aucun"
    for origin, count in ((home, 2), ("200000002", 0)):
        asked = {"du": "2026-09-01", "au": "2026-09-30", "etat": "held", "origine": origin}
        assert client(by).get("/coordination/vacations/", asked).context["page"].paginator.count == count, origin


def test_a_reader_counts_their_own_territory_only(month: dict[str, Any]) -> None:
    house = make.organisation("coordination")
    house.intercommunalities.add(month["there"].commune.intercommunality)
    page = client(make.user("coordinator", house)).get("/coordination/bilan/mois", {"mois": "2026-09"})
    assert [one.code for one, *_ in page.context["tables"]] == [
        "activite", "activite-patients", "dispositifs", "dispositifs-patients",
    ]  # fmt: skip
    assert "200000001" not in page.content.decode()


def test_the_report_on_paper_is_made_by_the_worker_and_read_by_the_region(by: User, month: dict[str, Any]) -> None:
    desk = client(by)
    asked = desk.post("/coordination/bilan/mois", {"mois": "2026-09", "lieu": "region-76"})
    assert asked.headers["Location"] == "/coordination/travaux/"
    job = Job.objects.get()
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert "Lire le rapport" in desk.get("/coordination/travaux/").content.decode()
    made = MonthlyReport.objects.get()
    answer = desk.get(f"/coordination/bilan/rapports/{made.pk}.pdf")
    assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    said = text_of(answer.content)
    assert "2 vacations tenues sur 5 prévues" in said
    assert "Communauté 200000001" in said
    away = client(make.coordinator(make.region("53", "Bretagne")))
    assert away.get(f"/coordination/bilan/rapports/{made.pk}.pdf").status_code == 404
    assert away.post("/coordination/bilan/mois", {"mois": "2026-09", "lieu": "region-76"}).status_code == 403
    empty = jobs.ask("report", by, region="76", month="2021-01-01")
    jobs.perform(empty.pk)
    empty.refresh_from_db()
    assert "Aucune vacation" in empty.error
    jobs.perform(jobs.ask("report", by, region="76", month="2026-09-01").pk)
    assert MonthlyReport.objects.count() == 1


def test_a_part_of_a_region_has_its_own_report_on_paper(by: User, month: dict[str, Any]) -> None:
    """A coordination of a department asks for its own, and reads neither the region's nor another department's."""
    here = make.organisation("coordination", name="Coordination de l’Aveyron")
    here.departments.add(make.department("12"))
    member = make.user("coordinator", here)
    desk = client(member)
    page = desk.get("/coordination/bilan/mois", {"mois": "2026-09"}).content.decode()
    offered = set(re.findall(r'<option value="([a-z]+-\d+)"', page))
    assert offered == {"departement-12"}
    for refused in ("region-76", "departement-31", "epci-200000001"):
        assert desk.post("/coordination/bilan/mois", {"mois": "2026-09", "lieu": refused}).status_code == 403
    region = client(by)
    for lieu, who, said in (
        ("departement-12", desk, "2 vacations tenues sur 5"),
        ("epci-200000002", region, "0 vacation tenue sur 1"),
    ):
        who.post("/coordination/bilan/mois", {"mois": "2026-09", "lieu": lieu})
        job = Job.objects.latest("pk")
        jobs.perform(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == ("done", "")
        made = MonthlyReport.objects.get(pk=job.result["report"])
        assert said in text_of(who.get(f"/coordination/bilan/rapports/{made.pk}.pdf").content)
    whole = making.make(ReportArea(make.region()), MONTH, None)
    assert desk.get(f"/coordination/bilan/rapports/{whole.pk}.pdf").status_code == 404
    page = region.get("/coordination/bilan/mois", {"mois": "2026-09"}).content.decode()
    assert '"departement-12"' in page
    assert page.count("(PDF)</a>") == 3, "the region reads the reports of its parts"
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReport.objects.create(region=make.region(), month=MONTH, key="b.pdf", made_at=timezone.now())


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_page_spreadsheet_and_command_say_the_same(
    by: User, month: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(runtime, "open_site", lambda *_, **__: None)
    sent = client(by).get(f"/coordination/bilan/mois.{suffix}", {"mois": "2026-09"}).content
    out = tmp_path / f"bilan.{suffix}"
    options = ["report", "--region", "76", "--month", "2026-09", "--out", str(out)]
    assert CliRunner().invoke(app, options, catch_exceptions=False).exit_code == 0
    assert [sheet.rows for sheet in read(out.read_bytes())] == [sheet.rows for sheet in read(sent)]
    shown = tables(report(MONTH, Session.objects.all()))[0]
    assert list(read(sent)[0].rows[1])[2:5] == [one.value for one in shown.rows[0]][2:5]
    for wrong in (["--month", "2035-01"], ["--out", str(tmp_path / "a.doc")]):
        with pytest.raises(MaillageError, match=r"2026-10|\.pdf"):
            CliRunner().invoke(app, [*options, *wrong], catch_exceptions=False)


def test_the_public_reads_no_count_of_few_people(month: dict[str, Any]) -> None:
    outcome(month["held"][0], 0, "seen")
    answer = Client().get("/bilan", {"mois": "2026-09"})
    assert answer.status_code == 200
    page = re.sub(r"\s+", " ", answer.content.decode())
    assert "moins de 5" in page
    for table in public_tables(report(MONTH, Session.objects.all())):
        assert all(one.text != "1" or k < 5 for row in (*table.rows, table.foot) for k, one in enumerate(row))
    future = Client().get("/bilan", {"mois": f"{timezone.localdate():%Y-%m}"})
    assert future.context["month"] < timezone.localdate().replace(day=1)
    assert MONTH.replace(year=2020) in Client().get("/bilan", {"mois": "2020-09"}).context["months"]


@given(st.lists(st.integers(0, 30), max_size=8))
def test_a_hidden_count_cannot_be_told_from_the_sum(counts: list[int]) -> None:
    shown = hidden_counts(counts)
    hidden = [count for count, one in zip(counts, shown, strict=True) if one is None]
    assert all(one is None or one == 0 or one >= 5 for one in shown)
    assert all(one in (None, count) for one, count in zip(shown, counts, strict=True))
    if any(0 < count < 5 for count in counts) and len([one for one in counts if one]) > 1:
        assert len(hidden) > 1
        assert sum(hidden) >= 5 or len(hidden) == len(counts)


def test_the_month_of_a_cancelled_session_is_not_paid(by: User) -> None:
    session = make.published(starts=make.soon(2))
    services.cancel(session, by)
    found = report(session.starts.date().replace(day=1), Session.objects.all())
    assert (found.total.planned, found.total.cancelled, found.total.cost_cents, found.total.slots) == (1, 1, 0, 0)
    assert making.month_of("2026-13") is None
