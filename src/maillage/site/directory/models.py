from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from maillage.schemes import ResourceKind
from maillage.site.accounts.models import Invitation, Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.roles import OF_DIRECTORY
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.directory import questions
from maillage.site.directory.promises import PlaceClosure, PlaceDetails, PlacePhoto, RoomOpening
from maillage.site.directory.rpps import right_key
from maillage.site.geography.models import Commune
from maillage.site.sealed_fields import SealedText

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager

__all__ = [
    "InvitationToDirectory", "InvitedProfessional", "Place", "PlaceClosure", "PlaceDetails", "PlaceHandover",
    "PlacePhoto", "PlaceQuerySet", "Professional", "ProfessionalQuerySet", "Resource", "RoomOpening",
]  # fmt: skip
EVERY_WEEKDAY = list(range(5))


def weekdays() -> list[int]:
    """Return Monday to Friday, numbered as by ``date.weekday()``."""
    return list(EVERY_WEEKDAY)


class PlaceQuerySet(ScopedQuerySet, models.QuerySet["Place"]):
    record = Record.PLACE

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for places of the user's territory and of the user's organisation."""
        return scope.in_territory("commune") | scope.hosted("organisation")


class Place(models.Model):
    """A place where consultations are held. ``opening_weekdays``: 0 is Monday."""

    class Kind(models.TextChoices):
        PRACTICE_HOUSE = "practice_house", "Maison de santé"
        HEALTH_CENTRE = "health_centre", "Centre de santé"
        PRACTICE = "practice", "Cabinet médical"
        HOSPITAL = "hospital", "Hôpital"
        CARE_HOME = "care_home", "Ehpad"
        TOWN_PREMISES = "town_premises", "Local communal"

    reference = models.CharField("référence", max_length=50, unique=True, null=True, blank=True)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="places", verbose_name="commune")
    address = models.CharField("adresse", max_length=300)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="places", verbose_name="organisation")
    opening_weekdays = ArrayField(
        models.PositiveSmallIntegerField(), default=weekdays, verbose_name="jours d’ouverture"
    )

    if TYPE_CHECKING:  # made by Django
        commune_id: str
        organisation_id: int
        resources: RelatedManager[Resource]
        details: PlaceDetails
        closures: RelatedManager[PlaceClosure]
        photos: RelatedManager[PlacePhoto]
        handovers: RelatedManager[PlaceHandover]
        get_kind_display: Callable[[], str]

    objects: ClassVar = manager_of(PlaceQuerySet)

    class Meta:
        verbose_name = "lieu"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "commune"], name="place_once_in_commune"),
            models.CheckConstraint(
                condition=Q(opening_weekdays__contained_by=list(range(7))), name="place_weekdays_0_to_6"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class PlaceHandover(models.Model):
    """A place that passes from the organisation ``before`` to ``after`` on ``day``; done rows are its history."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="handovers", verbose_name="lieu")
    before = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation d’avant")
    after = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation d’après")
    day = models.DateField("à partir du")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="décidé par"
    )
    done_at = models.DateTimeField("fait", null=True)

    if TYPE_CHECKING:  # made by Django
        place_id: int
        before_id: int
        after_id: int

    class Meta:
        verbose_name = "changement d’organisation d’un lieu"
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(done_at=None), name="handover_open_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="handover_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} · {self.day}"


class Resource(models.Model):
    """Anything that a session can take: a person, a room, a vehicle, a bed, a kit, a seat.

    ``reference`` is the name used in plans and templates, unique among its kind. A thing stands at a ``place``, or is
    mobile and belongs to an ``organisation``; a professional is the resource of a row of :class:`Professional`.
    """

    class Kind(models.TextChoices):
        PROFESSIONAL = ResourceKind.PROFESSIONAL.value, "Professionnel"
        ROOM = ResourceKind.ROOM.value, "Cabinet"
        VEHICLE = ResourceKind.VEHICLE.value, "Véhicule"
        BED = ResourceKind.BED.value, "Lit"
        KIT = ResourceKind.KIT.value, "Mallette"
        SEAT = ResourceKind.SEAT.value, "Place de garde ou de stage"

    kind = models.CharField("nature", max_length=20, choices=Kind)
    name = models.CharField("nom", max_length=300)
    reference = models.CharField("référence", max_length=80)
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="resources", verbose_name="lieu")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="resources", verbose_name="organisation"
    )

    if TYPE_CHECKING:  # made by Django
        place_id: int | None
        organisation_id: int | None
        professional: Professional
        openings: RelatedManager[RoomOpening]
        get_kind_display: Callable[[], str]

    class Meta:
        verbose_name = "ressource"
        ordering = ["place", "kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="resource_reference_once"),
            models.UniqueConstraint(
                fields=["place", "kind", "name"], condition=Q(place__isnull=False), name="resource_once_in_place"
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "name"],
                condition=Q(place=None, organisation__isnull=False),
                name="resource_once_in_organisation",
            ),
            models.CheckConstraint(
                condition=Q(kind="professional", place=None, organisation=None)
                | ~Q(kind="professional") & (Q(place__isnull=False) | Q(organisation__isnull=False)),
                name="resource_thing_belongs_somewhere",
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in ResourceKind]), name="resource_kind"),
            models.CheckConstraint(condition=~Q(reference="") & ~Q(name=""), name="resource_named"),
        ]

    def __str__(self) -> str:
        return self.name if self.place is None else f"{self.place} · {self.name}"


