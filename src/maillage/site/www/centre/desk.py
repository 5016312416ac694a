"""The secretariat of one or several centres: one queue of calls and tasks."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.centres import desk, registration, rounds
from maillage.site.centres.models import DeskTask
from maillage.site.refusals import Refused
from maillage.site.www.centre.desk_forms import PassForm, TaskForm
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
DONE_SHOWN, SHOWN = 10, 100


def _rows(request: HttpRequest) -> QuerySet[DeskTask]:
    rows = DeskTask.objects.visible_to(request.user, Reach.ORGANISATION)
    return rows.select_related("centre", "taken_by", "passed_by", "done_by")


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CENTRE_DESK, changes=Record.CENTRE_DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Show the queue, oldest first: note a task, take one, say that it is done."""
    user, now = signed_in(request), timezone.now()
    centres = list(desk.centres_of(user))
    act = request.POST.get("acte", "")
    form = TaskForm(request.POST if act == "noter" else None, centres=centres)
    if request.method == "POST":
        if act != "noter":
            return _acted(request, act)
        if form.is_valid():
            with refused_on(form):
                desk.note(form.centre_of(), form.data_of(), user)
                messages.success(request, "C’est dans la file.")
                return redirect("centre-desk")
    open_rows = list(_rows(request).filter(done_at=None)[:SHOWN])
    context = {
        "form": form,
        "several": len(centres) > 1,
        "mine": [(one, one.age(now)) for one in open_rows if one.taken_by_id == user.pk],
        "free": [(one, one.age(now)) for one in open_rows if one.taken_by_id is None],
        "others": [(one, one.age(now)) for one in open_rows if one.taken_by_id not in (None, user.pk)],
        "done": _rows(request).filter(done_at__isnull=False).order_by("-done_at")[:DONE_SHOWN],
        "today": timezone.localdate(),
        "waiting": [
            (one, len(registration.queue(one, now)), len(rounds.waiting(one))) for one in centres
        ],
    }  # fmt: skip
    return render(request, "centre/desk.html", context, status=422 if form.errors else 200)


def _acted(request: HttpRequest, act: str) -> HttpResponse:
    user = signed_in(request)
    task = get_object_or_404(
        DeskTask.objects.changeable_by(user, Reach.ORGANISATION), pk=whole(request.POST.get("tache", ""))
    )
    try:
        if act == "prendre":
            desk.take(task, user)
            messages.success(request, "Vous vous en occupez.")
        elif act == "fait":
            desk.do(task, user)
            messages.success(request, "C’est fait.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("centre-desk")


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.CENTRE_DESK)
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass a task on to a colleague, or back to the queue."""
    user = signed_in(request)
    rows = DeskTask.objects.changeable_by(user, Reach.ORGANISATION).select_related("centre")
    task = get_object_or_404(rows.filter(done_at=None), pk=pk)
    people = list(desk.colleagues(task, user))
    form = PassForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            desk.pass_on(task, form.person(), form.cleaned_data["word"], user)
            messages.success(request, "C’est passé.")
            return redirect("centre-desk")
    return render(request, "centre/desk_pass.html", {"task": task, "form": form}, status=422 if form.errors else 200)
