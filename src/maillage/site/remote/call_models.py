"""Tables of video calls: who sits in one, and what their browsers still have to tell each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import User
from maillage.site.booking.models import Appointment
from maillage.site.remote import invariants
from maillage.site.remote.course import Party

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_SIGNAL = 60_000
GUEST = "guest"
"""The party of a guest in a call; a guest takes no step in the course."""


class Guest(models.Model):
    """Somebody whom the doctor lets join the call by a link; the row tells who, when, by whom, and until when."""

    LONGEST_NAME = 80

    class Kind(models.TextChoices):
        EXPERT = "expert", "Expert"
        INTERPRETER = "interpreter", "Interprète"

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="guests", verbose_name="rendez-vous")
    kind = models.CharField("à quel titre", max_length=20, choices=Kind)
    name = models.CharField("nom", max_length=LONGEST_NAME)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("invité le")
    ended_at = models.DateTimeField("retiré le", null=True)

    if TYPE_CHECKING:  # made by Django
        appointment_id: int
        get_kind_display: Callable[[], str]

    class Meta:
        verbose_name = "invité d’un appel"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment"], condition=Q(ended_at=None), name="guest_one_at_a_time"),
            models.CheckConstraint(condition=~Q(name="") & Q(kind__in=["expert", "interpreter"]), name="guest_named"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=models.F("at")), name="guest_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.name}"


class Seat(models.Model):
    """Somebody in the call of a consultation, from opening the video to leaving it; one at a time for each person.

    The rows tell how long each of them was connected. Nothing of the call itself is kept.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="seats", verbose_name="rendez-vous")
    party = models.CharField("qui", max_length=10)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="compte")
    guest = models.ForeignKey(Guest, models.CASCADE, null=True, related_name="seats", verbose_name="invité")
    joined_at = models.DateTimeField("entré le")
    seen_at = models.DateTimeField("vu le")
    left_at = models.DateTimeField("sorti le", null=True)

    if TYPE_CHECKING:  # made by Django
        appointment_id: int
        user_id: int | None

    class Meta:
        verbose_name = "place dans un appel"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment", "party", "user", "guest"],
                condition=Q(left_at=None),
                nulls_distinct=False,
                name="seat_one_for_each_person",
            ),
            models.CheckConstraint(
                condition=Q(party=Party.PATIENT, user=None, guest=None)
                | Q(party__in=[Party.DOCTOR, Party.NURSE], user__isnull=False, guest=None)
                | Q(party=GUEST, user=None, guest__isnull=False),
                name="seat_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.party}"


class Signal(models.Model):
    """What one browser has to tell another to connect; deleted once that one has it."""

    sender = models.ForeignKey(Seat, models.CASCADE, related_name="+", verbose_name="de")
    to = models.ForeignKey(Seat, models.CASCADE, related_name="signals", verbose_name="à")
    data = models.TextField("message", max_length=LONGEST_SIGNAL)

    if TYPE_CHECKING:  # made by Django
        sender_id: int
        to_id: int

    class Meta:
        verbose_name = "signal d’un appel"
        ordering = ["pk"]
        triggers: ClassVar = [invariants.signal_within_one_call()]

    def __str__(self) -> str:
        return f"{self.sender_id} · {self.to_id}"
