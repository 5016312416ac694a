"""The draft of a rota: computed in the worker, checked independently, kept until it is published or computed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.duties.models import Rota
from maillage.site.duties.problem import problem_of
from maillage.site.duties.services import may_change, refuse_not_ready
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.locks import in_transaction
from maillage.site.refusals import Refused, WrongState

if TYPE_CHECKING:
    from maillage.planning.rota import RotaProblem

DRAFT = "duty-rota"
EFFORT = 20.0
"""Seconds of search after the first good rota, as by the command."""


@dataclass(frozen=True)
class Draft:
    """A rota computed: who (key of the professional, as text) fills each duty, by its name.

    ``gap`` is the relative distance to the proven bound; without a bound, as where there are holes, None. ``changes``
    are what would fill the holes, ``proven`` if there are no fewer.
    """

    filled: Mapping[str, str]
    gap: float | None
    seconds: float
    made_at: str
    changes: tuple[Mapping[str, str], ...] = ()
    proven: bool = False

    @property
    def gap_percent(self) -> float:
        """The gap in per cent."""
        return 100 * (self.gap or 0.0)


def draft_of(rota: Rota) -> Draft | None:
    """Return the draft of a rota, if one was computed."""
    kept: dict[str, Any] = {**rota.draft}
    return Draft(changes=tuple(kept.pop("changes")), **kept) if kept else None


def ask(rota: Rota, by: User) -> Job:
    """Queue a job that computes the draft. Raises ``Refused`` with what is missing, ``NotAllowed``, ``WrongState``."""
    may_change(rota, by)
    if rota.is_published:
        raise WrongState("Ce tableau est publié.")
    refuse_not_ready(rota)
    return jobs.ask(DRAFT, by, rota.organisation, rota=rota.pk)


def job_of(rota: Rota) -> Job | None:
    """Return the last job that computed the draft of a rota."""
    return Job.objects.filter(kind=DRAFT, args={"rota": rota.pk}).order_by("-asked_at", "-pk").first()


def compute(rota: Rota, *, effort: float = EFFORT) -> Draft:
    """Compute the draft of a rota; what no rota can fill stays empty, with the smallest change that would fill it.

    Raises ``Refused`` if there is nothing to fill, or if nothing was found.
    """
    from maillage.errors import ImpossiblePlan
    from maillage.planning.rota import ImpossibleRota, fill

    refuse_not_ready(rota)
    problem, now = problem_of(rota), timezone.now().isoformat()
    try:
        found = fill(problem, seconds=effort)
    except ImpossibleRota as problems:
        changes = tuple(
            {"rule": one.rule.value, "person": one.person, "what": one.what} for one in problems.change.changes
        )
        draft = Draft(dict(problems.filled), None, 0.0, now, changes, problems.change.proven)
    except ImpossiblePlan as nothing:
        raise Refused("Aucun tableau n’a été trouvé. Ajoutez des médecins, ou moins de périodes.") from nothing
    else:
        draft = Draft(dict(found.filled), found.gap, round(found.seconds, 1), now)
    broken = broken_rules(problem, draft)
    if broken:
        raise RuntimeError(f"the rota's own checker refuses it: {broken[0]}")
    return draft


def broken_rules(problem: RotaProblem, draft: Draft) -> list[str]:
    """Return the rules that a draft breaks, by the independent check; empty duties are holes, not faults."""
    from maillage.planning.rota import Rule, check_rota

    return [str(one) for one in check_rota(problem, draft.filled.items()) if one.rule != Rule.FILLED]


@in_transaction
def keep(rota: Rota, draft: Draft) -> Rota:
    """Keep the draft of a rota in the place of an earlier one. Raises ``WrongState`` once the rota is published."""
    row = Rota.objects.select_for_update(of=("self",)).get(pk=rota.pk)
    if row.is_published:
        raise WrongState("Ce tableau est publié.")
    row.draft = asdict(draft)
    row.save(update_fields=["draft"])
    return row
