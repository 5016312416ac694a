from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maillage.schemes import Scheme, Template, WeeklyTemplate, scheme_named, template_from_json
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.agreements import invariants
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Programme
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.geography.models import Region

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager

SCHEME = "shared_post"
"""The scheme whose sessions agreements between hospitals promise."""
USUAL_NOTICE_MONTHS, MOST_NOTICE_MONTHS = 3, 24


class AgreementQuerySet(ScopedQuerySet, models.QuerySet["Agreement"]):
    record = Record.AGREEMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for agreements of the user's region, or of which the user's organisation is a party.

        A party reads an agreement once a version was proposed to it; the author's organisation from its first draft.
        """
        return scope.in_regions("region") | _of_versions(AgreementVersionQuerySet.of_organisations(scope))


def _of_versions(versions: Q) -> Q:
    if versions == NOTHING:
        return NOTHING
    return Q(pk__in=AgreementVersion.objects.filter(versions).values("agreement"))


@pghistory.track()
class Agreement(models.Model):
    """An agreement between establishments for a pathway; its terms are in its versions.

    ``last_day`` is set once a party has given notice. That of a ``platform`` shares readings: its shares of time are
    those of the load (hours on duty, readings), and it names no people and no week.
    """

    name = models.CharField("nom", max_length=150, unique=True)
    pathway = models.CharField("filière", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, related_name="agreements", verbose_name="région")
    platform = models.OneToOneField(
        ReadingPlatform, models.PROTECT, null=True, related_name="agreement", verbose_name="plateforme de lecture"
    )
    last_day = models.DateField("dernier jour", null=True)
    notice_on = models.DateField("préavis donné le", null=True)
    notice_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="préavis donné par"
    )
    notice_reason = models.CharField("motif du préavis", max_length=500, blank=True)

    if TYPE_CHECKING:  # made by Django
        region_id: str
        platform_id: int | None
        versions: RelatedManager[AgreementVersion]

    objects: ClassVar = manager_of(AgreementQuerySet)

    class Meta:
        verbose_name = "convention"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None, notice_on=None, notice_by=None)
                | Q(last_day__isnull=False, notice_on__isnull=False, notice_by__isnull=False),
                name="agreement_notice_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgreementVersionQuerySet(ScopedQuerySet, models.QuerySet["AgreementVersion"]):
    record = Record.AGREEMENT

    @staticmethod
    def of_organisations(scope: Scope) -> Q:
        """Return the condition for versions that the user's organisation wrote, or that were proposed to it."""
        mine = scope.hosted("organisation")
        if mine == NOTHING:
            return NOTHING
        proposed = Q(proposed_at__isnull=False, pk__in=AgreementShare.objects.filter(mine).values("version"))
        return scope.hosted("author") | proposed

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for versions in the user's region, or of the user's organisation."""
        return scope.in_regions("agreement__region") | AgreementVersionQuerySet.of_organisations(scope)

    def with_terms(self) -> AgreementVersionQuerySet:
        """Fetch what pages show of a version (five queries)."""
        return self.select_related("agreement__region", "agreement__platform", "author", "programme").prefetch_related(
            "shares__organisation", "people__professional__resource", "people__employer", "answers__organisation"
        )


@pghistory.track(exclude=["template"])
class AgreementVersion(models.Model):
    """The terms of an agreement from a date on: shares, people and their week; what it changes is decided by signing.

    ``round`` counts how often it was proposed: the parties answer anew each time. ``ends`` is the last day agreed, None
    without end. ``programme`` is set once the signed version is in the agenda.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        PROPOSED = "proposed", "Proposée aux parties"
        AGREED = "agreed", "À signer"
        SIGNED = "signed", "Signée"
        DROPPED = "dropped", "Abandonnée"

    OPEN = (State.DRAFT, State.PROPOSED, State.AGREED)

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions", verbose_name="convention")
    number = models.PositiveSmallIntegerField("numéro")
    author = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="rédigée par")
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    round = models.PositiveSmallIntegerField("tour", default=0)
    starts = models.DateField("prend effet le")
    ends = models.DateField("dernier jour", null=True)
    notice_months = models.PositiveSmallIntegerField("préavis (mois)", default=USUAL_NOTICE_MONTHS)
    template = models.JSONField("semaine")
    proposed_at = models.DateTimeField("proposée le", null=True)
    signed_at = models.DateTimeField("signée le", null=True)
    programme = models.OneToOneField(
        Programme, models.PROTECT, null=True, related_name="agreement_version", verbose_name="programme"
    )

    if TYPE_CHECKING:  # made by Django
        agreement_id: int
        author_id: int
        programme_id: int | None
        shares: RelatedManager[AgreementShare]
        people: RelatedManager[AgreementPerson]
        answers: RelatedManager[AgreementAnswer]
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(AgreementVersionQuerySet)

    class Meta:
        verbose_name = "version d’une convention"
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state__in=["draft", "proposed", "agreed"]),
                name="agreement_one_open_version",
            ),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="agreement_ends_after"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "agreed", "signed", "dropped"]), name="agreement_state"
            ),
            models.CheckConstraint(
                condition=Q(notice_months__lte=MOST_NOTICE_MONTHS), name="agreement_notice_months"
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False) | ~Q(state="signed") & Q(signed_at=None),
                name="agreement_signed_when",
            ),
            models.CheckConstraint(
                condition=Q(programme=None) | Q(state="signed"), name="agreement_in_agenda_when_signed"
            ),
        ]  # fmt: skip
        triggers = [invariants.signed_for_good()]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.number}"

    @property
    def week(self) -> WeeklyTemplate:
        """Its presences."""
        found: Template = template_from_json(self.template)
        assert isinstance(found, WeeklyTemplate)
        return found

    @property
    def rules(self) -> Scheme:
        """Rules of the scheme whose sessions it promises."""
        return scheme_named(SCHEME)

    @property
    def parties(self) -> list[Organisation]:
        """Organisations with a share of time or money, by name (no query after ``with_terms``)."""
        found = {share.organisation_id: share.organisation for share in self.shares.all()}
        return sorted(found.values(), key=attrgetter("name"))

    @property
    def answers_now(self) -> list[AgreementAnswer]:
        """Answers to the present round (no query after ``with_terms``)."""
        return [one for one in self.answers.all() if one.round == self.round]


