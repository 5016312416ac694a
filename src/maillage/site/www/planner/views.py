"""The board of a plan: read by week, by place, by doctor or on the map; change a day, undo, fix, complete, keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.utils import flatatt
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from maillage.planning import Assignment, LivePlan, free_dates
from maillage.planning.result import gap_of
from maillage.site.accounts.rights import Reach, Record
from maillage.site.engagements.models import Programme
from maillage.site.jobs.models import Job
from maillage.site.plans import background, replacing
from maillage.site.plans import board as boards
from maillage.site.plans.board import Board, RuleBroken
from maillage.site.plans.models import PlanRun
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.fields import choice, day
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.planner import pictures, rows
from maillage.site.www.planner.effects import EffectInWords, in_words
from maillage.site.www.planner.names import Names, names_of

VIEWS = {"lieux": "Par lieu", "medecins": "Par médecin", "semaines": "Toutes les semaines", "carte": "Carte"}
FREE_SHOWN = 12
BY_SCRIPT = "X-Plan-Board"
"""Header of requests by the script of the board, which only wants the part that changes."""


class LongList(forms.Select):
    """A list of hundreds of people, written at once: Django renders a template for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the list as HTML."""
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) == str(value or "") else "", text) for key, text in self.choices),
        )
        given = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>\n{}\n</select>", given, options)


class DayForm(forms.Form):
    """A day of the plan: who, where and when."""

    medecin = choice("Médecin", missing="Choisissez un médecin.")
    lieu = choice("Lieu", missing="Choisissez un lieu.")
    date = day("Date", missing="Donnez une date.")

    def __init__(self, *args: Any, seen: Board, names: Names, **kwargs: Any) -> None:
        """Offer the doctors and places of the problem of a board."""
        super().__init__(*args, **kwargs)
        data = seen.problem.data
        self.half_of = {one.id: one.half for one in data.doctors if one.half}
        for name in ("medecin", "lieu"):
            self.fields[name].widget = LongList(attrs=self.fields[name].widget.attrs)
        people = sorted(((one.id, names.whole(one.id)) for one in data.doctors), key=lambda pair: pair[1])
        places = sorted(((one.id, names.place(one.id)) for one in data.sites), key=lambda pair: pair[1])
        self.fields["medecin"].choices = [("", "choisir"), *people]  # type: ignore[attr-defined]
        self.fields["lieu"].choices = [("", "choisir"), *places]  # type: ignore[attr-defined]

    def assignment(self) -> Assignment:
        """Return the day of a valid form, or the half of one that its doctor gives."""
        data = self.cleaned_data
        return Assignment(data["date"], data["lieu"], data["medecin"], self.half_of.get(data["medecin"], ""))


def run_named(request: HttpRequest, pk: int) -> PlanRun:
    """Return a plan that the user may read, or change if something is sent, with its programme; 404 for others."""
    runs, user = PlanRun.objects, request.user
    rows = runs.changeable_by(user) if request.method == "POST" else runs.visible_to(user)
    return get_object_or_404(rows.select_related("programme__region", "replaces__programme"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the board of a plan, or answer a change of it."""
    run = run_named(request, pk)
    try:
        seen = boards.board_of(run)
        names = names_of([one.id for one in seen.problem.data.doctors], [one.id for one in seen.problem.data.sites])
    except Refused as refusal:
        return render(request, "planner/no_board.html", {"run": run, "why": str(refusal)}, status=422)
    if "etat" in request.GET:
        return _progress(request, run)
    if request.method == "POST":
        return _act(request, seen, names)
    return _shown(request, seen, names)


def _act(request: HttpRequest, seen: Board, names: Names) -> HttpResponse:
    """Do what a form or the script asks; the page tells what it did."""
    user, run, act = signed_in(request), seen.run, request.POST.get("acte", "")
    gone = _chosen(request.POST.get("jour", ""))
    plain: dict[str, Callable[[], object]] = {
        "annuler": lambda: boards.undo(run, user),
        "refaire": lambda: boards.redo(run, user),
        "fixer": lambda: boards.fix(run, gone, user),
        "liberer": lambda: boards.fix(run, gone, user, freed=True),
        "completer": lambda: background.ask_complete(run, user),
    }
    try:
        if act in plain:
            plain[act]()
            return _done(
                request, run, "" if act != "completer" else "Le reste se calcule. Vous pouvez quitter la page."
            )
        if act == "garder":
            made = boards.keep(run, user)
            messages.success(request, "Vos changements sont gardés\u00a0: voici le plan qu’ils font.")
            return redirect(f"{reverse('plan')}?plan={made.pk}")
        if act in ("essayer", "faire", "retirer"):
            return _change(request, seen, names, act, gone)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _done(request, run, "")
    raise Http404


