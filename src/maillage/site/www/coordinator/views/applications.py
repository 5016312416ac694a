"""Applications: the list, the page of each, and the answers of the coordination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.messages import reach_people
from maillage.site.accounts.rights import Reach, Record
from maillage.site.applications import desks, reminding, services
from maillage.site.applications.models import Application, ApplicationQuerySet
from maillage.site.engagements.models import Authorisation
from maillage.site.geography.models import Department
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, lists, sheets, toponyms, words
from maillage.site.www.coordinator.application_forms import AcceptForm, ApplicationFilter, RefusalForm
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.desk.forms import AnswerForDeskForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.lists import Column, Listed
from maillage.site.www.volunteer.forms import told
from maillage.site.www.volunteer.waiting import waited_desk, waits_for

PER_PAGE = 25
COLUMNS = (
    "name", "profession", "commune", "department", "state", "sent_on", "age", "waits_for", "days", "place",
)  # fmt: skip
TONES = {"accepted": "good", "refused": "bad"}


@dataclass(frozen=True)
class BoardRow:
    """An application in the list: how many days it has been in its state, and what it waits for."""

    row: Application
    name: str
    profession: str
    commune: str
    department: str
    age: int
    waits: str
    places: str


LIST = (
    Column("nom", "Nom", ("last_name", "first_name")),
    Column("profession", "Profession", ("profession", "last_name")),
    Column("commune", "Commune", ("home__name", "last_name")),
    Column("departement", "Département", ("home__department__name", "last_name")),
    Column("etat", "État", ("state", "since")),
    Column("jours", "Depuis", ("-since",), numeric=True),
    Column("attend", "Attend"),
)
USUAL_SORT = "-jours"


def _read(request: HttpRequest) -> ApplicationQuerySet:
    rows: ApplicationQuerySet = Application.objects.visible_to(request.user)
    return rows.select_related("home__department", "engagement__professional").prefetch_related(
        "checks__authorisation", "wanted_places"
    )


def _board_row(row: Application, now: datetime) -> BoardRow:
    home = row.home
    since = row.ended_at or row.sent_at or row.begun_at
    return BoardRow(
        row=row,
        name=f"{row.first_name} {row.last_name}",
        profession=words.PROFESSIONS.get(row.profession, ""),
        commune=toponyms.curly(home.name) if home is not None else "",
        department=toponyms.curly(home.department.name) if home is not None and home.department is not None else "",
        age=(now - since).days,
        waits=waits_for(row),
        places=french.joined([toponyms.curly(place.name) for place in row.wanted_places.all()]),
    )


def _listed(request: HttpRequest, form: ApplicationFilter) -> Listed[Application]:
    """Return the list that the filters ask for."""
    rows = _read(request).annotate(since=Coalesce("ended_at", "sent_at", "begun_at"))
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("etat"):
        rows = rows.filter(state=asked["etat"])
    if asked.get("departement"):
        rows = rows.filter(home__department=asked["departement"])
    return lists.listed(request, rows, LIST, USUAL_SORT, per_page=PER_PAGE)


def _filter(request: HttpRequest) -> ApplicationFilter:
    known = Application.objects.visible_to(request.user).order_by()
    departments = Department.objects.filter(pk__in=known.values("home__department")).order_by("code")
    return ApplicationFilter(
        request.GET or None, departments=[(one.pk, toponyms.curly(one.name)) for one in departments]
    )


@require_safe
@gate(Reach.TERRITORY, reads=Record.APPLICATION)
def applications(request: HttpRequest) -> HttpResponse:
    """List the applications of the territory: state, since when, what each waits for."""
    form = _filter(request)
    found, now = _listed(request, form), timezone.now()
    if found.as_file:
        return applications_csv(request)
    context = {
        "form": form,
        "list": found,
        "rows": [(_board_row(one, now), TONES.get(one.state, "")) for one in found.page.object_list],
        "waiting": _read(request).filter(state=Application.State.SENT).count(),
    }
    return render(request, "coordinator/applications.html", context)


@require_safe
@gate(Reach.TERRITORY, reads=Record.APPLICATION)
def applications_csv(request: HttpRequest) -> HttpResponse:
    """Return the list as a table, filtered and sorted in the same way."""
    now = timezone.now()
    found = (_board_row(one, now) for one in _listed(request, _filter(request)).rows)
    table = [
        (
            one.name, one.profession, one.commune, one.department, one.row.get_state_display(),
            one.row.sent_at.date().isoformat() if one.row.sent_at else "", one.age, one.waits,
            (one.row.half_days_per_month or 0) / 2, one.places,
        )
        for one in found
    ]  # fmt: skip
    return sheets.answer("candidatures", COLUMNS, table, sheets.asked(request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.APPLICATION, changes=Record.APPLICATION)
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an application: the answers, the checks, and the decision of the coordination."""
    reader, posted = signed_in(request), request.method == "POST"
    rows = Application.objects.changeable_by(reader) if posted else _read(request)
    row = get_object_or_404(rows, pk=pk)
    act = request.POST.get("acte", "") if posted else ""
    refusal = RefusalForm(request.POST if act == "refuser" else None)
    if act == "relancer":
        return _remind(request, row)
    asked = _checks(row, request.POST if posted else None, act)
    answers = {found.authorisation.kind: form for found, form in asked}
    form = AcceptForm(request.POST) if act == "accepter" else answers.get(act, refusal)
    if posted and _decide(request, row, act, form):
        return redirect("application-board", pk=row.pk)
    reason = services.reason_against(row.rules, [found.authorisation for found, _ in asked])
    context = {
        "row": _board_row(row, timezone.now()),
        "tone": TONES.get(row.state, ""),
        "scheme": row.rules,
        "answers": told(row),
        "checks": [(found, form, desks.history_of(found.authorisation)) for found, form in asked],
        "refusal": refusal,
        "form": form,
        "against": reason,
        "open": row.state == Application.State.SENT,
        "desk": waited_desk(row),
        "may_change": Application.objects.changeable_by(reader).filter(pk=row.pk).exists(),
    }
    return render(request, "coordinator/application.html", context, status=422 if posted else 200)


