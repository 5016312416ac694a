"""Plans asked for on a page: computed by the worker from the site's rows, stored as drafts that can be published."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from maillage.access import gp_model, load_need
from maillage.errors import ImpossiblePlan
from maillage.planning import Doctor, PlanFile, Site, build_data, solve
from maillage.planning.document import document_digest
from maillage.schemes import KeepAccessAbove, scheme_named
from maillage.site.agenda.calendar_models import BusyTime, OwnCalendar
from maillage.site.agenda.models import Absence, Session
from maillage.site.agenda.posts import stretch
from maillage.site.agenda.publishing import publish
from maillage.site.directory.models import Resource
from maillage.site.engagements.models import Authorisation
from maillage.site.geography.models import Commune, CurrentArtefact
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory import workbench as opening
from maillage.site.observatory.models import ProgrammeEffect
from maillage.site.plans import background, checking, impossible
from maillage.site.plans.models import PlanRun
from maillage.site.plans.problem import problem_of
from maillage.site.plans.request import AskedScheme
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused, WrongState
from maillage.zoning import designate
from tests.site import factories as make
from tests.site.plans import measured
from tests.site.plans.measured import Measured
from tests.site.test_worker import a_worker, wait_for

pytestmark = pytest.mark.django_db
# The real job, paused after it has read the directory, so that its worker can be killed half-way.
HELD_UP = """
import pathlib, time
opening = processes.open_site
def held_up(*args, **options):
    server = opening(*args, **options)
    from maillage.site.plans import background as plans
    reading = plans.problem_of
    def hold(*asked):
        found = reading(*asked)
        pathlib.Path({begun!r}).touch()
        time.sleep(600)
    plans.problem_of = hold
    return server
