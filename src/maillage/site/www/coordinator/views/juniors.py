"""Junior doctors: tables of supervisors and wishes are sent, the worker matches them, the page reads what it found."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.jobs.models import Job
from maillage.site.plans import matching
from maillage.site.www.coordinator.fields import day, refused_on
from maillage.site.www.coordinator.file_forms import TABLES, FilesField
from maillage.site.www.coordinator.named_jobs import lately_done, named_job
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.juniors import matched
from maillage.site.www.juniors.forms import MatchForm


class TablesForm(MatchForm):
    """The tables of a year, its first day, what counts, and how many come each year."""

    juniors = FilesField(
        "Les docteurs juniors",
        "Un tableau avec les colonnes id, wishes (les vœux, le premier d’abord, séparés par des espaces, A/B pour un "
        "lieu par semestre) et rank (le rang)\u202f; au besoin partner (le conjoint) et lodged (yes s’il faut un "
        "logement).",
        TABLES,
        missing="Choisissez le tableau des docteurs juniors.",
    )
    supervisors = FilesField(
        "Les maîtres de stage",
        "Un tableau avec les colonnes id et commune (son code)\u202f; au besoin capacity (places), semesters, "
        "accredited_until (fin de l’agrément), prefers et refuses, housing, gain.",
        TABLES,
        missing="Choisissez le tableau des maîtres de stage.",
    )
    housing = FilesField("Les logements", "S’il y en a\u00a0: les colonnes id et beds (lits).", TABLES)
    starts = day("Premier jour de l’année", missing="Donnez le premier jour de l’année.")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def juniors(request: HttpRequest) -> HttpResponse:
    """Send the tables of a year, or read what was found."""
    user = signed_in(request)
    may = bool(user.grants.scope(Record.PLAN, Act.CHANGE).regions)
    if request.method == "POST" and not may:
        raise PermissionDenied
    job = named_job(request, matching.MATCH)
    first = {"starts": dt.date(timezone.localdate().year, 11, 2)}
    form = TablesForm(request.POST, request.FILES) if request.method == "POST" else TablesForm(initial=first)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        with refused_on(form):
            tables = {name: data[name] for name in ("juniors", "supervisors", "housing")}
            asked = matching.ask_match(tables, data["starts"], data["aim"], data["a_year"], user)
            messages.success(request, "Les tableaux sont reçus. Le calcul se fait à part, en une minute au plus.")
            return redirect(f"{reverse('juniors')}?travail={asked.pk}")
    found = None if job is None or job.state != Job.State.DONE else matched.told(job.result)
    context = {
        "form": form,
        "job": job,
        "found": found,
        "may": may,
        "stays": matched.assumptions(),
        "known": lately_done(request, matching.MATCH),
    }
    return render(request, "coordinator/juniors.html", context, status=422 if form.errors else 200)
