"""The page of what a place promises and its photos, the same for its host and for the coordination."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from maillage.site.accounts.rights import Reach
from maillage.site.directory import photos
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, PlaceDetails, PlacePhoto, Resource
from maillage.site.directory.openings import closure_words
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.photo_files import photo_file
from maillage.site.www.promise_fields import hours_words, promise_words
from maillage.site.www.promise_forms import ClosureForm, PhotoForm, PromiseForm, RoomHoursForm
from maillage.site.www.questionnaire.forms import marked


def place_of(request: HttpRequest, pk: int, reach: Reach) -> tuple[Place, bool]:
    """Return a place within ``reach`` of the user, and whether they may change it; for a POST they must."""
    changeable = Place.objects.changeable_by(request.user, reach)
    rows = changeable if request.method == "POST" else Place.objects.visible_to(request.user, reach)
    rows = rows.select_related("commune__department", "details").prefetch_related(
        "resources__openings", "closures__room", "photos"
    )
    return get_object_or_404(rows, pk=pk), changeable.filter(pk=pk).exists()


def photo_of(request: HttpRequest, pk: int, reach: Reach) -> HttpResponse:
    """Return a photo of a place within ``reach`` of the user."""
    places = Place.objects.visible_to(request.user, reach)
    return photo_file(get_object_or_404(PlacePhoto, pk=pk, place__in=places))


def details_of(place: Place) -> PlaceDetails | None:
    """Return what a place promises; None if it has promised nothing."""
    return getattr(place, "details", None)


def promise_page(
    request: HttpRequest, place: Place, *, here: str, photo: str, back: tuple[str, str], may_change: bool
) -> HttpResponse:
    """Show what a place promises; a form changes it.

    ``here`` and ``photo`` are URL names, ``back`` a URL and its text.
    """
    posted, act = request.method == "POST", request.POST.get("acte", "")

    def data_of(name: str) -> Any:
        return request.POST if posted and act == name else None

    row = details_of(place)
    rooms = [thing for thing in place.resources.all() if thing.kind == Resource.Kind.ROOM]
    forms: dict[str, Any] = {
        "promesse": PromiseForm(data_of("promesse"), initial=PromiseForm.of(row)),
        "fermer": ClosureForm(data_of("fermer"), place=place),
        "photo": PhotoForm(data_of("photo"), request.FILES if posted and act == "photo" else None),
        **{f"cabinet-{room.pk}": RoomHoursForm(data_of(f"cabinet-{room.pk}"), room=room) for room in rooms},
    }
    form = forms.get(act, forms["promesse"])
    if posted and _change(request, place, act, form):
        messages.success(request, "C’est noté. Les vacations que cela touche sont signalées à la coordination.")
        return redirect(here, pk=place.pk)
    context = {
        "place": place,
        "form": marked(form) if posted else form,
        "promise": forms["promesse"],
        "told": [] if row is None else promise_words(row),
        "rooms": [
            (room, hours_words(one.hours for one in room.openings.all()), forms[f"cabinet-{room.pk}"]) for room in rooms
        ],
        "closures": [(one.pk, closure_words(one), one.ends is not None or one.room_id is not None)
                     for one in place.closures.all()],
        "closing": forms["fermer"],
        "photos": [(one, reverse(photo, args=[one.pk])) for one in place.photos.all()],
        "adding": forms["photo"],
        "back_url": back[0],
        "back_text": back[1],
        "may_change": may_change,
    }  # fmt: skip
    return render(request, "directory/promise.html", context, status=422 if posted else 200)


def _change(request: HttpRequest, place: Place, act: str, form: Any) -> bool:
    """Carry out the change; return False if it is refused, with the reason on the form."""
    by = signed_in(request)
    gone = whole(request.POST.get("numero", ""))
    removals: dict[str, Callable[[], None]] = {
        "rouvrir": lambda: _each(place.closures.filter(pk=gone), lambda one: directory.reopen(one, by=by)),
        "retirer": lambda: _each(place.photos.filter(pk=gone), lambda one: directory.remove_photo(one, by=by)),
    }
    with refused_on(form):
        if act in removals:
            removals[act]()
            return True
        if not form.is_valid():
            return False
        if isinstance(form, PromiseForm):
            directory.state_promise(place, form.data_for_service(details_of(place)), by=by)
        elif isinstance(form, RoomHoursForm):
            directory.open_room(form.room, form.cleaned_data["hours"], by=by)
        elif isinstance(form, ClosureForm):
            directory.close(place, **form.values(), by=by)
        else:
            given = form.cleaned_data["photo"]
            directory.add_photo(place, photos.keep(given, given.size or 0), by=by)
        return True
    return False


def _each(rows: Any, act: Callable[[Any], object]) -> None:
    for row in rows:
        act(row)
