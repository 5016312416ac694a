"""Import of grants from a spreadsheet: send it, say what its columns hold, check every cell, write all or nothing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.grants import importing
from maillage.site.grants.importing import Preview, Reading
from maillage.site.grants.models import GrantImport
from maillage.site.grants.objects import words
from maillage.site.grants.services import regions_of
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.spreadsheets.bounds import MOST_BYTES
from maillage.site.www import french, lists
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.grant_forms import ColumnsForm, SheetForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.list_filters import by_field, filtered
from maillage.site.www.lists import Column

SHOWN, ROWS_SHOWN = 20, 30
BECOMES = {"new": ("nouvelle", "good"), "same": ("déjà au registre", ""), "changed": ("changée", "attention")}


LIST = (
    Column("tableau", "Tableau", ("name", "-at")),
    Column("envoye", "Envoyé le", ("at",)),
    Column("par", "Par", ("by__last_name", "by__first_name", "-at")),
    Column("etat", "État", ("state", "-at")),
)
USUAL_SORT = "-envoye"
COLUMNS = ("title", "made_on", "asked_by", "state")
BY_STATE = by_field("etat", "État", "state", GrantImport.State.choices)


def _cells(row: GrantImport) -> tuple[str, ...]:
    by = row.by.get_full_name() if row.by is not None else ""
    return row.name, timezone.localdate(row.at).isoformat(), by, str(GrantImport.State(row.state).label)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.GRANT)
def grant_imports(request: HttpRequest) -> HttpResponse:
    """Send a spreadsheet; the imports that wait, and those done."""
    user = signed_in(request)
    regions = regions_of(user)
    sent_now = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(*sent_now, regions=regions)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        region = next(one for one in regions if one.pk == said["region"])
        with refused_on(form):
            sent = said["file"]
            made = importing.start(sent.name, sent.read(MOST_BYTES + 1), region, user, layout=said["layout"])
            return redirect("grant-import", pk=made.pk)
    known = GrantImport.objects.changeable_by(user)
    filters, kept = filtered(request.GET, known.select_related("by"), (BY_STATE,))
    listed = lists.listed(request, kept, LIST, USUAL_SORT, per_page=SHOWN)
    if listed.as_file:
        return lists.file("imports-de-subventions", listed, COLUMNS, _cells, request.GET)
    context = {
        "form": form,
        "filters": filters,
        "list": listed,
        "rows": listed.page.object_list,
        "any": known.exists(),
        "layouts": words().layouts.values(),
    }
    return render(request, "coordinator/grant_imports.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.GRANT)
def grant_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an import would write and every problem by cell; read it otherwise, import it, or leave it."""
    user = signed_in(request)
    row = get_object_or_404(GrantImport.objects.changeable_by(user), pk=pk)
    act = request.POST.get("acte", "") if request.method == "POST" else ""
    if row.state != GrantImport.State.WAITING:
        if act:
            messages.info(request, "Cet import est déjà fini.")
        return render(request, "coordinator/grant_import_done.html", {"row": row})
    if act in ("importer", "abandonner"):
        return _end(request, row, act)
    try:
        sheets = importing.sheets_of(row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("grant-imports")
    reading = Reading.from_json(row.reading)
    heads = importing.heads(importing.sheet_named(sheets, reading.sheet), reading.head)
    form = ColumnsForm(
        request.POST if act == "lire" else None, reading=reading, heads=heads, sheets=[one.name for one in sheets]
    )
    if form.is_bound and form.is_valid():
        with refused_on(form):
            importing.read_as(row, importing.reread(form.said, reading, sheets), user)
            return redirect("grant-import", pk=pk)
    found = importing.previewed(row, user, sheets)
    context = {"row": row, "form": form, "found": found, "until": importing.kept_until(row), **_shown(found)}
    return render(request, "coordinator/grant_import.html", context, status=422 if form.errors else 200)


def _shown(found: Preview) -> dict[str, object]:
    rows = sorted(found.rows, key=lambda one: (one.becomes == "same", one.row))[:ROWS_SHOWN]
    return {
        "rows": [(one, *BECOMES[one.becomes]) for one in rows],
        "more": len(found.rows) - len(rows),
        "new": found.count("new"),
        "changed": found.count("changed"),
        "same": found.count("same"),
    }


def _end(request: HttpRequest, row: GrantImport, act: str) -> HttpResponse:
    user = signed_in(request)
    try:
        if act == "abandonner":
            importing.leave(row, user)
            messages.success(request, "L’import est abandonné\u00a0: rien n’a été écrit.")
            return redirect("grant-imports")
        done = importing.apply(row, user)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("grant-import", pk=row.pk)
    new, changed = done.figures["new"], done.figures["changed"]
    said = french.plural(new, "subvention nouvelle", "subventions nouvelles")
    messages.success(request, f"C’est importé\u00a0: {said}, {french.plural(changed, 'changée', 'changées')}.")
    return redirect("grants")
