from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment
from maillage.site.sealed_fields import SealedText

if TYPE_CHECKING:
    from collections.abc import Callable


class WhatHappened(models.TextChoices):
    """What an organisation can be told."""

    BOOKED = "appointment.booked", "Un rendez-vous est pris"
    MOVED = "appointment.moved", "Un rendez-vous est déplacé"
    CANCELLED = "appointment.cancelled", "Un rendez-vous est annulé"
    OUTCOME = "appointment.outcome", "La présence à un rendez-vous est notée"
    PUBLISHED = "session.published", "Une vacation est publiée"
    CHANGED = "session.changed", "Une vacation change d’heure ou de lieu"
    ENDED = "session.cancelled", "Une vacation n’a pas lieu"


class Subscription(models.Model):
    """An address of an organisation that is told what happens; ``secret`` signs it.

    ``contact`` is told by e-mail when the address is stopped because it has not answered since ``failing_since``.
    """

    class Stopped(models.TextChoices):
        NOT = "", "en service"
        ASKED = "asked", "arrêtée"
        FAILING = "failing", "ne répondait plus"

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="webhooks", verbose_name="organisation"
    )  # fmt: skip
    address = SealedText("adresse, chiffrée")
    secret = SealedText("secret de la signature, chiffré")
    contact = SealedText("adresse électronique à prévenir, chiffrée")
    events = ArrayField(models.CharField(max_length=30), verbose_name="ce qui est dit")
    made_at = models.DateTimeField("demandée le", default=timezone.now)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="demandée par")
    last_told_at = models.DateTimeField("dernier succès", null=True)
    failing_since = models.DateTimeField("échoue depuis", null=True)
    last_error = models.CharField("dernière erreur", max_length=100, blank=True)
    stopped_at = models.DateTimeField("arrêtée le", null=True)
    stopped = models.CharField("état", max_length=10, choices=Stopped, blank=True)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        get_stopped_display: Callable[[], str]

    class Meta:
        verbose_name = "adresse avertie"
        ordering: ClassVar = ["organisation__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(events__contained_by=WhatHappened.values) & ~Q(events=[]), name="webhook_known_events"
            ),
            models.CheckConstraint(
                condition=Q(stopped="", stopped_at=None) | ~Q(stopped="") & Q(stopped_at__isnull=False),
                name="webhook_stopped_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} · {self.pk}"

    @property
    def told(self) -> list[str]:
        """What is told, in words."""
        return [str(WhatHappened(one).label) for one in self.events]


class Change(models.Model):
    """Something that happened, written by a trigger in the transaction of the change, until it is handed out."""

    what = models.CharField("quoi", max_length=30, choices=WhatHappened)
    row = models.BigIntegerField("rendez-vous ou vacation")
    at = models.DateTimeField("quand")

    class Meta:
        verbose_name = "changement à dire"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=WhatHappened.values), name="webhook_change_known"),
        ]

    def __str__(self) -> str:
        return f"{self.what} · {self.row}"


class Delivery(models.Model):
    """A change told to one address: at least once, in order, with growing pauses. ``body`` names no person."""

    class State(models.TextChoices):
        WAITING = "waiting", "À dire"
        SENDING = "sending", "En cours"
        TOLD = "told", "Dit"
        GIVEN_UP = "given_up", "Abandonné"

    OPEN_STATES = (State.WAITING, State.SENDING)

    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="deliveries", verbose_name="adresse"
    )  # fmt: skip
    reference = models.UUIDField("identifiant", default=uuid.uuid4, unique=True)
    what = models.CharField("quoi", max_length=30, choices=WhatHappened)
    body = models.JSONField("contenu")
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    last_error = models.CharField("dernière erreur", max_length=100, blank=True)
    made_at = models.DateTimeField("arrivé le")
    send_after = models.DateTimeField("pas avant")
    claimed_at = models.DateTimeField("pris le", null=True)
    ended_at = models.DateTimeField("fini le", null=True)

    if TYPE_CHECKING:  # made by Django
        subscription_id: int
        get_state_display: Callable[[], str]
        get_what_display: Callable[[], str]

    class Meta:
        verbose_name = "avertissement"
        indexes: ClassVar = [
            models.Index(
                fields=["subscription", "id"], condition=Q(state__in=["waiting", "sending"]), name="webhook_due"
            ),
            models.Index(fields=["ended_at"], name="webhook_ended"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False), name="webhook_claimed_when"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], ended_at=None)
                | Q(state__in=["told", "given_up"], ended_at__isnull=False),
                name="webhook_over_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} · {self.get_state_display()}"


LISTENED = "EXISTS (SELECT 1 FROM webhooks_subscription WHERE stopped = '')"
NOTED = "INSERT INTO webhooks_change (what, row, at) VALUES (happened, NEW.id, now());"


class WatchedAppointment(Appointment):
    """Proxy of appointments, which carries this app's trigger: whatever changes one is noted, by any path."""

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] Django wants a Meta of its own for a proxy
        proxy = True
        verbose_name = "rendez-vous"
        triggers = [
            pgtrigger.Trigger(
                name="webhooks_hear",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "slot_id"),
                declare=[("happened", "text")],
                func=f"""
                IF TG_OP = 'INSERT' THEN
                    happened := 'appointment.booked';
                ELSIF NEW.state IN ('cancelled', 'excused') AND OLD.state NOT IN ('cancelled', 'excused') THEN
                    happened := 'appointment.cancelled';
                ELSIF NEW.state IS DISTINCT FROM OLD.state THEN
                    happened := 'appointment.outcome';
                ELSIF NEW.slot_id IS DISTINCT FROM OLD.slot_id THEN
                    happened := 'appointment.moved';
                END IF;
                IF happened IS NOT NULL AND {LISTENED} THEN
                    {NOTED}
                END IF;
                RETURN NULL;
                """,
            ),
        ]


class WatchedSession(Session):
    """Proxy of sessions, which carries this app's trigger."""

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] Django wants a Meta of its own for a proxy
        proxy = True
        verbose_name = "vacation"
        triggers = [
            pgtrigger.Trigger(
                name="webhooks_hear",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "starts", "ends", "place_id", "commune_id"),
                declare=[("happened", "text")],
                func=f"""
                IF NEW.state = 'published' AND (TG_OP = 'INSERT' OR OLD.state = 'draft') THEN
                    happened := 'session.published';
                ELSIF TG_OP = 'UPDATE' AND NEW.state = 'cancelled' AND OLD.state NOT IN ('draft', 'cancelled') THEN
                    happened := 'session.cancelled';
                ELSIF TG_OP = 'UPDATE' AND NEW.state NOT IN ('draft', 'cancelled') AND (
                    NEW.starts, NEW.ends, NEW.place_id, NEW.commune_id
                ) IS DISTINCT FROM (OLD.starts, OLD.ends, OLD.place_id, OLD.commune_id) THEN
                    happened := 'session.changed';
                END IF;
                IF happened IS NOT NULL AND {LISTENED} THEN
                    {NOTED}
                END IF;
                RETURN NULL;
                """,
            ),
        ]
