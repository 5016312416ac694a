from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from maillage.schemes import FrenchCalendar


class Region(models.Model):
    code = models.CharField("code", max_length=2, primary_key=True)
    name = models.CharField("nom", max_length=100)

    class Meta:
        verbose_name = "région"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="departments", verbose_name="région")

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Intercommunality(models.Model):
    code = models.CharField("code SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=200)

    class Meta:
        verbose_name = "intercommunalité"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune. ``position`` is its index in the arrays of the current territory; None if it no longer exists."""

    code = models.CharField("code Insee", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=100)
    search_key = models.CharField("clé de recherche", max_length=100)
    population = models.PositiveIntegerField("population")
    lon = models.FloatField("longitude")
    lat = models.FloatField("latitude")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="communes", verbose_name="département"
    )
    intercommunality = models.ForeignKey(
        Intercommunality, models.PROTECT, null=True, related_name="communes", verbose_name="intercommunalité"
    )
    postcodes = ArrayField(models.CharField(max_length=5), default=list, verbose_name="codes postaux")
    position = models.PositiveIntegerField("position", null=True)
    # Not a column: set by a search that found the commune by the name of a former commune.
    former_name = ""

    if TYPE_CHECKING:  # made by Django
        department_id: str | None
        intercommunality_id: str | None

    class Meta:
        verbose_name = "commune"
        ordering = ["search_key", "code"]
        indexes = [
            models.Index(fields=["search_key"], name="commune_search_prefix", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["postcodes"], name="commune_postcodes"),
        ]
        constraints = [
            # Deferred: a new vintage changes all positions in one statement.
            models.UniqueConstraint(
                fields=["position"], name="commune_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90), name="commune_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def calendar(self) -> FrenchCalendar:
        """Time zone and public holidays of its department; those of metropolitan France if it has none."""
        return FrenchCalendar(self.department_id or "")

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return self.calendar.zone


class CurrentArtefact(models.Model):
    """The stored artefact of a kind that the pages read now."""

    kind = models.CharField("nature", max_length=50, unique=True)
    key = models.CharField("clé", max_length=100)
    vintage = models.CharField("millésime", max_length=50)
    set_at = models.DateTimeField("mis en service", auto_now=True)

    class Meta:
        verbose_name = "résultat courant"

    def __str__(self) -> str:
        return f"{self.kind} {self.vintage}"
