"""The match of a year: computed in the worker, checked independently, kept until it is published or computed again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.history import authored_by
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.juniors import notices
from maillage.site.juniors.models import JuniorYear, YearJunior
from maillage.site.juniors.problem import fingerprint, problem_of
from maillage.site.juniors.services import locked, may_change
from maillage.site.locks import in_transaction
from maillage.site.plans.matching import solved
from maillage.site.refusals import InvalidField, Refused, WrongState

if TYPE_CHECKING:
    from maillage.site.jobs.registry import Progress

MATCH, AIMS, MOST_A_YEAR = "junior-year", ("stable", "gain"), 1000
TOO_OLD = "Depuis ce calcul, des vœux, des places ou des personnes ont changé. Calculez-le de nouveau."
Document = Mapping[str, Any]


def ask(year: JuniorYear, aim: str, a_year: int, by: User) -> Job:
    """Queue a job that computes the match. Raises ``Refused`` with what is missing, ``NotAllowed``, ``WrongState``."""
    may_change(year, by)
    if year.is_published:
        raise WrongState("L’affectation est publiée.")
    if aim not in AIMS:
        raise InvalidField("aim", "Choisissez dans la liste.")
    if not 1 <= a_year <= MOST_A_YEAR:
        raise InvalidField("a_year", f"Donnez un nombre de 1 à {MOST_A_YEAR}.")
    if not year.juniors.exclude(wishes=None).exists():
        raise Refused("Aucun docteur junior n’a encore donné de vœux.")
    return jobs.ask(MATCH, by, year=year.pk, aim=aim, a_year=a_year)


def job_of(year: JuniorYear) -> Job | None:
    """Return the last job that computed the match of a year."""
    return Job.objects.filter(kind=MATCH, args__year=year.pk).order_by("-asked_at", "-pk").first()


def compute(report: Progress, year: JuniorYear, aim: str, a_year: int) -> Document:
    """Compute the match of the wishes as they are now. Raises ``Refused`` if no wish can be granted."""
    asked = fingerprint(year)  # before the wishes are read: what changes in between makes the match too old
    return {**solved(report, problem_of(year), aim, a_year), "asked": asked, "made_at": timezone.now().isoformat()}


@in_transaction
def keep(year: JuniorYear, document: Document) -> JuniorYear:
    """Keep the match of a year in the place of an earlier one. Raises ``WrongState`` once one is published."""
    row = locked(year)
    if row.is_published:
        raise WrongState("L’affectation est publiée.")
    row.draft = dict(document)
    row.save(update_fields=["draft"])
    return row


@in_transaction
def publish(year: JuniorYear, by: User | None) -> JuniorYear:
    """Show each person where they go or who comes, and tell them. Wishes end with it.

    Raises ``WrongState`` without a match, if one is published, or if the wishes have changed since; ``NotAllowed``.
    """
    may_change(year, by)
    row = locked(year)
    if row.is_published:
        raise WrongState("L’affectation est déjà publiée.")
    if not row.draft:
        raise WrongState("Calculez d’abord l’affectation.")
    if is_too_old(row) or _broken(row):
        raise WrongState(TOO_OLD)
    row.published_at = timezone.now()
    with authored_by(by):
        row.save(update_fields=["published_at"])
    notices.published(row)
    return row


def is_too_old(year: JuniorYear) -> bool:
    """Return whether the match of a year was computed from other wishes, places or people than those of now."""
    return bool(year.draft) and year.draft["asked"] != fingerprint(year)


def _broken(year: JuniorYear) -> bool:
    """Return whether the match breaks a rule, by the independent check."""
    from maillage.planning.match import check_match

    return bool(check_match(problem_of(year), wishes_of(year.draft), stable=bool(year.draft["stable"])))


def wishes_of(document: Document) -> dict[str, str]:
    """Return the wish granted to each junior who has a place, by key as text."""
    return {str(row["junior"]): str(row["wish"]) for row in document["match"]}


def given_to(junior: YearJunior) -> dict[str, Any] | None:
    """Return what a published match gives to a junior: keys of both supervisors and the rank of the wish."""
    year = junior.year
    if not year.is_published:
        return None
    return next((dict(row) for row in year.draft["match"] if row["junior"] == str(junior.pk)), None)
