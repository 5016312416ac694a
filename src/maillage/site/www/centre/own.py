"""The centre whose pages a user reads."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Act, Record
from maillage.site.www.gates import signed_in


def own_centre(request: HttpRequest, record: Record) -> Organisation:
    """Return the centre that the user works for by their right to ``record``, the first one if there are several."""
    keys = signed_in(request).grants.scope(record, Act.READ).organisations
    found = Organisation.objects.filter(pk__in=keys).order_by("pk").first()
    if found is None:
        raise Http404("Aucun centre de santé n’est rattaché à ce compte.")
    return found
