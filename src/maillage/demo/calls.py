"""Calls of the demonstration: a training with its seats offered, research projects just received, open internships."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from maillage.demo.accounts import FACULTY_EMAIL, open_account
from maillage.demo.people import Names, Person
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.calls import seats, services, submissions
from maillage.site.calls.answers import asked_of
from maillage.site.calls.clock import PARIS
from maillage.site.calls.kind import Shape
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.services import CallData
from maillage.site.documents import render
from maillage.site.geography.models import Department
from maillage.site.questionnaires import first_open
from maillage.site.www import french

HOSPITALS = ("CH du Causse", "CH de la Montagne", "Clinique des Oliviers", "CH du Littoral", "CH de la Plaine")
SAID: dict[str, tuple[Any, ...]] = {
    "profession": ("anaesthetist", "nurse_anaesthetist"),
    "agreed": ("yes",),
    "children": ("weekly", "monthly", "rarely"),
    "trained": ("never", "long_ago", "lately"),
    "alone": ("nobody", "one", "several"),
    "why": ("Endormir les enfants sur place, sans les envoyer à deux heures de route.",),
    "title": ("Suivre une maladie de peau à distance", "Dormir mieux sans médicament", "Reconnaître une intoxication"),
    "summary": ("Une méthode simple, comparée à ce qui se fait aujourd’hui, pendant un an, chez cent patients.",),
    "calendar": ("12", "24", "36"),
    "budget": (
        "Technicien\u00a0: 48 000\nMatériel\u00a0: 12 000\nTotal\u00a0: 60 000",
        "Infirmier\u00a0: 35 500,50\nDéplacements\u00a0: 4 000\nTotal\u00a0: 39 500,50",
    ),
    "team": ("Trois médecins et un attaché de recherche.",),
}
"""Answers that the candidates give in turn."""


def create_calls(region: str, coordinator: User, seed: int) -> int:
    """Create a faculty with its account and three calls with their candidates; returns how many were sent."""
    house = Organisation.objects.create(name="Faculté de santé (exemple)", kind=roles.FACULTY.code)
    open_account(Invitee(FACULTY_EMAIL, "Noé", "Charme", roles.FACULTY_DESK.code, house))
    agency = coordinator.memberships.filter(role=roles.COORDINATOR.code).order_by("pk")[0].organisation
    names, today = Names(seed + 7000, "hopitaux.example", first_number=8300), timezone.localdate(timezone=PARIS)
    _training(house, names, today)
    _research(agency, names)
    _internships(house, region, today)
    return Submission.objects.exclude(sent_at=None).count()


def _call(kind: str, title: str, text: str, by: Organisation, **more: Any) -> Call:
    now = datetime.now(PARIS).replace(tzinfo=None)
    closes = (now + timedelta(days=30)).replace(hour=23, minute=59, second=59)
    data = CallData(kind, title, text, by, opens=now - timedelta(days=20), closes=closes, **more)
    return services.create(data, by=None)


def _training(house: Organisation, names: Names, today: date) -> None:
    call = _call(
        "training", "Anesthésie de l’enfant, une semaine au bloc (MCAP)",
        "Vous passez une semaine au bloc de pédiatrie, dix demi-journées, avec une équipe qui endort des enfants "
        "chaque jour.", house, host="CHU de la Métropole",
    )  # fmt: skip
    monday = today + timedelta(days=70 - today.weekday())
    for number in range(3):
        first = monday + timedelta(weeks=number)
        services.add_option(
            call, f"Semaine du {french.date_text(first, weekday=False)}", first, first + timedelta(days=4), 1, by=None
        )
    call = services.publish(call, by=None)
    for rank in range(5):
        services.admit(_sent(call, names.person(), rank), by=None)
    _close(call)
    seats.offer_seats(call, by=None)


def _research(agency: Organisation, names: Names) -> None:
    call = _call(
        "research", "Recherche dans les hôpitaux du territoire (REFRESH)",
        "L’agence finance des projets de recherche menés dans les hôpitaux du territoire.", agency,
        ceiling_cents=100_000_00,
    )  # fmt: skip
    call = services.publish(call, by=None)
    for rank in range(4):
        _sent(call, names.person(), rank)
    _close(call)


def _internships(house: Organisation, region: str, today: date) -> None:
    call = _call("internship", "Stages de l’option santé", "Une semaine dans un lieu de soins.", house)
    first = today + timedelta(days=90 - today.weekday())
    for department in Department.objects.filter(region=region).order_by("code")[:4]:
        services.add_option(
            call, f"Hôpital, {department.name}", first, first + timedelta(days=4), 4, department.pk, by=None
        )
    services.publish(call, by=None)


def _sent(call: Call, person: Person, rank: int) -> Submission:
    row = submissions.begin(call, person.email, person.phone, address=f"demonstration {call.pk} {rank}")
    options = [str(pk) for pk in call.options.values_list("pk", flat=True)]
    while (asked := first_open(asked_of(row), row)) is not None:
        if asked.code == "identity":
            given: dict[str, Any] = {
                "first_name": person.first_name, "last_name": person.last_name, "establishment": HOSPITALS[rank % 5],
            }  # fmt: skip
        elif call.of_kind.field(asked.code).shape is Shape.FILE:
            submissions.add_file(row, asked.code, _paper(rank))
            row = submissions.locked(row)
            continue
        elif asked.code == "wishes":
            given = {"answer": options[rank % 2 :]}
        else:
            given = {"answer": SAID[asked.code][rank % len(SAID[asked.code])]}
        row = submissions.save_answer(row, asked.code, given)
    return submissions.send(row, consent=True)


def _paper(rank: int) -> bytes:
    data = {"title": "Projet", "site": "", "place": "Projet détaillé", "date": f"Version {rank + 1}", "sessions": [],
            "address": "", "phone": ""}  # fmt: skip
    return render("door_sheet", data, timezone.now())


def _close(call: Call) -> None:
    """Let the call have closed two days ago."""
    Call.objects.filter(pk=call.pk).update(closes_at=call.closes_at - timedelta(days=32))
