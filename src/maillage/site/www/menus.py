"""What each kind of user finds in the header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from maillage.site.accounts.rights import Reach, Record

WORK = (
    ("today", "Aujourd’hui", Record.SESSION, Reach.TERRITORY),
    ("territories", "Territoires", Record.ZONE, Reach.TERRITORY),
    ("plan", "Plan", Record.PLAN, Reach.TERRITORY),
    ("sessions", "Vacations", Record.SESSION, Reach.TERRITORY),
    ("effect", "Bilan", Record.PLAN, Reach.TERRITORY),
    ("jobs", "Travaux", Record.JOB, Reach.ORGANISATION),
    ("programmes", "Programmes", Record.PLAN, Reach.TERRITORY),
    ("directory", "Annuaire", Record.PROFESSIONAL, Reach.TERRITORY),
    ("accounts", "Comptes", Record.ACCOUNT, Reach.TERRITORY),
    ("site-identity", "Site", Record.SITE, Reach.TERRITORY),
    ("doctor-days", "Mes journées", Record.SESSION, Reach.OWN),
    ("host-place", "Mon lieu", Record.PLACE, Reach.ORGANISATION),
)
"""Pages of a desk: name of the address, label, and what one must be able to read, how far."""


@dataclass(frozen=True)
class Item:
    """One entry of a menu."""

    url: str
    label: str


def public() -> list[Item]:
    """Entries for everybody."""
    return [
        Item(reverse("map"), "Carte"),
        Item(reverse("booking"), "Rendez-vous"),
        Item(reverse("for-carers"), "Soignants"),
        Item(reverse("communes"), "Communes"),
    ]


def work(user: Any) -> list[Item]:
    """Entries of a signed-in user: the pages that their rights open."""
    return [Item(reverse(name), label) for name, label, record, reach in WORK if user.grants.may(record, reach=reach)]


def organisation(user: Any) -> str:
    """Name of the organisation the user works for, the first where there are several."""
    membership = user.memberships.select_related("organisation").order_by("pk").first()
    return membership.organisation.name if membership is not None else ""
