"""Menus of the header for each kind of user: sections with their pages, filtered by rights.

A new page is one line in the section where its users look for it. A section without pages that the user may open is not
shown, and a section with one such page shows that page's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from maillage.site.accounts.rights import Reach, Record
from maillage.site.accounts.scope import Grants


@dataclass(frozen=True)
class MenuPage:
    """A page of the menu: URL name, label, and the right it needs."""

    name: str
    label: str
    record: Record
    reach: Reach = Reach.TERRITORY


@dataclass(frozen=True)
class Section:
    """Pages used together. It links to the first one that the user may open, and shows the others below."""

    label: str
    pages: tuple[MenuPage, ...]


PUBLIC = (
    ("map", gettext_noop("Carte")), ("booking", gettext_noop("Rendez-vous")),
    ("for-carers", gettext_noop("Soignants")), ("communes", gettext_noop("Communes")),
)  # fmt: skip

WORK = (
    Section("Aujourd’hui", (MenuPage("today", "Aujourd’hui", Record.SESSION),)),
    Section(
        "Préparation",
        (
            MenuPage("territories", "Territoires", Record.ZONE),
            MenuPage("applications", "Candidatures", Record.APPLICATION),
            MenuPage("proposals", "Lieux proposés", Record.PROPOSAL),
            MenuPage("calls", "Appels", Record.CALL, Reach.ORGANISATION),
            MenuPage("plan", "Plan", Record.PLAN),
            MenuPage("plans", "Tous les plans", Record.PLAN),
            MenuPage("programmes", "Programmes", Record.PLAN),
            MenuPage("openings", "Où ouvrir", Record.ZONE),
            MenuPage("junior-years", "Docteurs juniors", Record.PLAN),
            MenuPage("agreements", "Conventions", Record.AGREEMENT),
            MenuPage("jobs", "Travaux", Record.JOB, Reach.ORGANISATION),
        ),
    ),
    Section(
        "Vacations",
        (
            MenuPage("sessions", "Vacations", Record.SESSION),
            MenuPage("regional-duties", "Gardes", Record.DUTY),
        ),
    ),
    Section(
        "Bilan",
        (
            MenuPage("effect", "Bilan", Record.PLAN),
            MenuPage("month", "Mois par mois", Record.SESSION),
            MenuPage("missed", "Rendez-vous manqués", Record.APPOINTMENT),
            MenuPage("payments", "Indemnités", Record.PAYMENT),
            MenuPage("grants", "Subventions", Record.GRANT),
        ),
    ),
    Section("Annuaire", (MenuPage("directory", "Annuaire", Record.PROFESSIONAL),)),
    Section(
        "Réglages",
        (
            MenuPage("accounts", "Comptes", Record.ACCOUNT),
            MenuPage("interface", "Interface du SAS", Record.REGULATION),
            MenuPage("site-identity", "Site", Record.SITE),
            MenuPage("outbox", "Messages", Record.SITE),
        ),
    ),
    Section(
        "Protection des données",
        (
            MenuPage("people", "Une personne", Record.PRIVACY),
            MenuPage("journal", "Qui a vu, qui a changé", Record.PRIVACY),
            MenuPage("delays", "Conservation", Record.PRIVACY),
        ),
    ),
    Section("Vérifications", (MenuPage("desk", "Vérifications", Record.AUTHORISATION),)),
    Section(
        "Mes journées",
        (
            MenuPage("doctor-days", "Mes journées", Record.SESSION, Reach.OWN),
            MenuPage("doctor-month", "Calendrier", Record.SESSION, Reach.OWN),
            MenuPage("doctor-swaps", "Échanges", Record.SESSION, Reach.OWN),
            MenuPage("own-diary", "Mes heures", Record.SESSION, Reach.OWN),
            MenuPage("doctor-absences", "Mes absences", Record.SESSION, Reach.OWN),
            MenuPage("doctor-payments", "Mes indemnités", Record.PAYMENT, Reach.OWN),
        ),
    ),
    Section(
        "Gardes",
        (
            MenuPage("rotas", "Tableaux de garde", Record.DUTY, Reach.ORGANISATION),
            MenuPage("own-duties", "Mes gardes", Record.DUTY, Reach.OWN),
        ),
    ),
    Section(
        "Versements",
        (
            MenuPage("payer-ledger", "Indemnités", Record.PAYMENT, Reach.ORGANISATION),
            MenuPage("payer-orders", "Versements", Record.PAYMENT, Reach.ORGANISATION),
            MenuPage("payer-account", "Compte bancaire", Record.PAYMENT, Reach.ORGANISATION),
        ),
    ),
    Section("Conventions", (MenuPage("own-agreements", "Conventions", Record.AGREEMENT, Reach.ORGANISATION),)),
    Section("Filières", (MenuPage("own-agreement-boards", "Filières", Record.PATHWAY, Reach.ORGANISATION),)),
    Section("Nos subventions", (MenuPage("own-grants", "Nos subventions", Record.GRANT, Reach.ORGANISATION),)),
    Section(
        "Avis à distance",
        (
            MenuPage("opinions", "Avis à distance", Record.EXPERTISE, Reach.ORGANISATION),
            MenuPage("received-studies", "Examens reçus", Record.EXPERTISE, Reach.ORGANISATION),
        ),
    ),
    Section("Mes lectures", (MenuPage("readings", "Mes lectures", Record.EXPERTISE, Reach.OWN),)),
    Section("Mes évaluations", (MenuPage("reviews", "Mes évaluations", Record.REVIEW, Reach.OWN),)),
    Section(
        "Machines et logiciels", (MenuPage("systems", "Machines et logiciels", Record.SYSTEM, Reach.ORGANISATION),)
    ),
    Section("Groupes", (MenuPage("reader-pools", "Groupes de lecteurs", Record.READER_POOL, Reach.ORGANISATION),)),
    Section("Plateformes", (MenuPage("platforms", "Plateformes", Record.READING_PLATFORM, Reach.ORGANISATION),)),
    Section(
        "Mon centre",
        (
            MenuPage("centre-team", "Équipe", Record.CENTRE, Reach.ORGANISATION),
            MenuPage("centre-week", "Cabinets de la semaine", Record.CENTRE, Reach.ORGANISATION),
            MenuPage("centre-budget", "Budget", Record.CENTRE, Reach.ORGANISATION),
        ),
    ),
    Section(
        "Secrétariat",
        (
            MenuPage("centre-desk", "Appels et tâches", Record.CENTRE_DESK, Reach.ORGANISATION),
            MenuPage("centre-registrations", "Médecin traitant", Record.CENTRE_DESK, Reach.ORGANISATION),
            MenuPage("centre-rounds", "Visites", Record.CENTRE_DESK, Reach.ORGANISATION),
        ),
    ),
    Section("Régulation", (MenuPage("regulation", "Qui peut recevoir", Record.BOOKED_FOR, Reach.ORGANISATION),)),
    Section("Pour quelqu’un", (MenuPage("referrals", "Pour quelqu’un", Record.BOOKED_FOR, Reach.OWN),)),
    Section(
        "Mon lieu",
        (
            MenuPage("host-place", "Mon lieu", Record.PLACE, Reach.ORGANISATION),
            MenuPage("diary", "Heures d’ouverture", Record.SESSION, Reach.ORGANISATION),
            MenuPage("telephone", "Téléphone", Record.APPOINTMENT, Reach.ORGANISATION),
        ),
    ),
)
"""The menu of all signed-in users, in the order of the work: prepare, run, evaluate, then the basis of all of it."""


@dataclass(frozen=True)
class Item:
    """A link of a menu, with the pages of its section if there are several.

    ``current`` is the value of ``aria-current``: "page" on the page itself, "true" below it or in its section.
    """

    url: str
    label: str
    current: str = ""
    pages: tuple[Item, ...] = ()


def public(path: str) -> tuple[Item, ...]:
    """Return the public links, seen from the page at ``path``."""
    return _links([(name, gettext(label)) for name, label in PUBLIC], path)


def work(grants: Grants, path: str) -> tuple[Item, ...]:
    """Return the links of a signed-in user, by their rights, seen from the page at ``path``."""
    shown = [(section.label, [page for page in section.pages if _opens(grants, page)]) for section in WORK]
    links = iter(_links([(page.name, page.label) for _, pages in shown for page in pages], path))
    return tuple(_section(label, tuple(next(links) for _ in pages)) for label, pages in shown if pages)


def opened(items: tuple[Item, ...]) -> Item | None:
    """Return the current section if it has several pages."""
    return next((item for item in items if item.current and item.pages), None)


def organisation(user: Any) -> str:
    """Return the name of the user's organisation, the first one if there are several."""
    membership = user.memberships.select_related("organisation").order_by("pk").first()
    return membership.organisation.name if membership is not None else ""


def _opens(grants: Grants, page: MenuPage) -> bool:
    return grants.may(page.record, reach=page.reach)


def _section(label: str, pages: tuple[Item, ...]) -> Item:
    if len(pages) == 1:
        return pages[0]
    return Item(pages[0].url, label, "true" if any(page.current for page in pages) else "", pages)


def _links(named: Iterable[tuple[str, str]], path: str) -> tuple[Item, ...]:
    """Return links to these URL names; the current one is the deepest that contains ``path``."""
    urls = {reverse(name): label for name, label in named}
    here = max((url for url in urls if f"{path}/".startswith(f"{url.rstrip('/')}/")), key=len, default="")
    current = "page" if here == path else "true"
    return tuple(Item(url, label, current if url == here else "") for url, label in urls.items())
