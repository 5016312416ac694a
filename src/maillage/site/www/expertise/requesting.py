"""Pages of those who ask for an opinion: what awaits them, a new request, one request with its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act as Deed
from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise import acting, requesting, states
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool, RequestEvent, RequestQuerySet
from maillage.site.expertise.pathways import pathway
from maillage.site.expertise.states import Side, State
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.expertise import answering, shown
from maillage.site.www.expertise.forms import NoteForm, QuestionForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

ENDED_SHOWN = 30
SENT = "La demande est partie\u00a0: la réponse est attendue pour le {due}."


def mine(request: HttpRequest) -> RequestQuerySet:
    """Return the requests of the organisations for which the user asks."""
    found: RequestQuerySet = ExpertiseRequest.objects.visible_to(request.user, Reach.ORGANISATION)
    return found.select_related("pool__organisation", "organisation", "requester", "taken_by", "proposed_to")


def _organisation(user: User) -> Organisation:
    """Return the organisation for which the user asks, the first one if there are several."""
    scope = user.grants.scope(Record.EXPERTISE, Deed.CHANGE, Reach.ORGANISATION)
    return Organisation.objects.filter(pk__in=scope.organisations).order_by("pk")[0]


@require_safe
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE)
def opinions(request: HttpRequest) -> HttpResponse:
    """What awaits the requesting side, then what it waits for."""
    rows = mine(request).by_due_time()
    context = {
        "to_read": shown.listed(rows.filter(state=State.ANSWERED)),
        "to_complete": shown.listed(rows.filter(state__in=[State.ASKED, State.DECLINED, State.DRAFT])),
        "waiting": shown.listed(rows.filter(state__in=[*states.WAITING, State.TAKEN])),
        "ended": shown.listed(
            rows.filter(state__in=[State.READ, State.CLOSED, State.WITHDRAWN]).order_by("-pk")[:ENDED_SHOWN]
        ),
    }
    return render(request, "expertise/opinions.html", context)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a pathway and the hospital that reads it."""
    pools = ReaderPool.objects.filter(is_open=True).select_related("organisation")
    return render(request, "expertise/choose.html", {"pools": [(one, pathway(one.pathway)) for one in pools]})


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def add(request: HttpRequest) -> HttpResponse:
    """Write a request to a pool; every requester may ask every open pool."""
    asked = whole(request.POST.get("groupe", request.GET.get("groupe", "")))
    pool = get_object_or_404(ReaderPool.objects.select_related("organisation"), pk=asked, is_open=True)
    form = QuestionForm(
        request.POST if request.method == "POST" else None, pool=pool, pathway=pathway(pool.pathway), initial={}
    )
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            user = signed_in(request)
            made = requesting.draft(_organisation(user), form.request(), user)
            messages.success(request, "C’est gardé. Joignez les fichiers, relisez, puis envoyez.")
            return redirect("opinion-files", pk=made.pk)
    context = {"form": form, "pool": pool, "title": pathway(pool.pathway).label}
    return render(request, "expertise/question.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a request that is not sent, or was declined; choose another pool then."""
    row = get_object_or_404(mine(request), pk=pk)
    pools = ReaderPool.objects.filter(pathway=row.pathway, is_open=True).select_related("organisation")
    pool = next((one for one in pools if str(one.pk) == request.POST.get("groupe")), row.pool)
    _, initial = shown.question_of(row)
    form = QuestionForm(
        request.POST if request.method == "POST" else None, pool=pool, pathway=pathway(row.pathway), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            requesting.change(row, form.request(), signed_in(request))
            return redirect("opinion", pk=pk)
    context = {"form": form, "pool": pool, "pools": pools, "title": row.label, "row": row}
    return render(request, "expertise/question.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what was asked, its answer, and what the requesting side may do now."""
    row = get_object_or_404(mine(request), pk=pk)
    form = NoteForm(request.POST if request.POST.get("acte") == "completer" else None)
    if request.method == "POST":
        done = _act(request, row, form)
        if done is not None:
            return done
    else:
        acting.note(row, RequestEvent.Kind.OPENED, signed_in(request))
    context = {
        **shown.page_of(row, Side.REQUESTER),
        "form": form,
        "fees": row.fees.filter(side="requester"),
        "report": "opinion-report",
    }
    return render(request, "expertise/opinion.html", context, status=422 if form.errors else 200)


def _act(request: HttpRequest, row: ExpertiseRequest, form: NoteForm) -> HttpResponse | None:
    """Do what a button says; None if its form is to be shown again."""
    by, asked = signed_in(request), request.POST.get("acte", "")
    acts: dict[str, Any] = {
        "envoyer": (requesting.send, ""),
        "retirer": (requesting.withdraw, "La demande est retirée\u00a0: le lecteur est prévenu."),
        "lu": (requesting.mark_read, "C’est noté\u00a0: vous avez lu la réponse."),
        "clore": (requesting.close, "La demande est close."),
    }
    if asked == "completer":
        if not form.is_valid():
            return None
        with refused_on(form):
            requesting.give_more(row, form.cleaned_data["text"], by)
            messages.success(request, "C’est envoyé\u00a0: le lecteur reprend la lecture.")
            return redirect("opinion", pk=row.pk)
        return None
    if asked not in acts:
        return redirect("opinion", pk=row.pk)
    service, said = acts[asked]
    try:
        done = service(row, by)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("opinion", pk=row.pk)
    messages.success(request, said or SENT.format(due=answering.moment(done.due_at)))
    return redirect("opinion", pk=row.pk)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed report."""
    return answering.report(request, get_object_or_404(mine(request), pk=pk))
