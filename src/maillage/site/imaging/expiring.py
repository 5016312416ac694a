"""Examinations that nobody asked an opinion on are destroyed after some days; the page says when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from maillage.site.files import vault
from maillage.site.files.models import StoredFile
from maillage.site.imaging import events
from maillage.site.imaging.models import KEPT_FOR, ReceivedStudy


def expire(now: datetime) -> int:
    """Destroy the images of examinations that waited too long; return how many examinations."""
    ended = 0
    for pk in list(ReceivedStudy.objects.waiting().filter(last_at__lte=now - KEPT_FOR).values_list("pk", flat=True)):
        ended += _end(pk, now)
    return ended


@transaction.atomic
def _end(pk: int, now: datetime) -> int:
    row = (
        ReceivedStudy.objects.select_for_update(of=("self",))
        .select_related("organisation", "node")
        .filter(pk=pk, request=None, ended_at=None, last_at__lte=now - KEPT_FOR)
        .first()
    )
    if row is None:
        return 0
    for file in StoredFile.objects.filter(holder=row.holder).exclude(key=""):
        vault.destroy(file)
    row.instances.all().delete()
    ReceivedStudy.objects.filter(pk=row.pk).update(ended_at=now, accession=None)
    events.note(row.organisation, events.Kind.EXPIRED, now, node=row.node, study=row, count=row.images)
    return 1
