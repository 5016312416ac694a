"""What the interface takes and gives about appointments and webhooks; a field that nobody described is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from maillage.site.webhooks.models import WhatHappened
from maillage.site.www.api.shapes import CommuneCode

LARGEST_KEY = 2**63 - 1
RowKey = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Reason = Literal["taken", "same_day", "not_eligible", "too_many", "wrong_state", "key_used", "busy"]


class Conflict(Schema):
    """Why the state of things refuses a request: a code for programs, a sentence for people."""

    reason: Reason
    detail: str


class AppointmentIn(Schema):
    """A person and the slot to book for them; an e-mail address or a telephone is needed."""

    model_config = ConfigDict(extra="forbid")

    slot: RowKey
    first_name: Annotated[str, Field(min_length=1, max_length=100)]
    last_name: Annotated[str, Field(min_length=1, max_length=100)]
    birth_year: Annotated[int, Field(ge=1890, le=2200)]
    commune: CommuneCode
    has_treating_doctor: bool
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=40, description="With or without the prefix of the country.")] = ""
    referred: Annotated[bool, Field(description="A colleague sends the patient.")] = False
    not_seen_for_years: Annotated[int, Field(ge=0, le=100)] = 0
    contact_of_helper: Annotated[bool, Field(description="The contacts are those of whoever helps.")] = False
    language: Annotated[Literal["fr", "en", "es", "ar"], Field(description="Of the messages to the person.")] = "fr"
    needs: Annotated[
        list[Literal["wheelchair", "interpreter", "signs"]],
        Field(max_length=3, description="What the place must prepare."),
    ] = []
    same_day: Annotated[bool, Field(description="A second appointment on one day is intended.")] = False


class MoveIn(Schema):
    """The slot to which an appointment moves."""

    model_config = ConfigDict(extra="forbid")

    slot: RowKey


class AppointmentOut(Schema):
    """An appointment that the organisation booked, without the person; ``link`` is the person's own page."""

    id: int
    state: Literal["booked", "cancelled", "seen", "missed", "excused"]
    slot: int
    starts: datetime
    ends: datetime
    scheme: str
    place: str
    commune: str
    moved: int
    link: str


class AppointmentQuery(Schema):
    """A page of appointments, those booked last first."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


class WebhookIn(Schema):
    """Where to tell, and what. ``contact`` is told by e-mail when the address has not answered for days."""

    model_config = ConfigDict(extra="forbid")

    address: Annotated[str, Field(min_length=1, max_length=500, description="https, port 443, a public host.")]
    events: Annotated[list[WhatHappened], Field(min_length=1, max_length=len(WhatHappened))]
    contact: Annotated[str, Field(max_length=254)]


class WebhookOut(Schema):
    """A subscription and how it does."""

    id: int
    address: str
    events: list[str]
    state: Literal["working", "failing", "stopped"]
    failing_since: datetime | None
    last_error: str
    waiting: int


class NewWebhook(WebhookOut):
    """A new subscription with the secret that signs what it is told; it is not shown again."""

    secret: str