def _change(request: HttpRequest, seen: Board, names: Names, act: str, gone: list[Assignment]) -> HttpResponse:
    """Try or make a change of one day."""
    form, come, user = None, list[Assignment](), signed_in(request)
    if act != "retirer":
        form = DayForm(request.POST, seen=seen, names=names)
        if not form.is_valid():
            return _shown(request, seen, names, form=form, status=422)
        come = [form.assignment()]
    if gone == come:
        come, gone = [], []
    patients = _patients(seen.run, gone)
    try:
        if act == "essayer":
            effect = boards.try_change(seen.run, gone, come)
        else:
            effect = boards.change(seen.run, gone, come, user)
    except RuleBroken as refused:
        effect = refused.effect
    told = in_words(effect, names, patients)
    if act == "essayer" or effect.broken:
        return _shown(
            request, seen, names, form=form, told=told, status=422 if effect.broken and act != "essayer" else 200
        )
    return _done(request, seen.run, f"C’est fait\u00a0: {told.sentence}", told)


def _chosen(key: str) -> list[Assignment]:
    found = rows.day_named(key)
    return [] if found is None else [found]


def _patients(run: PlanRun, gone: list[Assignment]) -> int:
    if not gone or run.programme.state != Programme.State.PUBLISHED:
        return 0
    return sum(replacing.booked_days(run, gone).values())


def _done(request: HttpRequest, run: PlanRun, said: str, told: EffectInWords | None = None) -> HttpResponse:
    """Answer a change that was made: the script gets the board, others go to the page."""
    if BY_SCRIPT in request.headers:
        seen = boards.board_of(run)
        data = seen.problem.data
        names = names_of([one.id for one in data.doctors], [one.id for one in data.sites])
        return _shown(request, seen, names, told=told, said=said, changed=True)
    if said:
        messages.success(request, said)
    kept = {name: request.POST[name] for name in ("vue", "semaine", "zone", "tous") if request.POST.get(name)}
    return redirect(f"{reverse('plan-board', args=[run.pk])}?{urlencode(kept)}")


