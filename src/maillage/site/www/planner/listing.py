"""The plans of a territory, and up to three of them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from maillage.planning import Assignment, Comparison, Result, compare_plans
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.plans import board as boards
from maillage.site.plans.models import PlanRun
from maillage.site.refusals import Refused
from maillage.site.www import french, lists, toponyms
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.lists import Column
from maillage.site.www.numbers import whole
from maillage.site.www.planner.names import Names, names_of

MOST, SHOWN = 3, 20
LETTERS = "ABC"
LIST = (
    Column("plan", "Plan", ("created", "pk")),
    Column("debut", "Premier jour", ("programme__starts", "pk")),
    Column("etat", "État", ("programme__state", "-created")),
    Column("ecart", "Écart au meilleur", ("gap", "pk")),
    Column("journees", "Journées"),
    Column("comparer", "Comparer"),
)
HEADS = ("made_on", "starts", "weeks", "state", "days", "gap_percent")


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans of the user's territory, the latest first, to read, change or compare."""
    known = PlanRun.objects.visible_to(request.user).select_related("programme__region", "replaces")
    known = known.prefetch_related("parts__programme")
    found = lists.listed(request, known, LIST, "-plan")
    if found.as_file:
        return lists.file("plans", found, HEADS, _cells, request.GET)
    rows = [(run, len(run.document["plan"])) for run in found.page.object_list]
    may_plan = signed_in(request).grants.may(Record.PLAN, Act.CHANGE)
    return render(request, "planner/plans.html", {"list": found, "rows": rows, "may_plan": may_plan, "most": MOST})


def _cells(run: PlanRun) -> tuple[Any, ...]:
    programme = run.programme
    return (
        run.created.date().isoformat(), programme.starts.isoformat(), run.weeks, programme.state,
        len(run.document["plan"]), round(100 * run.gap, 3),
    )  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """Plans side by side, as the page shows them."""

    runs: tuple[PlanRun, ...]
    comparison: Comparison
    people: tuple[tuple[str, list[tuple[str, int]]], ...]
    people_in_all: int
    only: tuple[tuple[str, PlanRun, tuple[str, ...], tuple[str, ...], int, int], ...]
    access: tuple[tuple[str, list[tuple[str, float]]], ...]


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def compare(request: HttpRequest) -> HttpResponse:
    """Show two or three plans side by side: figures, people, days that differ, the difference on the map."""
    keys = [key for text in request.GET.getlist("plan") if (key := whole(text)) is not None]
    known = PlanRun.objects.visible_to(request.user).select_related("programme__region").in_bulk(keys)
    runs = tuple(known[key] for key in dict.fromkeys(keys) if key in known)
    if not 2 <= len(runs) <= MOST:
        messages.error(request, f"Cochez deux ou trois plans\u00a0: vous en avez coché {len(runs)}.")
        return redirect("plans")
    found = _compared(runs)
    lines = list(zip(LETTERS, runs, found.comparison.figures, strict=False))
    return render(request, "planner/compare.html", {"found": found, "lines": lines, "same_problem": _same(runs)})


def _same(runs: tuple[PlanRun, ...]) -> bool:
    """Whether all plans answer one problem, so that their values can be compared."""
    return len({run.document["data_digest"] for run in runs}) == 1


def _compared(runs: tuple[PlanRun, ...]) -> Compared:
    results = [Result.from_document(run.document) for run in runs]
    comparison = compare_plans(results)
    names = names_of(
        {one for result in results for one in result.plan.doctors},
        {one for result in results for one in result.plan.sites},
    )
    apart = sorted(comparison.doctors, key=lambda line: (min(line.days) - max(line.days), names.whole(line.id)))
    people = tuple((names.whole(line.id), list(zip(LETTERS, line.days, strict=False))) for line in apart[:SHOWN])
    only = tuple(
        (letter, run, _told(mine, names), _told(theirs, names), len(mine), len(theirs))
        for letter, run, (mine, theirs) in zip(LETTERS[1:], runs[1:], comparison.only, strict=False)
    )
    return Compared(runs, comparison, people, len(apart), only, _access(runs))


def _told(days: tuple[Assignment, ...], names: Names) -> tuple[str, ...]:
    """Return the first days in words, and how many others there are."""
    first = tuple(
        f"{french.short_date(one.date)}\u00a0: {names.doctor(one.doctor_id)}, {names.place(one.site_id)}"
        for one in days[:SHOWN]
    )
    others = len(days) - len(first)
    return (*first, f"et {french.plural(others, 'autre')}") if others else first


def _access(runs: tuple[PlanRun, ...]) -> tuple[tuple[str, list[tuple[str, float]]], ...]:
    """Return the access of territories with each plan where it differs, the largest difference first."""
    try:
        lives = [boards.board_of(run).live() for run in runs]
    except Refused:
        return ()
    known: dict[str, str] = {}
    values: list[dict[str, float]] = []
    for live in lives:
        groups = live.problem.data.groups
        known |= dict(zip(groups.code, groups.name, strict=True))
        values.append(dict(zip(groups.code, (groups.access + live.change).tolist(), strict=True)))
    rows = [
        (toponyms.short_grouping(name), tuple(one[code] for one in values))
        for code, name in known.items()
        if all(code in one for one in values)
    ]
    apart = [row for row in rows if max(row[1]) - min(row[1]) >= 0.0005]
    largest = sorted(apart, key=lambda row: min(row[1]) - max(row[1]))[:SHOWN]
    return tuple((name, list(zip(LETTERS, found, strict=False))) for name, found in largest)
