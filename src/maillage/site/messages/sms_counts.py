"""What SMS cost by month: counted when they leave, kept when the messages are deleted."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from maillage.site.messages.models import SmsMonth
from maillage.site.messages.sms_settings import provider


def add(segments: int, now: datetime) -> None:
    """Count an SMS that left, at the price of today; in the transaction that marks it as sent."""
    month = timezone.localtime(now).date().replace(day=1)
    cost = segments * provider().price
    SmsMonth.objects.get_or_create(month=month)
    SmsMonth.objects.filter(month=month).update(
        messages=F("messages") + 1, segments=F("segments") + segments, cost=F("cost") + cost
    )
