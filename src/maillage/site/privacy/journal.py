"""Who saw and changed what, in one journal: pages seen, changes of the history, acts of the protection of data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from pghistory.models import Event

from maillage.site.accounts.models import User
from maillage.site.privacy.models import PageSeen, PrivacyAct

MOST = 2000
"""Lines of each kind that are read: the page asks for a shorter time if there are more."""
ACTS = {"insert": "créé", "update": "changé", "delete": "supprimé"}
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Line:
    """A line: when, who ("" for nobody signed in), what was done to which row; for a page, what it shows rows of."""

    at: datetime
    who: str
    act: str
    what: str
    row: str
    record: str = ""


@dataclass(frozen=True)
class Period:
    """What is asked of the journal: a time, perhaps one user, perhaps one kind of row by its label."""

    since: datetime
    until: datetime
    user: int | None = None
    model: str = ""


def seen(period: Period) -> list[Line]:
    """Return the pages that were read and sent, the newest first."""
    rows = PageSeen.objects.filter(at__gte=period.since, at__lt=period.until).select_related("user")
    if period.user is not None:
        rows = rows.filter(user=period.user)
    return [
        Line(one.at, _name(one.user), "vu" if one.method in READING else "envoyé", one.route, one.row, one.record)
        for one in rows.order_by("-at", "-pk")[:MOST]
    ]


def changed(period: Period) -> list[Line]:
    """Return the changes that the history holds and the acts of the protection of data, the newest first."""
    found: list[tuple[datetime, int | None, str, str, str]] = []
    for model in tracked():
        if period.model in ("", model.pgh_tracked_model._meta.label):
            found += _events(model, period)
    names = {one.pk: _name(one) for one in User.objects.filter(pk__in={by for _, by, *_ in found if by is not None})}
    lines = [Line(at, names.get(by or 0, ""), act, what, row) for at, by, act, what, row in found]
    if not period.model:
        lines += _acts(period)
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST]


def tracked() -> list[Any]:
    """Return the models of the history, by the name of what they tell."""
    models: list[Any] = [one for one in apps.get_models() if issubclass(one, Event) and not one._meta.proxy]
    models = [one for one in models if one._meta.managed and hasattr(one, "pgh_tracked_model")]
    return sorted(models, key=lambda one: str(one.pgh_tracked_model._meta.verbose_name))


def _events(model: Any, period: Period) -> list[tuple[datetime, int | None, str, str, str]]:
    rows: QuerySet[Any] = model._default_manager.filter(
        pgh_created_at__gte=period.since, pgh_created_at__lt=period.until
    )
    if period.user is not None:
        rows = rows.filter(pgh_context__metadata__user=period.user)
    told = rows.order_by("-pgh_id").values_list(
        "pgh_created_at", "pgh_context__metadata__user", "pgh_label", "pgh_obj_id"
    )
    name = str(model.pgh_tracked_model._meta.verbose_name)
    return [
        (at, by, ACTS.get(label or "", label or ""), name, str(pk) if pk else "") for at, by, label, pk in told[:MOST]
    ]


def _acts(period: Period) -> list[Line]:
    rows = PrivacyAct.objects.filter(at__gte=period.since, at__lt=period.until).select_related("by", "organisation")
    if period.user is not None:
        rows = rows.filter(by=period.user)
    return [
        Line(one.at, _name(one.by), one.get_kind_display(), one.organisation.name if one.organisation else "", "")
        for one in rows.order_by("-at")[:MOST]
    ]


def _name(user: User | None) -> str:
    return user.get_full_name() if user is not None else ""
