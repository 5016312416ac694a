"""What a proposed place waits for, in words."""

from __future__ import annotations

from maillage.site.proposals.models import PlaceProposal
from maillage.site.proposals.services import visit_has_come

State = PlaceProposal.State


def waits_for(row: PlaceProposal) -> str:
    """Return what comes next for a proposal; "" at the end."""
    if row.state == State.RETURNED:
        return "que le lieu complète ses réponses"
    if row.state != State.SENT:
        return ""
    if row.visit_on is None:
        return "un jour de visite"
    return "la décision" if visit_has_come(row) else "la visite"
