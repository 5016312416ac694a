"""The table of absences: time in which professionals give no session."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from maillage.site.agenda import invariants
from maillage.site.directory.models import Professional


@pghistory.track()
class Absence(models.Model):
    """Time in which a professional gives no session, in whole half-days of the place of practice.

    The reason is not asked: it could be a medical one. The database refuses two absences of one person at overlapping
    times, an absence over a session that the person has, and a session in an absence.
    """

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="absences", verbose_name="soignant")
    during = DateTimeRangeField("pendant")

    if TYPE_CHECKING:  # made by Django
        professional_id: int

    class Meta:
        verbose_name = "absence"
        ordering = ["during", "pk"]
        constraints = [
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[
                    (
                        Func(F("professional"), F("professional"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="absence_bounded",
            ),
        ]
        triggers: ClassVar = [invariants.absence_without_sessions()]

    def __str__(self) -> str:
        return f"{self.professional_id} {self.during}"

    @property
    def starts(self) -> datetime:
        """Beginning, in the time zone of the place of practice."""
        assert self.during.lower is not None, "the database wants both ends"
        return self.during.lower.astimezone(self.professional.home.zone)

    @property
    def ends(self) -> datetime:
        """End, in the time zone of the place of practice."""
        assert self.during.upper is not None, "the database wants both ends"
        return self.during.upper.astimezone(self.professional.home.zone)
