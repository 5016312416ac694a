from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.directory.models import Professional
from maillage.site.duties.periods import PERIODS, READING
from maillage.site.engagements.models import Programme
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.geography.models import Commune, Department

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models.fields.related_descriptors import RelatedManager

MOST_WEEKS = 26
DUTY = "duty_rota"
SCHEMES = (DUTY, READING)
"""Schemes whose sessions are duties of a rota."""
PERIOD_CHOICES = [(one.code, one.label) for one in PERIODS.values()]


class RotaQuerySet(ScopedQuerySet, models.QuerySet["Rota"]):
    record = Record.DUTY

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for rotas of the user's organisation, with a house in the territory, or with a part."""
        inside, own = scope.in_territory("commune"), scope.own("professional__user")
        there = NOTHING if inside == NOTHING else Q(pk__in=DutyHouse.objects.filter(inside).values("rota"))
        mine = NOTHING if own == NOTHING else Q(pk__in=RotaMember.objects.filter(own).values("rota"))
        return scope.hosted("organisation") | there | mine


@pghistory.track(exclude=["draft"])
class Rota(models.Model):
    """The duties of a department over some weeks from ``starts``, a Monday; doctors give wishes until ``wishes_until``.

    ``draft`` is the last rota computed: who fills what, its figures, and if there are holes the smallest change that
    would fill them. Its ``programme`` exists once it is published; who is on duty is then read in the agenda. With a
    ``platform`` its doctors are readers of the member hospitals, on duty for all of them.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rotas", verbose_name="organisé par")
    department = models.ForeignKey(Department, models.PROTECT, related_name="rotas", verbose_name="département")
    name = models.CharField("nom", max_length=100)
    starts = models.DateField("premier jour")
    weeks = models.PositiveSmallIntegerField("semaines")
    wishes_until = models.DateField("vœux jusqu’au")
    platform = models.ForeignKey(
        ReadingPlatform, models.PROTECT, null=True, related_name="rotas", verbose_name="plateforme de lecture"
    )
    draft = models.JSONField("projet", default=dict, encoder=DjangoJSONEncoder)
    programme = models.OneToOneField(
        Programme, models.PROTECT, null=True, related_name="rota", verbose_name="programme"
    )  # fmt: skip

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        department_id: str
        platform_id: int | None
        programme_id: int | None
        houses: RelatedManager[DutyHouse]
        members: RelatedManager[RotaMember]

    objects: ClassVar = manager_of(RotaQuerySet)

    class Meta:
        verbose_name = "tableau de garde"
        ordering = ["-starts", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="rota_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="rota_named"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=MOST_WEEKS), name="rota_1_to_26_weeks"),
            models.CheckConstraint(condition=Q(starts__iso_week_day=1), name="rota_starts_on_a_monday"),
            models.CheckConstraint(condition=Q(wishes_until__lt=F("starts")), name="rota_wishes_before_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scheme(self) -> str:
        """The code of the scheme of its duties."""
        return READING if self.platform_id is not None else DUTY

    @property
    def is_published(self) -> bool:
        """Whether its duties are in the agenda."""
        return self.programme_id is not None

    def takes_wishes(self, today: date) -> bool:
        """Return whether doctors may still say what they wish."""
        return not self.is_published and today <= self.wishes_until


class DutyHouse(models.Model):
    """Where duties of a rota are held; doctors of a house that ``regulates`` answer calls."""

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="houses", verbose_name="tableau")
    name = models.CharField("nom", max_length=100)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    regulates = models.BooleanField("régulation", default=False)

    if TYPE_CHECKING:  # made by Django
        rota_id: int
        commune_id: str
        needs: RelatedManager[DutyNeed]
        members: RelatedManager[RotaMember]

    class Meta:
        verbose_name = "maison de garde"
        ordering = ["regulates", "name"]
        constraints = [
            models.UniqueConstraint(fields=["rota", "name"], name="duty_house_once"),
            models.CheckConstraint(condition=~Q(name=""), name="duty_house_named"),
        ]

    def __str__(self) -> str:
        return self.name


class DutyNeed(models.Model):
    """A period in which a house needs ``lines`` doctors at once."""

    house = models.ForeignKey(DutyHouse, models.CASCADE, related_name="needs", verbose_name="maison")
    period = models.CharField("période", max_length=20, choices=PERIOD_CHOICES)
    lines = models.PositiveSmallIntegerField("médecins à la fois", default=1)

    if TYPE_CHECKING:  # made by Django
        house_id: int
        get_period_display: Callable[[], str]

    class Meta:
        verbose_name = "période de garde"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["house", "period"], name="duty_need_once"),
            models.CheckConstraint(condition=Q(period__in=list(PERIODS)), name="duty_need_known_period"),
            models.CheckConstraint(condition=Q(lines__gte=1, lines__lte=2), name="duty_need_one_or_two_lines"),
        ]

    def __str__(self) -> str:
        return f"{self.house_id} · {self.period}"


@pghistory.track()
class RotaMember(models.Model):
    """A doctor of a rota: at which houses, with which part of a whole share; for a platform, for which hospital.

    ``born`` tells who is exempt by age, unless ``waives_age``. Between ``no_nights_from`` and ``no_nights_until`` the
    doctor has no nights, without a reason: none is asked.
    """

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="members", verbose_name="tableau")
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="rota_members", verbose_name="médecin"
    )  # fmt: skip
    houses: models.ManyToManyField[DutyHouse, models.Model] = models.ManyToManyField(
        DutyHouse, related_name="members", verbose_name="maisons"
    )
    employer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="lit pour"
    )  # fmt: skip
    share_percent = models.PositiveSmallIntegerField("part (%)", default=100)
    born = models.DateField("date de naissance", null=True)
    waives_age = models.BooleanField("renonce à la dispense d’âge", default=False)
    no_nights_from = models.DateField("sans nuits du", null=True)
    no_nights_until = models.DateField("sans nuits au", null=True)

    if TYPE_CHECKING:  # made by Django
        rota_id: int
        professional_id: int
        employer_id: int | None
        wishes: RelatedManager[DutyWish]

    class Meta:
        verbose_name = "médecin d’un tableau de garde"
        ordering = ["professional__last_name", "professional__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rota", "professional"], name="rota_member_once"),
            models.CheckConstraint(
                condition=Q(share_percent__gte=10, share_percent__lte=100), name="rota_member_share_percent"
            ),
            models.CheckConstraint(
                condition=Q(no_nights_from=None, no_nights_until=None)
                | Q(no_nights_from__isnull=False, no_nights_until__gte=F("no_nights_from")),
                name="rota_member_nights_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rota_id} · {self.professional_id}"


@pghistory.track()
class DutyWish(models.Model):
    """What a doctor wishes for a date of a rota; without a row, either is fine."""

    class Kind(models.TextChoices):
        CANNOT = "cannot", "Je ne peux pas"
        RATHER_NOT = "rather_not", "Plutôt pas"
        WOULD_LIKE = "would_like", "Volontiers"

    member = models.ForeignKey(RotaMember, models.CASCADE, related_name="wishes", verbose_name="médecin")
    date = models.DateField("date")
    kind = models.CharField("vœu", max_length=20, choices=Kind)

    if TYPE_CHECKING:  # made by Django
        member_id: int
        get_kind_display: Callable[[], str]

    class Meta:
        verbose_name = "vœu de garde"
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["member", "date"], name="duty_wish_one_a_date"),
            models.CheckConstraint(
                condition=Q(kind__in=["cannot", "rather_not", "would_like"]), name="duty_wish_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} · {self.date}"
