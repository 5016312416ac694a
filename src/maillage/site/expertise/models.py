from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.expertise import invariants, questions, states
from maillage.site.expertise.pathways import label_of
from maillage.site.expertise.states import LABELS, State
from maillage.site.files.models import StoredFile

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

TAKEN_STATES = sorted(states.HELD | states.ANSWERED)
MOST_HOURS = 168
UNSENT_STATES = (State.DRAFT, State.WITHDRAWN)


class ReaderPoolQuerySet(ScopedQuerySet, models.QuerySet["ReaderPool"]):
    record = Record.READER_POOL

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Pools of the user's organisation."""
        return scope.hosted("organisation")


@pghistory.track()
class ReaderPool(models.Model):
    """Readers of one hospital for one pathway: a request is sent to a pool, and one of its readers takes it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reader_pools", verbose_name="hôpital")
    pathway = models.CharField("filière", max_length=40)
    is_open = models.BooleanField("reçoit des demandes", default=True)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        readers: RelatedManager[PoolReader]
        requests: RelatedManager[ExpertiseRequest]

    objects: ClassVar = manager_of(ReaderPoolQuerySet)

    class Meta:
        verbose_name = "groupe de lecteurs"
        ordering = ["pathway", "organisation__name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "pathway"], name="pool_once")]

    def __str__(self) -> str:
        return f"{label_of(self.pathway)} · {self.organisation.name}"


@pghistory.track()
class PoolReader(models.Model):
    """A reader of a pool; ``is_present``: requests may be proposed to them now."""

    pool = models.ForeignKey(ReaderPool, models.CASCADE, related_name="readers", verbose_name="groupe")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="lecteur")
    is_present = models.BooleanField("présent", default=True)

    if TYPE_CHECKING:  # made by Django
        user_id: int
        pool_id: int

    class Meta:
        verbose_name = "lecteur"
        constraints = [models.UniqueConstraint(fields=["pool", "user"], name="pool_reader_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.pool}"


class ReadingPlatformQuerySet(ScopedQuerySet, models.QuerySet["ReadingPlatform"]):
    record = Record.READING_PLATFORM

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for platforms of the user's organisation: it runs them, or its group is a member."""
        inside = scope.hosted("pool__organisation")
        member = NOTHING if inside == NOTHING else Q(pk__in=PlatformMember.objects.filter(inside).values("platform"))
        return scope.hosted("organisation") | member


