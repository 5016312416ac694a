from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.translation import gettext_lazy as _

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.agenda.models import Claim, Session, Slot, at_place_of
from maillage.site.booking.contacts import search_terms
from maillage.site.booking.overbooking_models import OverbookedSession
from maillage.site.booking.waiting_models import SlotOffer, WaitingEntry, WaitingKey
from maillage.site.geography.models import Commune
from maillage.site.languages import CODES
from maillage.site.messages.models import Message
from maillage.site.sealed_fields import SealedText, SearchKeys

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Appointment", "AppointmentQuerySet", "BookedFor", "BookingTry", "OverbookedSession", "PaceAlarm", "Patient",
    "PersonKey", "SlotOffer", "WaitingEntry", "WaitingKey", "keys_follow_their_appointment",
]  # fmt: skip


class Patient(models.Model):
    """A name, a contact, a birth year and a commune. No medical data, no free text; names and contacts are encrypted.

    The birth year and the treating doctor are None for a caller whom the regulator did not ask. ``language`` is that of
    the messages to the person; ``needs`` is what the place must prepare, from a closed list without anything medical.
    """

    class Need(models.TextChoices):
        WHEELCHAIR = "wheelchair", _("Une entrée sans marche, en fauteuil roulant")
        INTERPRETER = "interpreter", _("Un interprète")
        SIGNS = "signs", _("La langue des signes")

    class RemindBy(models.TextChoices):
        EMAIL = "email", _("Par courriel")
        SMS = "sms", _("Par SMS")
        NONE = "none", _("Pas de rappel")

    first_name = SealedText("prénom")
    last_name = SealedText("nom")
    email = SealedText("adresse électronique", blank=True)
    phone = SealedText("téléphone", blank=True)
    search_keys = SearchKeys(verbose_name="empreintes pour la recherche")
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    has_treating_doctor = models.BooleanField("a un médecin traitant", null=True)
    treating_doctor_declared_until = models.DateField("déclaration valable jusqu’au", null=True)
    language = models.CharField("langue", max_length=2, choices=CODES, default="fr")
    needs = ArrayField(models.CharField(max_length=12, choices=Need), verbose_name="à prévoir", default=list)
    remind_by = models.CharField("rappel par", max_length=5, choices=RemindBy, default=RemindBy.EMAIL)

    class Meta:
        verbose_name = "patient"
        indexes: ClassVar = [GinIndex(fields=["search_keys"], name="patient_search")]
        constraints = [
            models.CheckConstraint(condition=~Q(email="", phone=""), name="patient_reachable"),
            models.CheckConstraint(
                condition=Q(birth_year__gte=1890, birth_year__lte=2200), name="patient_birth_year_plausible"
            ),
            models.CheckConstraint(
                condition=Q(has_treating_doctor=None, treating_doctor_declared_until=None)
                | Q(has_treating_doctor__isnull=False, treating_doctor_declared_until__isnull=False),
                name="patient_declaration_has_an_end",
            ),
            models.CheckConstraint(condition=Q(language__in=["fr", "en", "es", "ar"]), name="patient_known_language"),
            models.CheckConstraint(
                condition=Q(needs__contained_by=["wheelchair", "interpreter", "signs"]), name="patient_known_needs"
            ),
            models.CheckConstraint(condition=Q(remind_by__in=["email", "sms", "none"]), name="patient_known_reminder"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def search_terms(self) -> list[str]:
        """Return the terms by which this person is found."""
        return search_terms(email=self.email, phone=self.phone, name=str(self))


def _own(scope: Scope) -> Q:
    """Return the condition for appointments of sessions in which the user has a post."""
    mine = scope.own("resource__professional__user")
    if mine == NOTHING:
        return NOTHING
    return Q(slot__session__in=Claim.objects.filter(mine, active=True, post__arranged=False).values("post__session"))


class AppointmentQuerySet(ScopedQuerySet, models.QuerySet["Appointment"]):
    record = Record.APPOINTMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for appointments of sessions that the user may see."""
        return scope.in_territory("slot__session__commune") | at_place_of(scope, "slot__session") | _own(scope)

    def active(self) -> AppointmentQuerySet:
        return self.filter(state__in=Appointment.ACTIVE_STATES)

    def of_the_day(self) -> AppointmentQuerySet:
        """Return those that a list of the day names: all that were not cancelled, by hour, with patient and slot."""
        rows = self.exclude(state=Appointment.State.CANCELLED).select_related("patient", "slot")
        return rows.order_by("slot__starts", "pk")

    def with_sessions(self) -> AppointmentQuerySet:
        """Fetch patient, slot, and the session as pages read it (four more queries)."""
        sessions = Prefetch("slot__session", Session.objects.with_posts())
        return self.select_related("slot", "patient").prefetch_related(sessions)

    def with_details(self) -> AppointmentQuerySet:
        """Fetch what a message to the patient contains."""
        return self.select_related("slot__session__commune", "slot__session__place", "patient")

    def to_call(self) -> AppointmentQuerySet:
        """Return the appointments whose patient must be called.

        No message to the patient is on its way, or the patient has only a telephone and asked for a lost link.
        """
        on_its_way = Message.objects.filter(
            about=Concat(Value("appointment:"), Cast(OuterRef("pk"), models.CharField())),
            state__in=Message.OPEN_STATES,
        )
        asked = Q(link_asked_at__isnull=False, state=Appointment.State.BOOKED, slot__starts__gt=Now())
        return self.filter((Q(notice=Appointment.Notice.TO_GIVE) & ~Exists(on_its_way)) | asked)


def keys_follow_their_appointment() -> pgtrigger.Trigger:
    """Trigger that updates the person keys: inactive once cancelled or excused, moved with the appointment."""
    return pgtrigger.Trigger(
        name="person_keys_follow",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("state", "during"),
        func="""
            UPDATE booking_personkey SET active = NEW.state NOT IN ('cancelled', 'excused'), during = NEW.during
            WHERE appointment_id = NEW.id;
            RETURN NULL;
        """,
    )


@pghistory.track(exclude=["token_hash", "idempotency_hash"])
class Appointment(models.Model):
    """One patient in one slot. The link that opens it is shown once; only a digest of it is stored."""

    class State(models.TextChoices):
        BOOKED = "booked", "Pris"
        CANCELLED = "cancelled", "Annulé"
        SEEN = "seen", "Honoré"
        MISSED = "missed", "Non honoré"
        EXCUSED = "excused", "Excusé"

    class Notice(models.TextChoices):
        NONE = "none", "Aucun"
        TO_GIVE = "to_give", "À prévenir"
        GIVEN = "given", "Prévenu"

    class SaidBy(models.TextChoices):
        PATIENT = "patient", "Le patient"
        TEAM = "team", "L’équipe, avec l’accord du patient"

    ACTIVE_STATES = (State.BOOKED, State.SEEN, State.MISSED)

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="appointments", verbose_name="créneau")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="appointments", verbose_name="patient")
    state = models.CharField("état", max_length=20, choices=State, default=State.BOOKED)
    during = DateTimeRangeField("pendant")
    booked_at = models.DateTimeField("pris le")
    cancelled_at = models.DateTimeField("annulé le", null=True)
    token_hash = models.BinaryField("empreinte du lien", max_length=32, unique=True)
    idempotency_hash = models.BinaryField("empreinte de la demande", max_length=32, unique=True)
    notice = models.CharField("information du patient", max_length=10, choices=Notice, default=Notice.NONE)
    reminded_at = models.DateTimeField("rappelé le", null=True)
    confirm_asked_at = models.DateTimeField("confirmation demandée le", null=True)
    confirmed_at = models.DateTimeField("confirmé le", null=True)
    sequence = models.PositiveSmallIntegerField("nombre de déplacements", default=0)
    moved_at = models.DateTimeField("déplacé le", null=True)
    link_asked_at = models.DateTimeField("lien redemandé le", null=True)
    doctor_found_at = models.DateTimeField("médecin traitant trouvé, dit le", null=True)
    doctor_found_by = models.CharField("dit par", max_length=10, choices=SaidBy, blank=True)

    if TYPE_CHECKING:  # made by Django
        slot_id: int
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(AppointmentQuerySet)

    @property
    def unconfirmed(self) -> bool:
        """Whether the person was asked to confirm and has not answered."""
        return self.state == self.State.BOOKED and self.confirm_asked_at is not None and self.confirmed_at is None

    class Meta:
        verbose_name = "rendez-vous"
        ordering = ["slot__starts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state__in=["booked", "seen", "missed"]),
                name="appointment_one_active_per_slot",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None)),
                name="appointment_cancelled_when",
            ),
            models.CheckConstraint(
                condition=Q(doctor_found_at=None, doctor_found_by="")
                | Q(doctor_found_at__isnull=False, doctor_found_by__in=["patient", "team"]),
                name="appointment_doctor_found_by",
            ),
        ]
        triggers: ClassVar = [keys_follow_their_appointment()]

    def __str__(self) -> str:
        return f"{self.slot_id} · {self.get_state_display()}"


class BookedForQuerySet(ScopedQuerySet, models.QuerySet["BookedFor"]):
    record = Record.BOOKED_FOR

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for what the user, or a colleague of the user's service, booked for somebody."""
        return scope.own("by") | scope.hosted("organisation")

    def with_details(self) -> BookedForQuerySet:
        """Fetch the person, the time and the place (one query)."""
        return self.select_related(
            "appointment__patient", "appointment__slot__session__commune", "appointment__slot__session__place"
        )


class BookedFor(models.Model):
    """Who booked an appointment for somebody else, and in which capacity; written once, deleted with it.

    ``helped``: the contacts of the person are those of whoever booked.
    """

    class Way(models.TextChoices):
        REGULATOR = "regulator", "La régulation"
        REFERRER = "referrer", "Un prescripteur"
        SECRETARY = "secretary", "Le secrétariat, par téléphone"
        PROGRAM = "program", "Un logiciel, par l’interface"

    appointment = models.OneToOneField(
        Appointment, models.CASCADE, related_name="booked_for", verbose_name="rendez-vous"
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="par")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation")
    way = models.CharField("à quel titre", max_length=10, choices=Way)
    helped = models.BooleanField("avec ses propres coordonnées", default=False)

    if TYPE_CHECKING:  # made by Django
        appointment_id: int
        organisation_id: int

    objects: ClassVar = manager_of(BookedForQuerySet)

    class Meta:
        verbose_name = "rendez-vous pris pour quelqu’un"
        indexes: ClassVar = [models.Index(fields=["organisation", "-id"], name="booked_for_organisation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["regulator", "referrer", "secretary", "program"]), name="booked_for_known_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.organisation_id}"


class PersonKey(models.Model):
    """A key of the person of an appointment; the database refuses two active ones at overlapping times."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="person_keys", verbose_name="rendez-vous")
    key = models.BigIntegerField("clé")
    during = DateTimeRangeField("pendant")
    active = models.BooleanField("compte", default=True)

    if TYPE_CHECKING:  # made by Django
        appointment_id: int

    class Meta:
        verbose_name = "clé d’une personne"
        indexes: ClassVar = [models.Index(fields=["key"], name="person_key")]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "key"], name="person_key_once_per_appointment"),
            ExclusionConstraint(
                name="person_not_twice_at_once",
                expressions=[
                    (Func(F("key"), F("key"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(active=True),
            ),
            models.CheckConstraint(condition=Q(key__gte=0), name="person_key_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.key}"


class BookingTry(models.Model):
    """A try to book or to find a link from a network address; stores a keyed digest of the address for a day."""

    class Kind(models.TextChoices):
        BOOK = "book", "Réserver"
        FIND = "find", "Retrouver"

    address = models.BinaryField("empreinte de l’adresse", max_length=32)
    kind = models.CharField("quoi", max_length=10, choices=Kind)
    at = models.DateTimeField("quand")

    class Meta:
        verbose_name = "demande"
        indexes: ClassVar = [models.Index(fields=["address", "kind", "at"], name="booking_try")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.at:%Y-%m-%d %H:%M}"


class PaceAlarm(models.Model):
    """Unusually many appointments in ten minutes: ``here`` in the session’s territory, ``around`` in its region."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="+", verbose_name="vacation")
    at = models.DateTimeField("quand")
    here = models.PositiveIntegerField("rendez-vous du territoire")
    around = models.PositiveIntegerField("rendez-vous de la région")

    if TYPE_CHECKING:  # made by Django
        session_id: int

    class Meta:
        verbose_name = "rythme inhabituel"

    def __str__(self) -> str:
        return f"{self.session_id} · {self.at:%Y-%m-%d %H:%M}"
