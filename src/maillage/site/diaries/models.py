from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from maillage.schemes import School
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.engagements.models import Programme

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class DiaryQuerySet(ScopedQuerySet, models.QuerySet["Diary"]):
    record = Record.SESSION

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for diaries of places that the user keeps, or whose territory they coordinate."""
        return scope.in_territory("place__commune") | scope.hosted("place__organisation")


class Diary(models.Model):
    """The diary of a place: its ``programme`` puts what the opening rules promise into the agenda."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="diary", verbose_name="lieu")
    programme = models.OneToOneField(Programme, models.PROTECT, related_name="diary", verbose_name="programme")

    if TYPE_CHECKING:  # made by Django
        place_id: int
        programme_id: int
        rules: RelatedManager[DiaryRule]

    objects: ClassVar = manager_of(DiaryQuerySet)

    class Meta:
        verbose_name = "agenda d’un lieu"

    def __str__(self) -> str:
        return str(self.place_id)


class DiaryRuleQuerySet(ScopedQuerySet, models.QuerySet["DiaryRule"]):
    record = Record.SESSION

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for rules of places that the user keeps, and for the user's own."""
        kept = scope.in_territory("diary__place__commune") | scope.hosted("diary__place__organisation")
        return kept | scope.own("professional__user")

    def with_details(self) -> DiaryRuleQuerySet:
        """Fetch what pages and templates read of a rule (three queries)."""
        read = self.select_related(
            "diary__place__commune__department", "diary__place__organisation", "diary__programme",
            "professional__resource", "professional__home", "second__resource", "room", "equipment",
        )  # fmt: skip
        return read.prefetch_related("motives", "changes")


@pghistory.track()
class DiaryRule(models.Model):
    """An opening rule: who receives where, on which days, from when to when, for which visits.

    ``of_month`` is 1 to 4, or -1 for the last such weekday of a month; ``second`` receives with the professional.
    A rule ends by ``last``; it is never deleted, since the sessions that it made stay.

    ``regulated_share`` per cent of its visits are kept for the regulation until ``regulated_hours`` before each;
    ``no_doctor_share`` for people without a treating doctor, until ``no_doctor_days`` before the day.
    """

    diary = models.ForeignKey(Diary, models.PROTECT, related_name="rules", verbose_name="agenda")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="diary_rules", verbose_name="soignant")
    second = models.ForeignKey(
        Professional, models.PROTECT, null=True, related_name="+", verbose_name="deuxième soignant"
    )
    room = models.ForeignKey(Resource, models.PROTECT, related_name="+", verbose_name="cabinet")
    equipment = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="+", verbose_name="matériel")
    weekday = models.PositiveSmallIntegerField("jour")
    starts = models.TimeField("de")
    ends = models.TimeField("à")
    first = models.DateField("à partir du")
    last = models.DateField("jusqu’au", null=True)
    every_weeks = models.PositiveSmallIntegerField("toutes les … semaines", default=1)
    of_month = models.SmallIntegerField("fois du mois", null=True)
    school = models.CharField("vacances scolaires", max_length=10, default=School.ALWAYS.value)
    on_holidays = models.BooleanField("ouvert les jours fériés", default=False)
    pause_minutes = models.PositiveSmallIntegerField("minutes entre deux visites", default=0)
    seats = models.PositiveSmallIntegerField("personnes à la fois", default=1)
    regulated_share = models.PositiveSmallIntegerField("part gardée pour la régulation (%)", default=0, db_default=0)
    regulated_hours = models.PositiveSmallIntegerField("rendue … heures avant", default=2, db_default=2)
    no_doctor_share = models.PositiveSmallIntegerField(
        "part gardée aux personnes sans médecin traitant (%)", default=0, db_default=0
    )
    no_doctor_days = models.PositiveSmallIntegerField("rendue … jours avant", default=2, db_default=2)

    if TYPE_CHECKING:  # made by Django
        diary_id: int
        professional_id: int
        second_id: int | None
        room_id: int
        equipment_id: int | None
        motives: RelatedManager[DiaryMotive]
        changes: RelatedManager[DayChange]

    objects: ClassVar = manager_of(DiaryRuleQuerySet)

    class Meta:
        verbose_name = "règle d’ouverture"
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="diary_rule_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="diary_rule_opens_before_it_closes"),
            models.CheckConstraint(condition=Q(last=None) | Q(last__gte=F("first")), name="diary_rule_ends_after"),
            models.CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=12), name="diary_rule_weeks"),
            models.CheckConstraint(
                condition=Q(of_month=None) | Q(of_month__in=[-1, 1, 2, 3, 4], every_weeks=1),
                name="diary_rule_of_month",
            ),
            models.CheckConstraint(
                condition=Q(school__in=[one.value for one in School]), name="diary_rule_known_school_weeks"
            ),
            models.CheckConstraint(condition=Q(pause_minutes__lte=120), name="diary_rule_pause"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=30), name="diary_rule_of_1_to_30_people"),
            models.CheckConstraint(
                condition=Q(regulated_share__lte=100 - F("no_doctor_share"), no_doctor_share__lte=100),
                name="diary_rule_keeps_all_at_most",
            ),
            models.CheckConstraint(
                condition=Q(regulated_hours__lte=72, no_doctor_days__lte=60), name="diary_rule_gives_back"
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("professional")), name="diary_rule_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.diary_id} · {self.weekday} {self.starts}"


class DiaryMotive(models.Model):
    """What may be booked by a rule, and how many minutes it lasts; the first one by ``rank`` is the usual one."""

    rule = models.ForeignKey(DiaryRule, models.CASCADE, related_name="motives", verbose_name="règle")
    code = models.CharField("motif", max_length=30)
    minutes = models.PositiveSmallIntegerField("minutes")
    rank = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "motif d’une règle"
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "code"], name="diary_motive_once"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=240), name="diary_motive_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.minutes}"


@pghistory.track()
class DayChange(models.Model):
    """A day on which a rule does not hold as it says: closed without hours, or open at other hours.

    On a day when the rule would not be open, hours make an additional day.
    """

    rule = models.ForeignKey(DiaryRule, models.CASCADE, related_name="changes", verbose_name="règle")
    day = models.DateField("jour")
    starts = models.TimeField("de", null=True)
    ends = models.TimeField("à", null=True)

    if TYPE_CHECKING:  # made by Django
        rule_id: int

    class Meta:
        verbose_name = "jour changé"
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "day"], name="day_change_once"),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__gt=F("starts")),
                name="day_change_closed_or_with_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} · {self.day}"
