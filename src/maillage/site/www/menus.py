"""What each kind of user finds in the header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

COORDINATOR = (
    ("today", "Aujourd’hui"),
    ("territories", "Territoires"),
    ("plan", "Plan"),
    ("sessions", "Vacations"),
    ("effect", "Bilan"),
)


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
    """Entries of a signed-in user, by role."""
    items: list[Item] = []
    if user.has_role("coordinator", "analyst"):
        items += [Item(reverse(name), label) for name, label in COORDINATOR]
    if user.has_role("coordinator"):
        items.append(Item(reverse("accounts"), "Comptes"))
    if user.has_role("doctor"):
        items.append(Item(reverse("doctor-days"), "Mes journées"))
    if user.has_role("host"):
        items.append(Item(reverse("host-place"), "Mon lieu"))
    return items


def organisation(user: Any) -> str:
    """Name of the organisation the user works for, the first where there are several."""
    membership = user.memberships.select_related("organisation").order_by("pk").first()
    return membership.organisation.name if membership is not None else ""
