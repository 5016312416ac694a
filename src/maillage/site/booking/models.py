from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Cast, Concat

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet
from maillage.site.agenda.models import Claim, Session, Slot
from maillage.site.geography.models import Commune
from maillage.site.messages.models import Message


class Patient(models.Model):
    """A name, a way to reach the person, a birth year, a commune. Nothing medical, no free text."""

    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    birth_year = models.PositiveSmallIntegerField("année de naissance")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    has_treating_doctor = models.BooleanField("a un médecin traitant")
    treating_doctor_declared_until = models.DateField("déclaration valable jusqu’au")

    class Meta:
        verbose_name = "patient"
        constraints = [
            models.CheckConstraint(condition=~Q(email="", phone=""), name="patient_reachable"),
            models.CheckConstraint(
                condition=Q(birth_year__gte=1890, birth_year__lte=2200), name="patient_birth_year_plausible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


def _own(scope: Scope) -> Q:
    """Appointments of the sessions in which the user has a post."""
    mine = scope.own("resource__professional__user")
    if mine == NOTHING:
        return NOTHING
    return Q(slot__session__in=Claim.objects.filter(mine, active=True).values("post__session"))


class AppointmentQuerySet(ScopedQuerySet, models.QuerySet["Appointment"]):
    record = Record.APPOINTMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Appointments of the sessions the user may see."""
        return (
            scope.in_territory("slot__session__commune")
            | scope.hosted("slot__session__place__organisation")
            | _own(scope)
        )

    def active(self) -> AppointmentQuerySet:
        return self.filter(state__in=Appointment.ACTIVE_STATES)

    def with_sessions(self) -> AppointmentQuerySet:
        """With patient, slot, and the session as pages read it (four queries more)."""
        sessions = Prefetch("slot__session", Session.objects.with_posts())
        return self.select_related("slot", "patient").prefetch_related(sessions)

    def to_call(self) -> AppointmentQuerySet:
        """Those whose patient is to be told, and no message is on its way."""
        on_its_way = Message.objects.filter(
            about=Concat(Value("appointment:"), Cast(OuterRef("pk"), models.CharField())),
            state__in=Message.OPEN_STATES,
        )
        return self.filter(Q(notice=Appointment.Notice.TO_GIVE) & ~Exists(on_its_way))


@pghistory.track(exclude=["token_hash", "idempotency_hash", "person_key"])
class Appointment(models.Model):
    """One patient, one slot. The link that opens it is shown once; only its digest is kept."""

    class State(models.TextChoices):
        BOOKED = "booked", "Pris"
        CANCELLED = "cancelled", "Annulé"
        SEEN = "seen", "Honoré"
        MISSED = "missed", "Non honoré"

    class Notice(models.TextChoices):
        NONE = "none", "Aucun"
        TO_GIVE = "to_give", "À prévenir"
        GIVEN = "given", "Prévenu"

    ACTIVE_STATES = (State.BOOKED, State.SEEN, State.MISSED)

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="appointments", verbose_name="créneau")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="appointments", verbose_name="patient")
    state = models.CharField("état", max_length=20, choices=State, default=State.BOOKED)
    during = DateTimeRangeField("pendant")
    person_key = models.BigIntegerField("clé de la personne")
    booked_at = models.DateTimeField("pris le")
    cancelled_at = models.DateTimeField("annulé le", null=True)
    token_hash = models.BinaryField("empreinte du lien", max_length=32, unique=True)
    idempotency_hash = models.BinaryField("empreinte de la demande", max_length=32, unique=True)
    notice = models.CharField("information du patient", max_length=10, choices=Notice, default=Notice.NONE)
    reminded_at = models.DateTimeField("rappelé le", null=True)

    objects: ClassVar = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "rendez-vous"
        ordering = ["slot__starts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state__in=["booked", "seen", "missed"]),
                name="appointment_one_active_per_slot",
            ),
            ExclusionConstraint(
                name="appointment_person_not_twice_at_once",
                expressions=[
                    (
                        Func(F("person_key"), F("person_key"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["booked", "seen", "missed"]),
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None)),
                name="appointment_cancelled_when",
            ),
            models.CheckConstraint(condition=Q(person_key__gte=0), name="appointment_person_key_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} · {self.get_state_display()}"
