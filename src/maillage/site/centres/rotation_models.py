from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from maillage.schemes.words import Half
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.centres import invariants
from maillage.site.directory.models import Professional, Resource
from maillage.site.engagements.models import Programme

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class RotationQuerySet(ScopedQuerySet, models.QuerySet["Rotation"]):
    record = Record.CENTRE

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Weeks of the user's own centre."""
        return scope.hosted("centre")


@pghistory.track()
class Rotation(models.Model):
    """A week of a centre from ``starts`` (a Monday) on: who sits in which room, who is outside.

    It is a draft until its ``programme`` puts it into the agenda; there it holds until the next one begins.
    """

    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="rotations", verbose_name="centre")
    starts = models.DateField("à partir du")
    programme = models.OneToOneField(
        Programme, models.PROTECT, null=True, related_name="rotation", verbose_name="programme"
    )  # fmt: skip

    if TYPE_CHECKING:  # made by Django
        centre_id: int
        programme_id: int | None
        seats: RelatedManager[RotationSeat]

    objects: ClassVar = manager_of(RotationQuerySet)

    class Meta:
        verbose_name = "semaine d’un centre"
        ordering = ["-starts"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "starts"], name="rotation_one_from_a_day"),
            models.UniqueConstraint(
                fields=["centre"], condition=Q(programme=None), name="rotation_one_draft"
            ),
            models.CheckConstraint(condition=Q(starts__iso_week_day=1), name="rotation_starts_on_a_monday"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.centre_id} · {self.starts}"


class RotationSeat(models.Model):
    """A half-day of a person in a room, or outside if ``room`` is None; a room is never held twice."""

    rotation = models.ForeignKey(Rotation, models.CASCADE, related_name="seats", verbose_name="semaine")
    weekday = models.PositiveSmallIntegerField("jour")
    half = models.CharField("demi-journée", max_length=10, choices=[(one.value, one.value) for one in Half])
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+", verbose_name="soignant")
    room = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="+", verbose_name="cabinet")

    if TYPE_CHECKING:  # made by Django
        rotation_id: int
        professional_id: int
        room_id: int | None

    class Meta:
        verbose_name = "demi-journée d’une semaine"
        ordering = ["weekday", "-half", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rotation", "weekday", "half", "professional"], name="rotation_person_once"
            ),
            models.UniqueConstraint(
                fields=["rotation", "weekday", "half", "room"], condition=Q(room__isnull=False),
                name="rotation_room_once",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="rotation_weekday"),
            models.CheckConstraint(condition=Q(half__in=["morning", "afternoon"]), name="rotation_half"),
        ]  # fmt: skip
        triggers = [invariants.published_week_stays(), invariants.seat_of_the_centre()]

    def __str__(self) -> str:
        return f"{self.rotation_id} · {self.weekday} {self.half}"
