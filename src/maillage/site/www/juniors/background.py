"""Jobs of the worker for years of junior doctors: computing a match."""

from __future__ import annotations

from typing import Any

from maillage.site.jobs.registry import Progress, kind
from maillage.site.juniors import matching
from maillage.site.juniors.models import JuniorYear
from maillage.site.refusals import Refused
from maillage.site.www.juniors import matched


@kind(matching.MATCH, label="Affectation de docteurs juniors")
def make(report: Progress, *, year: int, aim: str, a_year: int) -> dict[str, Any]:
    """Match a year and keep the result, with its curves drawn; the same wishes give the same match."""
    row = JuniorYear.objects.filter(pk=year).first()
    if row is None:
        raise Refused("Cette promotion n’existe plus.")
    report(0.1, "Lecture des vœux")
    found = matching.compute(report, row, aim, a_year)
    kept = matching.keep(row, found)
    report(0.95, "Dessin des courbes")
    matched.told(kept.draft)  # drawn here, so that no reader waits for it
    return {"year": year, "placed": len(found["match"])}
