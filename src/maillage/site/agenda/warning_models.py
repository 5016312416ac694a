"""The table of warnings: what changed at the place of a session since it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of


class SessionWarningQuerySet(ScopedQuerySet, models.QuerySet["SessionWarning"]):
    record = Record.SESSION

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for warnings of sessions in the user's territory."""
        return scope.in_territory("session__commune")

    def open(self) -> SessionWarningQuerySet:
        """Return the warnings of sessions to come that nobody has settled."""
        return self.filter(settled_at=None, session__starts__gt=timezone.now()).exclude(
            session__state__in=["cancelled", "held"]  # the model of sessions imports this module
        )


@pghistory.track()
class SessionWarning(models.Model):
    """What changed at the place of a session since it was published, until a coordinator settles it."""

    session = models.ForeignKey("agenda.Session", models.CASCADE, related_name="warnings", verbose_name="vacation")
    text = models.CharField("ce qui change", max_length=1000)
    made_at = models.DateTimeField("noté le", default=timezone.now)
    settled_at = models.DateTimeField("réglé le", null=True)
    settled_by = models.CharField("réglé par", max_length=200, blank=True)

    if TYPE_CHECKING:  # made by Django
        session_id: int

    objects: ClassVar = manager_of(SessionWarningQuerySet)

    class Meta:
        verbose_name = "avertissement d’une vacation"
        ordering = ["session__starts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "text"], condition=Q(settled_at=None), name="session_warned_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="session_warning_says_what"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by="") | Q(settled_at__isnull=False) & ~Q(settled_by=""),
                name="session_warning_settled_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.text}"
