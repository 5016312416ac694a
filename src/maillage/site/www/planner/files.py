"""Files of a plan: a calendar with stable identifiers, and a sheet for the door of each place."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.planning import Assignment, Result
from maillage.schemes import PARIS, local_instant
from maillage.site import documents
from maillage.site.accounts.rights import Reach, Record
from maillage.site.engagements.models import Programme
from maillage.site.identity import services as identities
from maillage.site.plans.lines import scheme_of
from maillage.site.plans.models import PlanRun
from maillage.site.www import calendars, french
from maillage.site.www.calendars import CalendarEntry
from maillage.site.www.gates import gate
from maillage.site.www.host import papers
from maillage.site.www.planner.names import Names, names_of
from maillage.site.www.planner.views import run_named


def _days(request: HttpRequest, pk: int) -> tuple[PlanRun, list[Assignment], Names]:
    """Return a plan with its days, those of one doctor or place if the address names one."""
    run = run_named(request, pk)
    plan = Result.from_document(run.document).plan
    doctor, place = request.GET.get("medecin", ""), request.GET.get("lieu", "")
    days = [
        one for one in plan.assignments if doctor in ("", one.doctor_id) and place in ("", one.site_id)
    ]  # fmt: skip
    return run, days, names_of(plan.doctors, plan.sites)


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the days of a plan for a calendar; the same day keeps its identifier when the plan is made again."""
    run, days, names = _days(request, pk)
    entries = (
        CalendarEntry(
            # By programme, doctor and date: a day that goes to another place moves in the calendar.
            name=f"plan:{_root(run)}:{one.doctor_id}:{one.date.isoformat()}",
            starts=local_instant(one.date, _hours(run, one)[0], _zone(names, one)),
            ends=local_instant(one.date, _hours(run, one)[1], _zone(names, one)),
            title=f"{names.doctor(one.doctor_id)}, {names.place(one.site_id)}",
            place=names.place(one.site_id),
            sequence=_sequence(run),
        )
        for one in days
    )
    return calendars.calendar_of(entries, f"plan-{run.programme.starts:%Y-%m-%d}.ics")


def _hours(run: PlanRun, one: Assignment) -> tuple[dt.time, dt.time]:
    """Return when a day, or its half, begins and ends by the scheme under which it is given."""
    hours = run.rules_of[scheme_of(one.doctor_id, run.scheme)].hours
    return {"": (hours.morning[0], hours.afternoon[1]), "am": hours.morning, "pm": hours.afternoon}[one.half]


def _zone(names: Names, one: Assignment) -> Any:
    place = names.places.get(one.site_id)
    return PARIS if place is None else place.zone


def _root(run: PlanRun) -> int:
    """Return the first plan that a plan came from: its days keep the identifiers of that one."""
    return run.pk if run.replaces is None else _root(run.replaces)


def _sequence(run: PlanRun) -> int:
    """Return a number that grows each time the plan is made again: the minutes at which it was made."""
    return int(run.created.timestamp()) // 60


def _opening(run: PlanRun, one: Assignment) -> str:
    first, last = _hours(run, one)
    return f"{french.clock(first)} – {french.clock(last)}"


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def doors(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a sheet for the door of each place: who comes when; a draft says that it is one."""
    run, days, names = _days(request, pk)
    held = defaultdict[str, list[Assignment]](list)
    for one in days:
        held[one.site_id].append(one)
    draft = run.programme.state == Programme.State.DRAFT
    made = documents.render(
        "plan_doors",
        {
            "title": f"Consultations à partir du {french.date_text(run.programme.starts, weekday=False, year=True)}",
            "site": identities.current().name,
            "state": "Projet, à ne pas afficher." if draft else "",
            "phone": french.telephone(identities.current().phone) if identities.current().phone else "",
            "places": [
                {
                    "name": names.place(site),
                    "rows": [
                        [french.date_text(one.date), names.doctor(one.doctor_id), _opening(run, one)] for one in rows
                    ],
                }
                for site, rows in sorted(held.items(), key=lambda pair: names.place(pair[0]))
            ],
        },
        timezone.make_aware(dt.datetime.combine(run.created.date(), dt.time())),
    )
    return papers.answer(made, f"affiches-{run.programme.starts:%Y-%m-%d}")
