"""What a proposed place waits for, in words."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.proposals.models import PlaceProposal

State = PlaceProposal.State


def waits_for(row: PlaceProposal) -> str:
    """Return what comes next for a proposal; "" at the end."""
    if row.state == State.RETURNED:
        return "que le lieu complète ses réponses"
    if row.state != State.SENT:
        return ""
    if row.visit_on is None:
        return "un jour de visite"
    return "la visite" if row.visit_on > timezone.localdate() else "la décision"
