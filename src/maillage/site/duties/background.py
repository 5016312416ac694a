"""Jobs of the worker for rotas: computing a draft."""

from __future__ import annotations

from typing import Any

from maillage.site.duties import drafts
from maillage.site.duties.models import Rota
from maillage.site.jobs.registry import Progress, kind
from maillage.site.refusals import Refused


@kind(drafts.DRAFT, label="Projet de tableau de garde")
def make(report: Progress, *, rota: int) -> dict[str, Any]:
    """Compute the draft of a rota and keep it; the same rota again gives the same draft."""
    row = Rota.objects.filter(pk=rota).first()
    if row is None:
        raise Refused("Ce tableau n’existe plus.")
    report(0.1, "Qui peut prendre quelle garde, et la part de chacun")
    draft = drafts.compute(row)
    report(0.95, "Vérification du projet")
    drafts.keep(row, draft)
    return {"rota": rota, "filled": len(draft.filled)}
