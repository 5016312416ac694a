"""The site's own interface for programs: free slots near a commune, sessions of the territory with their counts.

Described by ``/api/openapi.json``; each request carries the key of an organisation, which opens what its scopes say.
Nothing about a patient is told. Appointments and webhooks are in modules of their own.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import HttpError

import maillage
from maillage.schemes import PatientFacts
from maillage.site.agenda.models import Session
from maillage.site.booking import slot_table
from maillage.site.booking.slot_table import instant
from maillage.site.fhir.models import KeyScope
from maillage.site.geography import travel
from maillage.site.geography.current import commune_of
from maillage.site.geography.travel import NotMeasured
from maillage.site.www import words
from maillage.site.www.api import appointments, webhooks
from maillage.site.www.api.keys import Caller, KeyOfOrganisation, caller
from maillage.site.www.api.shapes import (
    CountedSessionOut,
    FreeSlot,
    PlaceOfSlot,
    Problem,
    SessionQuery,
    Sessions,
    Site,
    SlotQuery,
)
from maillage.site.www.counts import with_counts
from maillage.site.www.patient.free_times import place_of

LAST_YEAR = 9000
REFUSALS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 422: Problem}

api = NinjaAPI(
    title="Maillage",
    version="1",
    description="Free slots and sessions of a site of Maillage, for programs of organisations that hold a key.",
    docs_url=None,
    auth=KeyOfOrganisation(),
    urls_namespace="api",
)


def _caller(request: HttpRequest) -> Caller:
    found: Any = request
    return found.auth


@api.get("/v1/site", url_name="api-site", response={200: Site, **REFUSALS}, summary="Whose key it is")
def site(request: HttpRequest) -> Any:
    """Return the organisation of the key, to try it."""
    asks = _caller(request)
    return Site(
        organisation=asks.organisation.name, kind=asks.organisation.kind, version=maillage.__version__,
        scopes=asks.key.scopes,
    )  # fmt: skip


@api.get(
    "/v1/slots", url_name="api-slots", response={200: list[FreeSlot], **REFUSALS}, summary="Free slots near a commune"
)
def slots(request: HttpRequest, asked: Query[SlotQuery]) -> Any:
    """Return the free slots that a person of a commune may book now, the soonest first."""
    caller(request, KeyScope.SLOTS)
    commune = commune_of(asked.commune)
    if commune is None:
        raise HttpError(404, f"No commune has the code '{asked.commune}'.")
    try:
        minutes = travel.minutes_from(commune, float(asked.within_minutes))
    except NotMeasured:
        return []
    found, now = slot_table.current(), timezone.now()
    facts = PatientFacts(has_treating_doctor=asked.has_treating_doctor)
    chosen = found.open_to(commune, facts, now) & found.in_communes(minutes) & found.given_by(asked.profession)
    root = settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    answer: list[FreeSlot] = []
    for at in np.flatnonzero(chosen)[: asked.limit].tolist():
        session = found.sessions[int(found.session[at])]
        where = PlaceOfSlot(
            name=place_of(session), commune=session.commune, commune_name=session.commune_name,
            minutes=round(minutes[session.commune], 1),
        )  # fmt: skip
        answer.append(
            FreeSlot(
                id=int(found.pk[at]), starts=instant(int(found.starts[at])).astimezone(session.zone),
                ends=instant(int(found.ends[at])).astimezone(session.zone), scheme=session.scheme,
                profession=session.profession, at_distance=session.rules.at_distance, place=where,
                book=f"{root}{reverse('booking')}?commune={commune.pk}",
            )
        )  # fmt: skip
    return answer


@api.get(
    "/v1/sessions",
    url_name="api-sessions",
    response={200: Sessions, **REFUSALS},
    summary="Sessions of the territory, counted",
)
def sessions(request: HttpRequest, asked: Query[SessionQuery]) -> Any:
    """Return the sessions in the territory of the key's organisation, with their places and how many are booked."""
    territory = caller(request, KeyScope.SLOTS).territory
    # The last years that dates know have no day after.
    until = asked.since + timedelta(days=asked.days) if asked.since.year < LAST_YEAR else date.max
    rows = Session.objects.filter(territory.in_territory("commune")).exclude(state=Session.State.DRAFT)
    rows = rows.filter(starts__date__gte=asked.since, starts__date__lt=until)
    page = with_counts(rows).order_by("starts", "pk")[asked.offset : asked.offset + asked.limit]
    return Sessions(
        total=rows.count(),
        sessions=[
            CountedSessionOut(
                id=one.pk, starts=one.starts.astimezone(one.zone), ends=one.ends.astimezone(one.zone),
                scheme=one.rules.code, state=one.state, commune=one.commune_id, place=words.place_of(one),
                places=one.places, booked=one.booked,
            )
            for one in page
        ],
    )  # fmt: skip


api.add_router("/v1", appointments.router)
api.add_router("/v1", webhooks.router)


def routes() -> Any:
    """Return the routes: a key opens them, not the session of a browser."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        view: Any = pattern.callback
        pattern.callback = login_not_required(view)
    return patterns, app_name, namespace
