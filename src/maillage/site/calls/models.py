from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.calls import invariants
from maillage.site.calls.clock import is_past
from maillage.site.calls.kind import CallKind
from maillage.site.calls.kinds import call_kinds
from maillage.site.geography.models import Department
from maillage.site.sealed_fields import Addressed, SealedText

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models.fields.related_descriptors import RelatedManager

    from maillage.site.calls.post_models import OfferedPost
    from maillage.site.calls.review_models import CallCriterion, CallDecision, CallReviewer, Review, ReviewNote
    from maillage.site.calls.seat_models import SeatOffer

MOST_SEATS = 500


class CallQuerySet(ScopedQuerySet, models.QuerySet["Call"]):
    record = Record.CALL

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition that a call is opened by one of the user's organisations."""
        return scope.hosted("organisation")

    def listed(self, now: datetime) -> CallQuerySet:
        """Return the published calls that have begun, the next to close first."""
        return self.filter(published_at__lte=now, opens_at__lte=now).order_by("closes_at", "pk")


@pghistory.track()
class Call(models.Model):
    """A call of ``kind``, opened by an organisation from one second to another, both included.

    ``host`` is the establishment that takes people in, "" where none does. ``offer_days`` is how long an offered seat
    waits for its answer; ``ceiling_cents`` the most that may be asked. ``blind`` calls are reviewed without knowing who
    sends what.
    """

    kind = models.CharField("nature", max_length=30)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte", max_length=5000)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calls", verbose_name="ouvert par")
    host = models.CharField("établissement qui accueille", max_length=200, blank=True)
    opens_at = models.DateTimeField("ouvre le")
    closes_at = models.DateTimeField("clôt le")
    published_at = models.DateTimeField("publié le", null=True)
    offer_days = models.PositiveSmallIntegerField("jours pour répondre", default=5)
    ceiling_cents = models.BigIntegerField("montant le plus haut (centimes)", null=True)
    blind = models.BooleanField("lu sans nom", default=True)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        options: RelatedManager[CallOption]
        submissions: RelatedManager[Submission]
        criteria: RelatedManager[CallCriterion]
        reviewers: RelatedManager[CallReviewer]
        post: OfferedPost

    objects: ClassVar = manager_of(CallQuerySet)

    class Meta:
        verbose_name = "appel"
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="call_says_what"),
            models.CheckConstraint(condition=Q(offer_days__gte=1, offer_days__lte=60), name="call_offer_days"),
            models.CheckConstraint(
                condition=Q(ceiling_cents=None) | Q(ceiling_cents__gt=0), name="call_ceiling_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def of_kind(self) -> CallKind:
        """The kind of this call."""
        return call_kinds()[self.kind]

    def is_open(self, now: datetime) -> bool:
        """Return whether something may be sent at ``now``."""
        return self.published_at is not None and self.opens_at <= now and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        """Return whether the last second has gone by."""
        return is_past(self.closes_at, now)


@pghistory.track()
class CallOption(models.Model):
    """What a candidate may wish for: a week of a training, a place of an internship; with its seats."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="options", verbose_name="appel")
    name = models.CharField("nom", max_length=200)
    starts = models.DateField("premier jour")
    ends = models.DateField("dernier jour")
    seats = models.PositiveSmallIntegerField("places")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", verbose_name="département")

    if TYPE_CHECKING:  # made by Django
        call_id: int
        department_id: str | None

    class Meta:
        verbose_name = "vœu possible"
        ordering = ["starts", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "name"], name="call_option_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="call_option_ends_after"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=MOST_SEATS), name="call_option_has_seats"),
            models.CheckConstraint(condition=~Q(name=""), name="call_option_named"),
        ]

    def __str__(self) -> str:
        return self.name


class SubmissionQuerySet(ScopedQuerySet, models.QuerySet["Submission"]):
    record = Record.CALL

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for what was sent to a call of one of the user's organisations."""
        return scope.hosted("call__organisation") & ~Q(sent_at=None)


@pghistory.track()
class Submission(models.Model):
    """What somebody sends to a call: answers, without who sends it.

    Names, addresses and answers that reviewers do not read are in :class:`Applicant`: neither this row nor its history
    holds them. ``number`` is given when it is first sent. ``until`` is a later deadline, for one that was sent back.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Commencée"
        SENT = "sent", "Envoyée"
        RETURNED = "returned", "À compléter"
        ADMITTED = "admitted", "Recevable"
        SELECTED = "selected", "Retenue"
        REFUSED = "refused", "Non retenue"
        WITHDRAWN = "withdrawn", "Retirée"

    OPEN_STATES = (State.DRAFT, State.SENT, State.RETURNED, State.ADMITTED)
    OWN_STATES = (State.DRAFT, State.RETURNED)
    """States in which the candidate may change the answers."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="submissions", verbose_name="appel")
    key = models.UUIDField("clé", unique=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField("numéro", null=True)
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    begun_at = models.DateTimeField("commencée le", default=timezone.now)
    saved_at = models.DateTimeField("enregistrée le", default=timezone.now)
    sent_at = models.DateTimeField("reçue le", null=True)
    until = models.DateTimeField("à compléter avant", null=True)
    ended_at = models.DateTimeField("close le", null=True)
    answers = models.JSONField("réponses", default=dict)

    if TYPE_CHECKING:  # made by Django
        call_id: int
        applicant: Applicant
        files: RelatedManager[SubmissionFile]
        offers: RelatedManager[SeatOffer]
        reviews: RelatedManager[Review]
        notes: RelatedManager[ReviewNote]
        decision: CallDecision
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(SubmissionQuerySet)

    class Meta:
        verbose_name = "candidature à un appel"
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "returned", "admitted", "selected", "refused", "withdrawn"]),
                name="submission_state",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None, number=None)
                | Q(state="withdrawn")
                | ~Q(state__in=["draft", "withdrawn"]) & Q(sent_at__isnull=False, number__isnull=False),
                name="submission_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "returned", "admitted"], ended_at=None)
                | ~Q(state__in=["draft", "sent", "returned", "admitted"]) & Q(ended_at__isnull=False),
                name="submission_ended_when",
            ),
            models.UniqueConstraint(fields=["call", "number"], name="submission_number_once"),
        ]
        triggers = [invariants.received_in_time(), invariants.budget_adds_up(), invariants.selected_by_decision()]
        indexes = [models.Index(fields=["call", "state"], name="submission_call_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How it is called where nobody must know who sent it."""
        return f"Dossier {self.number}" if self.number else "Dossier"

    @property
    def reason(self) -> str:
        """What an organiser wrote to the candidate, or the candidate on withdrawing."""
        return self.applicant.reason

    @property
    def is_own(self) -> bool:
        """Whether the candidate may change the answers."""
        return self.state in Submission.OWN_STATES

    @property
    def is_open(self) -> bool:
        """Whether it may be withdrawn."""
        return self.state in Submission.OPEN_STATES

    @property
    def deadline(self) -> datetime:
        """The last second in which it may be sent."""
        return max(self.call.closes_at, self.until) if self.until is not None else self.call.closes_at


@pghistory.track(exclude=["email", "email_key", "phone"])
class Applicant(Addressed):
    """Who sends a submission: what reviewers never read.

    ``sent`` follows the submission: one person sends one at most. ``reason`` is what an organiser wrote to them.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="applicant", verbose_name="candidature")
    call = models.ForeignKey(Call, models.PROTECT, related_name="+", verbose_name="appel")
    phone = SealedText("téléphone", blank=True)
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    establishment = models.CharField("établissement", max_length=200, blank=True)
    establishment_key = models.CharField("établissement, comparable", max_length=200, blank=True)
    answers = models.JSONField("réponses", default=dict)
    sent = models.BooleanField("envoyée", default=False)
    reason = models.CharField("motif", max_length=500, blank=True)
    decided_by = models.CharField("qui a répondu", max_length=200, blank=True)

    if TYPE_CHECKING:  # made by Django
        submission_id: int

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] the base class declares only ``abstract``
        verbose_name = "candidat"
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="applicant_has_email"),
            models.CheckConstraint(
                condition=Q(sent=False)
                | ~Q(first_name="") & ~Q(last_name="") & ~Q(establishment="") & ~Q(establishment_key=""),
                name="applicant_named_when_sent",
            ),
            models.UniqueConstraint(fields=["call", "email_key"], condition=Q(sent=True), name="applicant_sends_one"),
        ]
        triggers = [invariants.applicant_of_its_call()]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@pghistory.track()
class SubmissionFile(models.Model):
    """A file of a submission: the answer to one question. Its own name is not kept: it often holds a person's.

    ``digest`` says where it is in the data folder; ``scanned`` whether an antivirus has read it.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files", verbose_name="candidature")
    field = models.CharField("question", max_length=40)
    digest = models.CharField("empreinte", max_length=64)
    bytes = models.PositiveIntegerField("taille (octets)")
    pages = models.PositiveIntegerField("pages")
    scanned = models.BooleanField("analysé")
    at = models.DateTimeField("reçu le", default=timezone.now)

    if TYPE_CHECKING:  # made by Django
        submission_id: int

    class Meta:
        verbose_name = "fichier d’une candidature"
        ordering = ["field"]
        constraints = [models.UniqueConstraint(fields=["submission", "field"], name="submission_file_once")]

    def __str__(self) -> str:
        return f"{self.field} · {self.digest[:8]}"
