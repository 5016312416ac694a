"""Groups of tasks and their rows, as the first page of the coordinator shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from maillage.site.agenda.models import Session
from maillage.site.www import words

SHOWN = 5
"""Rows of a group; a list has the others."""


@dataclass(frozen=True)
class TaskRow:
    """A task: where, when, details, and the action."""

    title: str
    when: dt.datetime | None
    zone: ZoneInfo
    half: str
    text: str
    url: str
    act: str
    to: str = ""
    """Where the button of the row sends a form, and ``url`` is then where its title leads; "" for a link to ``url``."""
    pk: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    """Names and values that the button sends besides ``pk``."""
    asks_day: str = ""
    """Name of a date that the row asks for before it sends; "" for none."""
    choose: str = ""
    """Where the row opens a choice of people in place, without leaving the page; "" for none."""
    choices: tuple[tuple[int, str], ...] = ()
    """Keys and words of who can be chosen in the open row; the button sends the key as ``medecin``."""
    open: bool = False
    refuse: str = ""
    """What a second button says; it sends ``acte`` as « non », the first one as « oui »."""


@dataclass
class Task:
    """A group of tasks under one sentence."""

    count: int
    title: str
    why: str
    state: str = ""
    tone: str = ""
    rows: list[TaskRow] = field(default_factory=list)
    all_url: str = ""
    bulk: str = ""
    """What a button for the whole group says; it sends to the route ``bulk_to``."""
    bulk_to: str = ""
    choose_url: str = ""
    undo: str = ""
    """What can be undone now, in words; the button sends ``acte`` « defaire » to ``bulk_to``."""


def session_row(session: Session, text: str, act: str, url: str) -> TaskRow:
    """Return the row of a session: its place, day and half-day; its button leads to its page below ``url``."""
    return TaskRow(
        words.place_of(session), session.starts, session.zone, words.half_of(session), text, f"{url}{session.pk}", act
    )
