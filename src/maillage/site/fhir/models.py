from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.models import Organisation, User
from maillage.site.directory.models import Place
from maillage.site.fhir.sent_models import RegulatorNumber, SentAppointment

__all__ = ["InterfaceKey", "KeyScope", "NationalNumber", "RegulatorNumber", "SentAppointment"]

DIGEST_BYTES = 32


class KeyScope(models.TextChoices):
    """What a key opens."""

    SLOTS = "slots", "Lire les créneaux et les vacations"
    APPOINTMENTS = "appointments", "Prendre, déplacer et annuler des rendez-vous"
    REGULATORS = "regulators", "Créer et changer les comptes des régulateurs"
    WEBHOOKS = "webhooks", "Demander à être averti (webhooks)"


def reading() -> list[str]:
    """Return what a key opens if nobody says otherwise."""
    return [KeyScope.SLOTS.value]


@pghistory.track(exclude=["digest", "last_used_at"])
class InterfaceKey(models.Model):
    """A key with which the programs of an organisation ask this site; only a digest is stored.

    ``area`` says what: free slots of its territory, or the examinations and requests that ``acts_for``, a person of
    the organisation, may read and write. ``begins`` is the beginning of the key, by which people recognise it. The
    author is None for the command line.
    """

    class Area(models.TextChoices):
        SLOTS = "slots", "créneaux libres"
        EXAMINATIONS = "examinations", "examens et avis à distance"

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="interface_keys", verbose_name="organisation"
    )
    name = models.CharField("usage", max_length=100)
    begins = models.CharField("début", max_length=20)
    scopes = ArrayField(models.CharField(max_length=20), default=reading, verbose_name="ce qu’elle ouvre")
    digest = models.BinaryField("empreinte", max_length=DIGEST_BYTES, unique=True)
    area = models.CharField("domaine", max_length=12, choices=Area, default=Area.SLOTS)
    acts_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="au nom de")
    last_used_at = models.DateTimeField("dernier usage", null=True)
    made_at = models.DateTimeField("donnée le")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="donnée par")
    revoked_at = models.DateTimeField("retirée le", null=True)
    revoked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="retirée par")

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        acts_for: models.ForeignKey[User | None, User | None]

    class Meta:
        verbose_name = "clé de l’interface"
        ordering = ["organisation__name", "-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="interface_key_named"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=KeyScope.values) & ~Q(scopes=[]), name="interface_key_known_scopes"
            ),
            models.CheckConstraint(
                condition=Q(area="slots", acts_for=None) | Q(area="examinations", acts_for__isnull=False),
                name="interface_key_acts_for_whom",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__gte=F("made_at")),
                name="interface_key_revoked_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.name}"

    @property
    def opens(self) -> list[str]:
        """What it opens, in words."""
        return [str(KeyScope(one).label) for one in self.scopes]


@pghistory.track()
class NationalNumber(models.Model):
    """The FINESS number (9 characters) or the SIRET number (14 digits) of a place or of an organisation."""

    place = models.OneToOneField(Place, models.CASCADE, null=True, related_name="national_number", verbose_name="lieu")
    organisation = models.OneToOneField(
        Organisation, models.CASCADE, null=True, related_name="national_number", verbose_name="organisation"
    )
    number = models.CharField("numéro FINESS ou SIRET", max_length=14)

    if TYPE_CHECKING:  # made by Django
        place_id: int | None
        organisation_id: int | None

    class Meta:
        verbose_name = "numéro national"
        constraints = [
            models.CheckConstraint(
                condition=Q(place=None, organisation__isnull=False) | Q(place__isnull=False, organisation=None),
                name="national_number_of_one",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^([0-9]{14}|([0-9]{2}|2[AB])[0-9]{7})$"), name="national_number_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.number
