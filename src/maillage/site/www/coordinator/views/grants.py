"""The register of grants: list with totals and exports, one grant with what is paid, add and change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.geography.models import Intercommunality
from maillage.site.grants import files, services, totals
from maillage.site.grants.models import AwardedGrant, GrantCondition, GrantDocument, GrantQuerySet, GrantYear
from maillage.site.grants.objects import object_label, words
from maillage.site.grants.totals import GrantSum
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.spreadsheets import MEDIA_TYPE, ODS, XLSX, Money, SpreadsheetFormat, Table, write
from maillage.site.www import french, grant_files, lists, sheets, toponyms
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.grant_forms import (
    ActForm,
    ConditionForm,
    CorrectForm,
    DocumentForm,
    GrantFilter,
    GrantForm,
    PayForm,
)
from maillage.site.www.coordinator.grant_history import history_of
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.lists import Column, ListedValues
from maillage.site.www.numbers import whole

WHOLE_REGION = "region"
LIST = (
    Column("reference", "Référence", ("reference",)),
    Column("date", "Décision", ("decided_on",)),
    Column("donneur", "Qui donne", ("giver_name",)),
    Column("beneficiaire", "Qui reçoit", ("beneficiary_name",)),
    Column("objet", "Objet", ("object",)),
    Column("territoire", "Territoire"),
    Column("accorde", "Accordé", ("granted",), numeric=True),
    Column("verse", "Versé", ("paid",), numeric=True),
)
USUAL_SORT = "-date"
COLUMNS = (
    "reference", "decided_on", "giver", "beneficiary", "object", "title", "region", "intercommunality", "commune",
    "granted_cents", "paid_cents",
)  # fmt: skip
SPREADSHEET_HEAD = (
    "Référence", "Décision", "Financeur", "Bénéficiaire", "Objet", "Intitulé", "Région", "Intercommunalité", "Commune",
)  # fmt: skip


def _visible(request: HttpRequest) -> GrantQuerySet:
    return AwardedGrant.objects.visible_to(request.user, Reach.TERRITORY)


def _filter(request: HttpRequest) -> GrantFilter:
    known = _visible(request).with_sums().order_by()
    codes = set(known.values_list("territory", flat=True).distinct()) - {None}
    named = Intercommunality.objects.filter(pk__in=codes).order_by("name").values_list("pk", "name")
    return GrantFilter(
        request.GET or None,
        givers=sorted(known.values_list("giver_name", flat=True).distinct()),
        territories=dict(named),
        years=sorted(GrantYear.objects.filter(grant__in=known.values("pk")).values_list("year", flat=True).distinct()),
    )


def _asked(request: HttpRequest, form: GrantFilter) -> GrantQuerySet:
    """The grants that the address asks for, in its order."""
    rows, said = _visible(request).with_sums(), form.cleaned_data if form.is_valid() else {}
    if text := said.get("texte", "").strip():
        rows = rows.filter(
            Q(reference__icontains=text)
            | Q(title__icontains=text)
            | Q(giver_name__icontains=text)
            | Q(beneficiary_name__icontains=text)
            | Q(commune__name__icontains=text)
        )
    if said.get("donneur"):
        rows = rows.filter(giver_name=said["donneur"])
    if territory := said.get("territoire"):
        rows = rows.filter(territory=None) if territory == WHOLE_REGION else rows.filter(territory=territory)
    if said.get("objet"):
        rows = rows.filter(object=said["objet"])
    if said.get("annee"):
        rows = rows.filter(pk__in=GrantYear.objects.filter(year=int(said["annee"])).values("grant"))
    return cast(GrantQuerySet, lists.in_order(request.GET, _in_state(rows, said.get("etat", "")), LIST, USUAL_SORT))


def _in_state(rows: GrantQuerySet, state: str) -> GrantQuerySet:
    if state == "reste":
        return rows.filter(paid__lt=F("granted"))
    if state == "soldee":
        return rows.filter(paid__gte=F("granted"))
    if state == "retard":
        late = GrantCondition.objects.filter(met_on=None, due__lt=timezone.localdate())
        return rows.filter(pk__in=late.values("grant"))
    return rows


def _with_query(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return f"{reverse(name)}?{query.urlencode()}" if query else reverse(name)


@require_safe
@gate(Reach.TERRITORY, reads=Record.GRANT)
def grants(request: HttpRequest) -> HttpResponse:
    """List the grants of the territory, with filters, sorts and the sum of what is shown."""
    form = _filter(request)
    rows = _asked(request, form)
    found = lists.listed(request, rows.select_related("commune", "intercommunality", "region"), LIST, USUAL_SORT)
    context = {
        "form": form,
        "page": found.page,
        "list": found,
        "sum": totals.total(totals.facts_of(rows)),
        "csv": _with_query(request, "grants-csv"),
        "xlsx": _with_query(request, "grants-xlsx"),
        "ods": _with_query(request, "grants-ods"),
        "totals": _with_query(request, "grant-totals"),
        "may_change": signed_in(request).grants.may(Record.GRANT, Act.CHANGE, Reach.TERRITORY),
    }
    return render(request, "coordinator/grants.html", context)


@dataclass(frozen=True)
class TotalRow:
    """A giver, territory or object: its name, the sums of its grants, the address of these grants."""

    name: str
    sum: GrantSum
    url: str


TOTALS = (
    Column("nom", "Nom", ("name",)),
    Column("subventions", "Subventions", ("sum__count",), numeric=True),
    Column("accorde", "Accordé", ("sum__granted",), numeric=True),
    Column("verse", "Versé", ("sum__paid",), numeric=True),
    Column("reste", "Reste", ("sum__left",), numeric=True),
)
TOTAL_COLUMNS = ("label", "count", "granted_cents", "paid_cents")


@require_safe
@gate(Reach.TERRITORY, reads=Record.GRANT)
def grant_totals(request: HttpRequest) -> HttpResponse:
    """Sums by giver, territory and object of the grants that the address asks for; each leads to its grants."""
    facts = totals.facts_of(_asked(request, _filter(request)))
    named = dict(Intercommunality.objects.filter(pk__in={one.territory for one in facts}).values_list("pk", "name"))

    def rows(field: str, asked: str, name: Callable[[str], str]) -> ListedValues[TotalRow]:
        found: list[TotalRow] = []
        for key, amount in totals.by(field, facts):
            query = request.GET.copy()
            query[asked] = key or WHOLE_REGION
            found.append(TotalRow(name(key), amount, f"{reverse('grants')}?{query.urlencode()}"))
        return lists.listed_values(request, found, TOTALS, "-accorde", key=asked)

    sections = [
        ("donneur", "Par donneur", rows("giver", "donneur", toponyms.curly)),
        ("territoire", "Par territoire", rows("territory", "territoire", lambda code: _territory(named, code))),
        ("objet", "Par objet", rows("object", "objet", object_label)),
    ]
    for key, _, found in sections:
        if lists.as_file(request.GET, key):
            cells = ([row.name, row.sum.count, row.sum.granted, row.sum.paid] for row in found.rows)
            return sheets.answer(f"totaux-par-{key}", TOTAL_COLUMNS, cells, sheets.asked(request.GET))
    context = {
        "sections": sections,
        "sum": totals.total(facts),
        "back": _with_query(request, "grants"),
    }
    return render(request, "coordinator/grant_totals.html", context)


def _territory(named: dict[str, str], code: str) -> str:
    return toponyms.curly(named[code]) if code else "Toute la région"


def _exported(request: HttpRequest) -> QuerySet[AwardedGrant]:
    rows = _asked(request, _filter(request))
    return rows.select_related("region", "commune__intercommunality", "intercommunality").prefetch_related("years")


def _where(row: AwardedGrant) -> tuple[str, str, str]:
    epci = row.intercommunality or (row.commune.intercommunality if row.commune else None)
    return row.region.name, epci.name if epci else "", row.commune.name if row.commune else ""


@require_safe
@gate(Reach.TERRITORY, reads=Record.GRANT)
def grants_csv(request: HttpRequest) -> HttpResponse:
    """The same grants as a text table."""
    rows = (
        [row.reference, row.decided_on.isoformat(), row.giver_name, row.beneficiary_name, row.object, row.title,
         *_where(row), row.granted, row.paid]
        for row in _exported(request)
    )  # fmt: skip
    return sheets.answer("subventions", COLUMNS, rows, sheets.asked(request.GET))


@require_safe
@gate(Reach.TERRITORY, reads=Record.GRANT)
def grants_xlsx(request: HttpRequest) -> HttpResponse:
    """The same grants as an XLSX spreadsheet."""
    return _spreadsheet(request, XLSX)


@require_safe
@gate(Reach.TERRITORY, reads=Record.GRANT)
def grants_ods(request: HttpRequest) -> HttpResponse:
    """The same grants as an ODS spreadsheet."""
    return _spreadsheet(request, ODS)


def _spreadsheet(request: HttpRequest, kind: SpreadsheetFormat) -> HttpResponse:
    """The grants asked for: a column for each year, and what was paid on a sheet of its own."""
    found = list(_exported(request).prefetch_related("payments"))
    years = sorted({one.year for row in found for one in row.years.all()})
    main: list[list[Any]] = []
    for row in found:
        cents = {one.year: one.cents for one in row.years.all()}
        main.append(
            [row.reference, row.decided_on, row.giver_name, row.beneficiary_name, row.object_label, row.title,
             *_where(row), *(Money(cents[year]) if year in cents else None for year in years), Money(row.granted),
             Money(row.paid)]
        )  # fmt: skip
    paid = [
        [row.reference, row.giver_name, one.date, Money(one.cents), one.reference, one.reason]
        for row in found
        for one in row.payments.all()
    ]
    head = [*SPREADSHEET_HEAD, *map(str, years), "Accordé", "Versé"]
    content = kind.write(
        [
            Table("Subventions", head, main),
            Table("Versements", ["Référence", "Financeur", "Versé le", "Montant", "Mandat", "Motif"], paid),
        ]
    )
    return grant_files.download(content, f"subventions.{kind.suffix}", kind.media_type)


@require_safe
@gate(Reach.TERRITORY, reads=Record.GRANT)
def grant_layout(request: HttpRequest) -> HttpResponse:
    """An empty table with the columns of a layout."""
    found = words().layouts.get(request.GET.get("disposition", next(iter(words().layouts))))
    if found is None:
        raise Http404
    this = timezone.localdate().year
    heads = [str(year) for year in range(this - 2, this + 1)]
    head = [one for name, text in found.columns.items() for one in (heads if name == "years" else [text])]
    content = write([Table(found.label[:31], head, [])])
    return grant_files.download(content, f"subventions-{found.code}.xlsx", MEDIA_TYPE)


ACTS: tuple[type[ActForm], ...] = (PayForm, CorrectForm, ConditionForm, DocumentForm)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.GRANT, changes=Record.GRANT)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a grant; note what is paid, conditions, documents."""
    rows = _visible(request).with_sums()
    row = get_object_or_404(rows.select_related("region", "commune", "intercommunality", "giver", "beneficiary"), pk=pk)
    may = AwardedGrant.objects.changeable_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not may:
        raise PermissionDenied
    act = request.POST.get("acte", "") if request.method == "POST" else ""
    made = {kind.act: _form(kind, request, row, sent=kind.act == act) for kind in ACTS}
    if act and _done(request, row, act, made.get(act)):
        return redirect("grant", pk=pk)
    context = {
        "grant": row,
        "left": row.granted - row.paid,
        "years": row.years.all(),
        "payments": row.payments.select_related("corrects"),
        "conditions": row.conditions.all(),
        "documents": row.documents.all(),
        "history": history_of(row),
        "followers": [toponyms.curly(one.name) for one in (row.giver, row.beneficiary) if one is not None],
        "today": timezone.localdate(),
        "forms": made if may else {},
        "wrong": next((form for form in made.values() if form.errors), None),
    }
    return render(request, "coordinator/grant.html", context, status=422 if context["wrong"] else 200)


