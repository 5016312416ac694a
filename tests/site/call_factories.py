"""Calls and what is sent to them, made by the services that everybody uses."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from pypdf import PdfWriter

from maillage.site.accounts.models import Organisation, User
from maillage.site.calls import panel, posts, reviewing, services, submissions
from maillage.site.calls.answers import asked_of
from maillage.site.calls.clock import PARIS, SECOND, db_now
from maillage.site.calls.kind import Shape
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.posts import PostData
from maillage.site.calls.review_models import CallReviewer, Review
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
    "doctor": "qualified", "rpps": "", "project": "Soigner, enseigner, chercher.",
    "level": "last", "option": "yes", "department": "12", "before": "no",
}  # fmt: skip


def local(moment: datetime) -> datetime:
    """Return the hour of Paris of a moment, as forms give it."""
    return moment.astimezone(PARIS).replace(tzinfo=None)


def coordinator_of(call: Call) -> User:
    """Return who organises for the organisation that opened a call: its coordinator, or its desk for a faculty."""
    return make.user("faculty" if call.organisation.kind == "faculty" else "coordinator", call.organisation)


def call(
    kind: str = "training", seats: tuple[int, ...] = (2, 1), *, by: Organisation | None = None, **fields: Any
) -> Call:
    """Return a published call, open since an hour for a day, with a week for each number of seats."""
    made = draft_call(kind, by=by, **fields)
    if made.of_kind.has_seats:
        for number, count in enumerate(seats):
            first = MONDAY + timedelta(weeks=number)
            services.add_option(made, f"Semaine {number + 1}", first, first + timedelta(days=4), count, by=None)
    if made.of_kind.post:
        posts.describe(made, post_data(), by=None)
    return services.publish(made, by=None)


def post_data(**fields: Any) -> PostData:
    """Return a post of a territorial assistant, half in each of two hospitals, from next year."""
    values: dict[str, Any] = {
        "nature": "territorial_assistant", "specialty": "ORL", "commune": make.commune("12202", "Rodez").pk,
        "starts": timezone.localdate() + timedelta(days=200), "yearly_cents": 95_000_01,
        "work": {"Soins": 50, "Enseignement et recherche": 50},
        "time": {"CH de Rodez": 50, "CHU de Toulouse": 50}, "money": {"CH de Rodez": 40, "ARS": 30, "Région": 30},
        **fields,
    }  # fmt: skip
    return PostData(employer=values.pop("employer", None) or make.organisation("establishment"), **values)


def draft_call(kind: str, *, by: Organisation | None = None, **fields: Any) -> Call:
    """Return a call that is being written."""
    now = db_now().replace(microsecond=0)
    house = by or make.organisation("agency")
    values: dict[str, Any] = {
        "title": f"Appel {make.number()}", "text": "Un appel.", "host": "CHU de Toulouse",
        "opens": local(now - timedelta(hours=1)), "closes": local(now + timedelta(days=1)),
        "ceiling_cents": 100_000_00 if kind == "research" else None, **fields,
    }  # fmt: skip
    return services.create(CallData(kind=kind, organisation=house, **values), by=None)


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
        if asked.code not in ("contact", "identity") and of.of_kind.field(asked.code).shape is Shape.FILE:
            submissions.add_file(row, asked.code, said.get(asked.code, paper()))
            row = Submission.objects.select_related("call", "applicant").get(pk=row.pk)
            continue
        given = (
            who
            if asked.code == "identity"
            else {"answer": {**ANSWERS, "wishes": wishes, "rpps": make.rpps(), **said}[asked.code]}
        )
        row = submissions.save_answer(row, asked.code, given)
    return row


def sent(of: Call, **said: Any) -> Submission:
    """Return a submission that was sent."""
    return submissions.send(draft(of, **said), consent=True)


def admitted(of: Call, **said: Any) -> Submission:
    """Return a submission that was found admissible."""
    return services.admit(sent(of, **said), by=None)


class Panel:
    """A call in review: its organiser, who records grants of a region, and reviewers that declared their ties."""

    def __init__(self, of: Call, *, region: bool = True) -> None:
        self.call = of
        if region:
            self.region = make.department("12").region
            of.organisation.regions.add(self.region)
        self.by = coordinator_of(of)

    def close(self) -> None:
        """Let the call be over since two seconds."""
        Call.objects.filter(pk=self.call.pk).update(closes_at=db_now() - SECOND * 2)

    def reviewer(self, establishment: str = "CH de Nulle part", links: str = "") -> CallReviewer:
        """Put somebody on the panel; with an establishment, they have declared their ties."""
        row = panel.name_reviewer(self.call, make.user("reviewer", self.call.organisation), by=self.by)
        return reviewing.declare(row, establishment, links, by=row.user) if establishment else row

    def asked(self, row: Submission) -> Review:
        """Give a submission to a new reviewer."""
        return panel.ask(row, self.reviewer(), by=self.by)

    def marked(self, row: Submission, mark: int) -> Review:
        """Return a review with this mark for each criterion."""
        found = self.asked(row)
        marks = {one.code: mark for one in self.call.criteria.all()}
        return reviewing.give(found, marks, "Une raison assez longue.", by=found.reviewer.user)
