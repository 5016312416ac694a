from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.agenda.models import Absence
from maillage.site.centres import invariants
from maillage.site.centres.working_time import LEGAL_MINUTES, MOST_MINUTES
from maillage.site.directory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager


def _same(field: str) -> Func:
    """A one-number range that stands for "the same row", so that the btree_gist extension is not needed."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


class CentreContractQuerySet(ScopedQuerySet, models.QuerySet["CentreContract"]):
    record = Record.CENTRE

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Contracts of the user's centre, and the user's own."""
        return scope.hosted("centre") | scope.own("professional__user")

    def on(self, day: date) -> CentreContractQuerySet:
        """Return the contracts in force on ``day``."""
        return self.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)


@pghistory.track()
class CentreContract(models.Model):
    """What a person owes a centre a week, and the days off a year; ``ends`` is the last day, None without end.

    Its terms never change: another contract follows it. ``visits`` are the half-days a week outside the centre,
    ``days_off`` weekdays without work.
    """

    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts", verbose_name="centre")
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="centre_contracts", verbose_name="soignant"
    )  # fmt: skip
    starts = models.DateField("premier jour")
    ends = models.DateField("dernier jour", null=True)
    weekly_minutes = models.PositiveSmallIntegerField("minutes par semaine")
    visits = models.PositiveSmallIntegerField("demi-journées de visites par semaine", default=0)
    days_off = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name="jours non travaillés")
    leave_days = models.PositiveSmallIntegerField("jours de congé par an")
    rtt_days = models.PositiveSmallIntegerField("jours de RTT par an", default=0)

    if TYPE_CHECKING:  # made by Django
        centre_id: int
        professional_id: int
        leaves: RelatedManager[CentreLeave]

    objects: ClassVar = manager_of(CentreContractQuerySet)

    class Meta:
        verbose_name = "contrat d’un centre"
        ordering = ["professional__last_name", "professional__first_name", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly_minutes__gte=60, weekly_minutes__lte=MOST_MINUTES), name="contract_1_to_48_hours"
            ),
            models.CheckConstraint(
                condition=Q(weekly_minutes__lte=LEGAL_MINUTES) | Q(rtt_days__gte=1), name="contract_rtt_above_35_hours"
            ),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="contract_ends_after"),
            models.CheckConstraint(
                condition=Q(leave_days__lte=60, rtt_days__lte=40, visits__lte=10), name="contract_days_of_a_year"
            ),
            models.CheckConstraint(
                condition=Q(days_off__contained_by=list(range(7)), days_off__len__lte=5), name="contract_days_off"
            ),
            ExclusionConstraint(
                name="contract_one_at_a_time",
                expressions=[
                    (_same("centre"), RangeOperators.OVERLAPS),
                    (_same("professional"), RangeOperators.OVERLAPS),
                    (
                        Func(F("starts"), F("ends"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [invariants.hours_of_all_contracts(), invariants.terms_never_change()]

    def __str__(self) -> str:
        return f"{self.centre_id} · {self.professional_id}"


@pghistory.track(exclude=["absence"])
class CentreLeave(models.Model):
    """Days off of a contract, counted in half-days of work; ``absence`` keeps sessions away in the agenda."""

    class Kind(models.TextChoices):
        PAID = "paid", "Congé"
        RTT = "rtt", "RTT"
        TRAINING = "training", "Formation"

    contract = models.ForeignKey(CentreContract, models.CASCADE, related_name="leaves", verbose_name="contrat")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    first = models.DateField("premier jour")
    last = models.DateField("dernier jour")
    from_noon = models.BooleanField("à partir de midi", default=False)
    until_noon = models.BooleanField("jusqu’à midi", default=False)
    half_days = models.PositiveSmallIntegerField("demi-journées")
    absence = models.OneToOneField(
        Absence, models.SET_NULL, null=True, related_name="centre_leave", verbose_name="absence"
    )  # fmt: skip

    if TYPE_CHECKING:  # made by Django
        contract_id: int
        absence_id: int | None
        get_kind_display: Callable[[], str]

    class Meta:
        verbose_name = "congé"
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="centre_leave_in_order"),
            models.CheckConstraint(condition=Q(first__year=F("last__year")), name="centre_leave_in_one_year"),
            models.CheckConstraint(condition=Q(half_days__gte=1), name="centre_leave_of_work"),
            models.CheckConstraint(condition=Q(kind__in=["paid", "rtt", "training"]), name="centre_leave_kind"),
        ]
        triggers = [invariants.leave_within_rights()]

    def __str__(self) -> str:
        return f"{self.contract_id} · {self.first}"
