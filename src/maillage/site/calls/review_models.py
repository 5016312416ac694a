from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.calls import review_invariants
from maillage.site.calls.models import Call, Submission
from maillage.site.engagements.models import Engagement
from maillage.site.grants.models import AwardedGrant

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager

HIGHEST_MARK, HIGHEST_WEIGHT = 20, 10


@pghistory.track()
class CallCriterion(models.Model):
    """A line of the review grid of a call: a mark from 0 to ``most``, counted ``weight`` times."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria", verbose_name="appel")
    position = models.PositiveSmallIntegerField("rang")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("critère", max_length=100)
    hint = models.CharField("ce qui se note", max_length=200, blank=True)
    most = models.PositiveSmallIntegerField("note la plus haute", default=5)
    weight = models.PositiveSmallIntegerField("poids", default=1)

    class Meta:
        verbose_name = "critère d’évaluation"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="criterion_once"),
            models.CheckConstraint(condition=~Q(label="") & ~Q(code=""), name="criterion_named"),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=HIGHEST_MARK), name="criterion_most"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=HIGHEST_WEIGHT), name="criterion_weight"),
        ]
        triggers = [review_invariants.grid_before_marks()]

    def __str__(self) -> str:
        return self.label


class CallReviewerQuerySet(ScopedQuerySet, models.QuerySet["CallReviewer"]):
    record = Record.REVIEW

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition that the user is the reviewer."""
        return scope.own("user")


@pghistory.track()
class CallReviewer(models.Model):
    """Somebody who reads what is sent to a call; other reviewers know them by ``number`` only.

    ``establishment`` is where they work and ``links`` the other establishments to which they have ties, one a line, as
    they declared at ``declared_at``. ``keys`` are all of them, comparable, with the organisations of the account.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="reviewers", verbose_name="appel")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="évaluateur")
    number = models.PositiveSmallIntegerField("numéro")
    establishment = models.CharField("établissement", max_length=200, blank=True)
    links = models.TextField("autres liens", max_length=1000, blank=True)
    keys = models.JSONField("établissements, comparables", default=list)
    declared_at = models.DateTimeField("liens déclarés le", null=True)

    if TYPE_CHECKING:  # made by Django
        call_id: int
        user_id: int
        reviews: RelatedManager[Review]

    objects: ClassVar = manager_of(CallReviewerQuerySet)

    class Meta:
        verbose_name = "évaluateur d’un appel"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "user"], name="call_reviewer_once"),
            models.UniqueConstraint(fields=["call", "number"], name="call_reviewer_number_once"),
            models.CheckConstraint(
                condition=Q(declared_at=None) | ~Q(establishment=""), name="call_reviewer_declares_where"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How the other reviewers know them."""
        return f"Évaluateur {self.number}"


class ReviewQuerySet(ScopedQuerySet, models.QuerySet["Review"]):
    record = Record.REVIEW

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition that the user is the reviewer."""
        return scope.own("reviewer__user")


@pghistory.track()
class Review(models.Model):
    """What one reviewer finds of one submission: a mark for each criterion, by its code, and a word."""

    class State(models.TextChoices):
        ASKED = "asked", "À lire"
        GIVEN = "given", "Notée"
        CONFLICT = "conflict", "Écartée pour un lien"

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews", verbose_name="candidature")
    reviewer = models.ForeignKey(CallReviewer, models.PROTECT, related_name="reviews", verbose_name="évaluateur")
    state = models.CharField("état", max_length=10, choices=State, default=State.ASKED)
    marks: models.JSONField[Any, Any] = models.JSONField("notes", default=dict)
    word = models.TextField("avis", max_length=3000, blank=True)
    conflict = models.CharField("lien déclaré", max_length=500, blank=True)
    asked_at = models.DateTimeField("confiée le", default=timezone.now)
    answered_at = models.DateTimeField("rendue le", null=True)

    if TYPE_CHECKING:  # made by Django
        submission_id: int
        reviewer_id: int
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(ReviewQuerySet)

    class Meta:
        verbose_name = "évaluation d’une candidature"
        ordering = ["submission__number", "reviewer__number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "reviewer"], name="review_once"),
            models.CheckConstraint(condition=Q(state__in=["asked", "given", "conflict"]), name="review_state"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | ~Q(state="asked") & Q(answered_at__isnull=False),
                name="review_answered_when",
            ),
            models.CheckConstraint(condition=~Q(state="given") | ~Q(word=""), name="review_given_with_a_word"),
            models.CheckConstraint(condition=~Q(state="conflict") | ~Q(conflict=""), name="review_conflict_said"),
        ]
        triggers = [review_invariants.without_conflict(), review_invariants.marks_whole()]

    def __str__(self) -> str:
        return f"{self.submission} · {self.reviewer}"


@pghistory.track()
class ReviewNote(models.Model):
    """A word of the discussion of those who have marked a submission."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="notes", verbose_name="candidature")
    reviewer = models.ForeignKey(CallReviewer, models.PROTECT, related_name="notes", verbose_name="évaluateur")
    text = models.TextField("mot", max_length=2000)
    at = models.DateTimeField("dit le", default=timezone.now)

    class Meta:
        verbose_name = "mot d’une discussion"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="review_note_says_something")]
        triggers = [review_invariants.said_by_one_who_marked()]

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.text[:40]}"


@pghistory.track()
class CallDecision(models.Model):
    """What is decided of a submission that was reviewed, and what became of it: a grant, or an engagement."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="decision", verbose_name="candidature")
    kept = models.BooleanField("retenue")
    reason = models.CharField("motif", max_length=500)
    cents = models.BigIntegerField("montant accordé (centimes)", null=True)
    by = models.CharField("décidée par", max_length=200, blank=True)
    at = models.DateTimeField("décidée le", default=timezone.now)
    grant = models.OneToOneField(AwardedGrant, models.PROTECT, null=True, related_name="+", verbose_name="subvention")
    engagement = models.OneToOneField(
        Engagement, models.PROTECT, null=True, related_name="+", verbose_name="engagement"
    )

    if TYPE_CHECKING:  # made by Django
        submission_id: int
        grant_id: int | None
        engagement_id: int | None

    class Meta:
        verbose_name = "décision"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="decision_says_why"),
            models.CheckConstraint(
                condition=Q(cents=None, grant=None) | Q(kept=True, cents__gt=0, grant__isnull=False),
                name="decision_amount_is_a_grant",
            ),
            models.CheckConstraint(condition=Q(engagement=None) | Q(kept=True), name="decision_engages_who_is_kept"),
        ]
        triggers = [review_invariants.decided_on_reviews()]

    def __str__(self) -> str:
        return f"{self.submission} · {'retenue' if self.kept else 'non retenue'}"
