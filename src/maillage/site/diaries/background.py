"""Tasks of the worker for diaries."""

from __future__ import annotations

from maillage.site.diaries.changing import extend
from maillage.site.diaries.models import Diary
from maillage.site.queues import periodic


@periodic("40 3 * * *", "diaries.extend")
def extend_all() -> None:
    """Open the days that came within reach, and those that nothing prevents any more."""
    for diary in Diary.objects.select_related("programme", "place__commune__department").order_by("pk"):
        extend(diary)