def _form(kind: type[ActForm], request: HttpRequest, row: AwardedGrant, *, sent: bool) -> ActForm:
    prefix = kind.__name__.lower()
    form = kind(request.POST, request.FILES, prefix=prefix) if sent else kind(prefix=prefix)
    if isinstance(form, CorrectForm):
        fields: dict[str, Any] = form.fields
        fields["payment"].choices = [("", "choisir")] + [
            (str(one.pk), f"{french.date_text(one.date, weekday=False, year=True)}, {french.euros(one.cents)}")
            for one in row.payments.filter(corrects=None)
        ]
    return form


def _done(request: HttpRequest, row: AwardedGrant, act: str, form: ActForm | None) -> bool:
    """Do what was asked; False where the form has something to correct."""
    if form is None:
        return _act_on_row(request, row, act)
    if not form.is_valid():
        return False
    by, said = signed_in(request), form.cleaned_data
    with refused_on(form):
        if isinstance(form, PayForm):
            services.pay(row, said["date"], said["amount"], by, reference=said["reference"])
        elif isinstance(form, CorrectForm):
            services.correct(row.payments.get(pk=said["payment"]), said["amount"], said["reason"], by)
        elif isinstance(form, ConditionForm):
            services.add_condition(row, said["text"], by, due=said["due"])
        else:
            sent = said["document"]
            files.attach(row, sent.name, sent.read(files.MOST_BYTES + 1), by)
        messages.success(request, "C’est noté.")
        return True
    return False