class ProfessionalQuerySet(ScopedQuerySet, models.QuerySet["Professional"]):
    record = Record.PROFESSIONAL

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for people who live, work or have sessions in the user's territory, and the user."""
        return scope.in_territory("home") | questions.at_work(scope) | scope.own("user")


class Professional(models.Model):
    """A doctor, nurse or dentist; ``resource`` is the row that claims take, and holds the person's reference."""

    class Profession(models.TextChoices):
        GP = "gp", "Médecin généraliste"
        SPECIALIST = "specialist", "Médecin spécialiste"
        DENTIST = "dentist", "Chirurgien-dentiste"
        NURSE = "nurse", "Infirmier"
        MIDWIFE = "midwife", "Sage-femme"

    class Status(models.TextChoices):
        PRACTISING = "practising", "En exercice"
        LOCUM = "locum", "Remplaçant"
        HOSPITAL = "hospital", "Hospitalier"
        RETIRED = "retired", "Retraité"
        SALARIED = "salaried", "Salarié"

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="professional", verbose_name="ressource")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="professional",
        verbose_name="compte",
    )
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    profession = models.CharField("profession", max_length=40, choices=Profession)
    status = models.CharField("statut", max_length=40, choices=Status)
    home = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune d’exercice")
    rpps = models.CharField(
        "numéro RPPS",
        max_length=11,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^\d{11}$", "Onze chiffres.")],
    )
    email = SealedText("adresse électronique", blank=True)
    phone = SealedText("téléphone", blank=True)

    if TYPE_CHECKING:  # made by Django
        resource_id: int
        user_id: int | None
        home_id: str

    objects: ClassVar = manager_of(ProfessionalQuerySet)

    class Meta:
        verbose_name = "professionnel de santé"
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rpps=None) | Q(rpps__regex=r"^[0-9]{11}$"), name="professional_rpps_11_digits"
            ),
            models.CheckConstraint(condition=Q(rpps=None) | right_key(), name="professional_rpps_key"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def current_email(self) -> str:
        """E-mail address of the account, else of the directory; "" if there is none."""
        return self.user.email if self.user is not None else self.email

    @property
    def reference(self) -> str:
        """Name of the person in plans and templates (a query if the resource is not fetched)."""
        return self.resource.reference


@pghistory.track()
class InvitedProfessional(models.Model):
    """The professional to whom an invitation offers an account; only roles ``of_directory`` have one."""

    invitation = models.OneToOneField(
        Invitation, models.CASCADE, related_name="invited_professional", verbose_name="invitation"
    )
    professional = models.ForeignKey(Professional, models.CASCADE, related_name="invitations", verbose_name="soignant")

    if TYPE_CHECKING:  # made by Django
        invitation_id: int
        professional_id: int

    class Meta:
        verbose_name = "soignant invité"

    def __str__(self) -> str:
        return f"{self.invitation_id} · {self.professional_id}"


class InvitationToDirectory(Invitation):
    """Proxy of invitations, which carries this app's trigger."""

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] Django wants a Meta of its own for a proxy
        proxy = True
        verbose_name = "invitation"
        triggers = [
            # A deferred trigger, run at commit: the invitation is inserted before its entry.
            pgtrigger.Trigger(
                name="invited_with_entry",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func="""
                IF EXISTS (SELECT 1 FROM accounts_invitation WHERE id = NEW.id) AND (NEW.role IN (ROLES)) <> EXISTS (
                    SELECT 1 FROM directory_invitedprofessional WHERE invitation_id = NEW.id
                ) THEN
                    RAISE EXCEPTION 'an invitation as % has an entry of the directory if, and only if, it needs one',
                        NEW.role USING ERRCODE = '23514', CONSTRAINT = 'invitation_of_the_directory';
                END IF;
                RETURN NULL;
                """.replace("ROLES", ", ".join(f"'{role}'" for role in sorted(OF_DIRECTORY))),
            ),
        ]
