"""Kinds of organisation and roles, one table each: adding a role is adding a line here.

The constraints of the database, the forms, the home page of a user and the second factor follow from these lines; what
a role may see and change is in ``rights``. After a change, run ``makemigrations`` to update the constraints.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class OrganisationKind:
    """A kind of organisation: ``code`` in the database, ``label`` on the pages."""

    code: str
    label: str


@dataclass(frozen=True)
class AccountRole:
    """A role of a user in an organisation.

    ``label`` names the role, ``does`` describes it in one line. ``kinds`` are the kinds of organisation that may give
    it. ``second_factor``: a second factor is required. ``by_link``: the user may sign in by a link sent by e-mail,
    without a password. ``of_directory``: the account is linked to an entry of the directory of professionals. ``page``
    is the URL name of the home page; without one, the page after sign-in says that the space is not open yet and
    describes it. ``page_in`` gives another one in organisations of some kinds.
    """

    code: str
    label: str
    does: str
    kinds: frozenset[str]
    second_factor: bool = True
    by_link: bool = False
    of_directory: bool = False
    page: str = ""
    page_in: tuple[tuple[str, str], ...] = ()


AGENCY = OrganisationKind("agency", "Agence régionale de santé")
COORDINATION = OrganisationKind("coordination", "Communauté professionnelle (CPTS)")
ESTABLISHMENT = OrganisationKind("establishment", "Établissement de santé")
COMMUNE = OrganisationKind("commune", "Commune ou intercommunalité")
PRACTICE = OrganisationKind("practice", "Cabinet ou maison de santé")
CENTRE = OrganisationKind("centre", "Centre de santé")
ORDER = OrganisationKind("order", "Conseil de l’Ordre")
INSURER = OrganisationKind("insurer", "Caisse d’assurance maladie")
REGULATION = OrganisationKind("regulation", "Service d’accès aux soins (SAS)")
FACULTY = OrganisationKind("faculty", "Faculté de santé")
PHARMACY = OrganisationKind("pharmacy", "Pharmacie")
FRANCE_SERVICES = OrganisationKind("france_services", "Espace France Services")
SOCIAL_SERVICE = OrganisationKind("social_service", "Service social")
FUNDER = OrganisationKind("funder", "Financeur")
DUTY_ASSOCIATION = OrganisationKind("duty_association", "Association de médecins de garde")
LANDLORD = OrganisationKind("landlord", "Bailleur de locaux")
OPERATOR = OrganisationKind("operator", "Exploitant du site")

KINDS: dict[str, OrganisationKind] = {
    kind.code: kind
    for kind in (
        AGENCY, COORDINATION, ESTABLISHMENT, COMMUNE, PRACTICE, CENTRE, ORDER, INSURER, REGULATION, FACULTY, PHARMACY,
        FRANCE_SERVICES, SOCIAL_SERVICE, FUNDER, DUTY_ASSOCIATION, LANDLORD, OPERATOR,
    )
}  # fmt: skip


def _given_by(*kinds: OrganisationKind) -> frozenset[str]:
    return frozenset(kind.code for kind in kinds)


CARE = _given_by(ESTABLISHMENT, COMMUNE, PRACTICE, CENTRE)
TERRITORIAL = _given_by(AGENCY, COORDINATION)
"""Kinds that may have a territory; a place of care has none."""
DEPARTMENTAL = _given_by(ORDER, INSURER, REGULATION, DUTY_ASSOCIATION)
"""Kinds that answer for departments, which the coordination of their region names."""

COORDINATOR = AccountRole(
    "coordinator", "Coordination", "publie le plan, suit les vacations, invite d’autres personnes",
    kinds=TERRITORIAL, page="today",
)  # fmt: skip
ANALYST = AccountRole(
    "analyst", "Études", "lit tout ce que lit la coordination, ne change rien", kinds=TERRITORIAL, page="today"
)
AGENCY_DESK = AccountRole(
    "agency", "Agence", "suit ce qui se passe sur le territoire, ne change rien",
    kinds=_given_by(AGENCY), page="today",
)  # fmt: skip
DOCTOR = AccountRole(
    "doctor", "Soignant", "voit ses journées et ses patients, accepte ou refuse",
    kinds=CARE | TERRITORIAL, of_directory=True, page="doctor-days",
)  # fmt: skip
NURSE = AccountRole(
    "nurse", "Infirmier", "voit ses journées et ses patients, accepte ou refuse",
    kinds=CARE | TERRITORIAL, of_directory=True, page="doctor-days",
)  # fmt: skip
HOST = AccountRole(
    "host", "Lieu d’accueil", "voit les jours de consultation de son lieu",
    kinds=CARE | _given_by(COORDINATION, LANDLORD), second_factor=False, by_link=True, page="host-place",
)  # fmt: skip
SECRETARY = AccountRole(
    "secretary", "Secrétariat", "voit les jours de consultation de son lieu",
    kinds=CARE, second_factor=False, by_link=True, page="host-place",
    page_in=((CENTRE.code, "centre-desk"),),
)  # fmt: skip
CENTRE_MANAGER = AccountRole(
    "centre_manager", "Direction de centre", "suit les jours, le budget et l’équipe de son centre",
    kinds=_given_by(CENTRE), page="centre-team",
)  # fmt: skip
ADMINISTRATOR = AccountRole(
    "administrator", "Administration du site", "ouvre et ferme les comptes de toutes les organisations",
    kinds=_given_by(OPERATOR), page="accounts",
)  # fmt: skip
DATA_PROTECTION = AccountRole(
    "data_protection_officer", "Protection des données", "répond aux personnes, lit qui a vu et changé quoi",
    kinds=_given_by(OPERATOR), page="people",
)  # fmt: skip
ORDER_COUNCIL = AccountRole(
    "order_council", "Conseil de l’Ordre", "vérifie l’inscription des soignants qui s’engagent",
    kinds=_given_by(ORDER), page="desk",
)  # fmt: skip
INSURER_DESK = AccountRole(
    "insurer", "Assurance maladie", "ouvre les numéros de facturation des soignants",
    kinds=_given_by(INSURER), page="desk",
)  # fmt: skip
DUTY_ORGANISER = AccountRole(
    "duty_organiser", "Organisation des gardes", "prépare et publie des tableaux de garde",
    kinds=_given_by(ORDER, DUTY_ASSOCIATION, ESTABLISHMENT), page="rotas",
)  # fmt: skip
PAYER = AccountRole(
    "payer", "Paiement", "verse les indemnités des journées tenues",
    kinds=_given_by(INSURER, FUNDER), page="payer-ledger",
)  # fmt: skip
GRANT_DESK = AccountRole(
    "grant_desk", "Subventions", "suit les subventions que son organisation donne ou reçoit",
    kinds=CARE | _given_by(AGENCY, COORDINATION, FACULTY, FUNDER, INSURER, LANDLORD), second_factor=False,
    by_link=True, page="own-grants",
)  # fmt: skip
REFERRER = AccountRole(
    "referrer", "Prescripteur", "prend un rendez-vous pour quelqu’un, avec son accord",
    kinds=_given_by(COMMUNE, FRANCE_SERVICES, PHARMACY, SOCIAL_SERVICE, PRACTICE), second_factor=False, by_link=True,
    page="referrals",
)  # fmt: skip
REGULATOR = AccountRole(
    "regulator", "Régulation", "réserve un créneau pour une demande de soins non programmée",
    kinds=_given_by(REGULATION), page="regulation",
)  # fmt: skip
MEDICAL_AFFAIRS = AccountRole(
    "medical_affairs", "Affaires médicales", "suit les conventions entre établissements et leurs praticiens",
    kinds=_given_by(ESTABLISHMENT), page="own-agreements",
)  # fmt: skip
HEAD_OF_PATHWAY = AccountRole(
    "head_of_pathway", "Responsable de filière",
    "suit sa filière d’un hôpital à l’autre, les avis à distance et leurs lecteurs",
    kinds=_given_by(ESTABLISHMENT), page="own-agreement-boards",
)  # fmt: skip
REQUESTER = AccountRole(
    "requester", "Demandeur d’avis", "demande l’avis d’un expert à distance et lit sa réponse",
    kinds=_given_by(ESTABLISHMENT, PRACTICE, CENTRE), page="opinions",
)  # fmt: skip
EXPERT = AccountRole(
    "expert", "Expert", "lit les examens envoyés à ses groupes et y répond",
    kinds=_given_by(ESTABLISHMENT), page="readings",
)  # fmt: skip
SYSTEMS_MANAGER = AccountRole(
    "systems_manager", "Informatique d’établissement", "relie le PACS et le dossier patient de son établissement",
    kinds=_given_by(ESTABLISHMENT, PRACTICE, CENTRE), page="systems",
)  # fmt: skip
FACULTY_DESK = AccountRole(
    "faculty", "Faculté", "ouvre les appels de formation, de stage, de recherche et de poste, et suit les réponses",
    kinds=_given_by(FACULTY), page="calls",
)  # fmt: skip
CANDIDATE = AccountRole(
    "candidate", "Candidat", "répond à un appel à candidatures",
    kinds=_given_by(AGENCY, FACULTY, FUNDER, ESTABLISHMENT), second_factor=False, by_link=True,
)  # fmt: skip
REVIEWER = AccountRole(
    "reviewer", "Évaluateur", "lit et note les candidatures", kinds=_given_by(AGENCY, FACULTY, FUNDER), page="reviews"
)

ROLES: dict[str, AccountRole] = {
    role.code: role
    for role in (
        COORDINATOR, ANALYST, AGENCY_DESK, DOCTOR, NURSE, HOST, SECRETARY, CENTRE_MANAGER, ADMINISTRATOR,
        DATA_PROTECTION, ORDER_COUNCIL, INSURER_DESK, DUTY_ORGANISER, PAYER, GRANT_DESK, REFERRER, REGULATOR,
        MEDICAL_AFFAIRS, HEAD_OF_PATHWAY, REQUESTER, EXPERT, SYSTEMS_MANAGER, FACULTY_DESK, CANDIDATE, REVIEWER,
    )
}  # fmt: skip
"""Every role; a user with several roles starts on the pages of the first one in this order."""

KIND_CHOICES = [(kind.code, kind.label) for kind in KINDS.values()]
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]
OF_DIRECTORY = frozenset(role.code for role in ROLES.values() if role.of_directory)


def roles_of(kind: str) -> list[AccountRole]:
    """Return the roles that an organisation of this kind may give."""
    return [role for role in ROLES.values() if kind in role.kinds]


def held(codes: Iterable[str]) -> list[AccountRole]:
    """Return the roles of these codes, in the order of the table."""
    wanted = set(codes)
    return [role for role in ROLES.values() if role.code in wanted]