def _act_on_row(request: HttpRequest, row: AwardedGrant, act: str) -> bool:
    """Do what was asked of a condition or a document; False for an act that the page does not have."""
    by, key = signed_in(request), whole(request.POST.get("ligne", ""))
    try:
        if act == "remplie":
            services.meet_condition(get_object_or_404(row.conditions, pk=key), timezone.localdate(), by)
        elif act == "retirer":
            files.detach(get_object_or_404(row.documents, pk=key), by)
        else:
            return False
        messages.success(request, "C’est noté.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return True


@require_safe
@gate(Reach.TERRITORY, reads=Record.GRANT)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a document of a grant that the user may see, as a download."""
    rows = GrantDocument.objects.filter(grant__in=_visible(request).values("pk"))
    return grant_files.answer(get_object_or_404(rows, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.GRANT)
def add_grant(request: HttpRequest) -> HttpResponse:
    """Record a grant."""
    user = signed_in(request)
    form = GrantForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            made = services.record(form.said, user)
            messages.success(request, "La subvention est au registre.")
            return redirect("grant", pk=made.pk)
    context = {
        "form": form,
        "title": "Ajouter une subvention",
        "act": "Inscrire au registre",
        "back": reverse("grants"),
    }
    return render(request, "coordinator/grant_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.GRANT)
def edit_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a grant."""
    user = signed_in(request)
    row = get_object_or_404(AwardedGrant.objects.changeable_by(user, Reach.TERRITORY), pk=pk)
    form = GrantForm(request.POST if request.method == "POST" else None, user=user, grant=row)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            services.change(row, form.said, user)
            messages.success(request, "La subvention est changée.")
            return redirect("grant", pk=pk)
    context = {
        "form": form, "title": "Changer la subvention", "act": "Enregistrer", "back": reverse("grant", args=[pk]),
    }  # fmt: skip
    return render(request, "coordinator/grant_form.html", context, status=422 if form.errors else 200)
