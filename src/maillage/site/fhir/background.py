"""Tasks of the worker for the interface of the regulation."""

from __future__ import annotations

from maillage.site.fhir import sending
from maillage.site.queues import periodic


@periodic("* * * * *", "fhir.send")
def send() -> None:
    """Send the appointments of the regulation to the national platform."""
    sending.send()
