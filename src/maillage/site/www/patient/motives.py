"""For what somebody comes, where visits of different length share a session; nothing medical, from a closed list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.site.agenda.models import Slot
from maillage.site.booking import fitting
from maillage.site.www import spoken

LABELS = {
    "short": _("Consultation"),
    "long": _("Consultation longue"),
    "first": _("Première venue"),
    "follow_up": _("Suivi"),
    "papers": _("Certificat ou papiers"),
    "group": _("Séance de groupe"),
}
"""Names of the motives of ``booking/parameters/motives.toml`` in the language of the page."""


def label_of(code: str) -> str:
    """Return the name of a motive, "Consultation" for one that has left the list."""
    return str(LABELS.get(code, LABELS["short"]))


def choices(slot: Slot) -> list[tuple[str, str]]:
    """Return what may be booked at the time of a free slot: its code, and its name with how long it lasts.

    Empty where all visits last the same.
    """
    return [(one.code, f"{label_of(one.code)}, {spoken.minutes(one.minutes)}") for one in fitting.fitting(slot)]
