"""The places of the directory that can receive sessions of a scheme, for volunteers."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from maillage.schemes import Post, ResourceKind, Scheme, Whereabouts
from maillage.site.directory.models import Place, PlaceClosure
from maillage.site.engagements import questions


def open_places(scheme: Scheme) -> QuerySet[Place]:
    """Return the places open on some day that have what the scheme needs, where its rule of place allows them."""
    # Lists are for the months ahead: a place that closes for good no longer looks for anybody.
    rows = Place.objects.exclude(opening_weekdays=[]).exclude(
        Exists(PlaceClosure.objects.filter(place=OuterRef("pk"), room=None, ends=None))
    )
    if not scheme.where.allows(Whereabouts(designated=False, named=True)):
        rows = rows.filter(commune__intercommunality__in=questions.designated())
    for post in scheme.needs:
        if _stands_in_a_place(post):
            rows = rows.filter(Q(resources__kind=post.role.kind.value))
    return rows.distinct()


def _stands_in_a_place(post: Post) -> bool:
    return not post.optional and post.role.kind in (ResourceKind.ROOM, ResourceKind.BED)
