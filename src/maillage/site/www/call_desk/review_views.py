"""The review of a call, for its organiser: the panel, the grid, who reads what, the ranking, the decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.calls import deciding, panel, posts, standing
from maillage.site.calls.models import Call
from maillage.site.calls.review_models import CallDecision, Review
from maillage.site.www import french, sheets
from maillage.site.www.call_desk.review_forms import (
    AskForm,
    DeclineForm,
    GridForm,
    KeepForm,
    NameForm,
    PostForm,
    post_initial,
)
from maillage.site.www.call_desk.views import POSTS, telling, visible_calls, visible_submissions
from maillage.site.www.call_files import paper
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole


def _reviewed(request: HttpRequest, pk: int) -> Call:
    call = get_object_or_404(visible_calls(request), pk=pk)
    if not call.of_kind.reviewed:
        raise Http404("Cet appel ne se lit pas avec une grille.")
    return call


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CALL, changes=Record.CALL)
def call_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the reviewers and the ranking; name a reviewer, give out what is to be read."""
    user, call = signed_in(request), _reviewed(request, pk)
    act = request.POST.get("acte", "")
    form = NameForm(request.POST if act == "nommer" else None, call=call)
    if act == "retirer":
        known = whole(request.POST.get("evaluateur", ""))
        reviewer = get_object_or_404(call.reviewers.select_related("call"), pk=known)
        with telling(request):
            panel.remove_reviewer(reviewer, by=user)
            messages.success(request, "Cette personne ne lit plus les dossiers de cet appel.")
        return redirect("call-panel", call.pk)
    if act == "confier":
        with telling(request):
            made = panel.distribute(call, by=user)
            messages.success(request, f"{french.plural(made, 'lecture confiée', 'lectures confiées')}.")
        return redirect("call-panel", pk)
    if act == "nommer" and form.is_valid():
        with refused_on(form):
            panel.name_reviewer(call, form.cleaned_data["reviewer"], by=user)
            messages.success(request, "L’évaluateur est nommé et prévenu.")
            return redirect("call-panel", pk)
    reviewers = call.reviewers.select_related("user").prefetch_related("reviews")
    context = {
        "call": call,
        "form": form,
        "grid": call.criteria.all(),
        "marked": Review.objects.filter(submission__call=call, state=Review.State.GIVEN).exists(),
        "reviewers": [(one, list(one.reviews.all())) for one in reviewers],
        "ranking": standing.ranking(call),
    }
    return render(request, "call_desk/panel.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.CALL)
def call_grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the criteria and their weights, until something is marked."""
    call = _reviewed(request, pk)
    form = GridForm(request.POST if request.method == "POST" else None, call=call)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            panel.set_grid(call, form.lines_of(), by=signed_in(request))
            messages.success(request, "La grille est enregistrée.")
            return redirect("call-panel", pk)
    context = {"form": form, "call": call}
    return render(request, "call_desk/grid.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.CALL)
def call_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe the post that a call opens, before it is published."""
    call = get_object_or_404(visible_calls(request), pk=pk)
    if not call.of_kind.post:
        raise Http404("Cet appel n’ouvre pas de poste.")
    form = PostForm(request.POST if request.method == "POST" else None, initial=post_initial(call))
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            posts.describe(call, form.data_of(), by=signed_in(request))
            messages.success(request, "Le poste est décrit.")
            return redirect("call-board", pk)
    context = {"form": form, "call": call}
    return render(request, "call_desk/post.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CALL, changes=Record.CALL)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the reviewers found of a submission; ask another one, keep it or not."""
    user = signed_in(request)
    row = get_object_or_404(visible_submissions(request), pk=pk)
    call = _reviewed(request, row.call_id)
    act = request.POST.get("acte", "")
    data = request.POST if request.method == "POST" else None
    forms: dict[str, Any] = {
        "confier": AskForm(data if act == "confier" else None, row=row),
        "retenir": KeepForm(data if act == "retenir" else None, row=row, user=user, prefix="retenir"),
        "ecarter": DeclineForm(data if act == "ecarter" else None, prefix="ecarter"),
    }
    form = forms.get(act, forms["retenir"])
    if act in forms and form.is_valid():
        with refused_on(form):
            if act == "confier":
                panel.ask(row, form.cleaned_data["reviewer"], by=user)
                messages.success(request, "La lecture est confiée.")
                return redirect("submission-decision", pk)
            if act == "retenir":
                deciding.keep(row, form.cleaned_data["reason"], form.award(), by=user)
            else:
                deciding.decline(row, form.cleaned_data["reason"], by=user)
            messages.success(request, "La décision est prise\u00a0: la lettre est prête et la personne est prévenue.")
            return redirect("submission-decision", pk)
    grid = list(call.criteria.all())
    found = [
        (
            one,
            standing.score(one.marks, grid) if one.marks else None,
            [(line, one.marks.get(line.code)) for line in grid],
        )
        for one in row.reviews.select_related("reviewer__user")
    ]
    context = {
        "row": row, "call": call, "form": form, "asking": forms["confier"], "keeping": forms["retenir"],
        "declining": forms["ecarter"], "reviews": found, "notes": row.notes.select_related("reviewer"),
        "decision": CallDecision.objects.filter(submission=row).select_related("grant", "engagement").first(),
        "grant_page": "grant" if user.grants.may(Record.GRANT, Act.READ, Reach.TERRITORY) else "own-grant",
        "ready": sum(points is not None for _, points, _ in found) >= standing.NEEDED_REVIEWS,
    }  # fmt: skip
    return render(request, "call_desk/decision.html", context, status=422 if form.errors else 200)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CALL)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the letter of a decision."""
    found = CallDecision.objects.filter(submission__in=visible_submissions(request))
    row = get_object_or_404(found.select_related("submission__call", "submission__applicant", "grant"), submission=pk)
    return paper(deciding.letter(row), f"decision-dossier-{row.submission.number}")


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CALL)
def ranking_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the ranking as a table, for the organiser."""
    call = _reviewed(request, pk)
    names = ("rank", "number", "name", "organisation", "score", "spread", "reviews", "state")
    table = [
        (
            one.rank, one.submission.number, one.submission.applicant.full_name,
            one.submission.applicant.establishment, None if one.mean is None else round(one.mean, 1),
            round(one.spread, 1), one.given, one.submission.get_state_display(),
        )
        for one in standing.ranking(call)
    ]  # fmt: skip
    return sheets.answer(f"classement-{pk}", names, table, sheets.asked(request.GET))