def _remind(request: HttpRequest, row: Application) -> HttpResponse:
    """Write to the desks that the application waits for, and go back to where the button was."""
    try:
        count = reminding.remind_desks_of(row, signed_in(request), timezone.localdate())
        messages.success(request, f"C’est fait : {french.plural(count, 'message part', 'messages partent')}.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("today") if request.POST.get("retour") == "accueil" else redirect("application-board", pk=row.pk)


def _checks(row: Application, data: Any, act: str) -> list[tuple[desks.DeskRow, AnswerForDeskForm]]:
    """Return the checks of an application in the order of its scheme, each with its form."""
    found = Authorisation.objects.filter(check_of__application=row).select_related(*desks.RELATED).order_by("pk")
    rows_of_desks = [desks.row_of(one, timezone.localdate()) for one in found]
    return [
        (
            one,
            AnswerForDeskForm(
                data if act == one.wanted.code else None,
                wanted=one.wanted,
                row=one.authorisation,
                prefix=one.wanted.code,
            ),
        )
        for one in rows_of_desks
    ]


def _decide(request: HttpRequest, row: Application, act: str, form: Any) -> bool:
    """Carry out the decision; return False if it is refused, with the reason on the form."""
    by = signed_in(request)
    with refused_on(form):
        if not form.is_valid():
            return False
        if act == "accepter":
            services.accept(row, by=by)
            sent = f"son invitation est partie à {row.email}" if reach_people() else "remettez-lui son invitation"
            messages.success(request, f"{row} est dans l’annuaire\u00a0: {sent}.")
            return True
        if act == "refuser":
            services.refuse(row, form.cleaned_data["reason"], by=by)
            messages.success(request, f"{row} en est informé, avec votre motif.")
            return True
        check = row.checks.get(authorisation__kind=act)
        desks.answer_for(check.authorisation.pk, form.answer(), form.cleaned_data["answered_by"], by=by)
        messages.success(request, "La réponse est notée.")
        return True
    return False
