from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.utils import timezone

from maillage.schemes import Desk, DiaryTemplate, Scheme, Template, scheme_named, template_from_json, zone_of_region
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements.validators import validate_scheme
from maillage.site.geography.models import Region

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager


class EngagementQuerySet(ScopedQuerySet, models.QuerySet["Engagement"]):
    record = Record.ENGAGEMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        visible = Professional.objects.filter(Professional.objects.scope_rule(scope))
        return Q(professional__in=visible.values("pk"))

    def running(self) -> EngagementQuerySet:
        return self.filter(state__in=Engagement.RUNNING)


@pghistory.track()
class Engagement(models.Model):
    """A professional's commitment to a scheme: days a month, and the share of the home practice that a day costs.

    ``extra_fee_percent`` is what the person charges above the regulated tariff. ``night`` is the night of each day for
    which a bed of the place is held; ``replaced_at_home`` asks for a locum in the person's own practice on these days.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposé"
        AUTHORISED = "authorised", "Autorisé"
        ACTIVE = "active", "En cours"
        ENDED = "ended", "Terminé"

    RUNNING = (State.AUTHORISED, State.ACTIVE)

    class Night(models.TextChoices):
        NONE = "", "Aucune"
        EVE = "eve", "La veille"
        AFTER = "after", "Le soir même"

    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="engagements", verbose_name="professionnel"
    )
    scheme = models.CharField("dispositif", max_length=40, validators=[validate_scheme])
    state = models.CharField("état", max_length=20, choices=State, default=State.PROPOSED)
    days_per_month = models.PositiveSmallIntegerField("jours par mois")
    home_share_percent = models.DecimalField(
        "part de l’activité habituelle retirée (%)", max_digits=5, decimal_places=2, default=0
    )
    extra_fee_percent = models.PositiveSmallIntegerField("dépassement demandé (%)", default=0)
    night = models.CharField("nuit à loger", max_length=10, choices=Night, blank=True)
    replaced_at_home = models.BooleanField("remplacé à son cabinet", default=False)
    starts = models.DateField("début")
    ends = models.DateField("fin", null=True, blank=True)

    if TYPE_CHECKING:  # made by Django
        professional_id: int
        authorisations: RelatedManager[Authorisation]
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(EngagementQuerySet)

    class Meta:
        verbose_name = "engagement"
        ordering = ["professional", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days_per_month__gte=1, days_per_month__lte=31), name="engagement_1_to_31_days"
            ),
            models.CheckConstraint(
                condition=Q(home_share_percent__gte=0, home_share_percent__lte=100), name="engagement_share_percent"
            ),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="engagement_ends_after"),
            models.CheckConstraint(condition=Q(night__in=["", "eve", "after"]), name="engagement_known_night"),
            models.UniqueConstraint(
                fields=["professional", "scheme"], condition=~Q(state="ended"), name="engagement_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.professional} · {self.scheme}"

    @property
    def runs(self) -> bool:
        """Whether sessions may be given under it, between its dates."""
        return self.state in Engagement.RUNNING

    @property
    def rules(self) -> Scheme:
        """Rules of its scheme. Raises ``UnknownName`` if the scheme is no longer installed."""
        return scheme_named(self.scheme)


@pghistory.track()
class Authorisation(models.Model):
    """A check by another body (Order, health insurance); ``kind`` is its code in the scheme.

    ``desk`` has been asked since ``asked_on``; ``told_on`` is the last day its members were written to about it.
    ``answered_by`` names who answered, empty before an answer or for one imported from a file; ``reason`` is theirs,
    ``details`` what they tell when they grant it, by code. Without an ``engagement`` it belongs to an application.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", "Demandée"
        GRANTED = "granted", "Accordée"
        REFUSED = "refused", "Refusée"

    engagement = models.ForeignKey(
        Engagement, models.CASCADE, null=True, related_name="authorisations", verbose_name="engagement"
    )
    kind = models.CharField("nature", max_length=40)
    desk = models.CharField("guichet", max_length=20, default=Desk.COORDINATION.value)
    asked_on = models.DateField("demandée le", default=timezone.localdate)
    told_on = models.DateField("guichet prévenu le", null=True)
    state = models.CharField("état", max_length=20, choices=State, default=State.REQUESTED)
    date = models.DateField("date")
    answered_by = models.CharField("qui a répondu", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    details = models.JSONField("précisions", default=dict)

    if TYPE_CHECKING:  # made by Django
        engagement_id: int | None
        get_state_display: Callable[[], str]

    class Meta:
        verbose_name = "autorisation"
        ordering = ["engagement", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "kind"], name="authorisation_once"),
            models.CheckConstraint(condition=Q(desk__in=[desk.value for desk in Desk]), name="authorisation_desk"),
        ]
        indexes = [models.Index(fields=["desk", "state"], name="authorisation_desk_state")]

    def __str__(self) -> str:
        return f"{self.engagement_id} · {self.kind}"


