"""A request as its page shows it: what is asked, what was said, answers, events, and the buttons of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from maillage.site.expertise import states, words
from maillage.site.expertise.attachments import INTERFACE
from maillage.site.expertise.models import Answer, ExpertiseRequest, RequestEvent
from maillage.site.expertise.pathways import Field, pathway, pathways, reasons
from maillage.site.expertise.states import Act, Side, State
from maillage.site.files.models import StoredFile
from maillage.site.www.expertise.attached import attached

EVENTS_SHOWN = 40
BY_PROGRAM = "par un logiciel de l’établissement"
Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class ShownAnswer:
    """A version of an answer: its fields, why it corrects the former, where its report is."""

    row: Answer
    fields: Rows
    why: str


@dataclass(frozen=True)
class ListedRequest:
    """A line of a list: whether it is late, and how long is left or past."""

    row: ExpertiseRequest
    late: bool
    urgency: str

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return "bad" if self.late else "good" if self.row.state == State.ANSWERED else ""


def listed(rows: Iterable[ExpertiseRequest], now: datetime | None = None) -> list[ListedRequest]:
    """Return the lines of a list."""
    at = now or timezone.now()
    return [
        ListedRequest(row, row.state in states.OPEN and row.due_at is not None and row.due_at < at, urgency_of(row))
        for row in rows
    ]


def urgency_of(row: ExpertiseRequest) -> str:
    """Return the urgency in French, the code of one that is no longer there."""
    found = pathways().get(row.pathway)
    return (
        next((one.label for one in found.urgencies if one.code == row.urgency), row.urgency) if found else row.urgency
    )


def question_of(row: ExpertiseRequest) -> tuple[Rows, dict[str, Any]]:
    """Return the fields of the question in French, and the values that its form begins with."""
    kept = words.unsealed(row.sealed)
    values: dict[str, Any] = kept["values"]
    facts = [("Examen n°", kept["examination"]), ("Patient n°", kept["patient"])]
    initial = {
        **values, "examination": kept["examination"], "patient": kept["patient"], "urgency": row.urgency,
        "consent": row.consent, "stay": "in" if row.inpatient else "out",
    }  # fmt: skip
    return [*facts, *_written(pathway(row.pathway).question, values)], initial


def answers_of(row: ExpertiseRequest) -> list[ShownAnswer]:
    """Return the versions of the answer, the newest first."""
    fields = pathway(row.pathway).answer
    found: list[ShownAnswer] = []
    for one in row.answers.select_related("by").order_by("-version"):
        kept = words.unsealed(one.sealed)
        found.append(ShownAnswer(one, _written(fields, kept["values"]), kept["why"]))
    return found


def last_values(row: ExpertiseRequest) -> dict[str, Any]:
    """Return the values of the last version of the answer, none before the first."""
    last = row.answers.order_by("-version").first()
    return dict(words.unsealed(last.sealed)["values"]) if last is not None else {}


def notes_of(row: ExpertiseRequest) -> list[tuple[Any, str]]:
    """Return what reader and requester said to each other, with its author and time."""
    return [(one, words.unsealed(one.sealed)) for one in row.notes.select_related("by")]


def events_of(row: ExpertiseRequest) -> list[tuple[RequestEvent, str]]:
    """Return the last events, the newest first, with their reason in French."""
    rows = row.events.select_related("by", "pool__organisation").order_by("-pk")[:EVENTS_SHOWN]
    return [(one, BY_PROGRAM if one.reason == INTERFACE else reasons().get(one.reason, "")) for one in rows]


def may(row: ExpertiseRequest, side: Side) -> dict[str, bool]:
    """Return for each act whether this side may do it now, for the templates."""
    allowed = states.acts_of(side, State(row.state))
    return {act.value: act in allowed for act in Act}


def _written(fields: Iterable[Field], values: dict[str, Any]) -> Rows:
    return [(field.label, field.written(values.get(field.code))) for field in fields if values.get(field.code) != ""]


def page_of(row: ExpertiseRequest, side: Side) -> dict[str, Any]:
    """Return what the pages of both sides show of a request."""
    question, _ = question_of(row)
    found = attached(row)
    return {
        "row": row,
        "line": listed([row])[0],
        "question": question,
        "answers": answers_of(row),
        "found": found,
        "has_images": any(one.file.kind == StoredFile.Kind.DICOM and one.file.key for one in found),
        "notes": notes_of(row),
        "events": events_of(row),
        "may": may(row, side),
    }
