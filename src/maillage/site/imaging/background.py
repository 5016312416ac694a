"""Tasks of the worker for the machines of organisations."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.imaging import expiring, sending
from maillage.site.queues import periodic


@periodic("* * * * *", "imaging.send")
def send() -> None:
    """Send examinations to the machines that wait for them."""
    sending.send()


@periodic("27 * * * *", "imaging.expire")
def expire() -> None:
    """Destroy examinations that nobody asked an opinion on."""
    expiring.expire(timezone.now())
