"""The interface over HTTP: what it offers to anybody, its searches to whoever holds a key of an organisation."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from maillage.site.accounts.models import User
from maillage.site.accounts.scope import Scope
from maillage.site.fhir import asked as reading
from maillage.site.fhir import bundles, capability, finding, regulators, services
from maillage.site.fhir.models import KeyScope
from maillage.site.fhir.outcome import Refusal, outcome

OLD_TYPE, TYPE = "application/json+fhir", "application/fhir+json"
"""The guide asks for the name of FHIR before R4; both are answered by their own name."""
Answered = Callable[..., dict[str, Any]]
SAFE = ("GET", "HEAD")


def resource(view: Answered) -> Callable[..., HttpResponse]:
    """Answer what a view returns as JSON, and what it refuses as an ``OperationOutcome``."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method not in SAFE:
                raise Refusal(405, "not-supported", "This interface is read: use GET.")
            return written(request, view(request, *args, **kwargs))
        except Refusal as refusal:
            refused = written(request, outcome(refusal), refusal.status)
            if refusal.status == 401:
                refused.headers["WWW-Authenticate"] = 'Bearer realm="maillage"'
            if refusal.status == 405:
                refused.headers["Allow"] = ", ".join(SAFE)
            return refused

    return answer


@login_not_required
@csrf_exempt
def practitioner(request: HttpRequest) -> HttpResponse:
    """Accounts of regulators (INT_R02): create, and update by identifier."""
    try:
        user, new = _regulator(request)
    except Refusal as refusal:
        refused = written(request, outcome(refusal), refusal.status)
        if refusal.status == 405:
            refused.headers["Allow"] = "POST, PUT"
        return refused
    answer = HttpResponse(status=201 if new else 200)
    answer.headers["Location"] = f"{root(request)}/fhir/Practitioner/{user.pk}"
    return answer


def _regulator(request: HttpRequest) -> tuple[User, bool]:
    """Do what a request about a regulator asks; return the account and whether it is new. Raises ``Refusal``."""
    if request.method not in ("POST", "PUT"):
        raise Refusal(405, "not-supported", "Accounts of regulators are created by POST and changed by PUT.")
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    key = services.key_of(text.strip()) if scheme.lower() == "bearer" else None
    if key is None or KeyScope.REGULATORS not in key.scopes:
        raise Refusal(401, "login", "Give a key for accounts of regulators: Authorization: Bearer KEY.")
    try:
        resource = json.loads(request.body)
        json.dumps(resource, ensure_ascii=False).encode()  # half a character has no place in the database
        said = regulators.read(resource)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "structure", "The body is no JSON.") from error
    if request.method == "POST":
        return regulators.create(said, key.organisation), True
    named = request.GET.getlist("identifier") or request.GET.getlist("Identifier")
    if len(named) != 1:
        raise Refusal(400, "required", "Name one identifier: PUT Practitioner?identifier=system|value.")
    return regulators.update(regulators.named(named[0]), said, key.organisation)


def written(request: HttpRequest, content: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return a resource as JSON, which nobody keeps."""
    name = OLD_TYPE if OLD_TYPE in request.headers.get("Accept", "") else TYPE
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type=f"{name}; charset=utf-8", headers=headers)


def reach(request: HttpRequest) -> Scope:
    """Return how far the key of a request reaches. Raises ``Refusal`` (401) without a valid key."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    holder = services.holder(text.strip()) if scheme.lower() == "bearer" else None
    if holder is None or holder.kind not in services.KINDS:
        raise Refusal(401, "login", "Give the key of your organisation: Authorization: Bearer KEY.")
    return services.reach_of(holder)


def root(request: HttpRequest) -> str:
    """Return the address of the site."""
    return settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")


def _page(request: HttpRequest) -> bundles.Page:
    def address(offset: int) -> str:
        query = request.GET.copy()
        query.pop("_offset", None)
        if offset:
            query["_offset"] = str(offset)
        return f"{root(request)}{request.path}?{query.urlencode(safe=':,')}"

    return address


@resource
def metadata(request: HttpRequest) -> dict[str, Any]:
    """What the interface offers."""
    return capability.statement(root(request))


@resource
def slots(request: HttpRequest) -> dict[str, Any]:
    """Free slots of practitioners (INT_R01), of those of communities (INT_R04)."""
    within = reach(request)
    asked = reading.by_practitioner(request.GET)
    found = finding.by_practitioner(asked, within, timezone.now())
    return bundles.by_practitioner(asked, found, root(request), _page(request))


@resource
def schedules(request: HttpRequest) -> dict[str, Any]:
    """Diaries of structures with free slots (SOS Médecins)."""
    within = reach(request)
    asked = reading.by_structure(request.GET)
    found = finding.by_structure(asked, within, timezone.now())
    return bundles.by_structure(asked, found, root(request), _page(request))


@resource
def unknown(_request: HttpRequest, path: str = "") -> dict[str, Any]:
    """Everything else."""
    raise Refusal(404, "not-found", f"'{path[:50]}' is not offered: /fhir/metadata says what is.")
