"""What the host's place promises: reading and changing it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.directory.models import Place, PlacePhoto
from maillage.site.www.gates import gate
from maillage.site.www.photo_files import photo_file
from maillage.site.www.promises import promise_page, read


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.PLACE, changes=Record.PLACE)
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a place of the user's organisation promises; those who keep it change it."""
    changeable = Place.objects.changeable_by(request.user, Reach.ORGANISATION)
    rows = changeable if request.method == "POST" else Place.objects.visible_to(request.user, Reach.ORGANISATION)
    place = get_object_or_404(read(rows), pk=pk)
    return promise_page(
        request,
        place,
        here="host-promise",
        photo="host-photo",
        back=(reverse("host-place"), "Mon lieu"),
        may_change=changeable.filter(pk=place.pk).exists(),
    )


@require_safe
@gate(Reach.ORGANISATION, reads=Record.PLACE)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a photo of a place of the user's organisation."""
    places = Place.objects.visible_to(request.user, Reach.ORGANISATION)
    return photo_file(get_object_or_404(PlacePhoto, pk=pk, place__in=places))
