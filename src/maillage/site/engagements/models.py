from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet
from maillage.site.directory.models import Place, Professional, Room, Vehicle
from maillage.site.engagements.validators import validate_scheme


class EngagementQuerySet(ScopedQuerySet, models.QuerySet["Engagement"]):
    record = Record.ENGAGEMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        visible = Professional.objects.filter(Professional.objects.scope_rule(scope))
        return Q(professional__in=visible.values("pk"))

    def running(self) -> EngagementQuerySet:
        return self.filter(state__in=[Engagement.State.AUTHORISED, Engagement.State.ACTIVE])


@pghistory.track()
class Engagement(models.Model):
    """A professional's commitment to a scheme: how many days a month, what share of the home practice it costs."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposé"
        AUTHORISED = "authorised", "Autorisé"
        ACTIVE = "active", "En cours"
        ENDED = "ended", "Terminé"

    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="engagements", verbose_name="professionnel"
    )
    scheme = models.CharField("dispositif", max_length=40, validators=[validate_scheme])
    state = models.CharField("état", max_length=20, choices=State, default=State.PROPOSED)
    days_per_month = models.PositiveSmallIntegerField("jours par mois")
    home_share_percent = models.DecimalField(
        "part de l’activité habituelle retirée (%)", max_digits=5, decimal_places=2, default=0
    )
    starts = models.DateField("début")
    ends = models.DateField("fin", null=True, blank=True)

    objects: ClassVar = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement"
        ordering = ["professional", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days_per_month__gte=1, days_per_month__lte=31), name="engagement_1_to_31_days"
            ),
            models.CheckConstraint(
                condition=Q(home_share_percent__gte=0, home_share_percent__lte=100), name="engagement_share_percent"
            ),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="engagement_ends_after"),
            models.UniqueConstraint(
                fields=["professional", "scheme"], condition=~Q(state="ended"), name="engagement_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.professional} · {self.scheme}"


@pghistory.track()
class Authorisation(models.Model):
    """A check that somebody outside makes (Order, health insurance) before or while the engagement runs."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Demandée"
        GRANTED = "granted", "Accordée"
        REFUSED = "refused", "Refusée"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="authorisations", verbose_name="engagement")
    kind = models.CharField("nature", max_length=40)
    state = models.CharField("état", max_length=20, choices=State, default=State.REQUESTED)
    date = models.DateField("date")

    class Meta:
        verbose_name = "autorisation"
        ordering = ["engagement", "kind"]
        constraints = [models.UniqueConstraint(fields=["engagement", "kind"], name="authorisation_once")]

    def __str__(self) -> str:
        return f"{self.engagement} · {self.kind}"


class Agreement(models.Model):
    """Time shared between establishments: the parties, and the weekly template that follows from their shares.

    ``template`` is the JSON of ``maillage.schemes.WeeklyTemplate``; its places are the keys of the parties, its staff
    the references of professionals.
    """

    scheme = models.CharField("dispositif", max_length=40, validators=[validate_scheme])
    name = models.CharField("nom", max_length=200, unique=True)
    pathway = models.CharField("filière", max_length=100)
    template = models.JSONField("semaine type")
    starts = models.DateField("début")
    ends = models.DateField("fin", null=True, blank=True)

    class Meta:
        verbose_name = "convention"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="agreement_ends_after"),
        ]

    def __str__(self) -> str:
        return self.name


class AgreementParty(models.Model):
    """Who signed: shares of time and money. ``place`` is set where its half-days are booked through this agenda."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties", verbose_name="convention")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreement_parties", verbose_name="organisation"
    )
    key = models.CharField("nom dans la semaine type", max_length=100)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lieu")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cabinet")
    time_percent = models.PositiveSmallIntegerField("part du temps (%)")
    money_percent = models.PositiveSmallIntegerField("part du financement (%)")

    class Meta:
        verbose_name = "partie à une convention"
        ordering = ["agreement", "key"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "key"], name="agreement_party_once"),
            models.CheckConstraint(
                condition=Q(time_percent__lte=100, money_percent__lte=100), name="agreement_shares_percent"
            ),
            models.CheckConstraint(
                condition=Q(place=None, room=None) | Q(place__isnull=False, room__isnull=False),
                name="agreement_place_with_room",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.key}"


class Tour(models.Model):
    """A vehicle that goes from commune to commune with its crew.

    ``template`` is the JSON of ``maillage.schemes.TourTemplate``; its staff are references of professionals.
    """

    scheme = models.CharField("dispositif", max_length=40, validators=[validate_scheme])
    name = models.CharField("nom", max_length=200, unique=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="tours", verbose_name="véhicule")
    template = models.JSONField("tournée")
    starts = models.DateField("début")
    ends = models.DateField("fin", null=True, blank=True)

    class Meta:
        verbose_name = "tournée"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="tour_ends_after")
        ]

    def __str__(self) -> str:
        return self.name
