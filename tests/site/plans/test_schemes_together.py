"""A plan of several schemes: each day has the rules of its own, from the form to the sessions that patients book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.planning import Plan, check
from maillage.schemes import scheme_named
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory import workbench as opening
from maillage.site.plans import background, board, replacing, services
from maillage.site.plans.lines import line_named, person_of, scheme_of
from maillage.site.plans.models import PlanRun
from maillage.site.plans.problem import problem_of
from maillage.site.plans.request import AskedScheme, Giving, plannable
from tests.site import factories as make
from tests.site.plans import measured
from tests.site.plans.measured import Measured

pytestmark = pytest.mark.django_db
CENTRE, SHARED = "salaried_centre", "shared_post"


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[Measured]:
    settings.DATA_DIR = tmp_path
    yield measured.build()
    opening.forget()


@pytest.fixture
def salaried(site: Measured) -> list[Professional]:
    """Two doctors of an association who come for whole weeks, and a hospital doctor who gives afternoons."""
    home = site.doctors[0].home
    for place in site.places[:2]:
        make.thing("bed", place=place)
    people = [make.professional(home=home, status="salaried") for _ in range(2)]
    for one in people:
        make.engaged(one, scheme=CENTRE, days_per_month=5)
    shared = make.professional(home=home, status="hospital")
    return [*people, make.engaged(shared, scheme=SHARED, days_per_month=6)]


def terms(code: str, **fields: Any) -> AskedScheme:
    return AskedScheme(scheme=scheme_named(code), **fields)


ALL = (
    terms("solidarity"),
    terms(CENTRE, giving=Giving.WEEKS, weeks=1),
    terms(SHARED, giving=Giving.AFTERNOONS),
)


def planned(site: Measured, **change: Any) -> PlanRun:
    job = background.ask(site.asked(**{"schemes": ALL, "budget_cents": 5_000_000, **change}), site.boss)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    return PlanRun.objects.get(pk=job.result["plan"])


def test_names_of_lines_give_their_person_and_scheme_back() -> None:
    for scheme, number in (("solidarity", 1), (CENTRE, 1), (CENTRE, 2), ("solidarity", 2)):
        line = line_named("soignant-1", scheme, "solidarity", number)
        assert (person_of(line), scheme_of(line, "solidarity")) == ("soignant-1", scheme)
    assert line_named("soignant-1", "solidarity", "solidarity") == "soignant-1"
    assert person_of("a~b") == "a~b"


def test_schemes_that_send_nobody_to_a_place_are_not_offered() -> None:
    codes = [one.code for one in plannable()]
    assert codes[0] == "solidarity"
    assert {CENTRE, SHARED} <= set(codes)
    assert not {"duty_rota", "shared_reading", "teleconsultation", "practice", "medical_bus"} & set(codes)


def test_a_plan_of_three_schemes_is_published_under_the_rules_of_each(
    site: Measured, salaried: list[Professional]
) -> None:
    run = planned(site)
    seen = board.board_of(run)
    data, days = seen.problem.data, sorted(seen.days)
    assert check(data, Plan(tuple(days))) == []
    count = Counter(scheme_of(one.doctor_id, run.scheme) for one in days)
    assert set(count) == {"solidarity", CENTRE, SHARED}
    assert {one.half for one in days if scheme_of(one.doctor_id, run.scheme) == SHARED} == {"pm"}
    weeks = Counter((one.doctor_id, one.date.isocalendar().week) for one in days
                    if scheme_of(one.doctor_id, run.scheme) == CENTRE)  # fmt: skip
    assert len(weeks) == 2
    beds = {str(place.reference) for place in site.places[:2]}
    assert {one.site_id for one in days if scheme_of(one.doctor_id, run.scheme) == CENTRE} <= beds

    services.publish(run, site.boss)
    sessions = Session.objects.filter(programme__in=run.programmes)
    assert Counter(sessions.values_list("programme__scheme", flat=True)) == Counter(
        {code: number * (1 if code == SHARED else 2) for code, number in count.items()}
    )
    assert {one.programme.rules.windows for one in sessions} == {
        scheme_named(code).windows for code in ("solidarity", CENTRE, SHARED)
    }
    # Each session is a half of the day of the plan that it came from, whatever its scheme.
    found = replacing.changeover(run, run)
    assert (found.gone, found.come) == ((), ())


def test_a_published_plan_of_several_schemes_changes_in_each(site: Measured, salaried: list[Professional]) -> None:
    run = planned(site)
    services.publish(run, site.boss)
    run = PlanRun.objects.get(pk=run.pk)
    gone = [
        next(one for one in sorted(board.board_of(run).days) if scheme_of(one.doctor_id, run.scheme) == code)
        for code in ("solidarity", SHARED)
    ]
    for one in gone:
        board.change(run, [one], [], site.boss)
    made = board.keep(run, site.boss)
    assert len(made.programmes) == 3
    replacing.publish_change(made, site.boss)
    run = PlanRun.objects.get(pk=run.pk)
    standing = Session.objects.filter(programme__in=run.programmes, state__in=Session.STANDING_STATES)
    halves = sum(1 if one.half else 2 for one in board.board_of(run).days)
    assert standing.count() == halves
    assert PlanRun.objects.count() == 1


def test_a_scheme_that_comes_with_a_change_brings_its_programme(site: Measured, salaried: list[Professional]) -> None:
    run = planned(site)
    shared = [one for one in sorted(board.board_of(run).days) if scheme_of(one.doctor_id, run.scheme) == SHARED]
    for one in shared:
        board.change(run, [one], [], site.boss)
    without = board.keep(run, site.boss)
    services.publish(without, site.boss)
    board.change(without, [], shared[:1], site.boss)
    made = board.keep(without, site.boss)
    replacing.publish_change(made, site.boss)
    after = PlanRun.objects.get(pk=without.pk)
    assert {one.scheme for one in after.programmes} == {"solidarity", CENTRE, SHARED}
    assert {one.state for one in after.programmes} == {"published"}
    assert Session.objects.filter(programme__scheme=SHARED, state__in=Session.STANDING_STATES).count() == 1


def test_payers_professions_and_kinds_of_places_limit_their_schemes(
    site: Measured, salaried: list[Professional]
) -> None:
    site.places[0].kind = "hospital"
    site.places[0].save()
    asked = site.asked(
        schemes=(terms("solidarity"), terms(SHARED, kinds=frozenset({"hospital"}), professions=frozenset({"gp"}))),
        budgets={"CPAM": 70_000}, budget_cents=5_000_000,
    )  # fmt: skip
    run = planned(site, schemes=asked.schemes, budgets=asked.budgets)
    data, days = board.board_of(run).problem.data, board.board_of(run).days
    at = {one.site_id for one in days if scheme_of(one.doctor_id, run.scheme) == SHARED}
    assert at <= {str(site.places[0].reference)}
    cents = {(data.doctors[d].id, data.sites[s].id): int(cost) for d, s, cost in zip(
        data.pairs.doctor, data.pairs.site, data.pairs.cost_cents, strict=True)}  # fmt: skip
    paying = {one.id for one in data.doctors if one.payer}
    paid = sum(cents[one.doctor_id, one.site_id] for one in days if one.doctor_id in paying)
    assert 0 < paid <= 70_000
    nobody = site.asked(schemes=(terms("solidarity"), terms(SHARED, professions=frozenset({"specialist"}))))
    assert {one.scheme for one in problem_of(nobody).doctors} == {""}


def test_contracts_alone_are_planned_too(site: Measured, salaried: list[Professional]) -> None:
    run = planned(site, schemes=(terms(SHARED),))
    assert run.scheme == SHARED
    assert {one.doctor_id for one in board.board_of(run).days} == {salaried[2].reference}
    months = Counter((one.doctor_id, one.date.month) for one in board.board_of(run).days)
    assert max(months.values()) <= 6


def test_the_planner_chooses_schemes_in_words_and_reads_the_plan(site: Measured, salaried: list[Professional]) -> None:
    desk = Client()
    desk.force_login(site.boss)
    form = {
        "avec-solidarity": "on", "professions-solidarity": ["gp"], "rythme-solidarity": "days",
        f"avec-{CENTRE}": "on", f"rythme-{CENTRE}": "weeks", f"semaines-{CENTRE}": "1",
        f"rythme-{SHARED}": "no such rhythm", "starts": measured.monday().isoformat(), "weeks": 3, "budget": 50_000,
        "payeur-0": "60000", "seconds": 30,
    }  # fmt: skip
    refused = desk.post(reverse("plan-ask"), form)
    assert refused.status_code == 422
    assert "C’est plus que le budget entier" in refused.content.decode()
    assert "Choisissez dans la liste" not in refused.content.decode()
    assert desk.post(reverse("plan-ask"), {**form, "payeur-0": "40000"}).status_code == 302
    job = Job.objects.get()
    assert job.args["budgets"] == {"CPAM": 4_000_000}
    assert [one["giving"] for one in job.args["schemes"]] == ["days", "weeks"]
    jobs.perform(job.pk)
    run = PlanRun.objects.get()
    page = desk.get(reverse("plan")).content.decode()
    assert "Centre de santé salarié" in page
    assert desk.get(reverse("plan-board", args=[run.pk]), {"vue": "medecins"}).status_code == 200
    text = desk.get(reverse("plan-csv")).content.decode()
    assert "Centre de santé salarié" in text
    assert desk.get(reverse("plan-ics", args=[run.pk])).content.count(b"BEGIN:VEVENT") == len(run.document["plan"])
    assert desk.post(reverse("plan-publish", args=[run.pk])).status_code == 302
    assert {one.state for one in PlanRun.objects.get().programmes} == {"published"}
    without = {**form, "avec-solidarity": "", f"avec-{CENTRE}": ""}
    assert "Choisissez au moins un dispositif" in desk.post(reverse("plan-ask"), without).content.decode()