@pghistory.track()
class ReadingPlatform(models.Model):
    """Hospitals that share the reading of a pathway out of hours; ``organisation`` runs it.

    Readers on duty by a rota of the platform get what waits in the groups of all its members, if the time allowed for
    the answer is ``longest_hours`` at most: what may wait stays with the hospital's own readers.
    """

    name = models.CharField("nom", max_length=100, unique=True)
    pathway = models.CharField("filière", max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="reading_platforms", verbose_name="hôpital qui l’anime"
    )
    longest_hours = models.PositiveSmallIntegerField("délai le plus long lu de garde (heures)", default=24)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        members: RelatedManager[PlatformMember]

    objects: ClassVar = manager_of(ReadingPlatformQuerySet)

    class Meta:
        verbose_name = "plateforme de lecture"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="platform_named"),
            models.CheckConstraint(
                condition=Q(longest_hours__gte=1, longest_hours__lte=MOST_HOURS), name="platform_longest_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """What its pathway is called."""
        return label_of(self.pathway)


@pghistory.track()
class PlatformMember(models.Model):
    """A group of readers of a platform, invited until its own hospital has joined (``joined_at``)."""

    platform = models.ForeignKey(
        ReadingPlatform, models.CASCADE, related_name="members", verbose_name="plateforme"
    )  # fmt: skip
    pool = models.ForeignKey(ReaderPool, models.PROTECT, related_name="+", verbose_name="groupe")
    invited_at = models.DateTimeField("invité le", default=timezone.now)
    joined_at = models.DateTimeField("entré le", null=True)

    if TYPE_CHECKING:  # made by Django
        platform_id: int
        pool_id: int

    class Meta:
        verbose_name = "membre d’une plateforme de lecture"
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "pool"], name="platform_member_once"),
            models.UniqueConstraint(
                fields=["pool"], condition=Q(joined_at__isnull=False), name="pool_joins_one_platform"
            ),
        ]
        triggers = [invariants.member_of_the_pathway()]

    def __str__(self) -> str:
        return f"{self.platform_id} · {self.pool_id}"


class RequestQuerySet(ScopedQuerySet, models.QuerySet["ExpertiseRequest"]):
    record = Record.EXPERTISE

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Requests of the user's organisation; those sent to the user's pools, or taken by the user.

        A reader on duty for a platform also reads what waits and is shared with those on duty, as long as they are.

        A request that was emptied after its retention (``retention``) is on no page any more.
        """
        return (scope.hosted("organisation") | _read_by(scope)) & ~Q(sealed="")

    def by_due_time(self) -> RequestQuerySet:
        """The most pressing first."""
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")


def _read_by(scope: Scope) -> Q:
    mine = scope.own("user")
    if mine == NOTHING:
        return NOTHING
    pools = PoolReader.objects.filter(mine).values("pool")
    # Who was taken out of a group, or whose hospital has left, may still stand in a rota.
    member = PlatformMember.objects.filter(pool__in=pools, joined_at__isnull=False).values("platform")
    shared = NOTHING
    for platforms in questions.platforms_on_duty(scope, timezone.now()):
        shared |= Q(platform__in=member, state__in=sorted(states.WAITING)) & Q(platform__in=platforms)
    return (Q(pool__in=pools) | scope.own("taken_by") | shared) & ~Q(state=State.DRAFT) & Q(sent_at__isnull=False)


class ExpertiseRequest(models.Model):
    """A request for an opinion. What is medical lies in ``sealed``, encrypted; nothing of it stands in clear.

    ``examination`` and ``patient`` are keyed digests of the numbers that the requesting house uses: they say "the same
    one", and nothing else. ``waited`` is the time spent waiting for information, taken off the response time.
    ``platform`` is set while a request is shared with the readers on duty of a platform, and stays if one of them takes
    it; ``read_for`` is the hospital of the reader who has it.
    """

    class Consent(models.TextChoices):
        PATIENT = "patient", "donné par le patient"
        REPRESENTATIVE = "representative", "donné par son représentant légal"
        REFUSED = "refused", "refusé"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="demandeur")
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandée par"
    )
    pool = models.ForeignKey(ReaderPool, models.PROTECT, related_name="requests", verbose_name="groupe de lecteurs")
    pathway = models.CharField("filière", max_length=40)
    urgency = models.CharField("urgence", max_length=20)
    inpatient = models.BooleanField("patient hospitalisé")
    consent = models.CharField("accord", max_length=20, choices=Consent)
    examination = models.BinaryField("empreinte de l’examen", max_length=32)
    patient = models.BinaryField("empreinte du patient", max_length=32)
    sealed = models.TextField("question, chiffrée")
    state = models.CharField("état", max_length=12, choices=list(LABELS.items()), default=State.DRAFT)
    created_at = models.DateTimeField("commencée le", auto_now_add=True)
    sent_at = models.DateTimeField("envoyée le", null=True)
    due_at = models.DateTimeField("réponse attendue le", null=True)
    proposed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="proposée à"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="lecteur"
    )
    taken_at = models.DateTimeField("prise le", null=True)
    platform = models.ForeignKey(
        ReadingPlatform, models.PROTECT, null=True, related_name="requests", verbose_name="plateforme"
    )
    read_for = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="hôpital du lecteur"
    )
    asked_at = models.DateTimeField("complément demandé le", null=True)
    waited = models.DurationField("attente d’informations", default=timedelta)
    answered_at = models.DateTimeField("répondue le", null=True)
    warned_at = models.DateTimeField("alerte avant l’échéance", null=True)
    overdue_at = models.DateTimeField("notée en retard le", null=True)
    ended_at = models.DateTimeField("finie le", null=True)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        pool_id: int
        requester_id: int
        platform_id: int | None
        read_for_id: int | None
        proposed_to_id: int | None
        taken_by_id: int | None
        proposed_to: models.ForeignKey[User | None, User | None]
        taken_by: models.ForeignKey[User | None, User | None]
        events: RelatedManager[RequestEvent]
        answers: RelatedManager[Answer]
        notes: RelatedManager[RequestNote]
        fees: RelatedManager[FeeLine]

        def get_consent_display(self) -> str: ...

    objects: ClassVar = manager_of(RequestQuerySet)

    class Meta:
        verbose_name = "demande d’avis"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["pool", "state", "due_at"], name="request_pool_due"),
            models.Index(fields=["organisation", "state"], name="request_organisation"),
            models.Index(
                fields=["platform", "answered_at"], condition=Q(platform__isnull=False), name="request_platform"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="request_known_state"),
            models.CheckConstraint(
                condition=Q(state__in=UNSENT_STATES)
                | Q(sent_at__isnull=False, due_at__gt=F("sent_at"), consent__in=["patient", "representative"]),
                name="request_sent_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TAKEN_STATES, taken_by__isnull=False, taken_at__isnull=False)
                | Q(state=State.WITHDRAWN)
                | (~Q(state__in=TAKEN_STATES) & Q(taken_by=None, taken_at=None)),
                name="request_taken_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None, read_for=None) | Q(taken_by__isnull=False, read_for__isnull=False),
                name="request_read_for_whom",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ASKED, asked_at__isnull=False) | ~Q(state=State.ASKED),
                name="request_asked_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(states.ANSWERED)) | Q(answered_at__isnull=False),
                name="request_answered_when",
            ),
            models.UniqueConstraint(
                fields=["organisation", "pathway", "examination"],
                condition=~Q(state=State.WITHDRAWN),
                name="request_one_for_an_examination",
            ),
        ]
        triggers = [invariants.state_follows_the_table()]

    def __str__(self) -> str:
        return f"Demande n°\u00a0{self.pk}"

    @property
    def label(self) -> str:
        """What the pathway is called."""
        return label_of(self.pathway)

    @property
    def state_label(self) -> str:
        """The state in French."""
        return LABELS[State(self.state)]

    @property
    def holder(self) -> str:
        """How files name this request."""
        return f"request:{self.pk}"

    @property
    def response_time(self) -> timedelta | None:
        """From sent to answered, without the time spent waiting for information."""
        if self.answered_at is None or self.sent_at is None:
            return None
        return self.answered_at - self.sent_at - self.waited


