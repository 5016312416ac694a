"""Calls and what is sent to them, made by the services that everybody uses."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

from pypdf import PdfWriter

from maillage.site.accounts.models import Organisation, User
from maillage.site.calls import services, submissions
from maillage.site.calls.answers import asked_of
from maillage.site.calls.clock import PARIS, db_now
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.services import CallData
from maillage.site.documents import render
from maillage.site.questionnaires import first_open
from tests.site import factories as make

MONDAY = date(2027, 3, 1)
ANSWERS: dict[str, Any] = {
    "profession": "anaesthetist", "agreed": "yes", "children": "weekly", "trained": "never", "alone": "nobody",
    "why": "Endormir les enfants sans les envoyer loin.",
    "title": "Suivre la peau à distance", "summary": "Une photo par mois évite-t-elle un trajet sur deux ?",
    "calendar": "24", "budget": "Technicien : 40 000\nMatériel : 12 500,50\nTotal : 52 500,50",
    "team": "Une équipe de trois.",
    "level": "last", "option": "yes", "department": "12", "before": "no",
}  # fmt: skip


def local(moment: datetime) -> datetime:
    """Return the hour of Paris of a moment, as forms give it."""
    return moment.astimezone(PARIS).replace(tzinfo=None)


def coordinator_of(call: Call) -> User:
    """Return a coordinator of the organisation that opened a call."""
    return make.user("coordinator", call.organisation)


def call(
    kind: str = "training", seats: tuple[int, ...] = (2, 1), *, by: Organisation | None = None, **fields: Any
) -> Call:
    """Return a published call, open since an hour for a day, with a week for each number of seats."""
    now = db_now().replace(microsecond=0)
    house = by or make.organisation("agency")
    values: dict[str, Any] = {
        "title": f"Appel {make.number()}", "text": "Un appel.", "host": "CHU de Toulouse",
        "opens": local(now - timedelta(hours=1)), "closes": local(now + timedelta(days=1)),
        "ceiling_cents": 100_000_00 if kind == "research" else None, **fields,
    }  # fmt: skip
    made = services.create(CallData(kind=kind, organisation=house, **values), by=None)
    if made.of_kind.has_seats:
        for number, count in enumerate(seats):
            first = MONDAY + timedelta(weeks=number)
            services.add_option(made, f"Semaine {number + 1}", first, first + timedelta(days=4), count, by=None)
    return services.publish(made, by=None)


def paper(text: str = "Le projet, en détail.") -> bytes:
    """Return a PDF with a text, and an author in its metadata."""
    data = {"title": "Projet", "site": "Auteur", "place": text, "date": "", "sessions": [], "address": "", "phone": ""}
    written = PdfWriter(clone_from=io.BytesIO(render("door_sheet", data, datetime(2026, 1, 1, tzinfo=PARIS))))
    written.add_metadata({"/Author": "Violette Zoubaïd"})
    made = io.BytesIO()
    written.write(made)
    return made.getvalue()


def draft(of: Call, **said: Any) -> Submission:
    """Return a submission with every question answered; ``said`` replaces answers, ``wishes`` are ranks of options."""
    number = make.number()
    options = list(of.options.values_list("pk", flat=True))
    wishes = [str(options[rank]) for rank in said.pop("wishes", range(len(options)))]
    who = {
        "first_name": "Lise",
        "last_name": "Orme" + "".join("abcdefghij"[int(digit)] for digit in str(number)),
        "establishment": "CH de Rodez",
    }
    who |= {name: said.pop(name) for name in list(who) if name in said}
    email = said.pop("email", f"candidat{number}@example.org")
    row = submissions.begin(of, email, "05 65 00 00 00", address=f"10.0.0.{number}")
    while (asked := first_open(asked_of(row), row)) is not None:
        if asked.code in ("project", "letter"):
            submissions.add_file(row, asked.code, said.get(asked.code, paper()))
            row = Submission.objects.select_related("call", "applicant").get(pk=row.pk)
            continue
        given = who if asked.code == "identity" else {"answer": {**ANSWERS, "wishes": wishes, **said}[asked.code]}
        row = submissions.save_answer(row, asked.code, given)
    return row


def sent(of: Call, **said: Any) -> Submission:
    """Return a submission that was sent."""
    return submissions.send(draft(of, **said), consent=True)


def admitted(of: Call, **said: Any) -> Submission:
    """Return a submission that was found admissible."""
    return services.admit(sent(of, **said), by=None)
