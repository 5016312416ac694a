"""Pages of the data protection officer: what is held about a person, who saw and changed what, how long it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import PARIS
from maillage.site import documents
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Reach, Record
from maillage.site.messages.signature import sender
from maillage.site.privacy import delays, journal, rules
from maillage.site.privacy import people as persons
from maillage.site.privacy.models import PageSeen
from maillage.site.privacy.people import Found
from maillage.site.refusals import InvalidField, NotAllowed
from maillage.site.www import lists, sheets
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.lists import Column
from maillage.site.www.menus import WORK
from maillage.site.www.numbers import whole
from maillage.site.www.privacy.forms import JournalForm, PersonForm

POSTS = ["GET", "HEAD", "POST"]
DAYS_SHOWN = 7
PAGES = {page.name: f"page «\u00a0{page.label}\u00a0»" for section in WORK for page in section.pages}
SHOWN = {
    Record.ACCOUNT: "un compte", Record.AGREEMENT: "une convention", Record.APPLICATION: "une candidature",
    Record.APPOINTMENT: "un rendez-vous", Record.AUTHORISATION: "une vérification",
    Record.BOOKED_FOR: "un rendez-vous pris pour quelqu’un", Record.CALL: "un appel", Record.CENTRE: "un centre",
    Record.CENTRE_DESK: "le secrétariat d’un centre", Record.DUTY: "une garde", Record.ENGAGEMENT: "un engagement",
    Record.EXPERTISE: "un avis à distance", Record.GRANT: "une subvention", Record.JOB: "un travail",
    Record.PATHWAY: "une filière", Record.PAYMENT: "une indemnité", Record.PLACE: "un lieu", Record.PLAN: "un plan",
    Record.PRIVACY: "des données personnelles", Record.PROFESSIONAL: "un soignant",
    Record.PROPOSAL: "un lieu proposé", Record.READER_POOL: "un groupe de lecteurs",
    Record.READING_PLATFORM: "une plateforme de lecture", Record.REVIEW: "une évaluation",
    Record.REGULATION: "l’interface", Record.SESSION: "une vacation", Record.SITE: "le site",
    Record.SYSTEM: "une machine ou un logiciel",
    Record.ZONE: "un territoire",
}  # fmt: skip
"""What a page that is in no menu shows."""
SHOWN_BY_CODE = {record.value: shown for record, shown in SHOWN.items()}
LINES = (
    Column("quand", "Quand", ("at",)),
    Column("qui", "Qui", ("who", "at")),
    Column("acte", "Acte", ("act", "at")),
    Column("quoi", "Objet", ("what", "row")),
    Column("numero", "Numéro"),
)
PAPER_HEAD = ("Quoi", "Ce que le site garde")
JOURNAL_HEADS, DELAY_HEADS = ("at", "who", "act", "what", "row"), ("organisation", "months_kept")
ORGANISATIONS = (
    Column("nom", "Organisation", ("name",)),
    Column("mois", "Conservation", ("retention_months", "name"), numeric=True),
)


@never_cache
@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.PRIVACY, changes=Record.PRIVACY)
def people(request: HttpRequest) -> HttpResponse:
    """Search a person, hand over what is held about them, erase it; nothing of it is in an address."""
    if request.method != "POST":
        return render(request, "privacy/people.html", {"form": PersonForm()})
    user, form = signed_in(request), PersonForm(request.POST)
    if not form.is_valid():
        return render(request, "privacy/people.html", {"form": form}, status=422)
    try:
        found = persons.search(form.asked(), user)
        others = persons.elsewhere(form.asked(), user)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except InvalidField as refusal:
        form.add_error(refusal.field, str(refusal))
        return render(request, "privacy/people.html", {"form": form}, status=422)
    chosen = [one for one in found if one.key in request.POST.getlist("ligne")]
    act = request.POST.get("acte", "")
    context: dict[str, Any] = {
        "form": form,
        "searched": True,
        "found": _with_trails(found),
        "elsewhere": others,
        "chosen": chosen,
    }
    if act and not chosen:
        context["nobody"] = True
        return render(request, "privacy/people.html", context, status=422)
    if act in ("json", "page", "pdf"):
        return _handed_over(request, chosen, act)
    if act == "effacer":
        return render(request, "privacy/erase.html", context)
    if act == "effacer-oui":
        erased, left = persons.erase(chosen, user)
        return render(request, "privacy/erased.html", {"erased": erased, "left": left, "elsewhere": others})
    return render(request, "privacy/people.html", context)


def _with_trails(found: list[Found]) -> list[tuple[Found, list[PageSeen]]]:
    return [(one, persons.seen_by(one) if one.key.startswith("patient") else []) for one in found]


def _handed_over(request: HttpRequest, rows: list[Found], form: str) -> HttpResponse:
    """Return a file for the person: for programs (JSON), for reading (a page), for printing or sending (PDF)."""
    data = persons.hand_over(rows, signed_in(request))
    if form == "pdf":
        answer: HttpResponse = HttpResponse(_paper(rows), content_type="application/pdf")
    elif form == "json":
        answer = JsonResponse(data, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        answer = render(
            request, "privacy/handed_over.html", {"made_at": timezone.now(), "tables": [_flat(one) for one in rows]}
        )
    suffix = {"page": "html"}.get(form, form)
    answer["Content-Disposition"] = f'attachment; filename="donnees-personnelles.{suffix}"'
    return answer


def _paper(rows: list[Found]) -> bytes:
    """Return what is held on paper, tagged for a screen reader."""
    now = timezone.now()
    at = now.astimezone(PARIS)
    parts = [{"kind": kind, "lines": lines} for kind, lines in map(_flat, rows)]
    intro = (
        f"Ce que le site sait de vous le {at:%d/%m/%Y} à {at.hour}\u00a0h\u00a0{at:%M} (articles 15 et 20 du règlement "
        "général sur la protection des données)."
    )
    told = {
        "title": "Vos données personnelles", "site": sender().name, "intro": intro, "head": PAPER_HEAD, "parts": parts,
    }  # fmt: skip
    return documents.render("personal_data", told, now)


def _flat(found: Found) -> tuple[str, list[tuple[str, str]]]:
    """Return a row as lines of words for reading."""
    lines: list[tuple[str, str]] = []
    _lay_out(found.facts, "", lines)
    return found.kind, lines


def _lay_out(value: Any, name: str, lines: list[tuple[str, str]]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _lay_out(inner, f"{name}, {key}" if name else key, lines)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            _lay_out(inner, f"{name} {number}", lines)
    else:
        lines.append((name, _said(value)))


def _said(value: Any) -> str:
    if value is None or value == "":
        return "non dit"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        at = value.astimezone(PARIS) if value.tzinfo is UTC else value
        return f"{at:%d/%m/%Y} à {at.hour}\u00a0h\u00a0{at:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


@never_cache
@require_safe
@gate(Reach.TERRITORY, reads=Record.PRIVACY)
def journal_page(request: HttpRequest) -> HttpResponse:
    """Show who saw and who changed what, by time, person and object."""
    today = timezone.now().astimezone(PARIS).date()
    asked = {"du": str(today - timedelta(days=DAYS_SHOWN)), "au": str(today), **request.GET.dict()}
    form = JournalForm(asked)
    lines: list[journal.Line] = []
    if form.is_valid():
        said = form.cleaned_data
        period = journal.Period(
            _midnight(said["du"] or today - timedelta(days=DAYS_SHOWN)),
            _midnight(said["au"] or today, after=1), whole(said["qui"]), said["objet"],
        )  # fmt: skip
        if said["quoi"] != "vues":
            lines += journal.changed(period)
        if said["quoi"] != "changements" and not said["objet"]:
            lines += [replace(line, what=_page_name(line)) for line in journal.seen(period)]
    listed = lists.listed_values(request, lines, LINES, "-quand")
    if lists.as_file(request.GET):
        return _file(request, "journal", JOURNAL_HEADS, map(_line_cells, listed.rows))
    context = {"form": form, "list": listed, "most": journal.MOST, "months": rules.journal_months()}
    return render(request, "privacy/journal.html", context, status=422 if form.errors else 200)


def _page_name(line: journal.Line) -> str:
    """Return how people call a page: as the menu, else by what it shows."""
    return PAGES.get(line.what) or f"page sur {SHOWN_BY_CODE.get(line.record, line.record)}"


def _midnight(day: date, after: int = 0) -> datetime:
    latest = date.max - timedelta(days=2)
    return datetime.combine(min(day, latest) + timedelta(days=after), time(0), PARIS)


def _line_cells(line: journal.Line) -> tuple[str, ...]:
    return f"{line.at.astimezone(PARIS):%Y-%m-%d %H:%M:%S}", line.who, line.act, line.what, line.row


@never_cache
@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.PRIVACY, changes=Record.PRIVACY)
def delays_page(request: HttpRequest) -> HttpResponse:
    """Show how long each organisation keeps appointments, and change it."""
    least, usual, most = rules.months()
    wrong = ""
    if request.method == "POST":
        organisation = get_object_or_404(Organisation, pk=whole(request.POST.get("organisation", "")) or 0)
        try:
            delays.set_months(organisation, whole(request.POST.get("mois", "")) or 0, signed_in(request))
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except InvalidField as refusal:
            wrong = f"{organisation.name}\u00a0: {refusal}"
        else:
            messages.success(request, f"{organisation.name}\u00a0: le délai est changé.")
            return redirect("delays")
    listed = lists.listed(request, Organisation.objects.all(), ORGANISATIONS, "nom")
    if listed.as_file:
        return _file(request, "conservation", DELAY_HEADS, map(_delay_cells, listed.rows))
    context = {"list": listed, "least": least, "usual": usual, "most": most, "wrong": wrong}
    return render(request, "privacy/delays.html", context, status=422 if wrong else 200)


def _file(request: HttpRequest, name: str, heads: Sequence[str], rows: Iterable[tuple[str, ...]]) -> HttpResponse:
    return sheets.answer(name, heads, (list(row) for row in rows), sheets.asked(request.GET))


def _delay_cells(one: Organisation) -> tuple[str, ...]:
    return one.name, str(one.retention_months)
