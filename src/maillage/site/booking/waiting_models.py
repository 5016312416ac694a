"""Tables of the waiting list."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.agenda.models import Slot
from maillage.site.directory.models import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager

    from maillage.site.booking.models import Appointment, Patient


class WaitingEntryQuerySet(ScopedQuerySet, models.QuerySet["WaitingEntry"]):
    record = Record.APPOINTMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for people of the user's territory, or who wait for a place of theirs."""
        return (
            scope.in_territory("patient__commune")
            | scope.in_territory("place__commune")
            | scope.hosted("place__organisation")
        )

    def waiting(self) -> WaitingEntryQuerySet:
        """Return those who wait, in the order of their inscription."""
        return self.filter(state=WaitingEntry.State.WAITING).order_by("created_at", "pk")


class WaitingEntry(models.Model):
    """Somebody who waits for a slot of a profession: at ``place``, or within ``minutes`` of their commune.

    Answers that only some schemes ask for are kept with it, since the windows decide what may be offered. Whoever waits
    for an earlier date has an ``appointment`` already, which the slot that they take replaces.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        BOOKED = "booked", "A pris un rendez-vous"
        LEFT = "left", "A quitté la liste"
        EXPIRED = "expired", "Délai passé"

    patient: models.OneToOneField[Patient, Patient] = models.OneToOneField(
        "booking.Patient", models.PROTECT, related_name="waiting", verbose_name="personne"
    )
    profession = models.CharField("profession", max_length=40)
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="waiting", verbose_name="lieu")
    minutes = models.PositiveSmallIntegerField("trajet au plus (min)")
    appointment: models.ForeignKey[Appointment | None, Appointment | None] = models.ForeignKey(
        "booking.Appointment", models.CASCADE, null=True, related_name="earlier", verbose_name="rendez-vous à avancer"
    )
    referred = models.BooleanField("adressé", default=False)
    not_seen_for_years = models.PositiveSmallIntegerField("pas vu depuis (ans)", default=0)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField("depuis")
    until = models.DateTimeField("jusqu’au")
    ended_at = models.DateTimeField("fini le", null=True)
    idempotency_hash = models.BinaryField("empreinte de la demande", max_length=32, unique=True)

    if TYPE_CHECKING:  # made by Django
        patient_id: int
        place_id: int | None
        appointment_id: int | None
        offers: RelatedManager[SlotOffer]
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(WaitingEntryQuerySet)

    class Meta:
        verbose_name = "inscription sur liste d’attente"
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=Q(state="waiting"), name="waiting_in_order"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("created_at")), name="waiting_until_after"),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(state="waiting"), name="waiting_once_for_an_appointment"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | ~Q(state="waiting") & Q(ended_at__isnull=False),
                name="waiting_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.get_state_display()}"


class WaitingKey(models.Model):
    """A key of the person of an entry, by which the limit counts every contact."""

    entry = models.ForeignKey(WaitingEntry, models.CASCADE, related_name="keys", verbose_name="inscription")
    key = models.BigIntegerField("clé")

    class Meta:
        verbose_name = "clé d’une inscription"
        indexes: ClassVar = [models.Index(fields=["key"], name="waiting_key")]
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="waiting_key_once_per_entry")]

    def __str__(self) -> str:
        return str(self.key)


class SlotOffer(models.Model):
    """A slot offered to a person until ``until``; while an offer is open nobody else can book the slot.

    ``shared``: close to its hour it is offered to several people, each with a ``rank``, and the first to answer has it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Proposé"
        ACCEPTED = "accepted", "Accepté"
        DECLINED = "declined", "Refusé"
        PASSED = "passed", "Passé au suivant"

    entry = models.ForeignKey(WaitingEntry, models.CASCADE, related_name="offers", verbose_name="inscription")
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="offers", verbose_name="créneau")
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField("proposé le")
    until = models.DateTimeField("réponse jusqu’à")
    rank = models.PositiveSmallIntegerField("rang parmi les personnes à qui il est proposé", default=0)
    shared = models.BooleanField("proposé à plusieurs", default=False)

    if TYPE_CHECKING:  # made by Django
        entry_id: int
        slot_id: int

    class Meta:
        verbose_name = "créneau proposé"
        constraints = [
            models.UniqueConstraint(fields=["entry", "slot"], name="offer_once_to_a_person"),
            models.UniqueConstraint(fields=["slot", "rank"], condition=Q(state="open"), name="offer_one_open_per_rank"),
            models.CheckConstraint(condition=Q(rank=0) | Q(shared=True), name="offer_alone_has_no_rank"),
            models.UniqueConstraint(fields=["entry"], condition=Q(state="open"), name="offer_one_open_per_person"),
            models.CheckConstraint(condition=Q(until__gt=F("offered_at")), name="offer_until_after"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.slot_id}"
