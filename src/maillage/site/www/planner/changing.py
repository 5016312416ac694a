"""A plan after a change: what has happened, what each move would gain, which is chosen, what it does to patients.

The frontier and the plan are computed by the worker; the page of a job that is done shows the frontier to choose from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.jobs.models import Job
from maillage.site.plans import background, replacing
from maillage.site.plans import board as boards
from maillage.site.plans.board import Board
from maillage.site.plans.changed import Changed
from maillage.site.plans.lines import person_of
from maillage.site.plans.models import PlanRun
from maillage.site.plans.problem import volunteers
from maillage.site.plans.replacing import DayChanged
from maillage.site.plans.replanning import request_of
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.fields import choice, day, refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.planner.names import Names, names_of
from maillage.site.www.planner.views import run_named

WHAT = (
    ("depart", "Un ou plusieurs médecins s’en vont"),
    ("fermeture", "Un lieu ferme"),
    ("arrivee", "Un volontaire arrive"),
    ("neige", "Une semaine de neige, des routes coupées"),
)
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 260, 70, 40, 16


class ChangeForm(forms.Form):
    """What has happened, to whom or where, and from when on."""

    quoi = forms.ChoiceField(
        label="Qu’est-ce qui change\u202f?", choices=WHAT,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Dites ce qui change."},
    )  # fmt: skip
    medecin = forms.MultipleChoiceField(
        label="Qui s’en va", required=False, error_messages={"invalid_choice": "Choisissez dans la liste."},
        help_text="Pour en choisir plusieurs, gardez la touche Ctrl enfoncée (⌘ sur un Mac).",
        widget=forms.SelectMultiple(attrs={"class": "govuk-select", "size": 8}),
    )  # fmt: skip
    lieu = choice("Le lieu qui ferme", help_text="Si un lieu ferme.")
    jusqu = day("Fermé jusqu’au", help_text="Si le lieu rouvre. Sinon, laissez vide.")
    volontaire = choice(
        "Le volontaire qui arrive", help_text="Parmi les soignants engagés qui ne sont pas dans ce plan."
    )
    territoires = forms.MultipleChoiceField(
        label="Territoires sous la neige", required=False, help_text="Sans choix, tous.",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
    )  # fmt: skip
    des = day("À partir du", missing="Donnez le jour du changement.", help_text="Ce qui est avant ne change pas.")
    patients = forms.BooleanField(
        label="Déplacer aussi des journées où des patients sont inscrits", required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )  # fmt: skip

    def __init__(self, *args: Any, seen: Board, names: Names, newcomers: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the doctors, places and territories of a plan, and the volunteers who are not in it."""
        super().__init__(*args, **kwargs)
        data = seen.problem.data
        giving = {person_of(one.doctor_id): one.doctor_id for one in seen.days}
        offered = {
            "medecin": sorted(((one, names.whole(line)) for one, line in giving.items()), key=lambda pair: pair[1]),
            "lieu": sorted(((one.id, names.place(one.id)) for one in data.sites), key=lambda pair: pair[1]),
            "volontaire": newcomers,
        }
        for name, rows in offered.items():
            first = [] if name == "medecin" else [("", "choisir")]
            self.fields[name].choices = [*first, *rows]  # type: ignore[attr-defined]
        self.fields["territoires"].choices = sorted(  # type: ignore[attr-defined]
            ((one.code, toponyms.short_grouping(one.name)) for one in data.areas), key=lambda pair: pair[1]
        )
        self.last = data.days[-1]

    def clean_des(self) -> dt.date:
        """Refuse a day that is past, or after the plan."""
        des: dt.date = self.cleaned_data["des"]
        if not timezone.localdate() < des <= self.last:
            raise forms.ValidationError("Choisissez un jour à venir, avant la fin du plan.")
        return des

    def clean(self) -> dict[str, Any]:
        """Ask for the one thing that the kind of change needs."""
        data = super().clean() or {}
        needs = {"depart": "medecin", "fermeture": "lieu", "arrivee": "volontaire"}
        name = needs.get(data.get("quoi", ""))
        if name is not None and not data.get(name) and name not in self.errors:
            self.add_error(name, "Choisissez dans la liste.")
        if data.get("quoi") == "fermeture" and data.get("jusqu") and data.get("des") and data["jusqu"] < data["des"]:
            self.add_error("jusqu", "Le lieu rouvre avant d’avoir fermé\u00a0: donnez un jour plus tard.")
        return data

    def changed(self) -> Changed:
        """Return what has happened."""
        data = self.cleaned_data
        since, what = data["des"], data["quoi"]
        closed: dict[str, tuple[dt.date, ...]] = {}
        if what == "fermeture":
            until = data["jusqu"]
            span = () if until is None else tuple(since + dt.timedelta(days=k) for k in range((until - since).days + 1))
            closed[data["lieu"]] = span
        return Changed(
            since=since,
            left=tuple(data["medecin"]) if what == "depart" else (),
            closed=closed,
            came=(data["volontaire"],) if what == "arrivee" else (),
            snow=tuple(data["territoires"]) if what == "neige" else (),
            snow_from=since if what == "neige" else None,
            with_patients=data["patients"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLAN)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what has happened to a plan; then choose on the frontier how many days may move."""
    run, user = run_named(request, pk), signed_in(request)
    if not PlanRun.objects.changeable_by(user).filter(pk=run.pk).exists():
        raise PermissionDenied
    try:
        seen = boards.board_of(run)
        data = seen.problem.data
        names = names_of([one.id for one in data.doctors], [one.id for one in data.sites])
        inside = {person_of(one.id) for one in data.doctors}
        newcomers = [
            (one.reference, f"{toponyms.curly(one.last_name)}, {one.first_name}")
            for one in volunteers(request_of(run, data), user)
            if one.reference not in inside
        ]
    except Refused as refusal:
        return render(request, "planner/no_board.html", {"run": run, "why": str(refusal)}, status=422)
    job = _job_of(request, run)
    if request.method == "POST" and "deplacements" in request.POST:
        if job is None:
            raise Http404
        chosen = whole(request.POST["deplacements"]) or 0
        background.ask_replan(run, Changed.from_json(job.args["changed"]), user, moves=chosen)
        messages.success(request, "Le plan se refait avec ces déplacements\u00a0: il sera dans les travaux.")
        return redirect("jobs")
    form = ChangeForm(
        request.POST or None, seen=seen, names=names, newcomers=newcomers,
        initial={"des": max(timezone.localdate() + dt.timedelta(days=1), run.programme.starts)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            asked = background.ask_replan(run, form.changed(), user)
            messages.success(request, "Ce que gagnerait chaque déplacement se calcule.")
            return redirect(f"{request.path}?travail={asked.pk}")
    context = {"run": run, "form": form, "job": job, **_prepared(run, job, names, user)}
    return render(request, "planner/change.html", context, status=422 if form.errors else 200)


def _prepared(run: PlanRun, job: Job | None, names: Names, user: User) -> dict[str, Any]:
    """Return the frontier of a work that is done, what happened, and the patients of the days that cannot stand."""
    frontier = None if job is None else frontier_of(job)
    if job is None or frontier is None:
        return {"frontier": None}
    lost = [boards.day_of(row) for row in job.result.get("lost_days", [])]
    named = user.grants.may(Record.APPOINTMENT, Act.READ, Reach.TERRITORY)
    days = [_row(one, names, named=named) for one in replacing.concerned(run, lost)]
    changed = Changed.from_json(job.args["changed"])
    told = happened(changed, names_of({*changed.left, *changed.came}, set(changed.closed)))
    return {"frontier": frontier, "happened": told, "with_patients": days}


def happened(changed: Changed, names: Names) -> str:
    """Return what has happened to a plan, in one sentence."""
    since = french.date_text(changed.since)
    if changed.left:
        folk = french.joined([names.doctor(one) for one in changed.left])
        return f"{folk} {'s’en vont' if len(changed.left) > 1 else 's’en va'} à partir du {since}."
    if changed.closed:
        site, days = next(iter(changed.closed.items()))
        until = f", jusqu’au {french.date_text(max(days))}" if days else ""
        return f"{names.place(site)} ferme à partir du {since}{until}."
    if changed.came:
        return f"{french.joined([names.doctor(one) for one in changed.came])} arrive à partir du {since}."
    return f"Une semaine de neige à partir du {since}\u00a0: les lieux concernés sont fermés."


def _job_of(request: HttpRequest, run: PlanRun) -> Job | None:
    """Return the work that the address names, if it is about this plan and the user may see it."""
    key = whole(request.GET.get("travail", ""))
    if key is None:
        return None
    known = Job.objects.visible_to(request.user).filter(kind=background.REPLAN, args__run=run.pk, args__moves=None)
    return get_object_or_404(known, pk=key)


@dataclass(frozen=True)
class Point:
    """A point of the frontier: days moved, what that gains, its place in the drawing."""

    moved: int
    gain: float
    x: float
    y: float


@dataclass(frozen=True)
class Frontier:
    """The frontier of moves against gain, drawn and as points to choose from."""

    points: tuple[Point, ...]
    lost: int
    added: int
    kept: float
    line: str
    ticks: tuple[tuple[str, float], ...]


def frontier_of(job: Job) -> Frontier | None:
    """Return the frontier of a job that is done."""
    if job.state != Job.State.DONE:
        return None
    steps = [(int(moved), float(value)) for moved, value in job.result["frontier"]]
    first, most = steps[0][1], max(steps[-1][0], 1)
    gains = [value - first for _, value in steps]
    top = max(*gains, 1e-9) if len(gains) > 1 else max(gains[0], 1.0)
    points = tuple(
        Point(
            moved, gain,
            round(LEFT + (WIDTH - LEFT - 16) * moved / most, 1),
            round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * gain / top, 1),
        )
        for (moved, _), gain in zip(steps, gains, strict=True)
    )  # fmt: skip
    ticks = tuple(
        (french.number(top * part, 0 if top >= 10 else 1), round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * part, 1))
        for part in (0.0, 0.5, 1.0)
    )
    return Frontier(
        points, int(job.result["lost"]), int(job.result["added"]), 100 * float(job.result["kept"]),
        " ".join(f"{one.x},{one.y}" for one in points), ticks,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLAN)
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what publishing a plan in place of the published one does, patients first; do it when asked."""
    run, user = run_named(request, pk), signed_in(request)
    before = replacing.published_before(run)
    if before is None or not PlanRun.objects.changeable_by(user).filter(pk=run.pk).exists():
        raise PermissionDenied
    found = replacing.changeover(before, run)
    refused = ""
    if request.method == "POST":
        try:
            done = replacing.publish_change(run, user, with_patients=request.POST.get("patients") == "oui")
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            refused = str(refusal)
        else:
            sessions = french.plural(done.sessions, "vacation nouvelle", "vacations nouvelles")
            messages.success(request, f"Le plan publié a changé\u00a0: {sessions}. Tous ceux concernés sont prévenus.")
            return redirect(f"{reverse('plan')}?plan={before.pk}")
    days = [*(one.day for one in found.gone), *found.come, *(one.to for one in found.gone if one.to is not None)]
    names = names_of({one.doctor_id for one in days}, {one.site_id for one in days})
    named = user.grants.may(Record.APPOINTMENT, Act.READ, Reach.TERRITORY)
    context = {
        "run": run,
        "before": before,
        "found": found,
        "with_patients": [_row(one, names, named=named) for one in found.with_patients],
        "others": [_row(one, names, named=named) for one in found.gone if not one.appointments],
        "come": [(names.doctor(one.doctor_id), names.place(one.site_id), one.date) for one in found.come],
        "refused": refused,
    }
    return render(request, "planner/replace.html", context, status=422 if refused else 200)


def _row(one: DayChanged, names: Names, *, named: bool) -> dict[str, Any]:
    """Return a day that goes, with its patients (``named`` for who may know them) and what is done for each."""
    moves = one.to is not None and one.to.site_id != one.day.site_id
    told = "prévenu par courriel, garde son heure" if moves else "prévenu par courriel, peut reprendre un rendez-vous"
    return {
        "doctor": names.doctor(one.day.doctor_id),
        "place": names.place(one.day.site_id),
        "date": one.day.date,
        "to": names.place(one.to.site_id) if one.to is not None else "",
        "patients": [
            {
                "name": toponyms.curly(f"{row.patient.first_name} {row.patient.last_name}") if named else "",
                "starts": row.slot.starts,
                "zone": one.sessions[0].zone,
                "act": told if row.patient.email else f"à appeler\u00a0: {french.telephone(row.patient.phone)}",
            }
            for row in one.appointments
        ],
    }
