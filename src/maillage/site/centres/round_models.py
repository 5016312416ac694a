from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maillage.schemes.words import Half
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.booking.contacts import search_terms
from maillage.site.centres import round_invariants as invariants
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from maillage.site.sealed_fields import SealedText, SearchKeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager


class HomeRoundQuerySet(ScopedQuerySet, models.QuerySet["HomeRound"]):
    record = Record.CENTRE_DESK

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Rounds of the user's own centre, and the user's own."""
        return scope.hosted("centre") | scope.own("professional__user")


@pghistory.track(exclude=["during"])
class HomeRound(models.Model):
    """A half-day of visits outside the centre by one person, from the centre and back.

    ``during`` is the half-day in instants, by the clock of where the person practises.
    """

    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="rounds", verbose_name="centre")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="rounds", verbose_name="soignant")
    date = models.DateField("jour")
    half = models.CharField("demi-journée", max_length=10, choices=[(one.value, one.value) for one in Half])
    during = DateTimeRangeField("pendant")
    travel_minutes = models.PositiveSmallIntegerField("minutes de route", default=0)

    if TYPE_CHECKING:  # made by Django
        centre_id: int
        professional_id: int
        visits: RelatedManager[HomeVisit]

    objects: ClassVar = manager_of(HomeRoundQuerySet)

    class Meta:
        verbose_name = "tournée de visites"
        ordering = ["date", "-half", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["professional", "date", "half"], name="home_round_once"),
            models.CheckConstraint(condition=Q(half__in=["morning", "afternoon"]), name="home_round_half"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="home_round_bounded",
            ),
        ]
        triggers = [invariants.round_outside_sessions()]

    def __str__(self) -> str:
        return f"{self.professional_id} · {self.date}"


class HomeVisitQuerySet(ScopedQuerySet, models.QuerySet["HomeVisit"]):
    record = Record.CENTRE_DESK

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Visits asked of the user's own centre, and those of the user's own rounds."""
        return scope.hosted("centre") | scope.own("round__professional__user")


class HomeVisit(models.Model):
    """A visit that is asked for: at somebody's home, or of so many residents of a care home; nothing medical.

    ``round`` plans it, as number ``rank``, to begin at ``at``; ``every_weeks`` asks for it again after each one done.
    ``why_not`` says why a visit of a round that took place was not made.
    """

    class WhyNot(models.TextChoices):
        NOBODY = "nobody", "Personne n’a ouvert"
        CALLED_OFF = "called_off", "Annulée par la personne ou ses proches"
        MOVED = "moved", "La personne n’est plus à cette adresse"
        NO_TIME = "no_time", "Le temps a manqué"

    class Kind(models.TextChoices):
        HOME = "home", "À domicile"
        CARE_HOME = "care_home", "En EHPAD"

    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="home_visits", verbose_name="centre")
    kind = models.CharField("où", max_length=10, choices=Kind, default=Kind.HOME)
    name = SealedText("nom")
    address = SealedText("adresse")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    phone = SealedText("téléphone", blank=True)
    search_keys = SearchKeys(verbose_name="empreintes pour la recherche")
    residents = models.PositiveSmallIntegerField("résidents à voir", default=1)
    minutes = models.PositiveSmallIntegerField("minutes sur place")
    before = models.DateField("au plus tard le", null=True)
    professional = models.ForeignKey(
        Professional, models.PROTECT, null=True, related_name="+", verbose_name="par ce soignant"
    )  # fmt: skip
    every_weeks = models.PositiveSmallIntegerField("toutes les (semaines)", default=0)
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="noté par")
    round = models.ForeignKey(HomeRound, models.PROTECT, null=True, related_name="visits", verbose_name="tournée")
    rank = models.PositiveSmallIntegerField("rang", default=0)
    at = models.TimeField("heure", null=True)
    ended_at = models.DateTimeField("finie le", null=True)
    done = models.BooleanField("faite", default=False)
    why_not = models.CharField("non faite parce que", max_length=20, choices=WhyNot, blank=True)

    if TYPE_CHECKING:  # made by Django
        centre_id: int
        commune_id: str
        round_id: int | None
        professional_id: int | None
        get_kind_display: Callable[[], str]
        get_why_not_display: Callable[[], str]

    objects: ClassVar = manager_of(HomeVisitQuerySet)

    class Meta:
        verbose_name = "visite"
        ordering = [F("before").asc(nulls_last=True), "asked_at", "pk"]
        indexes: ClassVar = [GinIndex(fields=["search_keys"], name="home_visit_search")]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=200), name="home_visit_minutes"),
            models.CheckConstraint(condition=Q(residents__gte=1, residents__lte=40), name="home_visit_residents"),
            models.CheckConstraint(condition=Q(every_weeks__lte=26), name="home_visit_every_26_weeks"),
            models.CheckConstraint(condition=Q(kind__in=["home", "care_home"]), name="home_visit_kind"),
            models.CheckConstraint(
                condition=Q(round=None, at=None) | Q(round__isnull=False, at__isnull=False),
                name="home_visit_planned_when",
            ),
            models.CheckConstraint(
                condition=Q(done=False) | Q(round__isnull=False, ended_at__isnull=False),
                name="home_visit_done_in_a_round",
            ),
            models.CheckConstraint(
                condition=Q(why_not="")
                | Q(why_not__in=["nobody", "called_off", "moved", "no_time"], done=False, round__isnull=False,
                    ended_at__isnull=False),
                name="home_visit_not_done_in_a_round",
            ),
            models.UniqueConstraint(
                fields=["round", "rank"], condition=Q(round__isnull=False), name="home_visit_rank_once",
            ),
        ]  # fmt: skip
        triggers = [invariants.visit_of_the_centre()]

    def __str__(self) -> str:
        return f"{self.name} · {self.commune_id}"

    def search_terms(self) -> list[str]:
        """Return the terms by which the person who is visited is found."""
        return search_terms(phone=self.phone, name=self.name)
