"""What the host's place promises: reading and changing it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.www.gates import gate
from maillage.site.www.promises import photo_of, place_of, promise_page


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.PLACE, changes=Record.PLACE)
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a place of the user's organisation promises; those who keep it change it."""
    place, may_change = place_of(request, pk, Reach.ORGANISATION)
    return promise_page(
        request,
        place,
        here="host-promise",
        photo="host-photo",
        back=(reverse("host-place"), "Mon lieu"),
        may_change=may_change,
    )


@require_safe
@gate(Reach.ORGANISATION, reads=Record.PLACE)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a photo of a place of the user's organisation."""
    return photo_of(request, pk, Reach.ORGANISATION)
