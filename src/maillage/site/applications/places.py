"""The places that want somebody of a scheme: those of the directory that can receive its sessions."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from maillage.schemes import Post, ResourceKind, Scheme, Whereabouts
from maillage.site.directory.models import Place
from maillage.site.engagements import questions


def open_places(scheme: Scheme) -> QuerySet[Place]:
    """Places open some day that hold what the scheme's sessions need there, where its rule of place allows them."""
    rows = Place.objects.exclude(opening_weekdays=[])
    if not scheme.where.allows(Whereabouts(designated=False, named=True)):
        rows = rows.filter(commune__intercommunality__in=questions.designated())
    for post in scheme.needs:
        if _stands_in_a_place(post):
            rows = rows.filter(Q(resources__kind=post.role.kind.value))
    return rows.distinct()


def _stands_in_a_place(post: Post) -> bool:
    return not post.optional and post.role.kind in (ResourceKind.ROOM, ResourceKind.BED)
