"""The secret addresses of the days of a place and of its rooms, for screens and calendars of those who keep it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import ResourceKind
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import feeds
from maillage.site.agenda.calendar_models import ThingFeed
from maillage.site.agenda.models import Session
from maillage.site.diaries import writing
from maillage.site.directory.models import Place, Resource
from maillage.site.www import words
from maillage.site.www.calendars import CalendarEntry, calendar_of
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole


@dataclass(frozen=True)
class FeedRow:
    """What an address may be made for: a place, or a room of it; the address, "" without one."""

    place: Place
    room: Resource | None
    address: str

    @property
    def key(self) -> str:
        """The key of the room, "" for the whole place."""
        return str(self.room.pk) if self.room is not None else ""

    @property
    def name(self) -> str:
        """The name of the room, or of the whole place."""
        return self.room.name if self.room is not None else "Tout le lieu"


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.SESSION, changes=Record.SESSION)
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Show, renew or stop the addresses of the places that a user keeps."""
    places = writing.places_of(signed_in(request))
    if request.method == "POST":
        _act(request, places)
        return redirect("diary-feeds")
    made = {(one.place_id, one.room_id): one for one in ThingFeed.objects.filter(place__in=places)}
    rooms = Resource.objects.filter(place__in=places, kind=ResourceKind.ROOM).order_by("name", "pk")
    by_place: dict[int, list[Resource | None]] = {place.pk: [None] for place in places}
    for room in rooms:
        by_place[room.place_id or 0].append(room)
    rows = [
        (place, [FeedRow(place, room, _address(made.get((place.pk, room and room.pk)))) for room in by_place[place.pk]])
        for place in places
    ]
    return render(request, "diary/feeds.html", {"rows": rows})


def _address(feed: ThingFeed | None) -> str:
    if feed is None:
        return ""
    return settings.PUBLIC_ADDRESS + reverse("place-feed", args=[feeds.secret_of_thing(feed)])


def _act(request: HttpRequest, places: list[Place]) -> None:
    """Make, renew or stop one address. Raises ``Http404`` for a place or a room that the user does not keep."""
    place = next((one for one in places if one.pk == whole(request.POST.get("lieu", ""))), None)
    if place is None:
        raise Http404
    room: Resource | None = None
    if request.POST.get("cabinet"):
        room = place.resources.filter(pk=whole(request.POST["cabinet"]), kind=ResourceKind.ROOM).first()
        if room is None:
            raise Http404
    if request.POST.get("acte") == "arreter":
        feeds.revoke_thing(place, room)
        messages.success(request, "L’adresse ne marche plus.")
    else:
        feeds.renew_thing(place, room)
        messages.success(request, "Voici une nouvelle adresse. L’ancienne, s’il y en avait une, ne marche plus.")


@login_not_required
@require_safe
def feed(_: HttpRequest, secret: str) -> HttpResponse:
    """Answer the days of a place or a room: who receives when, nothing about patients."""
    found = feeds.thing_of(secret)
    if found is None:
        raise Http404
    entries = [
        CalendarEntry(
            f"session-{one.session.pk}", one.session.starts, one.session.ends, _title(one.session),
            words.where(one.session), sequence=one.sequence, cancelled=one.cancelled,
        )
        for one in feeds.days_at(found.place, found.room, timezone.now())
    ]  # fmt: skip
    answer = calendar_of(entries, "journees-du-lieu.ics")
    answer["Cache-Control"], answer["X-Robots-Tag"] = "private, no-cache", "noindex"
    return answer


def _title(session: Session) -> str:
    """Return "Consultation, Dr Aubrac" or the scheme alone, where nobody gives it yet."""
    giver = session.giver
    return session.rules.label if giver is None else f"{session.rules.label}, {words.called(giver)}"
