from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import pghistory
import pgtrigger
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from maillage.site.accounts.rights import TERRITORIAL, Record
from maillage.site.accounts.roles import KIND_CHOICES, KINDS, ROLE_CHOICES, ROLES
from maillage.site.accounts.scope import NOBODY, Grant, Grants, Scope
from maillage.site.geography.models import Department, Intercommunality, Region
from maillage.site.sealed_fields import Addressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager

_GIVEN = ", ".join(f"('{kind}', '{role.code}')" for role in ROLES.values() for kind in sorted(role.kinds))
"""Pairs of kind and role, for the database."""


USUAL_RETENTION_MONTHS = 24


class Organisation(models.Model):
    """An agency, coordination, establishment...; its members see the territory that it is in charge of.

    ``registered_by`` is the coordination that entered it or its first thing; None for the command line.
    """

    name = models.CharField("nom", max_length=200, unique=True)
    kind = models.CharField("nature", max_length=20, choices=KIND_CHOICES)
    regions = models.ManyToManyField(Region, blank=True, related_name="organisations", verbose_name="régions")
    intercommunalities = models.ManyToManyField(
        Intercommunality, blank=True, related_name="organisations", verbose_name="intercommunalités"
    )
    departments = models.ManyToManyField(
        Department, blank=True, related_name="organisations", verbose_name="départements"
    )
    registered_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name="inscrite par")
    retention_months = models.PositiveSmallIntegerField("conservation (mois)", default=USUAL_RETENTION_MONTHS)

    if TYPE_CHECKING:  # made by Django
        registered_by_id: int | None

    class Meta:
        verbose_name = "organisation"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retention_months__gte=1, retention_months__lte=36),
                name="organisation_retention_1_to_36_months",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="organisation_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Create an account; without ``password`` nobody can sign in to it with one."""
        user = self.model(email=self.normalise(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalise(username or ""))

    @staticmethod
    def normalise(email: str) -> str:
        return email.strip().lower()


@pghistory.track(exclude=["password", "last_login", "email", "email_key"])
class User(Addressed, AbstractBaseUser):
    """An account. Its address, sealed in the database and in no history, is the name by which it signs in."""

    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("créé", auto_now_add=True)
    password_set_at = models.DateTimeField("mot de passe choisi", null=True, blank=True)

    if TYPE_CHECKING:  # Added by Django at run time.
        memberships: RelatedManager[Membership]

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] the base class declares only ``abstract``
        verbose_name = "utilisateur"
        ordering = ["last_name", "first_name"]
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="user_has_email"),
            models.UniqueConstraint(fields=["email_key"], name="user_email_once"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def set_password(self, raw_password: str | None) -> None:
        """Set the password (stored as a hash) and the date of the change; the history records the date only."""
        super().set_password(raw_password)
        self.password_set_at = None if raw_password is None else timezone.now()

    @cached_property
    def grants(self) -> Grants:
        """Roles of this user, read once per request (one query); none for a closed account."""
        if not self.is_active:
            return NOBODY
        with connection.cursor() as cursor:
            cursor.execute(HELD, {"user": self.pk, "territorial": list(TERRITORIAL)})
            held = cursor.fetchall()
        return Grants(self.pk, tuple(Grant(role, key, *map(frozenset, places)) for role, key, *places in held))

    @property
    def scope(self) -> Scope:
        """Return which sessions this user may read."""
        return self.grants.scope(Record.SESSION)


HELD = """
SELECT role, organisation_id,
    ARRAY(SELECT region_id FROM accounts_organisation_regions AS r
        WHERE r.organisation_id = held.organisation_id AND territorial),
    ARRAY(SELECT intercommunality_id FROM accounts_organisation_intercommunalities AS i
        WHERE i.organisation_id = held.organisation_id AND territorial),
    ARRAY(SELECT department_id FROM accounts_organisation_departments AS d
        WHERE d.organisation_id = held.organisation_id AND territorial)
FROM (
    SELECT *, role = ANY(%(territorial)s) AS territorial FROM accounts_membership WHERE user_id = %(user)s
) AS held
ORDER BY id"""
"""Memberships of a user, with the territories of the organisation in the order of the fields of ``Grant``.

Every request of a signed-in user asks it: in SQL, because the query built by the models takes longer than its answer.
"""


@pghistory.track()
class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="utilisateur")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=30, choices=ROLE_CHOICES)

    if TYPE_CHECKING:  # Added by Django at run time.
        user_id: int
        organisation_id: int
        get_role_display: Callable[[], str]

    class Meta:
        verbose_name = "appartenance"
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="membership_known_role"),
        ]
        triggers = [
            # The kind of the organisation must allow the role: roles define access rights.
            pgtrigger.Trigger(
                name="role_of_this_kind",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                IF NOT EXISTS (
                    SELECT 1 FROM accounts_organisation organisation
                    WHERE organisation.id = NEW.organisation_id AND (organisation.kind, NEW.role) IN (PAIRS)
                ) THEN
                    RAISE EXCEPTION 'this kind of organisation gives no role %', NEW.role
                        USING ERRCODE = '23514', CONSTRAINT = 'membership_role_of_this_kind';
                END IF;
                RETURN NEW;
                """.replace("PAIRS", _GIVEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


@pghistory.track()
class MembershipMove(models.Model):
    """A role that passes to another organisation from ``day`` on; the row goes once it has passed."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="move", verbose_name="rôle")
    to = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="organisation suivante")
    day = models.DateField("à partir du")
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="décidé par")

    if TYPE_CHECKING:  # made by Django
        membership_id: int
        to_id: int

    class Meta:
        verbose_name = "changement d’organisation"

    def __str__(self) -> str:
        return f"{self.membership_id} · {self.day}"


