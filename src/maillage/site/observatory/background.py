"""Jobs of the worker for the observatory: the effect of published programmes, computed outside requests."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from maillage.site.accounts.models import User
from maillage.site.engagements.models import Programme
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import Progress, kind
from maillage.site.observatory import effects

EFFECT = "effect"


def on_publication(programme: Programme, by: User | None = None, **_: object) -> None:
    """Compute the effect of a programme: by a job if a user published it, at once on the command line."""
    if by is None:
        transaction.on_commit(partial(effects.refresh, [programme.pk]))
    else:
        ask([programme], by)


def ask(programmes: list[Programme], by: User) -> Job:
    """Queue a job that computes the effect of programmes again."""
    return jobs.ask(EFFECT, by, programmes=sorted(one.pk for one in programmes))


@kind(EFFECT, label="Bilan des consultations publiées")
def compute(report: Progress, *, programmes: list[int]) -> dict[str, int]:
    """Compute the effect of programmes from the agenda, and access with all running programmes."""
    report(0.0, "Ouverture de la mesure")
    done = effects.refresh(programmes, lambda share: report(share, "Qui gagne, qui perd, ce que cela coûte"))
    return {"programmes": done}
