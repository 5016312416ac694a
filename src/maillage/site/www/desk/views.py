"""The pages of an outside desk: waiting checks, late ones first, answered ones, and the answer to each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import Desk
from maillage.site.accounts.rights import Reach, Record
from maillage.site.applications import desks
from maillage.site.applications.desks import DeskRow
from maillage.site.engagements.models import Authorisation
from maillage.site.www import french, sheets, toponyms, words
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.desk.forms import DETAILS, DeskAnswerForm
from maillage.site.www.gates import gate, signed_in

PER_PAGE, ANSWERED = 25, 25
COLUMNS = ("check", "name", "rpps", "about", "department", "asked_on", "age", "late")


def _facts(row: DeskRow) -> list[tuple[str, str]]:
    """Return the facts about a person that a desk needs, and nothing else."""
    person, home = row.person, row.person.home
    facts = [("Nom", person.name), ("Numéro RPPS", person.rpps or "non donné")]
    if row.authorisation.desk == Desk.INSURER:
        commune = toponyms.curly(home.name) if home is not None else ""
        starts = french.date_text(person.starts, year=True) if person.starts else "dès l’accord de la coordination"
        return [*facts, ("Commune de facturation", commune), ("Début prévu", starts)]
    profession, status = words.PROFESSIONS.get(person.profession, ""), words.STATUSES.get(person.status, "")
    return [*facts, ("Profession", profession), ("Département", _department(row)), ("Situation", status)]


def _department(row: DeskRow) -> str:
    home = row.person.home
    return toponyms.curly(home.department.name) if home is not None and home.department is not None else ""


def _shown(row: DeskRow) -> dict[str, Any]:
    """Return a row of the table; the third fact distinguishes people at this desk."""
    return {
        "row": row,
        "facts": _facts(row),
        "age": french.plural(row.age, "jour", "jours"),
        "details": [(DETAILS[detail], row.authorisation.details.get(detail.value, "")) for detail in row.wanted.asks],
    }


@require_safe
@gate(Reach.TERRITORY, reads=Record.AUTHORISATION)
def desk(request: HttpRequest) -> HttpResponse:
    """Show the checks that wait at the user's desk, and those answered recently."""
    reader, today = signed_in(request), timezone.localdate()
    waiting = desks.queue_of(reader, today)
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_shown(row) for row in page.object_list],
        "count": len(waiting),
        "late": sum(row.late for row in waiting),
        "answered": [_shown(row) for row in desks.answered_of(reader, today, ANSWERED)],
    }
    return render(request, "desk/desk.html", context)


@require_safe
@gate(Reach.TERRITORY, reads=Record.AUTHORISATION)
def waiting_csv(request: HttpRequest) -> HttpResponse:
    """Return the waiting checks as a table."""
    rows = desks.queue_of(signed_in(request), timezone.localdate())
    table = [
        (
            row.wanted.label, row.person.name, row.person.rpps, _facts(row)[2][1], _department(row),
            row.authorisation.asked_on.isoformat(), row.age, "yes" if row.late else "no",
        )
        for row in rows
    ]  # fmt: skip
    return sheets.answer("verifications", COLUMNS, table, sheets.asked(request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.AUTHORISATION, changes=Record.AUTHORISATION)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an authorisation: the person, the form for the answer, earlier answers."""
    reader = signed_in(request)
    found = get_object_or_404(desks.work_of(reader), pk=pk)
    row = desks.row_of(found, timezone.localdate())
    form = DeskAnswerForm(request.POST if request.method == "POST" else None, wanted=row.wanted, row=found)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            desks.answer(pk, form.answer(), by=reader)
            messages.success(request, "C’est noté, la coordination le voit aussitôt.")
            return redirect("desk")
    context = {
        "form": form,
        "shown": _shown(row),
        "waits": found.state == Authorisation.State.REQUESTED,
        "running": Authorisation.objects.filter(desks.RUNNING, pk=pk).exists(),
        "history": desks.history_of(found),
    }
    return render(request, "desk/check.html", context, status=422 if form.errors else 200)
