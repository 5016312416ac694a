from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.centres.contract_models import CentreContract as CentreContract
from maillage.site.centres.contract_models import CentreLeave as CentreLeave
from maillage.site.centres.desk_models import DeskTask as DeskTask
from maillage.site.centres.registration_models import PatientList as PatientList
from maillage.site.centres.registration_models import RegistrationRequest as RegistrationRequest
from maillage.site.centres.rotation_models import Rotation as Rotation
from maillage.site.centres.rotation_models import RotationSeat as RotationSeat
from maillage.site.centres.round_models import HomeRound as HomeRound
from maillage.site.centres.round_models import HomeVisit as HomeVisit


class CentreScenarioQuerySet(ScopedQuerySet, models.QuerySet["CentreScenario"]):
    record = Record.CENTRE

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Scenarios of the user's own centre."""
        return scope.hosted("centre")


@pghistory.track()
class CentreScenario(models.Model):
    """One of the three budgets that a centre compares: ``changes`` to the assumptions of the engine, by code."""

    MOST = 3

    centre = models.ForeignKey(Organisation, models.CASCADE, related_name="scenarios", verbose_name="centre")
    rank = models.PositiveSmallIntegerField("rang")
    name = models.CharField("nom", max_length=60)
    changes = models.JSONField("hypothèses")

    if TYPE_CHECKING:  # made by Django
        centre_id: int

    objects: ClassVar = manager_of(CentreScenarioQuerySet)

    class Meta:
        verbose_name = "scénario de budget"
        ordering = ["centre", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "rank"], name="scenario_one_for_a_rank"),
            models.UniqueConstraint(fields=["centre", "name"], name="scenario_name_once"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=3), name="scenario_three_at_most"),
            models.CheckConstraint(condition=~Q(name=""), name="scenario_named"),
        ]

    def __str__(self) -> str:
        return self.name
