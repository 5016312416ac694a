"""Exchanges noted: what came, what was refused and why, what was opened, what was sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from maillage.site.accounts.models import Organisation
from maillage.site.imaging.models import ImagingEvent

Kind = ImagingEvent.Kind
ALIKE = timedelta(minutes=10)
"""A machine that knocks again and again within this time is noted once."""
LONGEST = 300


def note(
    organisation: Organisation, kind: ImagingEvent.Kind, now: datetime | None = None, *, said: str = "", **about: Any
) -> ImagingEvent:
    """Write an event; ``about`` names its machine, key, person, examination, request and number of images."""
    return ImagingEvent.objects.create(
        organisation=organisation, kind=kind, at=now or timezone.now(), said=said[:LONGEST], **about
    )


def note_once(organisation: Organisation, kind: ImagingEvent.Kind, *, said: str = "", **about: Any) -> None:
    """Write an event unless the same was written a moment ago."""
    now = timezone.now()
    same = ImagingEvent.objects.filter(organisation=organisation, kind=kind, said=said[:LONGEST], **about)
    if not same.filter(at__gt=now - ALIKE).exists():
        note(organisation, kind, now, said=said, **about)
