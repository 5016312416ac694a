"""The settings of a hospital's machines and programs: how they reach the site, what passed last, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.accounts.roles import EXPERT, REQUESTER
from maillage.site.fhir import services as keys
from maillage.site.fhir.models import InterfaceKey
from maillage.site.imaging import machines, sending
from maillage.site.imaging.models import DicomNode, ImagingEvent, OutgoingStudy
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.systems.forms import ExaminationKeyForm, NodeForm, values_of

POSTS = ["GET", "HEAD", "POST"]
EVENTS_SHOWN, SENDINGS_SHOWN = 40, 20


@dataclass(frozen=True)
class ShownNode:
    """A machine with its last exchange, and what is wrong since."""

    row: DicomNode
    last: ImagingEvent | None
    problem: ImagingEvent | None


def organisation_of(user: User) -> Organisation:
    """Return the organisation whose systems the user keeps, the first one if there are several."""
    kept = user.grants.scope(Record.SYSTEM, Act.READ, Reach.ORGANISATION).organisations
    return Organisation.objects.filter(pk__in=kept).order_by("pk")[0]


@never_cache
@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.SYSTEM, changes=Record.SYSTEM)
def systems(request: HttpRequest) -> HttpResponse:
    """Machines, keys, what is sent and what passed last; give a key, which is shown this once."""
    user = signed_in(request)
    house, act = organisation_of(user), request.POST.get("acte", "")
    if act in ("retirer", "renvoyer"):
        return _act(request, user, act)
    people = User.objects.filter(
        memberships__organisation=house, memberships__role__in=[REQUESTER.code, EXPERT.code], is_active=True
    )
    form = ExaminationKeyForm(request.POST if act == "donner" else None, people=people.distinct().order_by("last_name"))
    given = None
    if act == "donner" and form.is_valid():
        with refused_on(form):
            said = form.cleaned_data
            given = keys.give_examination_key(house, said["name"], form.people[said["acts_for"]], user)
            form = ExaminationKeyForm(people=form.people.values())
    dicom, public = settings.DICOM, settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    context = {
        "house": house,
        "title": dicom["title"],
        "host": urlsplit(public).hostname,
        "port": dicom["port"],
        "tls": bool(dicom["certificate"]),
        "root": public,
        "nodes": _nodes(user),
        "form": form,
        "given": given,
        "keys": InterfaceKey.objects.filter(
            organisation=house, area=InterfaceKey.Area.EXAMINATIONS
        ).select_related("acts_for"),
        "people": form.people,
        "sendings": OutgoingStudy.objects.visible_to(user, Reach.ORGANISATION).select_related("node", "request", "by")[
            :SENDINGS_SHOWN
        ],
        "events": ImagingEvent.objects.visible_to(user, Reach.ORGANISATION).select_related("node", "by")[:EVENTS_SHOWN],
    }  # fmt: skip
    return render(request, "systems/systems.html", context, status=422 if form.errors else 200)


def _nodes(user: User) -> list[ShownNode]:
    rows = list(DicomNode.objects.visible_to(user, Reach.ORGANISATION).in_use())
    told = ImagingEvent.objects.filter(node__in=rows).order_by("node_id", "-at", "-pk").distinct("node_id")
    good = {one.node_id: one for one in told.exclude(kind__in=ImagingEvent.PROBLEMS)}
    bad = {one.node_id: one for one in told.filter(kind__in=ImagingEvent.PROBLEMS)}
    return [ShownNode(row, good.get(row.pk), _since(bad.get(row.pk), good.get(row.pk))) for row in rows]


def _since(problem: ImagingEvent | None, good: ImagingEvent | None) -> ImagingEvent | None:
    """Return a problem unless something passed after it."""
    return problem if problem is not None and (good is None or good.at < problem.at) else None


def _act(request: HttpRequest, user: User, act: str) -> HttpResponse:
    """Take a key back, or send again what was given up."""
    asked = whole(request.POST.get("numero", "")) or 0
    try:
        if act == "retirer":
            mine = InterfaceKey.objects.filter(organisation=organisation_of(user), area=InterfaceKey.Area.EXAMINATIONS)
            keys.revoke_key(get_object_or_404(mine, pk=asked), user)
            messages.success(request, "La clé est retirée\u00a0: elle n’ouvre plus rien.")
        else:
            sending.again(get_object_or_404(OutgoingStudy.objects.visible_to(user, Reach.ORGANISATION), pk=asked), user)
            messages.success(request, "L’envoi est repris\u00a0: il part dans la minute.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("systems")


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.SYSTEM, changes=Record.SYSTEM)
def node_add(request: HttpRequest) -> HttpResponse:
    """Add a machine."""
    form = NodeForm(request.POST if request.method == "POST" else None, initial={"tls": "non"})
    if request.method == "POST" and form.is_valid():
        user = signed_in(request)
        with refused_on(form):
            made = machines.add(organisation_of(user), form.node(), user)
            messages.success(request, f"{made.name} est ajoutée. Essayez maintenant un envoi depuis cette machine.")
            return redirect("systems")
    return _node_page(request, form, None)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.SYSTEM, changes=Record.SYSTEM)
def node(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a machine, check the link to it, remove it."""
    user = signed_in(request)
    row = get_object_or_404(DicomNode.objects.visible_to(user, Reach.ORGANISATION).in_use(), pk=pk)
    act = request.POST.get("acte", "")
    if act in ("retirer", "essayer"):
        return _act_on_node(request, user, row, act)
    form = NodeForm(request.POST if request.method == "POST" else None, initial=values_of(row))
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            machines.change(row, form.node(), user)
            messages.success(request, "C’est enregistré.")
            return redirect("systems")
    return _node_page(request, form, row)


def _act_on_node(request: HttpRequest, user: User, row: DicomNode, act: str) -> HttpResponse:
    try:
        if act == "retirer":
            machines.remove(row, user)
            messages.success(request, f"{row.name} est retirée\u00a0: elle n’envoie et ne reçoit plus rien.")
            return redirect("systems")
        sending.test(row, user)
        messages.success(request, f"{row.name} répond\u00a0: la liaison est bonne.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("system-node", pk=row.pk)


def _node_page(request: HttpRequest, form: forms.Form, row: DicomNode | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "row": row, "title": settings.DICOM["title"]}
    return render(request, "systems/node.html", context, status=422 if form.errors else 200)
