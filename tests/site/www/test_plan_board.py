"""Pages of the board of a plan: tried, made, undone and kept by forms; the script gets parts; files; comparison."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from maillage.planning import Assignment, BrokenRule, Violation
from maillage.site.agenda.models import Session
from maillage.site.agenda.publishing import publish
from maillage.site.booking import services as booking
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory import workbench as opening
from maillage.site.plans import board as boards
from maillage.site.plans.models import PlanRun
from maillage.site.www.planner.effects import rule_in_words
from maillage.site.www.planner.names import names_of
from maillage.site.www.planner.rows import day_named, key_of
from tests.site import factories as make
from tests.site.plans import measured
from tests.site.plans.measured import Measured

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[Measured]:
    settings.DATA_DIR = tmp_path
    yield measured.build()
    opening.forget()


@pytest.fixture
def run(site: Measured) -> PlanRun:
    return site.planned()


@pytest.fixture
def desk(site: Measured, client: Client) -> Client:
    client.force_login(site.boss)
    return client


def sent(one: Assignment, day: Assignment | None = None, **more: str) -> dict[str, str]:
    """What the form sends: a day and what becomes of it."""
    jour = {} if day is None else {"jour": key_of(day)}
    return {"medecin": one.doctor_id, "lieu": one.site_id, "date": one.date.isoformat(), **jour, **more}


def a_move(run: PlanRun) -> tuple[Assignment, Assignment]:
    live, days = boards.board_of(run).live(), sorted(boards.board_of(run).days)
    return next(
        (one, other)
        for one in days
        for date in live.problem.day
        if (other := Assignment(date, one.site_id, one.doctor_id)) not in days
        and not live.try_change([one], [other]).broken
    )


def test_a_day_is_tried_changed_undone_redone_and_kept_by_forms(desk: Client, run: PlanRun) -> None:
    address, (one, other) = reverse("plan-board", args=[run.pk]), a_move(run)
    chosen = desk.get(address, {"jour": key_of(one)}).content.decode()
    assert "Changer cette journée" in chosen
    tried = desk.post(address, sent(other, one, acte="essayer"))
    assert tried.status_code == 200
    assert "Ce que fait ce changement" in tried.content.decode()
    assert not run.changes.exists()
    made = desk.post(address, sent(other, one, acte="faire"), follow=True).content.decode()
    assert "C’est fait" in made
    assert other in boards.board_of(run).days
    assert "Annuler le dernier changement" in made
    assert "Refaire" in desk.post(address, {"acte": "annuler"}, follow=True).content.decode()
    assert one in boards.board_of(run).days
    desk.post(address, {"acte": "refaire"})
    kept = desk.post(address, {"acte": "garder"}, follow=True)
    new = PlanRun.objects.exclude(pk=run.pk).get()
    assert kept.redirect_chain[-1][0].endswith(f"?plan={new.pk}")
    compared = desk.get(reverse("plan-compare"), {"plan": [run.pk, new.pk]}).content.decode()
    assert "Ce qui distingue B de A" in compared
    assert desk.get(reverse("plan-compare"), {"plan": [run.pk]}, follow=True).redirect_chain
    assert desk.get(reverse("plans")).status_code == 200


def test_a_broken_rule_is_named_on_the_page_and_to_the_script(desk: Client, run: PlanRun) -> None:
    address, one = reverse("plan-board", args=[run.pk]), min(boards.board_of(run).days)
    sunday = Assignment(one.date + timedelta(days=6 - one.date.weekday()), one.site_id, one.doctor_id)
    refused = desk.post(address, sent(sunday, one, acte="faire"))
    assert refused.status_code == 422
    assert "un dimanche" in refused.content.decode()
    part = desk.post(address, sent(sunday, one, acte="essayer"), headers={"X-Plan-Board": "1"})
    assert part.status_code == 200
    assert "un dimanche" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert desk.post(address, {"acte": "faire", "medecin": ""}).status_code == 422
    assert desk.post(address, {"acte": "inconnu"}).status_code == 404
    assert not run.changes.exists()


def test_every_rule_has_its_sentence(site: Measured, run: PlanRun) -> None:
    one = min(boards.board_of(run).days)
    names = names_of([one.doctor_id], [one.site_id])
    for rule in BrokenRule:
        text = rule_in_words(Violation(rule, "", one.doctor_id, one.site_id, one.date, "2027-01", 1.0, 2.0), names)
        assert text.endswith(".")
        assert one.site_id not in text


def test_the_script_gets_the_board_after_a_change(desk: Client, run: PlanRun) -> None:
    address, (one, other) = reverse("plan-board", args=[run.pk]), a_move(run)
    part = desk.post(address, sent(other, one, acte="faire"), headers={"X-Plan-Board": "1"}).content.decode()
    assert part.lstrip().startswith('<div id="tableau"')
    assert "C’est fait" in part
    desk.post(address, {"acte": "fixer", "jour": key_of(min(boards.board_of(run).days))})
    assert len(boards.board_of(run).fixed) >= 1


def test_every_view_is_read_and_a_colleague_of_the_agency_changes_nothing(desk: Client, run: PlanRun) -> None:
    address = reverse("plan-board", args=[run.pk])
    for view in ("lieux", "medecins", "semaines", "carte"):
        assert desk.get(address, {"vue": view, "tous": "1"}).status_code == 200
    assert desk.get(address, {"semaine": "99", "zone": "inconnue", "jour": "x|y"}).status_code == 200
    assert day_named("2027-13-45|a|b") is None


def test_completing_is_queued_shown_and_its_result_is_on_the_board(desk: Client, run: PlanRun) -> None:
    address = reverse("plan-board", args=[run.pk])
    one = min(boards.board_of(run).days)
    desk.post(address, {"acte": "retirer", "jour": key_of(one)})
    desk.post(address, {"acte": "completer"})
    assert "Le reste se calcule" in desk.get(address).content.decode()
    waiting = desk.get(address, {"etat": "1"})
    assert "HX-Refresh" not in waiting.headers
    jobs.perform(Job.objects.get(kind="plan-complete").pk)
    assert desk.get(address, {"etat": "1"}).headers["HX-Refresh"] == "true"
    assert one not in boards.board_of(run).days


def test_identifiers_of_the_calendar_stay_when_the_plan_is_made_again(desk: Client, run: PlanRun) -> None:
    one, other = a_move(run)
    uids = _uids(desk, run)
    boards.change(run, [one], [other], None)
    new = boards.keep(run, None)
    again = _uids(desk, new)
    assert len(uids) == len(boards.board_of(run).days)
    assert len(set(uids) & set(again)) == len(uids) - 1
    assert desk.get(reverse("plan-ics", args=[run.pk]), {"medecin": one.doctor_id}).content.count(b"BEGIN:VEVENT") >= 1
    paper = desk.get(reverse("plan-doors", args=[run.pk]))
    assert paper.content.startswith(b"%PDF")


def _uids(desk: Client, run: PlanRun) -> list[str]:
    found = Calendar.from_ical(desk.get(reverse("plan-ics", args=[run.pk])).content)
    return sorted(str(event["uid"]) for event in found.walk("VEVENT"))


def test_a_change_is_told_its_frontier_chosen_and_put_in_place_patients_first(
    site: Measured, desk: Client, run: PlanRun
) -> None:
    publish(run.programme)
    session = Session.objects.with_posts().filter(programme=run.programme).order_by("starts")[0]
    booking.book(session.slots.order_by("starts")[0].pk, make.patient(last_name="Aubépine"), make.key())
    assert session.giver is not None
    address = reverse("plan-change", args=[run.pk])
    assert desk.post(address, {"quoi": "depart", "des": run.programme.starts.isoformat()}).status_code == 422
    asked = {"quoi": "depart", "medecin": session.giver.reference, "des": run.programme.starts.isoformat()}
    shown = desk.post(address, asked)
    assert "travail=" in shown["Location"]
    jobs.perform(Job.objects.get(kind="plan-replan").pk)
    page = desk.get(shown["Location"]).content.decode()
    assert "Combien de journées peuvent être déplacées" in page
    # The patients of days that cannot stand come before the choice, each with what will be done.
    assert page.index("Aubépine") < page.index("Combien de journées")
    assert "peut reprendre un rendez-vous" in page or "à appeler" in page
    assert "s’en va à partir du" in page
    assert "Choisir les déplacements" in desk.get(reverse("plan"), {"plan": run.pk}).content.decode()
    desk.post(shown["Location"], {"deplacements": "0"})
    jobs.perform(Job.objects.filter(kind="plan-replan").latest("asked_at").pk)
    new = PlanRun.objects.get(replaces=run)
    assert "Changer le plan publié" in desk.get(reverse("plan"), {"plan": new.pk}).content.decode()
    place = reverse("plan-replace", args=[new.pk])
    told = desk.get(place).content.decode()
    assert "Aubépine" in told
    assert desk.post(place, {}).status_code == 422
    done = desk.post(place, {"patients": "oui"}, follow=True).content.decode()
    assert "Le plan publié a changé" in done
    assert "Lire le plan" in desk.get(reverse("jobs")).content.decode()
