from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from maillage.site.accounts.scope import Scope, scope_of
from maillage.site.geography.models import Intercommunality, Region


class Organisation(models.Model):
    """An agency, a coordination, an establishment...; its members see the territory it is in charge of."""

    class Kind(models.TextChoices):
        AGENCY = "agency", "Agence régionale de santé"
        COORDINATION = "coordination", "Communauté professionnelle (CPTS)"
        ESTABLISHMENT = "establishment", "Établissement de santé"
        COMMUNE = "commune", "Commune ou intercommunalité"
        PRACTICE = "practice", "Cabinet ou maison de santé"

    name = models.CharField("nom", max_length=200, unique=True)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    regions = models.ManyToManyField(Region, blank=True, related_name="organisations", verbose_name="régions")
    intercommunalities = models.ManyToManyField(
        Intercommunality, blank=True, related_name="organisations", verbose_name="intercommunalités"
    )
    retention_months = models.PositiveSmallIntegerField("conservation (mois)", default=24)

    class Meta:
        verbose_name = "organisation"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retention_months__gte=1, retention_months__lte=36),
                name="organisation_retention_1_to_36_months",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Create an account; without a password nobody can sign in to it."""
        user = self.model(email=self.normalise(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalise(username or ""))

    @staticmethod
    def normalise(email: str) -> str:
        return email.strip().lower()


class User(AbstractBaseUser):
    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("créé", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "utilisateur"
        ordering = ["last_name", "first_name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @cached_property
    def scope(self) -> Scope:
        """What this user may see; read once per request."""
        return scope_of(self)

    def has_role(self, *roles: str) -> bool:
        return bool(self.scope.roles.intersection(roles))


class Membership(models.Model):
    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "Coordination"
        DOCTOR = "doctor", "Soignant"
        HOST = "host", "Lieu d’accueil"
        ANALYST = "analyst", "Études"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="utilisateur")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=20, choices=Role)

    class Meta:
        verbose_name = "appartenance"
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["coordinator", "doctor", "host", "analyst"]), name="membership_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class FailedLogin(models.Model):
    """A wrong password: digests only, kept for the length of the throttle's window."""

    account = models.BinaryField("compte", max_length=32)
    address = models.BinaryField("adresse", max_length=32)
    at = models.DateTimeField("le", db_index=True)

    class Meta:
        verbose_name = "connexion refusée"
        indexes = [
            models.Index(fields=["account", "at"], name="failed_login_account"),
            models.Index(fields=["address", "at"], name="failed_login_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