DIGEST_BYTES = 32


@pghistory.track(exclude=["digest", "email", "email_key"])
class Invitation(Addressed):
    """A role offered to an e-mail address. The account is created, or given the role, when the owner accepts.

    Until then nothing shows whether the address already has an account. Only a digest of the link is stored; an
    invitation that is sent again has a new link and the old one stops working. ``invited_by`` is None for the command
    line. For a role ``of_directory``, the directory stores which entry the account will belong to.
    """

    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=30, choices=ROLE_CHOICES)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="invité par")
    digest = models.BinaryField("empreinte du lien", max_length=DIGEST_BYTES, unique=True)
    made_at = models.DateTimeField("envoyée")
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée", null=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="acceptée par")
    withdrawn_at = models.DateTimeField("retirée", null=True)

    if TYPE_CHECKING:  # Added by Django at run time.
        organisation_id: int
        get_role_display: Callable[[], str]

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] the base class declares only ``abstract``
        verbose_name = "invitation"
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="invitation_has_email"),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="invitation_known_role"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="invitation_expires_after"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(withdrawn_at=None, accepted_at__gte=F("made_at"), accepted_at__lte=F("expires_at")),
                name="invitation_accepted_in_time_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["email_key", "organisation", "role"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()} · {self.organisation}"


@pghistory.track(exclude=["digest"])
class PasswordLink(models.Model):
    """A link that sets a password once. ``made_by`` is None if the owner asked for it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_links", verbose_name="utilisateur")
    digest = models.BinaryField("empreinte du lien", max_length=DIGEST_BYTES, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="donné par")
    made_at = models.DateTimeField("donné")
    expires_at = models.DateTimeField("valable jusqu’à")
    used_at = models.DateTimeField("utilisé", null=True)

    class Meta:
        verbose_name = "lien de mot de passe"
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="password_link_expires_after"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(used_at__gte=F("made_at"), used_at__lte=F("expires_at")),
                name="password_link_used_in_time",
            ),
            models.UniqueConstraint(fields=["user"], condition=Q(used_at=None), name="password_link_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.made_at:%Y-%m-%d %H:%M}"


@pghistory.track(exclude=["digest"])
class SignInLink(models.Model):
    """A link that signs a user in once without a password, for roles that allow it (``Role.by_link``)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links", verbose_name="utilisateur")
    digest = models.BinaryField("empreinte du lien", max_length=DIGEST_BYTES, unique=True)
    made_at = models.DateTimeField("envoyé")
    expires_at = models.DateTimeField("valable jusqu’à")
    used_at = models.DateTimeField("utilisé", null=True)

    class Meta:
        verbose_name = "lien de connexion"
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="sign_in_link_expires_after"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(used_at__gte=F("made_at"), used_at__lte=F("expires_at")),
                name="sign_in_link_used_in_time",
            ),
            models.UniqueConstraint(fields=["user"], condition=Q(used_at=None), name="sign_in_link_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.made_at:%Y-%m-%d %H:%M}"


class CacheEntry(models.Model):
    """A short-lived value that all processes must share at once, such as an already used second-factor code.

    This is the table of Django's database cache; adding a key succeeds for one process only.
    """

    cache_key = models.CharField("clé", max_length=255, primary_key=True)
    value = models.TextField("valeur")
    expires = models.DateTimeField("jusqu’à", db_index=True)

    class Meta:
        verbose_name = "valeur partagée"

    def __str__(self) -> str:
        return self.cache_key


@pghistory.track(exclude=["data", "last_used_at"], model_name="SecondFactorEvent")
class SecondFactor(Authenticator):
    """History of second factors: whose, which kind and when, without their secrets."""

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] Django wants a Meta of its own for a proxy
        proxy = True
        verbose_name = "second facteur"


class FailedLogin(models.Model):
    """A wrong password, or another event counted by the throttle: digests only, deleted after the throttle's window."""

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
