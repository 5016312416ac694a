"""Sending a photo of the data folder to somebody who may see it."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from maillage.site.directory import photos
from maillage.site.directory.promises import Photo


def photo_file(photo: Photo) -> HttpResponse:
    """Return a photo (some hundred kB); the page that it was not found if its file is no longer there."""
    try:
        return HttpResponse(photos.path_of(photo.digest).read_bytes(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404("Cette photo n’est plus là.") from error
