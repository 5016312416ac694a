"""Proposed places: the list, the page of each, its visit and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Case, DateTimeField, F, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.directory.checklists import VISIT, labels
from maillage.site.proposals import services
from maillage.site.proposals.models import PlaceProposal, PlaceProposalQuerySet, ProposalPhoto
from maillage.site.www import lists, toponyms
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.proposal_forms import ApproveForm, ProposalFilter, ReasonForm, SeenForm, VisitForm
from maillage.site.www.coordinator.waiting import waits_for
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.lists import Column
from maillage.site.www.photo_files import photo_file
from maillage.site.www.proposer.forms import told
from maillage.site.www.questionnaire.forms import marked

PER_PAGE = 25
TONES = {"approved": "good", "refused": "bad", "returned": "attention"}
State = PlaceProposal.State
ORDER = (State.SENT, State.RETURNED, State.APPROVED, State.REFUSED, State.WITHDRAWN)
LIST = (
    Column("nom", "Lieu", ("place_name",)),
    Column("commune", "Commune", ("commune__name", "place_name")),
    Column("par", "Proposé par", ("organisation_name", "place_name")),
    Column("etat", "État", ("rank", "since")),
    Column("jours", "Depuis", ("-since",), numeric=True),
    Column("attend", "Attend"),
)
COLUMNS = ("place", "commune", "proposed_by", "state", "age", "waits_for")


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


def _with_age(rows: PlaceProposalQuerySet) -> PlaceProposalQuerySet:
    """With the ``rank`` of their state, those that wait first, and ``since`` when they are in it, as in ``row_of``."""
    returned = Case(When(state=State.RETURNED, then=F("saved_at")), default=F("sent_at"), output_field=DateTimeField())
    ranks = (When(state=state, then=Value(rank)) for rank, state in enumerate(ORDER))
    return rows.annotate(rank=Case(*ranks, default=Value(len(ORDER))), since=Coalesce("ended_at", returned, "begun_at"))


def _cells(one: ProposalRow) -> tuple[str | int, ...]:
    state = one.row.get_state_display()
    return one.row.place_name, one.commune, one.row.organisation_name, state, one.age, one.waits


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
    found = lists.listed(request, _with_age(rows), LIST, "etat", per_page=PER_PAGE)
    if found.as_file:
        return lists.file("lieux-proposes", found, COLUMNS, lambda row: _cells(row_of(row, now)), request.GET)
    shown = [row_of(row, now) for row in found.page.object_list]
    context = {"form": form, "list": found, "rows": shown, "waiting": waiting}
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
        back = act == "visite" and request.POST.get("retour") == "accueil"
        return redirect("today") if back else redirect("proposal-board", pk=row.pk)
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
            said = f"{row.place_name} est dans l’annuaire\u202f; {row.email} est invité à le tenir."
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
