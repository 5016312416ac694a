"""Pages that send tables to a job and read its result: the job that an address names, and those done lately."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from maillage.site.jobs.models import Job
from maillage.site.www.numbers import whole

LATELY = 5


def named_job(request: HttpRequest, kind: str) -> Job | None:
    """Return the job of a kind that an address names (``travail``), None if it names none. Raises ``Http404``."""
    key = whole(request.GET.get("travail", ""))
    known = Job.objects.visible_to(request.user).filter(kind=kind)
    return None if key is None else get_object_or_404(known, pk=key)


def lately_done(request: HttpRequest, kind: str) -> QuerySet[Job]:
    """Return the last jobs of a kind that are done."""
    return Job.objects.visible_to(request.user).filter(kind=kind, state=Job.State.DONE)[:LATELY]
