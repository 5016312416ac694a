"""What a place promises beside its name and address: equipment, hours of its rooms, closures, lodging, photos."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from maillage.site.directory.checklists import ACCESSIBILITY, EQUIPMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from maillage.site.directory.models import Place, Resource

MOST_BEDS = 20


class Promise(models.Model):
    """What a place promises; kept on the place, and before that on its proposal.

    ``equipment`` and ``accessibility`` are codes of :mod:`maillage.site.directory.checklists`. ``lon`` and ``lat`` are
    the point of the address where a file of addresses gives it.
    """

    class Secretariat(models.TextChoices):
        UNKNOWN = "", "pas encore dit"
        NONE = "none", "Aucun"
        PART = "part", "Une partie du temps"
        WHOLE = "whole", "Pendant toutes les consultations"

    class Parking(models.TextChoices):
        UNKNOWN = "", "pas encore dit"
        NONE = "none", "Pas à proximité"
        STREET = "street", "Dans la rue"
        RESERVED = "reserved", "Place réservée au médecin"

    class Lodging(models.TextChoices):
        UNKNOWN = "", "pas encore dit"
        NONE = "none", "Aucun"
        ON_SITE = "on_site", "Dans le bâtiment"
        NEARBY = "nearby", "À moins de dix minutes"

    class Meals(models.TextChoices):
        UNKNOWN = "", "pas encore dit"
        NONE = "none", "Rien sur place"
        KITCHEN = "kitchen", "Une cuisine"
        SERVED = "served", "Repas servis"

    equipment = ArrayField(models.CharField(max_length=40), default=list, verbose_name="équipement")
    accessibility = ArrayField(models.CharField(max_length=40), default=list, verbose_name="accessibilité")
    secretariat = models.CharField("secrétariat", max_length=20, choices=Secretariat, blank=True)
    parking = models.CharField("stationnement", max_length=20, choices=Parking, blank=True)
    lodging = models.CharField("logement", max_length=20, choices=Lodging, blank=True)
    beds = models.PositiveSmallIntegerField("lits", default=0)
    keys = models.CharField("remise des clés", max_length=300, blank=True)
    meals = models.CharField("repas", max_length=20, choices=Meals, blank=True)
    contact_name = models.CharField("contact sur place", max_length=200, blank=True)
    contact_phone = models.CharField("téléphone du contact", max_length=20, blank=True)
    lon = models.FloatField("longitude", null=True)
    lat = models.FloatField("latitude", null=True)

    if TYPE_CHECKING:  # made by Django
        get_secretariat_display: Callable[[], str]
        get_parking_display: Callable[[], str]
        get_lodging_display: Callable[[], str]
        get_meals_display: Callable[[], str]

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(equipment__contained_by=list(EQUIPMENT)), name="%(class)s_known_equipment"
            ),
            models.CheckConstraint(
                condition=Q(accessibility__contained_by=list(ACCESSIBILITY)), name="%(class)s_known_accessibility"
            ),
            models.CheckConstraint(
                condition=Q(lodging__in=["on_site", "nearby"], beds__gte=1, beds__lte=MOST_BEDS)
                | Q(lodging__in=["", "none"], beds=0),
                name="%(class)s_beds_with_lodging",
            ),
            models.CheckConstraint(
                condition=Q(secretariat__in=["", "none", "part", "whole"])
                & Q(parking__in=["", "none", "street", "reserved"])
                & Q(meals__in=["", "none", "kitchen", "served"]),
                name="%(class)s_known_choices",
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None)
                | Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)),
                name="%(class)s_on_earth",
            ),
        ]

    @property
    def lodges(self) -> bool:
        """Whether somebody may sleep there."""
        return self.lodging in LODGED


LODGED = (Promise.Lodging.ON_SITE, Promise.Lodging.NEARBY)
"""Choices of lodging with beds."""


@pghistory.track()
class PlaceDetails(Promise):
    """What a place of the directory promises; a place without such a row has promised nothing."""

    place = models.OneToOneField("Place", models.CASCADE, related_name="details", verbose_name="lieu")

    if TYPE_CHECKING:  # made by Django
        place_id: int

    class Meta(Promise.Meta):
        verbose_name = "promesse d’un lieu"

    def __str__(self) -> str:
        return f"promesse de {self.place_id}"


@pghistory.track()
class RoomOpening(models.Model):
    """Hours of a room on a weekday (0 is Monday), in the local time of the place.

    A room without such rows is open whenever its place is; a room with some is open then and at no other time.
    """

    room = models.ForeignKey("Resource", models.CASCADE, related_name="openings", verbose_name="cabinet")
    weekday = models.PositiveSmallIntegerField("jour")
    starts = models.TimeField("de")
    ends = models.TimeField("à")

    if TYPE_CHECKING:  # made by Django
        room_id: int
        room: models.ForeignKey[Resource, Resource]

    class Meta:
        verbose_name = "heures d’un cabinet"
        ordering = ["room", "weekday", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["room", "weekday", "starts"], name="room_opening_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="room_opening_weekday_0_to_6"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="room_opening_ends_after"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.weekday} {self.starts}"

    @property
    def hours(self) -> tuple[int, time, time]:
        """Weekday, start and end."""
        return self.weekday, self.starts, self.ends


@pghistory.track()
class PlaceClosure(models.Model):
    """Days on which a place, or one room of it, is closed; without ``ends`` it is closed for good."""

    place = models.ForeignKey("Place", models.CASCADE, related_name="closures", verbose_name="lieu")
    room = models.ForeignKey("Resource", models.CASCADE, null=True, related_name="closures", verbose_name="cabinet")
    starts = models.DateField("du")
    ends = models.DateField("au", null=True)
    reason = models.CharField("motif", max_length=200, blank=True)

    if TYPE_CHECKING:  # made by Django
        place_id: int
        place: models.ForeignKey[Place, Place]
        room_id: int | None

    class Meta:
        verbose_name = "fermeture"
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="closure_ends_after"),
            models.UniqueConstraint(fields=["place"], condition=Q(room=None, ends=None), name="closure_for_good_once"),
            models.UniqueConstraint(
                fields=["place", "room", "starts", "ends"], nulls_distinct=False, name="closure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.starts}"

    def holds(self, day: date) -> bool:
        """Whether it is closed on that day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


class Photo(models.Model):
    """A photo in the data folder, named by the digest of its content (see :mod:`maillage.site.directory.photos`)."""

    digest = models.CharField("empreinte", max_length=64)
    width = models.PositiveIntegerField("largeur")
    height = models.PositiveIntegerField("hauteur")

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="%(class)s_digest"),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="%(class)s_size"),
        ]


class PlacePhoto(Photo):
    """A photo of a place."""

    place = models.ForeignKey("Place", models.CASCADE, related_name="photos", verbose_name="lieu")

    if TYPE_CHECKING:  # made by Django
        place_id: int

    class Meta(Photo.Meta):
        verbose_name = "photo d’un lieu"

    def __str__(self) -> str:
        return f"{self.place_id} {self.digest[:8]}"
