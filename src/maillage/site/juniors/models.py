from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.geography.models import Commune, Region
from maillage.site.sealed_fields import SealedText

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

MOST_WISHES, MOST_RANKED, MOST_SEATS, MOST_BEDS = 8, 10, 10, 50
A_YEAR = timedelta(days=365)


class JuniorYearQuerySet(ScopedQuerySet, models.QuerySet["JuniorYear"]):
    record = Record.PLAN

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for years of the user's regions."""
        return scope.in_regions("region")


@pghistory.track(exclude=["draft"])
class JuniorYear(models.Model):
    """The junior doctors of a region for the year that begins on ``starts``; both sides wish until ``wishes_until``.

    ``draft`` is the last match computed: who goes where under the keys of the rows, its proofs, the curve, who stays.
    Once it is published, each person sees their own part of it.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="junior_years", verbose_name="région")
    name = models.CharField("nom", max_length=100)
    starts = models.DateField("premier jour")
    wishes_until = models.DateField("vœux jusqu’au")
    draft = models.JSONField("affectation", default=dict, encoder=DjangoJSONEncoder)
    published_at = models.DateTimeField("publiée le", null=True)

    if TYPE_CHECKING:  # made by Django
        region_id: str
        juniors: RelatedManager[YearJunior]
        supervisors: RelatedManager[YearSupervisor]
        housing: RelatedManager[YearHousing]

    objects: ClassVar = manager_of(JuniorYearQuerySet)

    class Meta:
        verbose_name = "promotion de docteurs juniors"
        ordering = ["-starts", "name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="junior_year_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="junior_year_named"),
            models.CheckConstraint(
                condition=Q(wishes_until__lt=F("starts")), name="junior_year_wishes_before_it_starts"
            ),
            models.CheckConstraint(condition=Q(published_at=None) | ~Q(draft={}), name="junior_year_published_match"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        """Whether each person sees where they go."""
        return self.published_at is not None

    @property
    def ends(self) -> date:
        """The last day of the year."""
        return self.starts + A_YEAR - timedelta(days=1)

    def takes_wishes(self, today: date) -> bool:
        """Return whether both sides may still say what they wish."""
        return not self.is_published and today <= self.wishes_until


class YearHousing(models.Model):
    """Beds for juniors, near one or several supervisors."""

    year = models.ForeignKey(JuniorYear, models.CASCADE, related_name="housing", verbose_name="promotion")
    name = models.CharField("nom", max_length=100)
    beds = models.PositiveSmallIntegerField("lits")

    if TYPE_CHECKING:  # made by Django
        year_id: int
        supervisors: RelatedManager[YearSupervisor]

    class Meta:
        verbose_name = "logement de docteurs juniors"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="year_housing_once"),
            models.CheckConstraint(condition=~Q(name=""), name="year_housing_named"),
            models.CheckConstraint(condition=Q(beds__gte=1, beds__lte=MOST_BEDS), name="year_housing_beds"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["email"])
class YearSupervisor(models.Model):
    """Who takes juniors in a year, at one place: how many at once, in which semesters, while accredited.

    ``key`` makes the link by which they answer; ``answered_at`` is when they last did.
    """

    year = models.ForeignKey(JuniorYear, models.CASCADE, related_name="supervisors", verbose_name="promotion")
    key = models.UUIDField("clé", unique=True, default=uuid.uuid4, editable=False)
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    email = SealedText("adresse électronique", blank=True)
    place = models.CharField("lieu", max_length=100, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    capacity = models.PositiveSmallIntegerField("docteurs juniors à la fois", default=1)
    first_semester = models.BooleanField("premier semestre", default=True)
    second_semester = models.BooleanField("second semestre", default=True)
    accredited_until = models.DateField("agrément jusqu’au", null=True)
    housing = models.ForeignKey(
        YearHousing, models.SET_NULL, null=True, related_name="supervisors", verbose_name="logement"
    )
    answered_at = models.DateTimeField("a répondu le", null=True)

    if TYPE_CHECKING:  # made by Django
        year_id: int
        commune_id: str
        housing_id: int | None
        wishes: RelatedManager[SupervisorWish]

    class Meta:
        verbose_name = "maître de stage d’une promotion"
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(last_name=""), name="year_supervisor_named"),
            models.CheckConstraint(condition=Q(capacity__lte=MOST_SEATS), name="year_supervisor_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@pghistory.track(exclude=["email"])
class YearJunior(models.Model):
    """A junior doctor of a year; ``rank`` 1 is served first where supervisors name nobody.

    ``partner``: both are placed in one intercommunality, or neither. ``lodged``: takes a place only with a bed.
    """

    year = models.ForeignKey(JuniorYear, models.CASCADE, related_name="juniors", verbose_name="promotion")
    key = models.UUIDField("clé", unique=True, default=uuid.uuid4, editable=False)
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    email = SealedText("adresse électronique", blank=True)
    rank = models.PositiveIntegerField("rang")
    partner = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="partner_of", verbose_name="conjoint"
    )
    lodged = models.BooleanField("à loger", default=False)
    answered_at = models.DateTimeField("a répondu le", null=True)

    if TYPE_CHECKING:  # made by Django
        year_id: int
        partner_id: int | None
        wishes: RelatedManager[JuniorWish]

    class Meta:
        verbose_name = "docteur junior d’une promotion"
        ordering = ["rank", "last_name", "first_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(last_name=""), name="year_junior_named"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="year_junior_ranked"),
            models.CheckConstraint(condition=Q(partner=None) | ~Q(partner=F("pk")), name="year_junior_other_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@pghistory.track()
class JuniorWish(models.Model):
    """A wish of a junior: a supervisor for each semester, often the same; position 1 is wished most."""

    junior = models.ForeignKey(YearJunior, models.CASCADE, related_name="wishes", verbose_name="docteur junior")
    position = models.PositiveSmallIntegerField("rang du vœu")
    first = models.ForeignKey(YearSupervisor, models.CASCADE, related_name="+", verbose_name="premier semestre")
    second = models.ForeignKey(YearSupervisor, models.CASCADE, related_name="+", verbose_name="second semestre")

    if TYPE_CHECKING:  # made by Django
        junior_id: int
        first_id: int
        second_id: int

    class Meta:
        verbose_name = "vœu d’un docteur junior"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["junior", "position"], name="junior_wish_one_a_position"),
            models.UniqueConstraint(fields=["junior", "first", "second"], name="junior_wish_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_WISHES), name="junior_wish_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.junior_id} · {self.position}"


@pghistory.track()
class SupervisorWish(models.Model):
    """What a supervisor says of a junior: wanted, 1 the most, or refused (no position); without a row, as ranked."""

    supervisor = models.ForeignKey(
        YearSupervisor, models.CASCADE, related_name="wishes", verbose_name="maître de stage"
    )
    junior = models.ForeignKey(YearJunior, models.CASCADE, related_name="+", verbose_name="docteur junior")
    position = models.PositiveSmallIntegerField("rang", null=True)

    if TYPE_CHECKING:  # made by Django
        supervisor_id: int
        junior_id: int

    class Meta:
        verbose_name = "vœu d’un maître de stage"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["supervisor", "junior"], name="supervisor_wish_one_a_junior"),
            models.UniqueConstraint(fields=["supervisor", "position"], name="supervisor_wish_one_a_position"),
            models.CheckConstraint(
                condition=Q(position=None) | Q(position__gte=1, position__lte=MOST_RANKED),
                name="supervisor_wish_position",
            ),
        ]

    @property
    def refuses(self) -> bool:
        """Whether the junior is never taken."""
        return self.position is None

    def __str__(self) -> str:
        return f"{self.supervisor_id} · {self.junior_id}"