class ProgrammeQuerySet(ScopedQuerySet, models.QuerySet["Programme"]):
    record = Record.PLAN

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for programmes of the user's region, or with a party's place in the user's territory.

        That of a diary is written by its rules alone, and nobody's to read or change.
        """
        inside = scope.in_territory("place__commune")
        theirs = NOTHING if inside == NOTHING else Q(pk__in=ProgrammeParty.objects.filter(inside).values("programme"))
        return (scope.in_regions("region") | theirs) & ~Q(kind=DiaryTemplate.shape)

    def published(self) -> ProgrammeQuerySet:
        """Return programmes whose sessions are in the agenda and that have not ended.

        The care of diaries is measured already: it is no programme to be counted.
        """
        return self.filter(state=Programme.State.PUBLISHED).exclude(kind=DiaryTemplate.shape)


class Programme(models.Model):
    """A scheme at work: parties, dates, and the template that expands to half-days.

    ``template`` is the JSON of a template of ``maillage.schemes``, ``kind`` its shape: a plan's list of days, an
    agreement's week, a tour, a rotation. It names staff by references of professionals, and places by keys of the
    parties or references of places. ``ends`` is the last day.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        PUBLISHED = "published", "Publié"
        ENDED = "ended", "Terminé"

    scheme = models.CharField("dispositif", max_length=40, validators=[validate_scheme])
    kind = models.CharField("forme", max_length=40)
    name = models.CharField("nom", max_length=200, unique=True)
    pathway = models.CharField("filière", max_length=100, blank=True)
    template = models.JSONField("dates")
    starts = models.DateField("début")
    ends = models.DateField("fin", null=True, blank=True)
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="programmes", verbose_name="région")

    if TYPE_CHECKING:  # made by Django
        region_id: str | None
        parties: RelatedManager[ProgrammeParty]

    objects: ClassVar = manager_of(ProgrammeQuerySet)

    class Meta:
        verbose_name = "programme"
        ordering = ["-starts", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="programme_ends_after"),
            models.CheckConstraint(condition=Q(kind=KT("template__shape")), name="programme_kind_is_shape"),
            models.CheckConstraint(condition=Q(state__in=["draft", "published", "ended"]), name="programme_state"),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(published_at=None), name="programme_draft_not_published"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="programme_published_when"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> Scheme:
        """Rules of its scheme. Raises ``UnknownName`` if the scheme is no longer installed."""
        return scheme_named(self.scheme)

    @property
    def dates(self) -> Template:
        """Its template. Raises ``UnknownName`` if the shape is no longer installed."""
        return template_from_json(self.template)

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of its region, or of a party's place if it has no region."""
        if self.region_id is None:
            party = self.parties.filter(place__isnull=False).select_related("place__commune").first()
            if party is not None and party.place is not None:
                return party.place.commune.zone
        return zone_of_region(self.region_id or "")

    @property
    def weeks(self) -> int | None:
        """Whole weeks from the first day to the last; None without an end."""
        return None if self.ends is None else -(-((self.ends - self.starts).days + 1) // 7)


class ProgrammeParty(models.Model):
    """A party to a programme, with its shares of time and money; ``place`` is set if this agenda books there."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="parties", verbose_name="programme")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="programme_parties", verbose_name="organisation"
    )
    key = models.CharField("nom dans le modèle", max_length=100)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lieu")
    time_percent = models.PositiveSmallIntegerField("part du temps (%)", default=0)
    money_percent = models.PositiveSmallIntegerField("part du financement (%)", default=0)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        place_id: int | None

    class Meta:
        verbose_name = "partie à un programme"
        ordering = ["programme", "key"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="programme_party_once"),
            models.CheckConstraint(
                condition=Q(time_percent__lte=100, money_percent__lte=100), name="programme_shares_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.key}"