class RequestEvent(models.Model):
    """Something done with a request: an act, the opening of its page or of a file. Written once, never changed."""

    class Kind(models.TextChoices):
        DRAFTED = "drafted", "demande commencée"
        CHANGED = "changed", "demande corrigée"
        SEND = "send", "demande envoyée"
        WITHDRAW = "withdraw", "demande retirée"
        TAKE = "take", "prise en charge"
        GIVE_BACK = "give_back", "rendue au groupe"
        PASS_ON = "pass_on", "passée à un autre groupe"
        DECLINE = "decline", "déclinée"
        ASK_MORE = "ask_more", "complément demandé"
        GIVE_MORE = "give_more", "complément donné"
        ANSWER = "answer", "réponse signée"
        CORRECT = "correct", "réponse corrigée"
        READ = "read", "réponse lue"
        CLOSE = "close", "close"
        WARNED = "warned", "alerte avant l’échéance"
        OVERDUE = "overdue", "échéance passée"
        SHARED = "shared", "proposée aux lecteurs de garde"
        UNSHARED = "unshared", "rendue au groupe, la garde finie"
        OPENED = "opened", "page ouverte"
        FILE_ADDED = "file_added", "fichier joint"
        FILE_REMOVED = "file_removed", "fichier retiré"
        FILE_OPENED = "file_opened", "fichier ouvert"

    request = models.ForeignKey(ExpertiseRequest, models.PROTECT, related_name="events", verbose_name="demande")
    kind = models.CharField("quoi", max_length=20, choices=Kind)
    at = models.DateTimeField("quand")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par qui"
    )
    pool = models.ForeignKey(ReaderPool, models.PROTECT, null=True, related_name="+", verbose_name="groupe")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="fichier")
    reason = models.CharField("motif", max_length=40, blank=True)

    if TYPE_CHECKING:  # made by Django

        def get_kind_display(self) -> str: ...

    class Meta:
        verbose_name = "événement d’une demande"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="decline") | ~Q(reason=""), name="request_declined_why"),
        ]
        triggers = [invariants.never_changes("request_event_never_changes", "what happened is not rewritten")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.at:%Y-%m-%d %H:%M}"


class RequestNote(models.Model):
    """What a reader asks for, or what the requester gives then; encrypted, written once."""

    request = models.ForeignKey(ExpertiseRequest, models.PROTECT, related_name="notes", verbose_name="demande")
    sealed = models.TextField("texte, chiffré")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par qui")
    at = models.DateTimeField("quand")

    class Meta:
        verbose_name = "échange sur une demande"
        ordering = ["pk"]
        triggers = [invariants.never_changes("request_note_never_changes", "what was said is not rewritten")]

    def __str__(self) -> str:
        return f"{self.request} · {self.at:%Y-%m-%d %H:%M}"


class Answer(models.Model):
    """A signed version of an answer; ``report`` is its PDF. Written once: a correction is the next version."""

    request = models.ForeignKey(ExpertiseRequest, models.PROTECT, related_name="answers", verbose_name="demande")
    version = models.PositiveSmallIntegerField("version")
    sealed = models.TextField("réponse, chiffrée")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="signée par")
    at = models.DateTimeField("signée le")
    report = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="compte rendu")

    class Meta:
        verbose_name = "réponse"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["request", "version"], name="answer_version_once")]
        triggers = [
            invariants.never_changes("answer_never_changes", "a correction is a new version"),
            invariants.answer_of_the_taker(),
        ]

    def __str__(self) -> str:
        return f"{self.request} · version {self.version}"


class FeeLine(models.Model):
    """What an answer is paid, to the reader's or to the requester's side."""

    request = models.ForeignKey(ExpertiseRequest, models.PROTECT, related_name="fees", verbose_name="demande")
    code = models.CharField("acte", max_length=10)
    side = models.CharField("pour", max_length=10, choices=[("reader", "l’expert"), ("requester", "le demandeur")])
    on = models.DateField("le")
    cents = models.PositiveIntegerField("montant (centimes)")
    source = models.CharField("source", max_length=300)

    if TYPE_CHECKING:  # made by Django
        request_id: int

    class Meta:
        verbose_name = "ligne d’honoraires"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "code"], name="fee_line_once")]

    def __str__(self) -> str:
        return f"{self.code} · {self.cents}"
