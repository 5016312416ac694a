"""History of an account in words: what was changed and by whom, read from the database's history tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from maillage.site.accounts.charge import Charge
from maillage.site.accounts.models import User
from maillage.site.accounts.roles import ROLES
from maillage.site.www import toponyms

SHOWN = 30


@dataclass(frozen=True)
class AccountEvent:
    """A change: when, what, by whom; ``by`` is empty if nobody was signed in."""

    at: dt.datetime
    what: str
    by: str


def history_of(account: User, charge: Charge) -> list[AccountEvent]:
    """Return the changes of an account, latest first; only roles of organisations in the reader's charge."""
    roles = _events("MembershipEvent").filter(user=account, organisation__in=charge.keys)
    rows = [
        *_told(roles.select_related("pgh_context", "organisation"), _role_act),
        *_told(_events("PasswordLinkEvent").filter(user=account).select_related("pgh_context"), _link_act),
        *_account_acts(_events("UserEvent").filter(pgh_obj_id=account.pk).select_related("pgh_context")),
    ]
    names = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in={by for _, _, by in rows if by})}
    acts = [AccountEvent(at, what, names.get(by, "")) for at, what, by in rows]
    return sorted(acts, key=lambda act: act.at, reverse=True)[:SHOWN]


Row = tuple[dt.datetime, str, int | None]


def _events(model: str) -> QuerySet[Any]:
    return apps.get_model("accounts", model).objects.order_by("pgh_id")


def _author(event: Any) -> int | None:
    return (event.pgh_context.metadata or {}).get("user") if event.pgh_context else None


def _told(events: Iterable[Any], words: Any) -> list[Row]:
    found = [(event.pgh_created_at, words(event), _author(event)) for event in events]
    return [(at, what, by) for at, what, by in found if what]


def _role_act(event: Any) -> str:
    role = ROLES[event.role].label.lower()
    done = {"insert": "donné", "delete": "retiré", "update": "passé à une autre organisation"}.get(event.pgh_label)
    return f"Rôle «\u00a0{role}\u00a0» {done}, {toponyms.curly(event.organisation.name)}" if done else ""


def _link_act(event: Any) -> str:
    return "Lien pour choisir un mot de passe" if event.pgh_label == "insert" else ""


def _account_acts(events: Iterable[Any]) -> list[Row]:
    """Return the changes between one state of the account and the next."""
    rows: list[Row] = []
    before = None
    for event in events:
        by = _author(event)
        if event.pgh_label == "insert":
            rows.append((event.pgh_created_at, "Compte ouvert", by))
        elif before is None or event.is_active != before.is_active:
            rows.append((event.pgh_created_at, "Compte rouvert" if event.is_active else "Compte fermé", by))
        elif event.password_set_at != before.password_set_at:
            rows.append((event.pgh_created_at, "Mot de passe changé", by))
        before = event
    return rows
