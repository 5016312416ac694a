from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import User
from maillage.site.booking.models import Appointment
from maillage.site.remote import course, invariants
from maillage.site.remote.call_models import Guest as Guest
from maillage.site.remote.call_models import Seat as Seat
from maillage.site.remote.call_models import Signal as Signal

if TYPE_CHECKING:
    from collections.abc import Callable


class Step(models.Model):
    """One act in the course of a consultation at a distance: when, by whom, and what went wrong.

    Steps are only added. The present state is where the last one leads; a consultation without any is booked.
    """

    class State(models.TextChoices):
        BOOKED = course.State.BOOKED.value, "Réservée"
        CHECKED = course.State.CHECKED.value, "Matériel vérifié"
        INSTALLING = course.State.INSTALLING.value, "L’infirmier installe le patient"
        NURSE_LEFT = course.State.NURSE_LEFT.value, "Le patient attend le médecin"
        WITH_DOCTOR = course.State.WITH_DOCTOR.value, "Le médecin et le patient se parlent"
        RECALLED = course.State.RECALLED.value, "Le médecin rappelle l’infirmier"
        DEBRIEFING = course.State.DEBRIEFING.value, "Bilan à trois"
        CLOSED = course.State.CLOSED.value, "Terminée"
        INTERRUPTED = course.State.INTERRUPTED.value, "Interrompue"
        TELEPHONE = course.State.TELEPHONE.value, "Continuée par téléphone"
        NO_SHOW = course.State.NO_SHOW.value, "Patient absent"

    class Act(models.TextChoices):
        CHECK = course.Act.CHECK.value, "Le matériel marche"
        INSTALL = course.Act.INSTALL.value, "J’installe le patient"
        LEAVE = course.Act.LEAVE.value, "Je laisse le patient au médecin"
        LET_IN = course.Act.LET_IN.value, "Faire entrer le patient"
        RECALL = course.Act.RECALL.value, "Rappeler l’infirmier"
        COME_BACK = course.Act.COME_BACK.value, "Je suis revenu, bilan à trois"
        CLOSE = course.Act.CLOSE.value, "Terminer la consultation"
        INTERRUPT = course.Act.INTERRUPT.value, "Interrompre"
        RESUME = course.Act.RESUME.value, "Reprendre"
        TELEPHONE = course.Act.TELEPHONE.value, "Continuer par téléphone"
        NO_SHOW = course.Act.NO_SHOW.value, "Le patient n’est pas venu"

    class Party(models.TextChoices):
        DOCTOR = course.Party.DOCTOR.value, "Médecin"
        NURSE = course.Party.NURSE.value, "Infirmier"
        PATIENT = course.Party.PATIENT.value, "Patient"

    class Problem(models.TextChoices):
        CAMERA = course.Problem.CAMERA.value, "Caméra prise ou refusée"
        MICROPHONE = course.Problem.MICROPHONE.value, "Microphone pris ou refusé"
        NO_SOUND = course.Problem.NO_SOUND.value, "Pas de son"
        NO_PICTURE = course.Problem.NO_PICTURE.value, "Pas d’image"
        SLOW_LINK = course.Problem.SLOW_LINK.value, "Liaison trop lente"
        LOST_LINK = course.Problem.LOST_LINK.value, "Liaison perdue"
        KIT = course.Problem.KIT.value, "Panne de la mallette"
        POWER = course.Problem.POWER.value, "Panne de courant ou de batterie"
        OTHER = course.Problem.OTHER.value, "Autre problème technique"

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="remote_steps", verbose_name="rendez-vous"
    )
    rank = models.PositiveSmallIntegerField("rang")
    act = models.CharField("acte", max_length=20, choices=Act)
    before = models.CharField("état avant", max_length=20, choices=State)
    after = models.CharField("état après", max_length=20, choices=State)
    party = models.CharField("qui", max_length=10, choices=Party)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="par")
    at = models.DateTimeField("quand")
    problem = models.CharField("problème", max_length=20, choices=Problem, blank=True)

    if TYPE_CHECKING:  # made by Django
        appointment_id: int
        by_id: int | None
        get_act_display: Callable[[], str]
        get_after_display: Callable[[], str]
        get_party_display: Callable[[], str]
        get_problem_display: Callable[[], str]

    class Meta:
        verbose_name = "étape d’une consultation à distance"
        ordering = ["appointment", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment", "rank"], name="step_once"),
            models.CheckConstraint(condition=invariants.by_the_table(), name="step_by_the_table"),
            models.CheckConstraint(
                condition=Q(party="patient", by=None) | (~Q(party="patient") & Q(by__isnull=False)),
                name="step_by_somebody",
            ),
        ]
        triggers: ClassVar = [
            invariants.steps_follow(),
            invariants.step_never_changes(),
            invariants.step_goes_with_appointment(),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.rank} {self.act}"
