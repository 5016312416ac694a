"""A planned scheme in one file: asked for on a page, computed by the worker, published, booked, held and paid."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import Scheme, discover, scheme_named
from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session
from maillage.site.agenda.payments import due_to
from maillage.site.directory.models import Professional
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.engagements.services import EngagementData
from maillage.site.jobs.models import Job
from maillage.site.observatory import workbench as opening
from maillage.site.observatory.models import ProgrammeEffect
from maillage.site.plans.models import PlanRun
from maillage.site.www.french import euros
from tests.site import factories as make
from tests.site.one_file import PLANNED, write_package
from tests.site.plans import measured
from tests.site.plans.measured import Measured

pytestmark = pytest.mark.django_db

MODULE = "retired_doctors"


@pytest.fixture
def scheme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scheme]:
    write_package(tmp_path / "packages", MODULE, PLANNED)
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    discover()
    yield scheme_named(MODULE)
    monkeypatch.undo()
    sys.modules.pop(MODULE, None)
    discover()


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[Measured]:
    settings.DATA_DIR = tmp_path / "data"
    yield measured.build()
    opening.forget()


@pytest.fixture
def retired(scheme: Scheme, site: Measured) -> list[Professional]:
    """Retire three of the doctors and engage them in the scheme, authorised by the Order."""
    people = site.doctors[:3]
    for person in people:
        person.engagements.all().delete()
        person.status, person.user = "retired", make.user("doctor")
        person.save()
    start = measured.monday() - timedelta(days=60)
    rows = engagements.engage_all(
        scheme, [EngagementData(professional=one, starts=start, days_per_month=3) for one in people]
    )
    engagements.answer(rows, "order_check", Authorisation.State.GRANTED, start)
    assert set(Engagement.objects.filter(scheme=MODULE).values_list("state", flat=True)) == {"active"}
    return people


def test_a_plan_is_asked_for_on_the_page_and_followed_to_the_payment(
    scheme: Scheme, site: Measured, retired: list[Professional], worker: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    desk = Client()
    desk.force_login(site.boss)
    form = {
        f"avec-{scheme.code}": "on", "starts": measured.monday().isoformat(), "weeks": 3, "budget": 10_000,
        "seconds": 30,
    }  # fmt: skip
    assert scheme.label in desk.get(reverse("plan-ask")).content.decode()
    assert desk.post(reverse("plan-ask"), form).status_code == 302
    worker()
    assert list(Job.objects.values_list("state", "error")) == [("done", "")]
    run = PlanRun.objects.get()
    assert run.programme.scheme == scheme.code
    given = {day["doctor"] for day in run.document["plan"]}
    assert given
    assert given <= {one.reference for one in retired}
    assert scheme.label in desk.get(reverse("plan")).content.decode()

    assert desk.post(reverse("plan-publish", args=[run.pk])).status_code == 302
    worker()
    sessions = list(Session.objects.filter(programme=run.programme).order_by("starts"))
    assert len(sessions) == 2 * len(run.document["plan"])
    assert all(session.slots.exists() for session in sessions)
    figures = ProgrammeEffect.objects.get(programme=run.programme).figures
    assert (figures["days"], figures["gainers"] > 0) == (len(run.document["plan"]), True)

    giver = sessions[0].giver
    own = [session for session in sessions if session.giver == giver]
    for session in own:
        agenda.accept(session, giver.user)
    monkeypatch.setattr(timezone, "now", lambda: own[-1].ends + timedelta(hours=1))
    for session in own:
        agenda.hold(session, site.boss)
    person = Client()
    person.force_login(giver.user)
    page = person.get(reverse("doctor-days")).content.decode()
    owed = sum(due.line.cents for due in due_to(giver))
    assert owed >= 18_000 * len(own) // 2 > 0
    assert f"{euros(owed)} d’indemnités et de trajets" in page
    assert "la Région" in page
