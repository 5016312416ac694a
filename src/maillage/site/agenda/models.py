from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet
from maillage.site.directory.models import Place, Professional, Room, Vehicle
from maillage.site.engagements.models import Agreement, Tour
from maillage.site.engagements.validators import validate_scheme
from maillage.site.geography.models import Commune
from maillage.site.plans.models import PlanRun

BOOKING_CLOSES_BEFORE = timedelta(hours=1)
BOOKING_OPENS_BEFORE = timedelta(days=92)


class Resource(models.Model):
    """Anything that can be taken: a professional, a room, a vehicle. One row each, whatever takes it."""

    kind = models.CharField("nature", max_length=20)
    label = models.CharField("libellé", max_length=300)
    professional = models.OneToOneField(
        Professional, models.CASCADE, null=True, related_name="resource", verbose_name="professionnel"
    )
    room = models.OneToOneField(Room, models.CASCADE, null=True, related_name="resource", verbose_name="cabinet")
    vehicle = models.OneToOneField(Vehicle, models.CASCADE, null=True, related_name="resource", verbose_name="véhicule")

    class Meta:
        verbose_name = "ressource"
        constraints = [
            models.CheckConstraint(
                condition=Q(professional__isnull=False, room=None, vehicle=None) & Q(kind__in=["doctor", "nurse"])
                | Q(professional=None, room__isnull=False, vehicle=None, kind="room")
                | Q(professional=None, room=None, vehicle__isnull=False, kind="vehicle"),
                name="resource_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SessionQuerySet(ScopedQuerySet, models.QuerySet["Session"]):
    record = Record.SESSION

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Sessions in the user's territory, at a place they keep, or their own."""
        return scope.in_territory("commune") | scope.hosted("place__organisation") | scope.own("professional__user")

    def with_doctor(self) -> SessionQuerySet:
        """Sessions that will be held: published or accepted."""
        return self.filter(state__in=Session.OPEN_STATES)


@pghistory.track()
class Session(models.Model):
    """A dated half-day at a place, or at a stop of a vehicle in ``commune``."""

    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        PUBLISHED = "published", "Publiée"
        ACCEPTED = "accepted", "Acceptée"
        DECLINED = "declined", "Sans médecin"
        CANCELLED = "cancelled", "Annulée"
        HELD = "held", "Tenue"

    class Activity(models.TextChoices):
        CONSULTATIONS = "consultations", "Consultations"
        THEATRE = "theatre", "Bloc opératoire"
        TEACHING = "teaching", "Enseignement"

    OPEN_STATES = (State.PUBLISHED, State.ACCEPTED)

    scheme = models.CharField("dispositif", max_length=40, validators=[validate_scheme])
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="sessions", verbose_name="commune")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="sessions", verbose_name="lieu")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="sessions", verbose_name="cabinet")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, related_name="sessions", verbose_name="véhicule")
    professional = models.ForeignKey(
        Professional, models.PROTECT, null=True, related_name="sessions", verbose_name="professionnel"
    )
    starts = models.DateTimeField("début")
    ends = models.DateTimeField("fin")
    stop = models.CharField("arrêt", max_length=200, blank=True)
    activity = models.CharField("activité", max_length=20, choices=Activity, default=Activity.CONSULTATIONS)
    slot_minutes = models.PositiveSmallIntegerField("durée d’un créneau (min)")
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    plan_run = models.ForeignKey(PlanRun, models.PROTECT, null=True, related_name="sessions", verbose_name="plan")
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="sessions", verbose_name="convention"
    )
    tour = models.ForeignKey(Tour, models.PROTECT, null=True, related_name="sessions", verbose_name="tournée")
    origin_key = models.CharField("origine", max_length=120, unique=True, null=True)

    objects: ClassVar = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "vacation"
        ordering = ["starts", "pk"]
        indexes = [
            models.Index(fields=["commune", "starts"], name="session_commune_starts"),
            models.Index(fields=["professional", "starts"], name="session_professional_starts"),
            models.Index(fields=["place", "starts"], name="session_place_starts"),
            models.Index(fields=["state", "starts"], name="session_state_starts"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="session_ends_after"),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240), name="session_slot_5_to_240_minutes"
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=False, vehicle=None) | Q(place=None, room=None, vehicle__isnull=False),
                name="session_at_a_place_or_in_a_vehicle",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "accepted", "held"]) | Q(professional__isnull=False),
                name="session_open_has_professional",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | Q(professional=None), name="session_declined_has_none"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} · {self.starts:%Y-%m-%d %H:%M}"


class Claim(models.Model):
    """What a session holds, and when. Two active claims on one resource never overlap: the database refuses."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="claims", verbose_name="ressource")
    session = models.ForeignKey(Session, models.CASCADE, related_name="claims", verbose_name="vacation")
    during = DateTimeRangeField("pendant")
    active = models.BooleanField("active", default=True)

    class Meta:
        verbose_name = "réservation de ressource"
        constraints = [
            ExclusionConstraint(
                name="claim_no_overlap",
                # A one-number range stands for "same resource": it needs no btree_gist extension.
                expressions=[
                    (
                        Func(F("resource"), F("resource"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(active=True),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="claim_bounded",
            ),
            models.UniqueConstraint(
                fields=["session", "resource"], condition=Q(active=True), name="claim_once_per_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.during}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def free(self) -> SlotQuerySet:
        """Slots nobody has."""
        from maillage.site.booking.models import Appointment

        taken = Appointment.objects.filter(slot=models.OuterRef("pk"), state__in=Appointment.ACTIVE_STATES)
        return self.filter(~models.Exists(taken))

    def bookable(self, now: datetime) -> SlotQuerySet:
        """Free slots inside the booking window of sessions that will be held, whoever they are kept for."""
        return self.free().filter(
            starts__gt=now + BOOKING_CLOSES_BEFORE,
            starts__lt=now + BOOKING_OPENS_BEFORE,
            session__state__in=Session.OPEN_STATES,
        )


class Slot(models.Model):
    """One appointment's time. ``audience`` first: kept until ``released_at`` for those the scheme puts first."""

    class Audience(models.TextChoices):
        FIRST = "first", "Public prioritaire"
        ALL = "all", "Tous"

    session = models.ForeignKey(Session, models.CASCADE, related_name="slots", verbose_name="vacation")
    starts = models.DateTimeField("début")
    ends = models.DateTimeField("fin")
    audience = models.CharField("public", max_length=10, choices=Audience)
    released_at = models.DateTimeField("ouvert à tous le", null=True)

    objects: ClassVar = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "créneau"
        ordering = ["starts", "pk"]
        indexes = [models.Index(fields=["starts"], name="slot_starts")]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts"], name="slot_once_in_session"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="slot_ends_after"),
            models.CheckConstraint(
                condition=Q(audience="all", released_at=None) | Q(audience="first", released_at__isnull=False),
                name="slot_first_has_release",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m-%d %H:%M}"
