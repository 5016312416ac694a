"""What the interface takes and gives, as its description tells it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

Profession = Literal["gp", "specialist", "dentist", "nurse", "midwife"]
CommuneCode = Annotated[str, Field(pattern=r"^[0-9][0-9AB][0-9]{3}$", description="Code of a commune (INSEE).")]


class Problem(Schema):
    """Why a request is refused: a sentence, or for a wrong value which one and what is wrong with it."""

    detail: str | list[dict[str, Any]]


class PlaceOfSlot(Schema):
    """Where a slot is, and how far from the commune asked for."""

    name: str
    commune: str
    commune_name: str
    minutes: Annotated[float, Field(ge=0, description="By road, from town hall to town hall.")]


class FreeSlot(Schema):
    """A free slot that a person may book now; ``book`` is where."""

    id: int
    starts: datetime
    ends: datetime
    scheme: str
    profession: str
    at_distance: bool
    place: PlaceOfSlot
    book: str


class SlotQuery(Schema):
    """Which slots: near a commune, by profession, for a person with or without a treating doctor."""

    commune: CommuneCode
    profession: Profession = "gp"
    has_treating_doctor: bool = True
    within_minutes: Annotated[int, Field(ge=1, le=60)] = 60
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class SessionQuery(Schema):
    """Sessions of so many days from a day on."""

    since: date
    days: Annotated[int, Field(ge=1, le=366)] = 31
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


class CountedSessionOut(Schema):
    """A session of the territory with its counts; nothing about patients."""

    id: int
    starts: datetime
    ends: datetime
    scheme: str
    state: str
    commune: str
    place: str
    places: int
    booked: int


class Sessions(Schema):
    """A page of sessions, and how many there are in all."""

    total: int
    sessions: list[CountedSessionOut]


class Site(Schema):
    """Whose key it is, and what it opens."""

    organisation: str
    kind: str
    version: str
    scopes: list[str]