def _shown(
    request: HttpRequest,
    seen: Board,
    names: Names,
    *,
    form: DayForm | None = None,
    told: EffectInWords | None = None,
    said: str = "",
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Render the board, or for the script the part that it asks for."""
    by_script = BY_SCRIPT in request.headers
    if by_script and not changed:
        return render(request, "planner/effect.html", {"told": told, "form": form}, status=status)
    asked = request.POST if request.method == "POST" else request.GET
    live = seen.live()
    view = asked.get("vue", "lieux") if asked.get("vue") in VIEWS else "lieux"
    may_change = PlanRun.objects.changeable_by(request.user).filter(pk=seen.run.pk).exists()
    context: dict[str, Any] = {
        **_head(seen, live),
        **_week(seen, names, view, asked),
        **_day(seen, names, asked.get("jour", ""), form),
        "views": VIEWS,
        "view": view,
        "told": told,
        "said": said,
        "may_change": may_change and seen.run.programme.state != Programme.State.ENDED,
        "job": _open_job(seen.run),
    }
    page = "planner/board_part.html" if by_script else "planner/board.html"
    return render(request, page, context, status=status)


def _head(seen: Board, live: LivePlan) -> dict[str, Any]:
    """Return the figures above the board."""
    run, data = seen.run, live.problem.data
    gap = gap_of(min(live.objective, run.bound), run.bound)
    return {
        "run": run,
        "seen": seen,
        "published": run.programme.state == Programme.State.PUBLISHED,
        "known": replacing.is_known(run),
        "days": len(seen.days),
        "consultations": len(seen.days) * data.rules.consultations_per_day,
        "cost": live.cost_cents,
        "budget": data.rules.budget_cents,
        "gap": french.percent(100 * gap, 1 if gap >= 0.0005 else 2),
        "missing": max(0, round(run.bound - live.objective)),
        "fixed": len(seen.fixed),
    }


def _week(seen: Board, names: Names, view: str, asked: QueryDict) -> dict[str, Any]:
    """Return the table of a view."""
    weeks, zone, everything = rows.weeks_of(seen), asked.get("zone", ""), asked.get("tous") == "1"
    at = min(max(whole(asked.get("semaine", "")) or 0, 0), len(weeks) - 1)
    areas = sorted((one.code, toponyms.short_grouping(one.name)) for one in seen.problem.data.areas)
    zone = zone if zone in dict(areas) else ""
    found: dict[str, Any] = {
        "at": at, "week": weeks[at], "weeks": list(enumerate(weeks)), "zone": zone,
        "zones": sorted(areas, key=lambda pair: pair[1]), "dates": rows.dates_of(weeks[at]),
        "previous": at - 1 if at else None, "next": at + 1 if at + 1 < len(weeks) else None, "everything": everything,
        "here": urlencode({"vue": view, "zone": zone} | ({"tous": "1"} if everything else {})),
    }  # fmt: skip
    if view == "semaines":
        return {**found, "overview": rows.by_week(seen, names)}
    if view == "carte":
        return {**found, "territories": _territories(seen.live())}
    booked = _booked(seen, weeks[at].monday)
    if view == "medecins":
        return {
            **found,
            "lines": rows.by_doctor(seen, names, weeks[at], booked, everything=everything),
            "axis": "medecin",
        }
    lines = rows.by_place(seen, names, weeks[at], booked, zone, everything=everything)
    return {**found, "lines": lines, "axis": "lieu"}


def _booked(seen: Board, monday: dt.date) -> dict[Assignment, int]:
    if seen.run.programme.state != Programme.State.PUBLISHED:
        return {}
    inside = [one for one in seen.days if monday <= one.date < monday + dt.timedelta(days=7)]
    return replacing.booked_days(seen.run, inside)


def _territories(live: LivePlan) -> list[tuple[str, float, float, float]]:
    """Return territories whose access the plan changes: name, before, after, change; the largest change first."""
    groups = live.problem.data.groups
    found = [
        (toponyms.short_grouping(name), float(before), float(before + change), float(change))
        for name, before, change in zip(groups.name, groups.access.tolist(), live.change.tolist(), strict=True)
        if abs(change) >= 0.0005
    ]
    return sorted(found, key=lambda row: -abs(row[3]))


def _day(seen: Board, names: Names, key: str, form: DayForm | None) -> dict[str, Any]:
    """Return the form of the chosen day, or of a new one."""
    one = rows.day_named(key)
    if one is not None and one not in seen.days:
        one = None
    if form is None:
        values = {} if one is None else {"medecin": one.doctor_id, "lieu": one.site_id, "date": one.date}
        form = DayForm(initial=values, seen=seen, names=names)
    free = () if one is None else free_dates(seen.problem, one.doctor_id, one.site_id)
    return {
        "form": form,
        "chosen": None if one is None else rows.key_of(one),
        "chosen_words": "" if one is None else f"{names.doctor(one.doctor_id)}, {names.place(one.site_id)}",
        "chosen_date": one.date if one is not None else None,
        "chosen_fixed": one in seen.fixed,
        "free": [french.short_date(date) for date in free[:FREE_SHOWN]],
    }


def _open_job(run: PlanRun) -> Job | None:
    return Job.objects.open().filter(kind=background.COMPLETE, args__run=run.pk).first()


def _progress(request: HttpRequest, run: PlanRun) -> HttpResponse:
    """Return the progress of completing; once it is over, the page is read again."""
    job = _open_job(run)
    answer = render(request, "planner/progress.html", {"job": job, "run": run})
    if job is None:
        last = Job.objects.filter(kind=background.COMPLETE, args__run=run.pk).order_by("-ended_at").first()
        if last is not None and last.error:
            messages.error(request, last.error)
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the map of the change of access by a plan, or of the difference from another one (``moins``)."""
    run = run_named(request, pk)
    try:
        change = pictures.changes_of(boards.board_of(run).live())
        other = whole(request.GET.get("moins", ""))
        if other is not None:
            less = pictures.changes_of(boards.board_of(run_named(request, other)).live())
            change = {code: change.get(code, 0.0) - less.get(code, 0.0) for code in {*change, *less}}
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    content = pictures.webp(run.programme.region_id or "", change)
    if content is None:
        raise Http404("Aucune carte n’est calculée.")
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "private, max-age=0"})
