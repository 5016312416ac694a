from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.calls import invariants
from maillage.site.calls.models import CallOption, Submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models.fields.related_descriptors import RelatedManager

HALVES = {"morning": "matin", "afternoon": "après-midi"}
FRIDAY = 4


class SeatOfferQuerySet(ScopedQuerySet, models.QuerySet["SeatOffer"]):
    record = Record.CALL

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for seats of calls of one of the user's organisations."""
        return scope.hosted("submission__call__organisation")


@pghistory.track()
class SeatOffer(models.Model):
    """A seat offered to a candidate until ``expires_at``; accepted, it is theirs."""

    class State(models.TextChoices):
        WAITING = "waiting", "Attend une réponse"
        ACCEPTED = "accepted", "Acceptée"
        REFUSED = "refused", "Refusée"
        EXPIRED = "expired", "Sans réponse à temps"

    ACTIVE = (State.WAITING, State.ACCEPTED)
    """States in which the seat is taken."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="offers", verbose_name="candidature")
    option = models.ForeignKey(CallOption, models.PROTECT, related_name="offers", verbose_name="place")
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField("proposée le", default=timezone.now)
    expires_at = models.DateTimeField("à accepter avant")
    answered_at = models.DateTimeField("répondue le", null=True)

    if TYPE_CHECKING:  # made by Django
        submission_id: int
        option_id: int
        attendances: RelatedManager[Attendance]
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(SeatOfferQuerySet)

    class Meta:
        verbose_name = "place proposée"
        ordering = ["option__starts", "made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "accepted", "refused", "expired"]), name="seat_offer_state"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="seat_offer_expires_after"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None) | ~Q(state="waiting") & Q(answered_at__isnull=False),
                name="seat_offer_answered_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(answered_at__lte=F("expires_at")), name="seat_offer_accepted_in_time"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(state__in=["waiting", "accepted"]), name="seat_offer_one_active"
            ),
            models.UniqueConstraint(fields=["submission", "option"], name="seat_offer_once"),
        ]
        triggers = [invariants.within_seats()]

    def __str__(self) -> str:
        return f"{self.submission} · {self.option}"

    def half_days(self) -> Iterator[tuple[date, str]]:
        """Yield the half-days of the seat: mornings and afternoons from Monday to Friday."""
        day = self.option.starts
        while day <= self.option.ends:
            if day.weekday() <= FRIDAY:
                yield from ((day, half) for half in HALVES)
            day += timedelta(days=1)


@pghistory.track()
class Attendance(models.Model):
    """Whether somebody who has a seat was there, one half-day."""

    offer = models.ForeignKey(SeatOffer, models.CASCADE, related_name="attendances", verbose_name="place")
    date = models.DateField("jour")
    half = models.CharField("demi-journée", max_length=10)
    present = models.BooleanField("présent")

    class Meta:
        verbose_name = "présence"
        ordering = ["date", "-half"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "date", "half"], name="attendance_once"),
            models.CheckConstraint(condition=Q(half__in=list(HALVES)), name="attendance_half"),
        ]
        triggers = [invariants.attended_ones_own_seat()]

    def __str__(self) -> str:
        return f"{self.date} · {HALVES.get(self.half, self.half)}"


@pghistory.track()
class TrainingEvaluation(models.Model):
    """What a participant thinks of the training: marks from 1 to 5 by question, and a word."""

    offer = models.OneToOneField(SeatOffer, models.CASCADE, related_name="evaluation", verbose_name="place")
    marks = models.JSONField("notes", default=dict)
    word = models.TextField("mot", max_length=1500, blank=True)
    at = models.DateTimeField("donnée le", default=timezone.now)

    class Meta:
        verbose_name = "évaluation d’une formation"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


@pghistory.track()
class Certificate(models.Model):
    """What proves a training; anybody who has its ``code`` may check it."""

    offer = models.OneToOneField(SeatOffer, models.PROTECT, related_name="certificate", verbose_name="place")
    code = models.CharField("code", max_length=20, unique=True)
    half_days = models.PositiveSmallIntegerField("demi-journées")
    issued_at = models.DateTimeField("délivrée le", default=timezone.now)

    class Meta:
        verbose_name = "attestation"
        constraints = [models.CheckConstraint(condition=Q(half_days__gte=1), name="certificate_of_something")]
        triggers = [invariants.certificate_as_attended()]

    def __str__(self) -> str:
        return self.code
