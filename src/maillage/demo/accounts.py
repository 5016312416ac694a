"""One account per kind of user. The password is derived from the data folder's secret, so every run prints the same."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from maillage.site.accounts import roles, services
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.directory.models import Place, Professional

COORDINATION_EMAIL = "coordination@maillage.example"
COLLEAGUE_EMAIL = "confrere@maillage.example"
ANALYST_EMAIL = "analyste@maillage.example"
REQUESTER_EMAIL = "demande-avis@maillage.example"
EXPERT_EMAIL = "expert@maillage.example"
PATHWAY_EMAIL = "filiere@maillage.example"
PLATFORM_EMAIL = "plateforme@maillage.example"
SYSTEMS_EMAIL = "informatique@maillage.example"
MEDICAL_AFFAIRS_EMAIL = "affaires-medicales@maillage.example"
FACULTY_EMAIL = "faculte@maillage.example"
REVIEWER_EMAIL = "evaluation@maillage.example"
PAYER_EMAIL = "versements@maillage.example"
GRANT_DESK_EMAIL = "subventions@maillage.example"
DUTY_ORGANISER_EMAIL = "gardes@maillage.example"
DUTY_COLLEAGUE_EMAIL = "medecin-garde@maillage.example"
CENTRE_EMAIL = "centre@maillage.example"
CENTRE_CARER_EMAIL = "soignant-centre@maillage.example"
REFERRER_EMAIL = "prescripteur@maillage.example"
REGULATOR_EMAIL = "regulation@maillage.example"
PRIVACY_EMAIL = "protection-donnees@maillage.example"
SECRETARIAT_EMAIL = "secretariat@maillage.example"
REMOTE_DOCTOR_EMAIL = "telemedecin@maillage.example"
REMOTE_NURSE_EMAIL = "tele-infirmier@maillage.example"
CONSONANTS, VOWELS = "bdfglmnprstv", "aeiou"


@dataclass(frozen=True)
class DemoAccount:
    """An account to try the site with; ``page`` is the page after signing in."""

    kind: str
    email: str
    page: str


def demo_password() -> str:
    """Four pronounceable groups derived from the secret key, the same for all demonstration accounts."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"demonstration accounts", hashlib.sha256).digest()
    letters = (CONSONANTS[a % 12] + VOWELS[b % 5] for a, b in zip(digest[::2], digest[1::2], strict=True))
    return "-".join(next(letters) + next(letters) for _ in range(4))


def create_coordination(region: str) -> None:
    """Create a coordinator and an analyst of the agency; in a folder of an earlier version they exist."""
    if User.objects.filter(email=COORDINATION_EMAIL).exists():
        return
    agency = Organisation.objects.get(kind=roles.AGENCY.code, regions=region)
    open_account(Invitee(COORDINATION_EMAIL, "Ariane", "Sauge", roles.COORDINATOR.code, agency))
    open_account(Invitee(ANALYST_EMAIL, "Maxime", "Cornouiller", roles.ANALYST.code, agency))


def create_accounts(region: str) -> list[str]:
    """Create the doctor with most days and the host with most sessions; returns the addresses of all."""
    agency = Organisation.objects.get(kind=roles.AGENCY.code, regions=region)
    emails = [COORDINATION_EMAIL, ANALYST_EMAIL]
    planned = Count(
        "resource__claims",
        filter=Q(resource__claims__active=True, resource__claims__post__session__programme__plan__isnull=False),
    )
    doctor = Professional.objects.annotate(n=planned).filter(n__gt=0).order_by("-n", "pk").first()
    if doctor is not None:
        names = (doctor.first_name, doctor.last_name)
        emails.append(open_account(Invitee("medecin@maillage.example", *names, roles.DOCTOR.code, agency, doctor.pk)))
    held_there = Count("sessions", filter=Q(sessions__programme__plan__isnull=False))
    place = Place.objects.annotate(n=held_there).filter(n__gt=0).order_by("-n", "pk").first()
    if place is not None:
        emails.append(
            open_account(Invitee("lieu@maillage.example", "Rémi", "Tilleul", roles.HOST.code, place.organisation))
        )
    return emails


def accounts() -> Iterator[DemoAccount]:
    """The demonstration accounts that exist."""
    kinds = {
        COORDINATION_EMAIL: ("coordinator", "/coordination/"),
        ANALYST_EMAIL: ("analyst of the agency", "/coordination/bilan"),
        "medecin@maillage.example": ("doctor", "/soignant/"),
        COLLEAGUE_EMAIL: ("another doctor", "/soignant/"),
        "lieu@maillage.example": ("host of a place", "/lieu/"),
        "ordre@maillage.example": ("council of the Order", "/verifications/"),
        "assurance@maillage.example": ("health insurance", "/verifications/"),
        PAYER_EMAIL: ("payer", "/payeur/"),
        GRANT_DESK_EMAIL: ("grants of an organisation", "/subventions/"),
        FACULTY_EMAIL: ("faculty", "/organiser/"),
        REVIEWER_EMAIL: ("reviewer of research projects", "/evaluer/"),
        DUTY_ORGANISER_EMAIL: ("who organises duties", "/gardes/"),
        DUTY_COLLEAGUE_EMAIL: ("doctor who offers a duty", "/gardes/miennes/"),
        CENTRE_EMAIL: ("manager of a salaried centre", "/centre/equipe/"),
        CENTRE_CARER_EMAIL: ("carer of a salaried centre", "/centre/moi"),
        SECRETARIAT_EMAIL: ("secretary of a salaried centre", "/centre/secretariat/"),
        REFERRER_EMAIL: ("France Services, who books for somebody", "/prescrire/"),
        REGULATOR_EMAIL: ("regulator of unscheduled care", "/regulation/"),
        PRIVACY_EMAIL: ("data protection officer", "/donnees-personnelles/"),
        REQUESTER_EMAIL: ("hospital doctor who asks for an opinion", "/avis/"),
        EXPERT_EMAIL: ("expert who reads at a distance", "/lectures/"),
        PATHWAY_EMAIL: ("head of a pathway", "/conventions/filieres"),
        PLATFORM_EMAIL: ("who runs a shared reading platform", "/gardes/"),
        SYSTEMS_EMAIL: ("computing department of a hospital", "/systemes/"),
        REMOTE_DOCTOR_EMAIL: ("doctor who consults by video", "/soignant/teleconsultations/"),
        REMOTE_NURSE_EMAIL: ("nurse with the kit", "/soignant/teleconsultations/"),
        MEDICAL_AFFAIRS_EMAIL: ("medical affairs of a hospital", "/conventions/"),
    }
    present = set(User.objects.filter(email__in=kinds).values_list("email", flat=True))
    for email, (kind, page) in kinds.items():
        if email in present:
            yield DemoAccount(kind, email, page)


def open_account(invitee: Invitee) -> str:
    """Invite a person as the command line does, and accept the invitation; returns the address."""
    _, token = services.invite(invitee, None)
    return services.accept(token, password=demo_password()).email
