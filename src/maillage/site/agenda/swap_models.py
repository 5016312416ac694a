"""Tables of swaps: days that people who give sessions offer each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from maillage.site.directory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.fields.related_descriptors import RelatedManager


@pghistory.track()
class SwapOffer(models.Model):
    """A day that a professional would give to a colleague, as it is or for another one; it stays theirs until then."""

    class State(models.TextChoices):
        OPEN = "open", "Proposée"
        DONE = "done", "Échangée"
        WITHDRAWN = "withdrawn", "Retirée"

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="swap_offers", verbose_name="soignant")
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField("proposée le")
    ended_at = models.DateTimeField("finie le", null=True)

    if TYPE_CHECKING:  # made by Django
        professional_id: int
        sessions: RelatedManager[SwapSession]
        replies: RelatedManager[SwapReply]

    class Meta:
        verbose_name = "journée proposée à l’échange"
        ordering = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="swap_offer_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.professional_id} · {self.state}"


@pghistory.track()
class SwapReply(models.Model):
    """A colleague's answer to an offer: a day in return that waits for the first one's yes, or the day simply taken."""

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        AGREED = "agreed", "Conclue"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée"

    offer = models.ForeignKey(SwapOffer, models.CASCADE, related_name="replies", verbose_name="offre")
    professional = models.ForeignKey(Professional, models.CASCADE, related_name="swap_replies", verbose_name="soignant")
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField("répondue le")

    if TYPE_CHECKING:  # made by Django
        offer_id: int
        professional_id: int
        sessions: RelatedManager[SwapSession]

    class Meta:
        verbose_name = "réponse à un échange"
        ordering = ["made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer"], condition=Q(state="agreed"), name="swap_agreed_once"),
            models.UniqueConstraint(
                fields=["offer", "professional"], condition=Q(state="waiting"), name="swap_reply_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} · {self.state}"


class SwapSession(models.Model):
    """A session of the day that an offer or a reply is about; ``active`` while that one may still come to be."""

    offer = models.ForeignKey(SwapOffer, models.CASCADE, null=True, related_name="sessions", verbose_name="offre")
    reply = models.ForeignKey(SwapReply, models.CASCADE, null=True, related_name="sessions", verbose_name="réponse")
    session = models.ForeignKey("agenda.Session", models.CASCADE, related_name="swaps", verbose_name="vacation")
    active = models.BooleanField("compte", default=True)

    if TYPE_CHECKING:  # made by Django
        offer_id: int | None
        reply_id: int | None
        session_id: int

    class Meta:
        verbose_name = "vacation d’un échange"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(offer__isnull=False, reply=None) | Q(offer=None, reply__isnull=False),
                name="swap_session_of_one_side",
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(active=True, offer__isnull=False), name="swap_session_offered_once"
            ),
            models.UniqueConstraint(
                fields=["reply", "session"], condition=Q(reply__isnull=False), name="swap_session_returned_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.offer_id or self.reply_id}"


def end_offers(offers: Iterable[int], state: str) -> None:
    """End open offers, by key, with the replies that wait for them."""
    keys = list(SwapOffer.objects.filter(pk__in=list(offers), state=SwapOffer.State.OPEN).values_list("pk", flat=True))
    if not keys:
        return
    SwapOffer.objects.filter(pk__in=keys).update(state=state, ended_at=timezone.now())
    SwapSession.objects.filter(offer__in=keys).update(active=False)
    waiting = SwapReply.objects.filter(offer__in=keys, state=SwapReply.State.WAITING)
    end_replies(waiting.values_list("pk", flat=True), SwapReply.State.WITHDRAWN)
    SwapSession.objects.filter(reply__offer__in=keys).update(active=False)


def end_replies(replies: Iterable[int], state: str) -> None:
    """End replies that wait, by key."""
    keys = list(replies)
    SwapReply.objects.filter(pk__in=keys, state=SwapReply.State.WAITING).update(state=state)
    SwapSession.objects.filter(reply__in=keys).update(active=False)
