"""The pages of an outside desk: waiting checks, late ones first, answered ones, and the answer to each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import Desk
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.applications import desks
from maillage.site.applications.desks import DeskRow, WaitingChecks
from maillage.site.engagements.models import Authorisation
from maillage.site.www import french, lists, sheets, toponyms, words
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.desk.forms import DeskAnswerForm, DeskFilter
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.list_filters import by_field, filtered
from maillage.site.www.lists import Column, Listed

PER_PAGE = 25
USUAL_SORT = "depuis"
_NAMED = (Column("nom", "Nom", ("last_name", "first_name")), Column("rpps", "Numéro RPPS", ("rpps",)))
_AGE = Column(USUAL_SORT, "Attend depuis", ("-late", "asked_on"), numeric=True)
ORDER_LIST = (
    *_NAMED,
    Column("profession", "Profession", ("profession", "last_name")),
    Column("departement", "Département", ("department", "last_name")),
    Column("situation", "Situation", ("status", "last_name")),
    _AGE,
)
INSURER_LIST = (
    *_NAMED,
    Column("commune", "Commune de facturation", ("commune", "last_name")),
    Column("debut", "Début prévu", ("starts", "last_name")),
    _AGE,
)
"""Columns of the waiting checks of each desk, in the order of its facts."""
ANSWERED_LIST = (
    Column("nom", "Nom", ("last_name", "first_name")),
    Column("reponse", "Réponse", ("state", "-date")),
    Column("le", "Le", ("date",)),
    Column("par", "Par", ("answered_by", "-date")),
)
BY_ANSWER = by_field("reponse", "Réponse", "state", Authorisation.State.choices[1:])
ANSWERED_KEY, ANSWERED_SORT = "repondues", "-le"
ANSWERED_COLUMNS = ("check", "name", "answer", "answered_on", "answered_by")
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


@dataclass(frozen=True)
class Shown:
    """A check as its desk lists it."""

    row: DeskRow
    facts: list[tuple[str, str]]

    @property
    def age(self) -> str:
        """Days it has waited, in words."""
        return french.plural(self.row.age, "jour", "jours")


def _shown(row: DeskRow) -> Shown:
    return Shown(row, _facts(row))


def _columns(user: User) -> tuple[Column, ...]:
    """Return the columns of waiting checks: the facts that the user's desk reads, and the days."""
    return INSURER_LIST if desks.desks_of(user)[:1] == [Desk.INSURER] else ORDER_LIST


@dataclass(frozen=True)
class Waiting:
    """The waiting checks that an address asks for, in its order, and the form of its filters."""

    every: WaitingChecks
    form: DeskFilter
    columns: tuple[Column, ...]

    @property
    def asked(self) -> WaitingChecks:
        """Those that the filters keep."""
        return self.form.of(self.every)


def _waiting(request: HttpRequest) -> Waiting:
    user = signed_in(request)
    return Waiting(desks.waiting_of(user, timezone.localdate()), DeskFilter(request.GET), _columns(user))


@require_safe
@gate(Reach.TERRITORY, reads=Record.AUTHORISATION)
def desk(request: HttpRequest) -> HttpResponse:
    """Show the checks that wait at the user's desk, and those that it has answered."""
    waiting, today = _waiting(request), timezone.localdate()
    listed = lists.listed(request, waiting.asked, waiting.columns, USUAL_SORT, per_page=PER_PAGE)
    filters, answered = _answered(request)
    if answered.as_file:
        return lists.file("reponses", answered, ANSWERED_COLUMNS, _answer_cells, request.GET)
    query = request.GET.copy()
    query.pop(lists.PAGE, None)
    numbers = waiting.every.aggregate(count=Count("pk"), late_count=Count("pk", filter=Q(late=True)))
    context = {
        "list": listed,
        "rows": [_shown(desks.row_of(one, today)) for one in listed.page.object_list],
        "form": waiting.form,
        **numbers,
        "answered_list": answered,
        "answered_filters": filters,
        "any_answered": desks.answered_of(signed_in(request)).exists(),
        "answered": [_shown(desks.row_of(one, today)) for one in answered.page.object_list],
        "csv": f"{reverse('desk-csv')}?{query.urlencode()}" if query else reverse("desk-csv"),
    }
    return render(request, "desk/desk.html", context)


def _answered(request: HttpRequest) -> tuple[Form, Listed[Authorisation]]:
    form, rows = filtered(request.GET, desks.answered_of(signed_in(request)), (BY_ANSWER,), ANSWERED_KEY)
    return form, lists.listed(request, rows, ANSWERED_LIST, ANSWERED_SORT, key=ANSWERED_KEY, per_page=PER_PAGE)


def _answer_cells(one: Authorisation) -> tuple[str, ...]:
    row = desks.row_of(one, timezone.localdate())
    return row.wanted.label, row.person.name, one.get_state_display(), one.date.isoformat(), one.answered_by


@require_safe
@gate(Reach.TERRITORY, reads=Record.AUTHORISATION)
def waiting_csv(request: HttpRequest) -> HttpResponse:
    """Return the waiting checks as a table."""
    waiting, today = _waiting(request), timezone.localdate()
    ordered = lists.in_order(request.GET, waiting.asked, waiting.columns, USUAL_SORT)
    rows = [desks.row_of(one, today) for one in ordered]
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