processes.open_site = held_up
"""


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[Measured]:
    settings.DATA_DIR = tmp_path
    yield measured.build()
    opening.forget()


def done(job: Job) -> Job:
    jobs.perform(job.pk)
    job.refresh_from_db()
    return job


def test_a_requested_plan_is_computed_stored_and_publishable(site: Measured, worker: Callable[[], None]) -> None:
    job = background.ask(site.asked(), site.boss)
    assert not PlanRun.objects.exists()
    worker()
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    run = PlanRun.objects.get(pk=job.result["plan"])
    assert (run.programme.state, run.weeks, run.programme.starts) == ("draft", 3, measured.monday())
    assert job.result["days"] == len(run.document["plan"]) > 4
    assert job.result["doctors"] == len({day["doctor"] for day in run.document["plan"]})
    gains = {row["more"]: row["gain"] for row in job.result["answers"]["more"]}
    assert gains["DOCTOR"] > 0
    assert min(gains.values()) >= 0
    # Publishing checks every rule again, and queues the computation of the effect.
    publish(run.programme, site.boss)
    assert Session.objects.filter(programme=run.programme).exists()
    assert not ProgrammeEffect.objects.exists()
    assert Job.objects.open().get().kind == "effect"
    worker()
    assert ProgrammeEffect.objects.get(programme=run.programme).figures["days"] == job.result["days"]


def test_the_same_plan_computed_twice_is_one_draft(site: Measured) -> None:
    first, second = done(background.ask(site.asked(), site.boss)), done(background.ask(site.asked(), site.boss))
    assert first.state == "done", first.error
    assert first != second
    assert {**first.result, "course": []} == {**second.result, "course": []}
    assert PlanRun.objects.count() == 1


def test_a_plan_left_by_a_killed_worker_is_finished_by_the_next(
    site: Measured, worker: Callable[[], None], tmp_path: Path
) -> None:
    job = background.ask(site.asked(), site.boss)
    begun = tmp_path / "begun"
    with a_worker(HELD_UP.format(begun=str(begun)), data_dir=tmp_path) as process:
        try:
            wait_for(begun.exists)
        finally:
            process.send_signal(signal.SIGKILL)
    job.refresh_from_db()
    assert (job.state, job.attempts, PlanRun.objects.count()) == ("running", 1, 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    worker()
    job.refresh_from_db()
    assert (job.state, job.attempts, PlanRun.objects.count()) == ("done", 2, 1)


def test_a_plan_can_be_stopped_during_its_computation(site: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "REPORT_SECONDS", 0.0)
    job = background.ask(site.asked(), site.boss)
    reports = iter(range(3))

    def stop() -> bool:
        if next(reports, None) is None and Job.objects.open().exists():
            jobs.stop(job)
        return False

    jobs.perform(job.pk, stop)
    job.refresh_from_db()
    assert (job.state, job.words) == ("stopped", "")
    assert not PlanRun.objects.exists()
    again = done(jobs.ask_again(job, site.boss))
    assert again.state == "done"
    assert again.args == job.args


def test_the_best_plan_so_far_is_kept_when_it_is_asked_for(site: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "REPORT_SECONDS", 0.0)
    job = background.ask(site.asked(thorough=True, seconds=60.0), site.boss)
    with pytest.raises(WrongState, match="rien à garder"):
        jobs.conclude(job)

    def conclude() -> bool:
        now = Job.objects.get()
        if not now.concluding and any(value is not None for _, value, _ in now.result.get("course", [])):
            jobs.conclude(now)  # a plan is found
        return False

    jobs.perform(job.pk, conclude)
    job.refresh_from_db()
    assert (job.state, job.concluding) == ("done", True)
    run = PlanRun.objects.get()
    assert (job.result["plan"], run.seconds < 30) == (run.pk, True)
    last = job.result["course"][-1]
    assert run.objective == pytest.approx(last[1])
    with pytest.raises(AlreadyDone):
        jobs.conclude(job)


def test_only_chosen_territories_are_served(site: Measured) -> None:
    data = problem_of(site.asked(zones=tuple(site.zones[:1])), site.boss)
    assert {place.commune.intercommunality_id for place in site.places} == set(site.zones)
    chosen = {place.reference for place in site.places if place.commune.intercommunality_id == site.zones[0]}
    assert {one.id for one in data.sites} == chosen
    with pytest.raises(Refused, match="ne sont pas, ou plus"):
        problem_of(site.asked(zones=("200000099",)), site.boss)


def test_taken_days_and_rooms_are_not_planned(site: Measured) -> None:
    place, doctor = site.places[0], site.doctors[0]
    taken = make.published(
        place=place, professional=doctor, starts=make.at((measured.monday() + timedelta(days=1)).isoformat())
    )
    data = problem_of(site.asked(), site.boss)
    day = taken.starts.date()
    (row,) = [one for one in data.doctors if one.id == doctor.reference]
    assert day not in row.offered
    assert row.max_days_per_month == 1
    at, site_at = data.days.index(day), [one.id for one in data.sites].index(place.reference)
    free = [int(one.weekday() < 5 and k != at) for k, one in enumerate(data.days)]
    assert data.rooms[site_at].tolist() == free


def test_nobody_is_planned_when_absent_or_when_their_own_calendar_is_busy(site: Measured) -> None:
    absent, busy = site.doctors[:2]
    monday, tuesday, wednesday = (measured.monday() + timedelta(days=k) for k in range(3))
    midday, midnight = make.at(tuesday.isoformat(), 13), make.at(wednesday.isoformat(), 0)
    Absence.objects.create(professional=absent, during=stretch(midday, midnight))
    calendar = OwnCalendar.objects.create(professional=busy, sealed="sealed", given_at=timezone.now())
    for day, hours in ((monday, (19, 22)), (tuesday, (10, 11))):
        first, last = (make.at(day.isoformat(), hour) for hour in hours)
        BusyTime.objects.create(calendar=calendar, during=stretch(first, last))
    offered = {one.id: one.offered for one in problem_of(site.asked(), site.boss).doctors}
    for person in (absent, busy):
        days = [day for day in (monday, tuesday, wednesday) if day in offered[person.reference]]
        assert days == [monday, wednesday]


def test_nobody_is_planned_on_a_holiday_of_their_home(site: Measured) -> None:
    doctor, other = site.doctors[:2]
    Commune.objects.filter(pk=doctor.home_id).update(department=make.department("67", make.region("44", "Grand Est")))
    people = {one.id: one.offered for one in problem_of(site.asked(starts=date(2028, 12, 18))).doctors}
    assert date(2028, 12, 26) not in people[doctor.reference]
    assert date(2028, 12, 26) in people[other.reference]


def test_people_who_may_not_give_days_are_left_out(site: Measured) -> None:
    refused, ended, abroad, at_home = site.doctors[:4]
    Authorisation.objects.filter(engagement__professional=refused).update(state="refused")
    ended.engagements.update(ends=measured.monday() + timedelta(days=2))
    abroad.home = make.commune("29232", department=make.department("29", make.region("53")), position=99)
    abroad.save()
    at_home.home = site.places[0].commune
    at_home.save()
    rows = {row.id: row for row in problem_of(site.asked(), site.boss).doctors}
    assert set(rows) == {doctor.reference for doctor in (ended, *site.doctors[4:])}
    assert max(rows[ended.reference].offered) == measured.monday() + timedelta(days=2)


@pytest.mark.parametrize("missing", ["measure", "places", "people"])
def test_missing_data_are_reported(site: Measured, missing: str) -> None:
    if missing == "measure":
        opening.forget()
        CurrentArtefact.objects.all().delete()
    elif missing == "places":
        Resource.objects.filter(kind="room").delete()
    else:
        for doctor in site.doctors:
            doctor.engagements.update(state="ended")
    told = {"measure": "n’est pas encore mesuré", "places": "Aucun lieu avec un cabinet", "people": "Personne n’est"}
    job = done(background.ask(site.asked(), site.boss))
    assert job.state == "failed"
    assert told[missing] in job.error


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"budget_cents": 100}, "ne paie pas une journée\u202f; la moins chère coûte 2"),
        ({"starts": date(2027, 12, 25), "weeks": 1}, "n’a de cabinet libre"),
    ],
)
def test_the_rule_that_makes_a_request_impossible_is_named(site: Measured, change: dict[str, Any], rule: str) -> None:
    if "starts" in change:
        for place in site.places:
            place.opening_weekdays = []
            place.save()
    job = done(background.ask(site.asked(**change), site.boss))
    assert job.state == "failed"
    assert "une seule règle l’empêche" in job.error
    assert rule in job.error


def test_rules_that_only_together_make_a_request_impossible_are_told_together(site: Measured) -> None:
    """Who may leave home is away all the time; the home of the others may lose nothing."""
    strict = replace(scheme_named("solidarity"), home=KeepAccessAbove(1000.0, 50.0))
    asked = site.asked(schemes=(AskedScheme(scheme=strict),))
    away = stretch(make.at(asked.starts.isoformat(), 0), make.at((asked.starts + timedelta(weeks=3)).isoformat(), 0))
    for k, person in enumerate(site.doctors):
        person.engagements.update(home_share_percent=0 if k % 2 else 100)
        if k % 2:
            Absence.objects.create(professional=person, during=away)
    data = problem_of(asked, site.boss)
    with pytest.raises(ImpossiblePlan) as refusal:
        solve(data)
    said = impossible.told(refusal.value, data)
    assert "deux règles ensemble l’empêchent, et aucune seule" in said
    assert "n’est libre aucun jour où le lieu est ouvert (" in said
    assert "le territoire de départ y perdrait plus qu’il ne peut (" in said


def test_a_region_of_another_coordinator_is_refused(site: Measured) -> None:
    stranger = make.coordinator(make.region("53", "Bretagne"))
    with pytest.raises(NotAllowed):
        background.ask(site.asked(), stranger)
    assert not Job.objects.exists()
    with pytest.raises(Refused, match="Personne n’est engagé"):  # none of these people is of their territory
        problem_of(site.asked(), stranger)


@pytest.fixture
def plan_file(site: Measured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A plan solved elsewhere for the country of the test, by the engine alone, with the people of the directory."""
    land, times = site.territory, site.model.times
    monkeypatch.setattr(checking, "load_territory", lambda _: land)
    monkeypatch.setattr(checking, "current_times", lambda *_, **__: times)
    need = load_need(land, None)
    model = gp_model(land, times, None, need)
    designation = designate(land, model, need, 1, "76")
    inside = Commune.objects.filter(intercommunality=next(iter(designation.codes))).order_by("-population")
    place = make.place(commune=inside[0], reference="lieu-importe")
    data = build_data(
        land, times, model, designation,
        [Doctor(one.reference, "Dr Houx", one.home_id, frozenset(days_from(measured.monday(), 14)), 0.5)
         for one in site.doctors],
        [Site(str(place.reference), place.name, place.commune_id)],
        start=measured.monday(), weeks=2, budget_cents=1_000_000,
    )  # fmt: skip
    path = tmp_path / "plan.json"
    vintage = f"essai; {times.source}"
    PlanFile.of(data, solve(data, 1), "76", designation.codes, vintage=vintage).write(path)
    return path


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=k) for k in range(count)]


