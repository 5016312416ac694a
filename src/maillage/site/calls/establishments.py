"""The establishment that a written name means: one of the directory, by its own name or that of a place of it."""

from __future__ import annotations

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.roles import ESTABLISHMENT
from maillage.site.calls.naming import establishment_key
from maillage.site.directory.models import Place


def known_as(name: str) -> str:
    """Return what two ways to name one establishment share (two queries): its key in the directory, else its name's.

    "Hôpital de Purpan" and "CHU de Toulouse" are one where the directory keeps the first as a place of the second. A
    name that could mean two establishments is compared as it is written.
    """
    key = establishment_key(name)
    if not key:
        return key
    rows = Organisation.objects.filter(kind=ESTABLISHMENT.code).values_list("pk", "name")
    places = Place.objects.filter(organisation__kind=ESTABLISHMENT.code).values_list("organisation", "name")
    meant = {pk for pk, text in (*rows, *places) if establishment_key(text) == key}
    return f"établissement {meant.pop()}" if len(meant) == 1 else key
