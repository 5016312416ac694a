"""The team of a centre: contracts, the hours of a week beside those promised, days off."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.centres import contracts, hours
from maillage.site.centres.models import CentreContract
from maillage.site.refusals import Refused
from maillage.site.www.centre.own import choice_of, chosen_centre
from maillage.site.www.centre.tasks import tasks
from maillage.site.www.centre.team_forms import ContractForm, EndForm, LeaveForm
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
WEEK = timedelta(weeks=1)


def monday_asked(request: HttpRequest) -> date:
    """Return the Monday of the week in the address, of this week without one."""
    try:
        day = date.fromisoformat(request.GET.get("semaine", ""))
    except ValueError:
        day = timezone.localdate()
    return day - timedelta(days=day.weekday())


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CENTRE)
def page(request: HttpRequest) -> HttpResponse:
    """Show who works in the centre, and their hours of a week."""
    (centre, centres), monday = chosen_centre(request, Record.CENTRE), monday_asked(request)
    today = timezone.localdate()
    rows = hours.of_week(centre, monday)
    shown = {one.contract.pk for one in rows}
    duties = hours.duties_of_quarter([one.contract for one in rows], monday)
    others = CentreContract.objects.filter(centre=centre).exclude(pk__in=shown).select_related("professional")
    context = {
        "centre": centre,
        "centres": choice_of(centres),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "rows": [(one, duties.get(one.contract.professional_id)) for one in rows],
        "tasks": tasks(centre, rows, today) if monday <= today < monday + WEEK else [],
        "unscheduled": hours.unscheduled(centre, monday),
        "lists": (
            ("Contrats à venir", [one for one in others if one.starts > today]),
            ("Contrats finis", [one for one in others if one.starts <= today]),
        ),
    }
    return render(request, "centre/team.html", context)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.CENTRE)
def add(request: HttpRequest) -> HttpResponse:
    """Write a contract."""
    centre, _ = chosen_centre(request, Record.CENTRE)
    form = ContractForm(request.POST if request.method == "POST" else None, centre=centre)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            row = contracts.sign(centre, form.data_of(), signed_in(request))
            messages.success(request, f"Le contrat de {row.professional} est noté.")
            return redirect("centre-contract", row.pk)
    context = {"form": form, "centre": centre}
    return render(request, "centre/contract_add.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CENTRE, changes=Record.CENTRE)
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contract with its days off; note some, remove some, end the contract."""
    rows = CentreContract.objects.visible_to(request.user, Reach.ORGANISATION)
    row = get_object_or_404(rows.select_related("professional__home__department", "centre"), pk=pk)
    act = request.POST.get("acte", "")
    leave = LeaveForm(request.POST if act == "conge" else None)
    end = EndForm(request.POST if act == "finir" else None)
    if request.method == "POST":
        answer = _acted(request, row, act, leave, end)
        if answer is not None:
            return answer
    year = timezone.localdate().year
    context = {
        "row": row,
        "rights": [(one, contracts.rights(row, one)) for one in (year, year + 1)],
        "leaves": row.leaves.order_by("-first"),
        "leave": leave,
        "end": end,
        "form": leave if leave.errors else end,
        "today": timezone.localdate(),
    }
    return render(request, "centre/contract.html", context, status=422 if leave.errors or end.errors else 200)


def _acted(request: HttpRequest, row: CentreContract, act: str, leave: LeaveForm, end: EndForm) -> HttpResponse | None:
    """Do what was asked; None if the page must be shown again with its errors."""
    user = signed_in(request)
    if act == "conge" and leave.is_valid():
        with refused_on(leave):
            given = bool(leave.cleaned_data["give_back"])
            contracts.take_leave(row, leave.cleaned_data["kind"], leave.dates(), user, giving_back=given)
            messages.success(request, "Le congé est noté. L’agenda est libre ces jours-là.")
            return redirect("centre-contract", row.pk)
    elif act == "finir" and end.is_valid():
        with refused_on(end):
            contracts.end(row, end.cleaned_data["last_day"], user)
            messages.success(request, "La fin du contrat est notée.")
            return redirect("centre-contract", row.pk)
    elif act == "retirer":
        found = get_object_or_404(
            row.leaves.select_related("contract__centre"), pk=whole(request.POST.get("conge", ""))
        )
        try:
            contracts.drop_leave(found, user)
            messages.success(request, "Le congé est retiré.")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("centre-contract", row.pk)
    return None
