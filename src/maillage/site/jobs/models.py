from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.jobs.registry import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable


class JobQuerySet(ScopedQuerySet, models.QuerySet["Job"]):
    record = Record.JOB

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition that a job was asked for by one of the user's organisations."""
        return scope.hosted("organisation")

    def open(self) -> JobQuerySet:
        """Return the jobs that are not finished."""
        return self.filter(state__in=Job.OPEN_STATES)


class Job(models.Model):
    """A piece of work that a user asked for, with its progress and result, as pages show them.

    The queue itself is procrastinate's; ``queued`` is the key of its row. ``progress`` goes from 0 to 1, ``words`` say
    in French what is being done, ``error`` what went wrong and what to do. ``result`` holds what the work notes while
    it runs. ``concluding``: a user wants the best that is found so far.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        RUNNING = "running", "En cours"
        DONE = "done", "Terminé"
        FAILED = "failed", "Échoué"
        STOPPED = "stopped", "Arrêté"

    OPEN_STATES = (State.WAITING, State.RUNNING)
    AGAIN_STATES = (State.FAILED, State.STOPPED)

    kind = models.CharField("nature", max_length=50)
    args = models.JSONField("demande", default=dict)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    progress = models.FloatField("avancement", default=0.0)
    words = models.CharField("étape", max_length=200, blank=True)
    result = models.JSONField("résultat", default=dict)
    error = models.TextField("erreur", blank=True)
    concluding = models.BooleanField("à conclure", default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="demandé par"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+", verbose_name="pour")
    asked_at = models.DateTimeField("demandé le")
    started_at = models.DateTimeField("commencé le", null=True)
    ended_at = models.DateTimeField("fini le", null=True)
    queued = models.BigIntegerField("rang dans la file", null=True)

    if TYPE_CHECKING:  # Added by Django at run time.
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(JobQuerySet)

    class Meta:
        verbose_name = "travail"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "args", "organisation"],
                condition=Q(state__in=["waiting", "running"]),
                nulls_distinct=False,
                name="job_same_request_once",
            ),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="job_progress_0_to_1"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], ended_at=None)
                | Q(state__in=["done", "failed", "stopped"], ended_at__isnull=False),
                name="job_over_when",
            ),
            models.CheckConstraint(condition=Q(state="failed") ^ Q(error=""), name="job_failed_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.get_state_display()}"

    @property
    def label(self) -> str:
        """Name of the work, in French."""
        return KINDS[self.kind].label if self.kind in KINDS else self.kind

    @property
    def may_conclude(self) -> bool:
        """Whether the job can be asked for what it has found so far."""
        keeps = self.kind in KINDS and KINDS[self.kind].keeps
        return keeps and self.state == self.State.RUNNING and not self.concluding

    @property
    def is_open(self) -> bool:
        """Whether the job is not finished."""
        return self.state in self.OPEN_STATES

    @property
    def percent(self) -> int:
        """Progress in percent, for a page."""
        return round(100 * self.progress)