def sent(path: Path, change: Callable[[str], str] = lambda text: text) -> SimpleUploadedFile:
    return SimpleUploadedFile("plan du Tarn.json", change(path.read_text()).encode())


def test_a_plan_file_is_checked_anew_and_kept_as_a_draft(site: Measured, plan_file: Path, tmp_path: Path) -> None:
    job = done(background.ask_import(sent(plan_file), [], site.boss))
    assert (job.state, job.error) == ("done", "")
    run = PlanRun.objects.get(pk=job.result["plan"])
    assert run.programme.state == "draft"
    assert job.result["days"] == len(run.document["plan"]) > 0
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]


def test_a_plan_file_that_was_changed_or_breaks_a_rule_is_not_kept(site: Measured, plan_file: Path) -> None:
    def poorer(text: str) -> str:
        document = json.loads(text) | {"budget_cents": 1}
        document.pop("digest")
        return json.dumps(document | {"digest": document_digest(document)})

    for change in (lambda text: text.replace("Dr Houx", "Dr Orme"), poorer, lambda text: text[:50]):
        job = done(background.ask_import(sent(plan_file, change), [], site.boss))
        assert job.state == "failed"
        assert job.error.startswith("plan_du_Tarn.json")
        assert "Rien n’a été changé" in job.error
    other = make.coordinator(make.region("53", "Bretagne"))
    refused = done(background.ask_import(sent(plan_file), [], other))
    assert "n’est pas de votre territoire" in refused.error
    assert not PlanRun.objects.exists()
