"""Pages of an expert: what awaits them, in the order of its due time, and one request to read and answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise import acting, pools, states
from maillage.site.expertise import reading as services
from maillage.site.expertise.models import ExpertiseRequest, PoolReader, ReaderPool, RequestEvent, RequestQuerySet
from maillage.site.expertise.pathways import pathway
from maillage.site.expertise.states import Side, State
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.expertise import answering, shown
from maillage.site.www.expertise.forms import AnswerForm, DeclineForm, NoteForm, PassForm
from maillage.site.www.gates import gate, signed_in

ENDED_SHOWN = 30


def mine(request: HttpRequest) -> RequestQuerySet:
    """Return the requests that the reader may read."""
    found: RequestQuerySet = ExpertiseRequest.objects.visible_to(request.user, Reach.OWN)
    return found.select_related("pool__organisation", "organisation", "requester", "taken_by", "proposed_to")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def readings(request: HttpRequest) -> HttpResponse:
    """What the expert holds, what waits in their pools, what they answered."""
    user = signed_in(request)
    asked = request.POST.get("acte", "")
    if asked in ("present", "absent"):
        pools.set_present(user, is_present=asked == "present")
        return redirect("readings")
    rows = mine(request).by_due_time()
    waiting = rows.filter(state__in=states.WAITING)
    own_pools = PoolReader.objects.filter(user=user).select_related("pool__organisation")
    context = {
        "held": shown.listed(rows.filter(taken_by=user, state__in=states.HELD)),
        "proposed": shown.listed(waiting.filter(proposed_to=user)),
        "waiting": shown.listed(waiting.exclude(proposed_to=user)),
        "ended": shown.listed(
            rows.filter(taken_by=user, state__in=states.ANSWERED).order_by("-answered_at")[:ENDED_SHOWN]
        ),
        "pools": [one.pool for one in own_pools],
        "present": any(one.is_present for one in own_pools),
    }
    return render(request, "expertise/readings.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: take it, ask for more, answer, correct, give it back, pass it on, decline it."""
    row = get_object_or_404(mine(request), pk=pk)
    forms_of = forms_for(request, row)
    if request.method == "POST":
        done = _act(request, row, forms_of)
        if done is not None:
            return done
    else:
        acting.note(row, RequestEvent.Kind.OPENED, signed_in(request))
    is_taker = row.taken_by_id == signed_in(request).pk
    context: dict[str, Any] = {
        **shown.page_of(row, Side.TAKER if is_taker else Side.POOL),
        "mine": is_taker,
        "templates": pathway(row.pathway).templates,
        "forms": forms_of,
        "form": next((one for one in forms_of.values() if one.errors), forms_of["repondre"]),
        "fees": row.fees.filter(side="reader"),
        "report": "reading-report",
    }
    wrong = any(one.errors for one in forms_of.values())
    return render(request, "expertise/reading.html", context, status=422 if wrong else 200)


def forms_for(request: HttpRequest, row: ExpertiseRequest) -> dict[str, forms.Form]:
    """Return the forms of the page; the one that was sent is bound."""
    sent = request.POST.get("acte", "")
    data = {sent: request.POST} if request.method == "POST" else {}
    corrects = State(row.state) in states.ANSWERED
    path = pathway(row.pathway)
    begun = next((one.values for one in path.templates if one.code == request.GET.get("modele")), {})
    others = ReaderPool.objects.filter(pathway=row.pathway, is_open=True).exclude(pk=row.pool_id)
    return {
        "repondre": AnswerForm(
            data.get("repondre"), pathway=path, corrects=corrects,
            initial=shown.last_values(row) if corrects else begun,
        ),
        "demander": NoteForm(data.get("demander")),
        "decliner": DeclineForm(data.get("decliner")),
        "passer": PassForm(data.get("passer"), pools=others.select_related("organisation")),
    }  # fmt: skip


def _act(request: HttpRequest, row: ExpertiseRequest, forms_of: dict[str, forms.Form]) -> HttpResponse | None:
    """Do what a button says; None if its form is to be shown again."""
    asked, form = request.POST.get("acte", ""), forms_of.get(request.POST.get("acte", ""))
    if form is not None:
        if not form.is_valid():
            return None
        with refused_on(form):
            messages.success(request, _with_form(request, row, asked, form))
            return redirect("reading", pk=row.pk) if asked in ("repondre", "demander") else redirect("readings")
        return None
    acts = {
        "prendre": (services.take, "Cette demande est à vous."),
        "rendre": (services.give_back, "La demande est rendue à son groupe."),
    }
    if asked not in acts:
        return redirect("reading", pk=row.pk)
    service, said = acts[asked]
    try:
        service(row, signed_in(request))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("readings")
    messages.success(request, said)
    return redirect("reading", pk=row.pk) if asked == "prendre" else redirect("readings")


def _with_form(request: HttpRequest, row: ExpertiseRequest, asked: str, form: forms.Form) -> str:
    """Do what a form says; return what to say then."""
    said, by = form.cleaned_data, signed_in(request)
    if asked == "demander":
        services.ask_more(row, said["text"], by)
        return "C’est demandé\u00a0: le temps d’attente ne compte pas dans votre délai."
    if asked == "decliner":
        services.decline(row, said["reason"], by)
        return "La demande est déclinée\u00a0: le demandeur est prévenu."
    if asked == "passer":
        services.pass_on(row, ReaderPool.objects.get(pk=said["pool"]), by)
        return "La demande est passée à l’autre groupe."
    made = services.answer(row, said, by, why=said.get("why", ""))
    return f"La réponse est signée, version {made.version}\u00a0: le demandeur est prévenu."


@require_safe
@gate(Reach.OWN, reads=Record.EXPERTISE)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed report."""
    return answering.report(request, get_object_or_404(mine(request), pk=pk))
