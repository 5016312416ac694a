from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from maillage.site.sealed_fields import SealedText

if TYPE_CHECKING:
    from collections.abc import Callable


class Message(models.Model):
    """A message to one person.

    ``about`` names the row it is about (``appointment:12``); ``key`` identifies the message, so that it is posted once.
    Address and text are encrypted, and deleted after sending. A failed message keeps them for some days, so that it
    can be sent again by hand, unless it holds a ``secret`` (a link that opens an account).
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        SMS = "sms", "SMS"

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        SENDING = "sending", "En cours d’envoi"
        SENT = "sent", "Envoyé"
        FAILED = "failed", "Abandonné"
        WITHDRAWN = "withdrawn", "Retiré"

    OPEN_STATES = (State.WAITING, State.SENDING)

    key = models.CharField("clé", max_length=200, unique=True)
    about = models.CharField("au sujet de", max_length=100, db_index=True)
    channel = models.CharField("moyen", max_length=10, choices=Channel, default=Channel.EMAIL)
    to = SealedText("destinataire", blank=True)
    subject = SealedText("objet", blank=True)
    body = SealedText("texte", blank=True)
    secret = models.BooleanField("tient un lien secret", default=False)
    segments = models.PositiveSmallIntegerField("segments d’un SMS", default=0)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    last_error = models.CharField("dernière erreur", max_length=100, blank=True)
    created = models.DateTimeField("écrit le")
    send_after = models.DateTimeField("pas avant")
    useless_after = models.DateTimeField("inutile après")
    claimed_at = models.DateTimeField("pris le", null=True)
    ended_at = models.DateTimeField("fini le", null=True)
    sent_at = models.DateTimeField("envoyé le", null=True)

    if TYPE_CHECKING:  # Added by Django at run time.
        get_state_display: Callable[[], str]

    class Meta:
        verbose_name = "message"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "failed"]) | Q(to="", subject="", body=""),
                name="message_forgotten_once_over",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "sending"]) | ~Q(to="") & ~Q(body=""), name="message_open_has_text"
            ),
            models.CheckConstraint(
                condition=~Q(state="failed", secret=True) | Q(body=""), name="message_secret_forgotten_on_failure"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], ended_at=None)
                | Q(state__in=["sent", "failed", "withdrawn"], ended_at__isnull=False),
                name="message_over_when",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
                name="message_sent_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False), name="message_claimed_when"
            ),
        ]
        indexes = [
            models.Index(fields=["send_after"], condition=Q(state__in=["waiting", "sending"]), name="message_due"),
        ]

    def __str__(self) -> str:
        return f"{self.key} · {self.get_state_display()}"


class SmsMonth(models.Model):
    """What the SMS of a month cost: counts that stay when the messages themselves are deleted.

    ``cost`` is in thousandths of a cent, at the price of a segment on the day of each sending.
    """

    month = models.DateField("mois", unique=True)
    messages = models.PositiveIntegerField("SMS envoyés", default=0)
    segments = models.PositiveIntegerField("segments", default=0)
    cost = models.PositiveBigIntegerField("coût (millièmes de centime)", default=0)

    class Meta:
        verbose_name = "SMS d’un mois"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="sms_month_first_day"),
            models.CheckConstraint(condition=Q(segments__gte=models.F("messages")), name="sms_month_segments"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
