"""Sending a photo of the data folder to somebody who may see it."""

from __future__ import annotations

from django.http import FileResponse, Http404

from maillage.site.directory import photos
from maillage.site.directory.promises import Photo


def photo_file(photo: Photo) -> FileResponse:
    """Return the file of a photo; the page that it was not found if the file is no longer there."""
    path = photos.path_of(photo.digest)
    if not path.is_file():
        raise Http404("Cette photo n’est plus là.")
    return FileResponse(path.open("rb"), content_type="image/jpeg")
