from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.agreements import invariants
from maillage.site.geography.models import Region

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class HospitalGroupQuerySet(ScopedQuerySet, models.QuerySet["HospitalGroup"]):
    record = Record.PATHWAY

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for groups of the user's region, or with which the user's hospital or faculty works."""
        mine = scope.hosted("organisation")
        inside = mine if mine == NOTHING else Q(pk__in=GroupMember.objects.filter(mine).values("group"))
        beside = scope.hosted("university_hospital") | scope.hosted("faculty")
        return scope.in_regions("region") | inside | beside


@pghistory.track()
class HospitalGroup(models.Model):
    """A group of public hospitals (GHT), with the university hospital and the faculty that work with it."""

    name = models.CharField("nom", max_length=150, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="région")
    university_hospital = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="CHU associé"
    )
    faculty = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name="faculté")

    if TYPE_CHECKING:  # made by Django
        region_id: str
        university_hospital_id: int | None
        faculty_id: int | None
        members: RelatedManager[GroupMember]

    objects: ClassVar = manager_of(HospitalGroupQuerySet)

    class Meta:
        verbose_name = "groupement d’hôpitaux"
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="hospital_group_named")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class GroupMember(models.Model):
    """A hospital of a group; a hospital belongs to one group at most (public health code, article L. 6132-1)."""

    group = models.ForeignKey(HospitalGroup, models.CASCADE, related_name="members", verbose_name="groupement")
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="hospital_group", verbose_name="hôpital"
    )

    if TYPE_CHECKING:  # made by Django
        group_id: int
        organisation_id: int

    class Meta:
        verbose_name = "hôpital d’un groupement"
        ordering = ["organisation__name"]
        triggers = [invariants.members_are_hospitals()]

    def __str__(self) -> str:
        return f"{self.group_id} · {self.organisation_id}"
