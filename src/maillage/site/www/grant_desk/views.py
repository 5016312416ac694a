"""The grants that an organisation gives or receives: what is paid, what is asked of it, documents. Nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.grants import totals
from maillage.site.grants.models import AwardedGrant, GrantDocument, GrantQuerySet
from maillage.site.www import lists, sheets
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.grant_desk.forms import GIVEN, RECEIVED, GrantFilter
from maillage.site.www.grant_files import answer
from maillage.site.www.lists import Column

PER_PAGE = 40
SIDES = {RECEIVED: "Reçues", GIVEN: "Données"}
LIST = (
    Column("reference", "Référence", ("reference",)),
    Column("qui", "", ("other", "reference")),
    Column("objet", "Objet", ("object", "reference")),
    Column("demande", "Ce qui est demandé", ("-late", "-waiting", "-decided_on")),
    Column("accorde", "Accordé", ("granted", "reference"), numeric=True),
    Column("verse", "Versé", ("paid", "reference"), numeric=True),
)
USUAL_SORT = "demande"
OTHER = {RECEIVED: "Qui donne", GIVEN: "Qui reçoit"}
COLUMNS = ("reference", "decided_on", "giver", "beneficiary", "object", "title", "granted_cents", "paid_cents")


def _visible(request: HttpRequest) -> GrantQuerySet:
    return AwardedGrant.objects.visible_to(request.user, Reach.ORGANISATION)


def _own(request: HttpRequest) -> frozenset[int]:
    """Keys of the organisations whose grants the reader follows."""
    return signed_in(request).grants.scope(Record.GRANT, Act.READ, Reach.ORGANISATION).organisations


def _side(request: HttpRequest, side: str) -> GrantQuerySet:
    who = "giver" if side == GIVEN else "beneficiary"
    return _visible(request).filter(**{f"{who}__in": _own(request)}).with_sums()


def _asked(rows: GrantQuerySet, today: date) -> GrantQuerySet:
    """With ``waiting`` conditions, the first of them ``due``, and ``late`` ones."""
    open_ = Q(conditions__met_on=None, conditions__isnull=False)
    return rows.annotate(
        waiting=Count("conditions", filter=open_),
        due=Min("conditions__due", filter=open_),
        late=Count("conditions", filter=open_ & Q(conditions__due__lt=today)),
    )


@require_safe
@gate(Reach.ORGANISATION, reads=Record.GRANT)
def grants(request: HttpRequest) -> HttpResponse:
    """List the grants received, or those given; what is asked first."""
    sides = {side: _side(request, side) for side in (RECEIVED, GIVEN)}
    counts = {side: rows.count() for side, rows in sides.items()}
    side = request.GET.get("cote", "")
    if side not in sides:
        side = RECEIVED if counts[RECEIVED] or not counts[GIVEN] else GIVEN
    today, form = timezone.localdate(), GrantFilter(request.GET, side=side)
    rows = form.kept(_asked(sides[side], today)).annotate(
        other=F("giver_name" if side == RECEIVED else "beneficiary_name")
    )
    columns = [replace(one, label=one.label or OTHER[side]) for one in LIST]
    listed = lists.listed(
        request, rows.select_related("commune", "intercommunality", "region"), columns, USUAL_SORT, per_page=PER_PAGE
    )
    if listed.as_file:
        return lists.file("subventions", listed, COLUMNS, _cells, request.GET)
    context: dict[str, Any] = {
        "side": side,
        "sides": [(code, SIDES[code], count) for code, count in counts.items()] if all(counts.values()) else [],
        "received": side == RECEIVED,
        "list": listed,
        "page": listed.page,
        "form": form,
        "sum": totals.total(totals.facts_of(sides[side])),
        "today": today,
    }
    return render(request, "grant_desk/grants.html", context)


def _cells(row: AwardedGrant) -> list[Any]:
    return [
        row.reference, row.decided_on.isoformat(), row.giver_name, row.beneficiary_name, row.object, row.title,
        row.granted, row.paid,
    ]  # fmt: skip


@require_safe
@gate(Reach.ORGANISATION, reads=Record.GRANT)
def grants_csv(request: HttpRequest) -> HttpResponse:
    """The grants given and received, as a text table."""
    rows = (_cells(row) for row in _visible(request).with_sums())
    return sheets.answer("subventions", COLUMNS, rows, sheets.asked(request.GET))


@require_safe
@gate(Reach.ORGANISATION, reads=Record.GRANT)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a grant: what is asked, amounts, payments, documents."""
    rows = _visible(request).with_sums().select_related("region", "commune", "intercommunality")
    row = get_object_or_404(rows, pk=pk)
    conditions = list(row.conditions.all())
    context = {
        "grant": row,
        "left": row.granted - row.paid,
        "received": row.beneficiary_id in _own(request),
        "years": row.years.all(),
        "payments": row.payments.select_related("corrects"),
        "waiting": [one for one in conditions if one.met_on is None],
        "met": [one for one in conditions if one.met_on is not None],
        "documents": row.documents.all(),
        "today": timezone.localdate(),
    }
    return render(request, "grant_desk/grant.html", context)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.GRANT)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a document of such a grant, as a download."""
    return answer(get_object_or_404(GrantDocument.objects.filter(grant__in=_visible(request).values("pk")), pk=pk))
