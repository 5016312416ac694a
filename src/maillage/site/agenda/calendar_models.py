"""Tables of calendars: the address from which a person's days are read, and the person's own calendar read here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from maillage.site.agenda.absence_models import Absence
from maillage.site.directory.models import Place, Professional, Resource

if TYPE_CHECKING:
    from collections.abc import Callable


class CalendarFeed(models.Model):
    """The secret address of a person's days; ``number`` grows with each new address, ``digest`` is of the secret."""

    professional = models.OneToOneField(
        Professional, models.CASCADE, related_name="calendar_feed", verbose_name="soignant"
    )
    number = models.PositiveIntegerField("numéro")
    digest = models.BinaryField("empreinte", max_length=32, unique=True)

    class Meta:
        verbose_name = "adresse d’agenda"

    def __str__(self) -> str:
        return f"{self.professional.pk} · {self.number}"


class ThingFeed(models.Model):
    """The secret address of the days of a place, or of one ``room`` of it; see :class:`CalendarFeed`."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="calendar_feeds", verbose_name="lieu")
    room = models.ForeignKey(Resource, models.CASCADE, null=True, related_name="+", verbose_name="cabinet")
    number = models.PositiveIntegerField("numéro")
    digest = models.BinaryField("empreinte", max_length=32, unique=True)

    if TYPE_CHECKING:  # made by Django
        place_id: int
        room_id: int | None

    class Meta:
        verbose_name = "adresse d’agenda d’un lieu"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "room"], nulls_distinct=False, name="thing_feed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} · {self.room_id} · {self.number}"


class CalendarPassword(models.Model):
    """A password of one application that reads a person's calendar by CalDAV, shown once; ``digest`` is of it."""

    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="calendar_passwords", verbose_name="soignant"
    )
    label = models.CharField("application", max_length=60)
    digest = models.BinaryField("empreinte", max_length=32, unique=True)
    made_at = models.DateTimeField("créé le")
    used_at = models.DateTimeField("utilisé le", null=True)

    if TYPE_CHECKING:  # made by Django
        professional_id: int

    class Meta:
        verbose_name = "mot de passe d’application"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.professional_id} · {self.label}"


class CalendarAbsence(models.Model):
    """How an application names an absence that it has written: the name of its file, and its UID."""

    absence = models.OneToOneField(Absence, models.CASCADE, related_name="entry", verbose_name="absence")
    professional = models.ForeignKey(Professional, models.CASCADE, related_name="+", verbose_name="soignant")
    name = models.CharField("fichier", max_length=200)
    uid = models.CharField("identifiant", max_length=255)

    if TYPE_CHECKING:  # made by Django
        absence_id: int
        professional_id: int

    class Meta:
        verbose_name = "absence écrite par une application"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["professional", "name"], name="calendar_absence_once"),
        ]

    def __str__(self) -> str:
        return self.name


class OwnCalendar(models.Model):
    """The address (encrypted) of a calendar that a person keeps elsewhere, and how the last reading went.

    ``etag`` and ``modified`` are what the server said, so that an unchanged file is not sent again.
    """

    class Problem(models.TextChoices):
        UNREACHABLE = "unreachable", "ce serveur ne répond pas"
        REFUSED = "refused", "ce serveur ne donne pas l’agenda à cette adresse"
        FORBIDDEN = "forbidden", "cette adresse mène à un réseau privé"
        TOO_BIG = "too_big", "ce fichier est trop gros"
        NOT_A_CALENDAR = "not_a_calendar", "ce fichier n’est pas un agenda au format iCalendar"
        LOST = "lost", "l’adresse gardée ne se lit plus"

    professional = models.OneToOneField(
        Professional, models.CASCADE, related_name="own_calendar", verbose_name="soignant"
    )
    sealed = models.TextField("adresse chiffrée")
    given_at = models.DateTimeField("donnée le")
    tried_at = models.DateTimeField("essayée le", null=True)
    read_at = models.DateTimeField("lue le", null=True)
    problem = models.CharField("ennui", max_length=20, choices=Problem, blank=True)
    etag = models.CharField("version", max_length=300, blank=True)
    modified = models.CharField("date de version", max_length=100, blank=True)

    if TYPE_CHECKING:  # made by Django
        professional_id: int
        get_problem_display: Callable[[], str]

    class Meta:
        verbose_name = "agenda personnel"

    def __str__(self) -> str:
        return str(self.professional_id)


class BusyTime(models.Model):
    """An interval at which a person's own calendar is not free: nothing else of it is kept."""

    calendar = models.ForeignKey(OwnCalendar, models.CASCADE, related_name="busy", verbose_name="agenda")
    during = DateTimeRangeField("pendant")

    if TYPE_CHECKING:  # made by Django
        calendar_id: int

    class Meta:
        verbose_name = "moment occupé"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="busy_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.during}"
