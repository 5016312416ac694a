"""Proposed places: the list, the page of each, its visit and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.directory.checklists import VISIT, labels
from maillage.site.proposals import services
from maillage.site.proposals.models import PlaceProposal, ProposalPhoto
from maillage.site.www import toponyms
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.proposal_forms import ApproveForm, ProposalFilter, ReasonForm, SeenForm, VisitForm
from maillage.site.www.coordinator.waiting import waits_for
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.photo_files import photo_file
from maillage.site.www.proposer.forms import told
from maillage.site.www.questionnaire.forms import marked

PER_PAGE = 25
TONES = {"approved": "good", "refused": "bad", "returned": "attention"}
State = PlaceProposal.State


@dataclass(frozen=True)
class ProposalRow:
    """A proposal in the list: how many days it has been in its state, and what it waits for."""

    row: PlaceProposal
    commune: str
    age: int
    waits: str
    tone: str


def row_of(row: PlaceProposal, now: datetime) -> ProposalRow:
    """Return a proposal as it is listed."""
    since = row.ended_at or (row.saved_at if row.state == State.RETURNED else row.sent_at) or row.begun_at
    commune = toponyms.curly(row.commune.name) if row.commune is not None else ""
    return ProposalRow(row, commune, (now - since).days, waits_for(row), TONES.get(row.state, ""))


@require_safe
@gate(Reach.TERRITORY, reads=Record.PROPOSAL)
def proposals(request: HttpRequest) -> HttpResponse:
    """List the proposed places of the territory: state, since when, what each waits for; the oldest waiting first."""
    form = ProposalFilter(request.GET or None)
    rows = PlaceProposal.objects.visible_to(request.user, Reach.TERRITORY).select_related("commune__department")
    waiting = rows.waiting().count()
    if form.is_valid() and form.cleaned_data["etat"]:
        rows = rows.filter(state=form.cleaned_data["etat"])
    now = timezone.now()
    order = [State.SENT, State.RETURNED, State.APPROVED, State.REFUSED, State.WITHDRAWN]
    found = sorted((row_of(row, now) for row in rows), key=lambda one: (order.index(State(one.row.state)), -one.age))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": page.object_list, "waiting": waiting}
    return render(request, "coordinator/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PROPOSAL, changes=Record.PROPOSAL)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposed place: the answers, the photos, the visit, and the decision of the coordination."""
    reader, posted = signed_in(request), request.method == "POST"
    changeable = PlaceProposal.objects.changeable_by(reader, Reach.TERRITORY)
    rows = changeable if posted else PlaceProposal.objects.visible_to(reader, Reach.TERRITORY)
    row = get_object_or_404(rows.select_related("commune__department", "place"), pk=pk)
    act = request.POST.get("acte", "")

    def data_of(name: str) -> Any:
        return request.POST if posted and act == name else None

    forms: dict[str, Any] = {
        "visite": VisitForm(data_of("visite"), initial={"visit_on": row.visit_on, "visitor": row.visitor}),
        "vu": SeenForm(data_of("vu"), initial={"checked": row.visit_checked, "note": row.visit_note}),
        "approuver": ApproveForm(data_of("approuver"), user=reader, row=row),
        "renvoyer": ReasonForm(data_of("renvoyer"), prefix="renvoi"),
        "refuser": ReasonForm(data_of("refuser"), prefix="refus"),
    }
    form = forms.get(act, forms["visite"])
    if posted and _decide(request, row, act, form, reader):
        return redirect("proposal-board", pk=row.pk)
    context = {
        "row": row_of(row, timezone.now()),
        "answers": [one for one in told(row) if one[2]],
        "photos": [(one, reverse("proposal-board-photo", args=[one.pk])) for one in row.photos.all()],
        "seen": labels(row.visit_checked, VISIT),
        "forms": forms,
        "form": marked(form) if posted else form,
        "against": services.reason_against(row),
        "visited": services.visit_has_come(row),
        "open": row.state == State.SENT,
        "may_change": changeable.filter(pk=row.pk).exists(),
    }
    return render(request, "coordinator/proposal.html", context, status=422 if posted else 200)


def _decide(request: HttpRequest, row: PlaceProposal, act: str, form: Any, by: User) -> bool:
    """Carry out the decision; return False if it is refused, with the reason on the form."""
    with refused_on(form):
        if not form.is_valid():
            return False
        data = form.cleaned_data
        if act == "visite":
            services.set_visit(row, data["visit_on"], data["visitor"], by=by)
            said = "La visite est notée."
        elif act == "vu":
            services.note_visit(row, data["checked"], data["note"], by=by)
            said = "La visite est notée."
        elif act == "approuver":
            services.approve(row, organisation=data["organisation"], by=by)
            said = f"{row.place_name} est dans l’annuaire\u00a0; {row.email} est invité à le tenir."
        elif act == "renvoyer":
            services.send_back(row, data["reason"], by=by)
            said = "C’est renvoyé\u00a0: la personne lit ce qui manque."
        elif act == "refuser":
            services.refuse(row, data["reason"], by=by)
            said = "C’est refusé\u00a0: la personne lit pourquoi."
        else:
            return False
        messages.success(request, said)
        return True
    return False


@require_safe
@gate(Reach.TERRITORY, reads=Record.PROPOSAL)
def proposal_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a photo of a proposed place of the territory."""
    rows = PlaceProposal.objects.visible_to(request.user, Reach.TERRITORY)
    return photo_file(get_object_or_404(ProposalPhoto, pk=pk, proposal__in=rows))