class AgreementShare(models.Model):
    """The shares of a party from ``starts`` on, until the next period of the version."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="shares", verbose_name="version")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation")
    starts = models.DateField("à partir du")
    time_percent = models.PositiveSmallIntegerField("part du temps (%)")
    money_percent = models.PositiveSmallIntegerField("part du financement (%)")

    if TYPE_CHECKING:  # made by Django
        version_id: int
        organisation_id: int

    class Meta:
        verbose_name = "part d’une convention"
        ordering = ["starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "starts", "organisation"], name="agreement_share_once"),
            models.CheckConstraint(
                condition=Q(time_percent__lte=100, money_percent__lte=100), name="agreement_share_percent"
            ),
        ]
        triggers = [invariants.shares_make_a_whole(), invariants.terms_of_draft()]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.organisation_id}"


class AgreementPerson(models.Model):
    """A person whose time a version shares; ``employer`` pays the monthly salary and bonus, which the parties share."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="people", verbose_name="version")
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="agreements", verbose_name="professionnel"
    )
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="employeur")
    salary_cents = models.PositiveIntegerField("salaire chargé par mois (centimes)", default=0)
    bonus_cents = models.PositiveIntegerField("prime par mois (centimes)", default=0)

    if TYPE_CHECKING:  # made by Django
        version_id: int
        professional_id: int
        employer_id: int

    class Meta:
        verbose_name = "personne d’une convention"
        ordering = ["professional__last_name", "professional__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "professional"], name="agreement_person_once"),
        ]
        triggers = [invariants.terms_of_draft()]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.professional_id}"

    @property
    def reference(self) -> str:
        """The name of the person in the template."""
        return self.professional.reference


class AgreementAnswer(models.Model):
    """What a party answered to a round of a version, or its signature; ``name`` is who answered or signed.

    ``noted_by`` is the account that wrote it down: of the party, or of the coordination for a paper.
    """

    class Kind(models.TextChoices):
        YES = "yes", "D’accord"
        BACK = "back", "Renvoyée"
        SIGNED = "signed", "Signée"

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="answers", verbose_name="version")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation")
    round = models.PositiveSmallIntegerField("tour")
    kind = models.CharField("réponse", max_length=10, choices=Kind)
    reason = models.CharField("motif", max_length=500, blank=True)
    name = models.CharField("au nom de la partie", max_length=200)
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="noté par")
    at = models.DateTimeField("le", default=timezone.now)

    if TYPE_CHECKING:  # made by Django
        version_id: int
        organisation_id: int
        get_kind_display: Callable[[], str]

    class Meta:
        verbose_name = "réponse à une convention"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation", "round", "kind"], name="agreement_answer_once"),
            models.CheckConstraint(condition=Q(kind__in=["yes", "back", "signed"]), name="agreement_answer_kind"),
            models.CheckConstraint(condition=~Q(kind="back") | ~Q(reason=""), name="agreement_sent_back_why"),
            models.CheckConstraint(condition=~Q(name=""), name="agreement_answered_by_whom"),
        ]
        triggers = [invariants.answers_stay()]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.organisation_id} · {self.kind}"
