from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maillage.schemes import Scheme, scheme_named
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.rpps import right_key
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.engagements.validators import validate_scheme
from maillage.site.geography.models import Commune
from maillage.site.sealed_fields import SealedText, SearchKeys, email_term

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager

_WHOLE = Q(
    ~Q(first_name=""), ~Q(last_name=""), ~Q(rpps=""), ~Q(profession=""), ~Q(status=""), home__isnull=False,
    half_days_per_month__isnull=False, replaced_at_home__isnull=False, lodging_wanted__isnull=False,
    consented_at__isnull=False,
)  # fmt: skip


class ApplicationQuerySet(ScopedQuerySet, models.QuerySet["Application"]):
    record = Record.APPLICATION

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for sent applications of people with a practice or wanted place in the territory."""
        inside = scope.in_territory("place__commune")
        wished = WantedPlace.objects.filter(inside).values("application")
        there = NOTHING if inside == NOTHING else Q(pk__in=wished)
        return (scope.in_territory("home") | there) & ~Q(sent_at=None)

    def sent(self) -> ApplicationQuerySet:
        """Return the applications that wait for an answer."""
        return self.filter(state=Application.State.SENT)


@pghistory.track(exclude=["email", "phone", "search_keys"])
class Application(models.Model):
    """An application to a scheme that accepts volunteers: answers saved one by one, then sent, accepted or refused.

    ``home`` is the commune of practice, for a retired person the last one. ``half_days_per_month`` is what they offer;
    ``weekdays`` (0 is Monday) and ``dates`` when, both empty if they do not say. ``register`` is what the national
    register says about the number. ``decided_by`` names who accepted or refused, ``reason`` is theirs, or that of a
    withdrawal.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Commencée"
        SENT = "sent", "Envoyée"
        ACCEPTED = "accepted", "Acceptée"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée"

    class Register(models.TextChoices):
        NOT_ASKED = "", "pas encore cherché"
        FOUND = "found", "trouvé dans l’annuaire national"
        OTHER_NAME = "other_name", "inscrit à un autre nom dans l’annuaire national"
        ABSENT = "absent", "absent de l’annuaire national"
        NO_REGISTER = "no_register", "vérifié par sa clé seulement, l’Ordre confirmera"

    OPEN_STATES = (State.DRAFT, State.SENT)

    key = models.UUIDField("clé", unique=True, default=uuid.uuid4, editable=False)
    scheme = models.CharField("dispositif", max_length=40, validators=[validate_scheme])
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    begun_at = models.DateTimeField("commencée le", default=timezone.now)
    saved_at = models.DateTimeField("enregistrée le", default=timezone.now)
    sent_at = models.DateTimeField("envoyée le", null=True)
    ended_at = models.DateTimeField("close le", null=True)
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    email = SealedText("adresse électronique")
    phone = SealedText("téléphone", blank=True)
    search_keys = SearchKeys(verbose_name="empreintes pour la recherche")
    rpps = models.CharField("numéro RPPS", max_length=11, blank=True)
    register = models.CharField("annuaire national", max_length=20, choices=Register, blank=True)
    profession = models.CharField("profession", max_length=40, choices=Professional.Profession, blank=True)
    status = models.CharField("statut", max_length=40, choices=Professional.Status, blank=True)
    home = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+", verbose_name="commune d’exercice")
    wanted_places: models.ManyToManyField[Place, WantedPlace] = models.ManyToManyField(
        Place, through="WantedPlace", related_name="+", verbose_name="lieux souhaités"
    )
    places_answered = models.BooleanField("a répondu sur les lieux", default=False)
    half_days_per_month = models.PositiveSmallIntegerField("demi-journées par mois", null=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name="jours de la semaine")
    dates = ArrayField(models.DateField(), default=list, verbose_name="dates")
    when_answered = models.BooleanField("a répondu sur les jours", default=False)
    replaced_at_home = models.BooleanField("remplacé à son cabinet", null=True)
    lodging_wanted = models.BooleanField("souhaite un logement", null=True)
    motivation = models.TextField("motivation", max_length=1000, blank=True)
    motivation_answered = models.BooleanField("a répondu sur la motivation", default=False)
    consented_at = models.DateTimeField("consentement", null=True)
    decided_by = models.CharField("qui a répondu", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    engagement = models.OneToOneField(
        Engagement, models.PROTECT, null=True, related_name="application", verbose_name="engagement"
    )

    if TYPE_CHECKING:  # made by Django
        home_id: str | None
        engagement_id: int | None
        wishes: RelatedManager[WantedPlace]
        checks: RelatedManager[ApplicationCheck]
        get_state_display: Callable[[], str]
        get_profession_display: Callable[[], str]
        get_status_display: Callable[[], str]
        get_register_display: Callable[[], str]

    objects: ClassVar = manager_of(ApplicationQuerySet)

    class Meta:
        verbose_name = "candidature"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "accepted", "refused", "withdrawn"]), name="application_state"
            ),
            models.CheckConstraint(condition=~Q(state="draft") | Q(sent_at=None), name="application_draft_not_sent"),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "accepted", "refused"]) | Q(sent_at__isnull=False),
                name="application_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent"], ended_at=None)
                | ~Q(state__in=["draft", "sent"]) & Q(ended_at__isnull=False),
                name="application_ended_when",
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | _WHOLE, name="application_sent_is_whole"),
            models.CheckConstraint(condition=~Q(email=""), name="application_has_email"),
            models.CheckConstraint(
                condition=Q(rpps="") | Q(rpps__regex=r"^[0-9]{11}$"), name="application_rpps_11_digits"
            ),
            models.CheckConstraint(condition=Q(rpps="") | right_key(), name="application_rpps_key"),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=list(range(7))), name="application_weekdays_0_to_6"
            ),
            models.CheckConstraint(
                condition=Q(half_days_per_month=None) | Q(half_days_per_month__gte=1, half_days_per_month__lte=62),
                name="application_1_to_62_half_days",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", engagement__isnull=False) | ~Q(state="accepted") & Q(engagement=None),
                name="application_accepted_is_engaged",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"]) | ~Q(decided_by=""), name="application_decided_by"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="application_refused_why"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(sent_at__gte=F("begun_at")), name="application_sent_after"
            ),
            models.UniqueConstraint(
                fields=["rpps", "scheme"], condition=Q(state="sent"), name="application_one_running"
            ),
        ]
        indexes = [models.Index(fields=["state", "sent_at"], name="application_state_sent")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def search_terms(self) -> list[str]:
        """Return the terms by which it is found."""
        return [email_term(self.email)]

    @property
    def rules(self) -> Scheme:
        """Rules of its scheme. Raises ``UnknownName`` if the scheme is no longer installed."""
        return scheme_named(self.scheme)

    @property
    def is_open(self) -> bool:
        """Whether it may still change or be withdrawn."""
        return self.state in Application.OPEN_STATES


class WantedPlace(models.Model):
    """A place where the applicant wants to work."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="wishes", verbose_name="candidature")
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name="lieu")

    if TYPE_CHECKING:  # made by Django
        place_id: int

    class Meta:
        verbose_name = "lieu souhaité"
        ordering = ["application", "place"]
        constraints = [models.UniqueConstraint(fields=["application", "place"], name="wanted_place_once")]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.place_id}"  # type: ignore[attr-defined]


class ApplicationCheck(models.Model):
    """An authorisation needed for an application; after acceptance the same row belongs to the engagement."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks", verbose_name="candidature")
    authorisation = models.OneToOneField(
        Authorisation, models.CASCADE, related_name="check_of", verbose_name="autorisation"
    )

    class Meta:
        verbose_name = "vérification d’une candidature"
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.authorisation_id}"  # type: ignore[attr-defined]


class RegisterEntry(models.Model):
    """A line of the national register of professionals, loaded by the site's operator; only the needed columns."""

    rpps = models.CharField("numéro RPPS", max_length=11, primary_key=True)
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    profession = models.CharField("profession", max_length=40, choices=Professional.Profession)
    department = models.CharField("département", max_length=3, blank=True)

    class Meta:
        verbose_name = "ligne de l’annuaire national"
        constraints = [
            models.CheckConstraint(condition=Q(rpps__regex=r"^[0-9]{11}$"), name="register_rpps_11_digits"),
            models.CheckConstraint(condition=right_key(), name="register_rpps_key"),
        ]

    def __str__(self) -> str:
        return self.rpps
