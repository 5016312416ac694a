from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import User
from maillage.site.booking.models import Appointment

if TYPE_CHECKING:
    from collections.abc import Callable


class RegulatorNumber(models.Model):
    """How the national platform knows a regulator: a number with its prefix (IdNatPS), or a UUID of its own."""

    user = models.OneToOneField(User, models.CASCADE, related_name="regulator_number", verbose_name="compte")
    number = models.CharField("identifiant", max_length=60, unique=True)

    class Meta:
        verbose_name = "identifiant d’un régulateur"
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="regulator_number_given")]

    def __str__(self) -> str:
        return self.number


class SentAppointment(models.Model):
    """What the national platform was told of an appointment that the regulation took, and what it still has to be told.

    ``identifier`` is the appointment's on the platform. ``told`` is the last state it has confirmed, and ``told_start``
    the last time: "" and None before the first. ``attempts`` counts the tries since the last confirmed one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "À transmettre"
        SENDING = "sending", "En cours"
        TOLD = "told", "Transmis"
        FAILED = "failed", "Abandonné"

    appointment = models.OneToOneField(
        Appointment, models.CASCADE, related_name="sent_to_sas", verbose_name="rendez-vous"
    )
    identifier = models.UUIDField("identifiant", default=uuid.uuid4, unique=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    told = models.CharField("dernier état transmis", max_length=20, blank=True)
    told_start = models.DateTimeField("dernière heure transmise", null=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    last_error = models.CharField("dernière erreur", max_length=100, blank=True)
    send_after = models.DateTimeField("pas avant")
    claimed_at = models.DateTimeField("pris le", null=True)

    if TYPE_CHECKING:  # made by Django
        appointment_id: int
        get_state_display: Callable[[], str]

    class Meta:
        verbose_name = "rendez-vous transmis au SAS"
        indexes = [
            models.Index(fields=["send_after"], condition=Q(state__in=["waiting", "sending"]), name="sas_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False), name="sas_sent_claimed_when"
            ),
            models.CheckConstraint(
                condition=Q(told="", told_start=None) | ~Q(told="") & Q(told_start__isnull=False),
                name="sas_sent_told_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.get_state_display()}"
