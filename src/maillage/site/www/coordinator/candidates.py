"""Who may be asked to give a session, as the pages of a session and of a proposed day list them."""

from __future__ import annotations

from typing import Any

from maillage.site.agenda.candidates import Candidate
from maillage.site.www import french, toponyms, words


def row_of(one: Candidate) -> dict[str, Any]:
    """Return the row of a candidate, in words."""
    return {
        "pk": one.professional.pk,
        "name": words.called(one.professional),
        "home": toponyms.curly(one.professional.home.name),
        "travel": "plus d’une heure" if one.minutes is None else french.minutes(one.minutes),
        "busy": one.busy,
    }
