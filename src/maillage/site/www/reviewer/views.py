"""A reviewer's pages. What says who sent a submission is never read here: its author is another row."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.calls import reviewing, shapes, standing
from maillage.site.calls.answers import option_names
from maillage.site.calls.kind import Shape
from maillage.site.calls.models import Submission, SubmissionFile
from maillage.site.calls.review_models import CallReviewer, CallReviewerQuerySet, Review, ReviewQuerySet
from maillage.site.www import sheets
from maillage.site.www.call_files import pdf
from maillage.site.www.candidate.forms import file_words
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.reviewer.forms import MarksForm, NoteForm, TieForm, TiesForm

POSTS = ["GET", "HEAD", "POST"]
State = Review.State
TONES = {State.GIVEN: "good", State.CONFLICT: "bad"}


def _panels(request: HttpRequest) -> CallReviewerQuerySet:
    found: CallReviewerQuerySet = CallReviewer.objects.visible_to(request.user, Reach.OWN)
    return found.select_related("call__organisation")


def _mine(request: HttpRequest) -> ReviewQuerySet:
    found: ReviewQuerySet = Review.objects.visible_to(request.user, Reach.OWN)
    return found.select_related("submission__call__organisation", "reviewer")


def _decided(row: Review) -> bool:
    return row.submission.state != Submission.State.ADMITTED


@require_safe
@gate(Reach.OWN, reads=Record.REVIEW)
def reviews(request: HttpRequest) -> HttpResponse:
    """What awaits the reviewer: ties to declare, submissions to mark, then those that are done."""
    rows = [(one, TONES.get(State(one.state), ""), _decided(one)) for one in _mine(request)]
    waiting = [row for row in rows if row[0].state == State.ASKED and not row[2]]
    panels = list(_panels(request))
    context = {
        "undeclared": [one for one in panels if one.declared_at is None],
        "panels": panels,
        "waiting": waiting,
        "done": [row for row in rows if row not in waiting],
    }
    return render(request, "reviewer/reviews.html", context)


@require_http_methods(POSTS)
@gate(Reach.OWN, reads=Record.REVIEW, changes=Record.REVIEW)
def ties(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare where one works and to whom one is tied."""
    row = get_object_or_404(_panels(request), pk=pk)
    form = TiesForm(
        request.POST if request.method == "POST" else None,
        initial={"establishment": row.establishment, "links": row.links},
    )
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            reviewing.declare(row, **form.cleaned_data, by=signed_in(request))
            messages.success(
                request, "Vos liens sont déclarés\u00a0: aucun dossier de ces hôpitaux ne vous sera confié."
            )
            return redirect("reviews")
    context = {"form": form, "row": row, "call": row.call}
    return render(request, "reviewer/ties.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(POSTS)
@gate(Reach.OWN, reads=Record.REVIEW, changes=Record.REVIEW)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one submission and mark it, or step aside; then read the others' marks, and discuss."""
    user = signed_in(request)
    row = get_object_or_404(_mine(request), pk=pk)
    act = request.POST.get("acte", "")
    grid = list(row.submission.call.criteria.all())
    marks = MarksForm(request.POST if act == "noter" else None, grid=grid, kept=row)
    tie = TieForm(request.POST if act == "lien" else None)
    note = NoteForm(request.POST if act == "dire" else None)
    shown: dict[str, Any] = {"noter": marks, "lien": tie, "dire": note}
    form = shown.get(act, marks)
    if act in shown and form.is_valid():
        with refused_on(form):
            said = _act(act, row, form.cleaned_data, user)
            messages.success(request, said)
            return redirect("reviews" if act == "lien" else "review", *(() if act == "lien" else (pk,)))
    context = {
        **told(row), "grid": grid, "form": form, "marks": marks, "tie": tie, "note": note, "decided": _decided(row),
        "others": _others(row), "notes": row.submission.notes.select_related("reviewer"),
        "own_score": standing.score(row.marks, grid) if row.state == State.GIVEN else None,
    }  # fmt: skip
    return render(request, "reviewer/review.html", context, status=422 if form.errors else 200)


def _act(act: str, row: Review, given: dict[str, Any], user: Any) -> str:
    if act == "noter":
        word = given.pop("word")
        reviewing.give(row, given, word, by=user)
        return "Vos notes sont enregistrées. Vous pouvez les corriger jusqu’à la décision."
    if act == "lien":
        reviewing.step_aside(row, given["tie"], by=user)
        return f"{row.submission.name} ne vous est plus confié."
    reviewing.say(row, given["text"], by=user)
    return "Votre message est ajouté."


def told(row: Review) -> dict[str, Any]:
    """Return what a reviewer reads of a submission: never who sent it where the call is blind."""
    of, call = row.submission, row.submission.call
    if row.state == State.CONFLICT:
        return {"row": row, "call": call, "answers": [], "files": [], "who": ""}
    fields = call.of_kind.read_by_reviewers()
    files = {one.field: one for one in of.files.all()}
    answers = [
        ("", field.label, shapes.words(field, of.answers.get(field.code), option_names(of), {}))
        for field in fields
        if field.shape is not Shape.FILE
    ]
    if not call.blind:
        answers.insert(0, ("", "Qui", f"{of.applicant.full_name}, {of.applicant.establishment}"))
    papers = [(files[one.code], one.label, file_words(files[one.code])) for one in fields if one.code in files]
    return {"row": row, "call": call, "answers": answers, "files": papers}


def _others(row: Review) -> list[tuple[Review, float]]:
    """Return what the others found, once one's own marks are given."""
    if row.state != State.GIVEN:
        return []
    grid = list(row.submission.call.criteria.all())
    found = row.submission.reviews.filter(state=State.GIVEN).exclude(pk=row.pk).select_related("reviewer")
    return [(one, standing.score(one.marks, grid)) for one in found]


@never_cache
@require_safe
@gate(Reach.OWN, reads=Record.REVIEW)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a file that reviewers read, under a name that says the submission's number only."""
    own = _mine(request).exclude(state=State.CONFLICT)
    rows = SubmissionFile.objects.filter(submission__in=own.values("submission")).select_related("submission__call")
    row = get_object_or_404(rows, pk=pk)
    if row.field not in {one.code for one in row.submission.call.of_kind.read_by_reviewers()}:
        raise Http404("Les évaluateurs ne lisent pas ce fichier.")
    return pdf(row, f"dossier-{row.submission.number}-{row.field}")


@require_safe
@gate(Reach.OWN, reads=Record.REVIEW)
def reviews_csv(request: HttpRequest) -> HttpResponse:
    """Return one's marks as a table."""
    table: list[tuple[str | int | float | None, ...]] = []
    for one in _mine(request).prefetch_related("submission__call__criteria"):
        grid = list(one.submission.call.criteria.all())
        given = one.state == State.GIVEN
        marks = ", ".join(f"{line.label} {one.marks[line.code]}/{line.most}" for line in grid) if given else ""
        total = round(standing.score(one.marks, grid), 1) if given else None
        call = one.submission.call.title
        table.append((call, one.submission.number, one.get_state_display(), marks, total, one.word))
    names = ("title", "number", "state", "marks", "score", "word")
    return sheets.answer("mes-notes", names, table, sheets.asked(request.GET))
