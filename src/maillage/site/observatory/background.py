"""Jobs of the worker for the observatory: the effect of published programmes, computed outside requests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from maillage.schemes import DiaryTemplate
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.engagements.models import Programme
from maillage.site.jobs import files as kept_files
from maillage.site.jobs import services as jobs
from maillage.site.jobs.files import Kept, Sent
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import Progress, kind
from maillage.site.locks import in_transaction
from maillage.site.measuring import MEASURES, Measurement, keep_designation, load_communes, refresh_effects
from maillage.site.observatory import effects, reading, settlement
from maillage.site.observatory.loading import load_data
from maillage.site.queues import periodic
from maillage.site.refusals import NotAllowed, Refused

EFFECT, MEASURE, DESIGNATE = "effect", "measure", "designate"
__all__ = ["load_data"]  # declared beside the other kinds of jobs, for the worker to find


def on_publication(programme: Programme, by: User | None = None, **_: object) -> None:
    """Compute the effect of a programme: by a job if a user published it, at once on the command line.

    The hours of a practice are part of the care that is measured: they have no effect of their own.
    """
    if programme.kind == DiaryTemplate.shape:
        return
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


@dataclass(frozen=True)
class MeasureRequest:
    """A region to measure, or to designate territories in, and the year of the counts and number of territories.

    Without ``supply_year`` the counts are taken as they are; without ``count`` the number is 28, or a quarter of the
    territories compared.
    """

    region: str
    supply_year: int | None = None
    count: int | None = None


@in_transaction
def ask_measure(asked: MeasureRequest, sent: Sent, by: User) -> Job:
    """Queue a job that measures access again, with the files ``supply``, ``need`` and ``times`` where they are sent.

    Raises ``NotAllowed`` for a region that ``by`` does not coordinate, ``Refused`` on a site of several regions: one
    measure is valid for all of them.
    """
    _may_change_zones(asked.region, by)
    others = Organisation.objects.filter(regions__isnull=False).exclude(regions=asked.region)
    if others.exists():
        raise Refused(
            "Ce site sert plusieurs régions, et une mesure vaut pour toutes. Demandez-la à la personne qui exploite le "
            "site (maillage site measure)."
        )
    kept = kept_files.keep_all(sent)
    return jobs.ask(MEASURE, by, region=asked.region, supply_year=asked.supply_year, files=kept)


@in_transaction
def ask_designation(asked: MeasureRequest, sent: Sent, by: User) -> Job:
    """Queue a job that designates the territories of a region again, with the same files as a measure.

    Raises ``NotAllowed`` for a region that ``by`` does not coordinate.
    """
    _may_change_zones(asked.region, by)
    kept = kept_files.keep_all(sent)
    return jobs.ask(
        DESIGNATE, by, region=asked.region, supply_year=asked.supply_year, count=asked.count, files=kept
    )  # fmt: skip


def _may_change_zones(region: str, by: User) -> None:
    if region not in by.grants.scope(Record.ZONE, Act.CHANGE).regions:
        raise NotAllowed("Cette région ne relève pas de votre compte.")


@kind(MEASURE, label="Mesure de l’accès aux soins")
def measure(report: Progress, *, region: str, supply_year: int | None, files: Kept) -> dict[str, Any]:
    """Measure a region and store all results at once, so that a bad file or a stop leaves the site as it was."""
    measured = _measurement(region, supply_year, files)
    report(0.05, "Lecture des fichiers et temps de trajet")
    measured.model  # noqa: B018 computed here, before anything is stored
    report(0.5, "Autres professions, cartes, mise en service")
    with transaction.atomic():
        for _, work in MEASURES:
            work(measured)
    report(0.9, "Bilan de ce qui est publié")
    refresh_effects()
    report(0.95, "Essai de la règle d’installation")
    settlement.try_on_measure()
    return {"communes": len(measured.territory.in_region(measured.region))}


@kind(DESIGNATE, label="Désignation des territoires prioritaires")
def designate(
    report: Progress, *, region: str, supply_year: int | None, count: int | None, files: Kept
) -> dict[str, Any]:
    """Designate the territories most in need and make them the list of the region; changes by hand are kept."""
    measured = _measurement(region, supply_year, files)
    measured.count = count
    report(0.05, "Lecture des fichiers et temps de trajet")
    measured.model  # noqa: B018 computed here, with its own share of the progress
    report(0.6, "Comparaison des territoires")
    measured.designation  # noqa: B018
    report(0.9, "Mise en service de la liste")
    with transaction.atomic():
        load_communes(measured)
        return {"territories": keep_designation(measured)}


def _measurement(region: str, supply_year: int | None, kept: Kept) -> Measurement:
    supply, need = (next(iter(kept_files.paths_of(kept, field)), None) for field in ("supply", "need"))
    return Measurement(
        region, reading.store(), supply, need, supply_year=supply_year, times_files=kept_files.paths_of(kept, "times")
    )


@periodic("* * * * *", "observatory.try_settlement")
def try_settlement() -> None:
    """Try the rule of settlement on a new measure, so that no visitor waits for it."""
    settlement.try_on_measure()
