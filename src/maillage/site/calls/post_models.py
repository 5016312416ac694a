from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.models import Organisation
from maillage.site.calls import review_invariants
from maillage.site.calls.models import Call
from maillage.site.geography.models import Commune

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager

MOST_POSTS = 30
MOST_YEARLY_CENTS = 1_000_000_00


@pghistory.track()
class OfferedPost(models.Model):
    """The post that a call opens to candidates: who employs, where, from when until when, how many of it there are.

    ``yearly_cents`` is what one of them costs a year, charges included, shared by who pays; None where it was described
    before this was asked.
    """

    class Nature(models.TextChoices):
        TERRITORIAL_ASSISTANT = "territorial_assistant", "Chef de clinique assistant de territoire"
        HALF_TIME_SPECIALIST = "half_time_specialist", "Praticien hospitalo-universitaire à mi-temps"

    call = models.OneToOneField(Call, models.CASCADE, related_name="post", verbose_name="appel")
    nature = models.CharField("nature du poste", max_length=30, choices=Nature)
    specialty = models.CharField("spécialité", max_length=100)
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="employeur")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune d’exercice")
    starts = models.DateField("prise de poste")
    ends = models.DateField("fin", null=True)
    posts = models.PositiveSmallIntegerField("postes", default=1)
    yearly_cents = models.PositiveIntegerField("coût d’un poste par an, en centimes", null=True)

    if TYPE_CHECKING:  # made by Django
        shares: RelatedManager[PostShare]
        employer_id: int
        commune_id: str
        get_nature_display: Callable[[], str]

    class Meta:
        verbose_name = "poste ouvert"
        constraints = [
            models.CheckConstraint(condition=~Q(specialty=""), name="offered_post_specialty"),
            models.CheckConstraint(
                condition=Q(nature__in=["territorial_assistant", "half_time_specialist"]), name="offered_post_nature"
            ),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gt=F("starts")), name="offered_post_ends_after"),
            models.CheckConstraint(condition=Q(posts__gte=1, posts__lte=MOST_POSTS), name="offered_post_some"),
            models.CheckConstraint(
                condition=Q(yearly_cents=None) | Q(yearly_cents__gte=1, yearly_cents__lte=MOST_YEARLY_CENTS),
                name="offered_post_cost",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.specialty}"


@pghistory.track()
class PostShare(models.Model):
    """A share of a post, in per cent: of its work, of its time by establishment, of its money by who pays."""

    class What(models.TextChoices):
        WORK = "work", "Travail"
        TIME = "time", "Temps"
        MONEY = "money", "Financement"

    post = models.ForeignKey(OfferedPost, models.CASCADE, related_name="shares", verbose_name="poste")
    what = models.CharField("part de quoi", max_length=10, choices=What)
    name = models.CharField("nom", max_length=200)
    percent = models.PositiveSmallIntegerField("part (%)")

    class Meta:
        verbose_name = "part d’un poste"
        ordering = ["what", "-percent", "name"]
        constraints = [
            models.UniqueConstraint(fields=["post", "what", "name"], name="post_share_once"),
            models.CheckConstraint(condition=Q(what__in=["work", "time", "money"]), name="post_share_of_what"),
            models.CheckConstraint(condition=~Q(name=""), name="post_share_named"),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="post_share_percent"),
        ]
        triggers = [review_invariants.shares_make_a_whole()]

    def __str__(self) -> str:
        return f"{self.name} · {self.percent} %"
