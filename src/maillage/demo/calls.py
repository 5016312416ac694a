"""Calls of the demonstration: a training with its seats offered, research under review, internships, an open post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from maillage.demo.accounts import FACULTY_EMAIL, REVIEWER_EMAIL, open_account
from maillage.demo.people import Names, Person
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.calls import deciding, panel, posts, reviewing, seats, services, submissions
from maillage.site.calls.answers import asked_of
from maillage.site.calls.clock import PARIS
from maillage.site.calls.deciding import Award
from maillage.site.calls.kind import Shape
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.posts import PostData
from maillage.site.calls.review_models import CallCriterion, Review
from maillage.site.calls.services import CallData
from maillage.site.directory.rpps import key_of
from maillage.site.documents import render
from maillage.site.geography.models import Commune, Department
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
    "doctor": ("qualified", "soon"),
    "rpps": (f"8100000001{key_of('8100000001')}",),
    "project": ("Consulter près des patients, enseigner aux internes, suivre une cohorte.",),
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
    _research(agency, region, coordinator, names)
    _internships(house, region, today)
    _post(agency, region, today, names)
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


def _research(agency: Organisation, region: str, coordinator: User, names: Names) -> None:
    """A call under review: a project in each state, and what waits for the reviewer who has an account to try."""
    call = _call(
        "research", "Recherche dans les hôpitaux du territoire (REFRESH)",
        "L’agence finance des projets de recherche menés dans les hôpitaux du territoire.", agency,
        ceiling_cents=100_000_00,
    )  # fmt: skip
    call = services.publish(call, by=None)
    people = [names.person() for _ in range(10)]
    rows = [_sent(call, person, rank) for rank, person in enumerate(people[:9])]
    begun = submissions.begin(call, people[9].email, people[9].phone, address=f"demonstration {call.pk} 9")
    submissions.save_answer(begun, "title", {"answer": "Un titre, pour commencer"})
    later = (datetime.now(PARIS) + timedelta(days=9)).replace(tzinfo=None)
    missing = "L’accord de votre établissement n’est pas signé."
    back = [services.send_back(row, missing, later, by=None) for row in rows[5:7]]
    services.refuse(rows[7], "Ce projet n’est pas mené dans un hôpital du territoire.", by=None)
    submissions.withdraw(rows[8])
    for row in rows[:5]:
        services.admit(row, by=None)
    _close(call)
    _panel(call, agency)
    panel.distribute(call, by=None)
    _marks(rows[:5])
    reason = "Un projet utile aux patients du territoire, et que deux évaluateurs mettent en tête."
    deciding.keep(rows[0], reason, Award(60_000_00, 1, region, "REFRESH-1"), by=coordinator)
    deciding.decline(rows[1], "La méthode ne répond pas encore à la question\u00a0: revenez l’an prochain.", by=None)
    submissions.send(back[0], consent=True)


def _panel(call: Call, agency: Organisation) -> None:
    people = (
        (REVIEWER_EMAIL, "Agnès", "Bouleau", "CHU de la Métropole", "CH du Causse"),
        ("evaluation-2@maillage.example", "Paul", "Aubépine", "CH de l’Estuaire", ""),
        ("evaluation-3@maillage.example", "Inès", "Genêt", "Clinique du Parc", ""),
    )
    for email, first, last, where, links in people:
        open_account(Invitee(email, first, last, roles.REVIEWER.code, agency))
        row = panel.name_reviewer(call, User.objects.get(email=email), by=None)
        reviewing.declare(row, where, links, by=row.user)


def _marks(rows: Sequence[Submission]) -> None:
    """Let reviewers mark in turn; the account to try has something left to read."""
    word = "La question est utile\u00a0; le calendrier paraît court pour cent patients."
    for rank, row in enumerate(rows):
        for number, one in enumerate(row.reviews.select_related("reviewer__user", "submission__call")):
            if (rank > 2 and one.reviewer.user.email == REVIEWER_EMAIL) or rank == 4:
                continue
            marks = {line.code: max(0, line.most - rank - number * rank) for line in call_grid(one)}
            reviewing.give(one, marks, word, by=one.reviewer.user)
            if rank == 2:
                reviewing.say(one, "Nos notes sont éloignées\u00a0: parlons de la méthode.", by=one.reviewer.user)


def call_grid(one: Review) -> Iterable[CallCriterion]:
    """Return the grid of the call of a review."""
    return one.submission.call.criteria.all()


def _post(agency: Organisation, region: str, today: date, names: Names) -> None:
    """A post open to candidates, with one who has answered."""
    hospitals = list(Organisation.objects.filter(kind=roles.ESTABLISHMENT.code).order_by("pk")[:2])
    where = Commune.objects.filter(department__region=region, position__isnull=False).order_by("-population").first()
    if not hospitals or where is None:
        return
    hospital, partner = hospitals[0], hospitals[-1].name if len(hospitals) > 1 else "CHU de la Métropole"
    call = _call(
        "post", "Assistant de territoire en ORL", "La moitié de la semaine dans chaque hôpital, pendant deux ans.",
        agency,
    )  # fmt: skip
    posts.describe(
        call,
        PostData(
            nature="territorial_assistant", specialty="ORL", employer=hospital, commune=where.pk,
            starts=today + timedelta(days=200), ends=today + timedelta(days=930), yearly_cents=95_000_00,
            work={"Soins": 50, "Enseignement et recherche": 50},
            time={hospital.name: 50, partner: 50},
            money={hospital.name: 40, "ARS": 30, "Région": 30},
        ),
        by=None,
    )  # fmt: skip
    _sent(services.publish(call, by=None), names.person(), 0)


def _internships(house: Organisation, region: str, today: date) -> None:
    call = _call("internship", "Stages de l’option santé", "Une semaine dans un lieu de soins.", house)
    first = today + timedelta(days=91 - today.weekday())
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
            submissions.add_file(row, asked.code, _paper())
            row = submissions.locked(row)
            continue
        elif asked.code == "wishes":
            given = {"answer": options[rank % 2 :]}
        else:
            given = {"answer": SAID[asked.code][rank % len(SAID[asked.code])]}
        row = submissions.save_answer(row, asked.code, given)
    return submissions.send(row, consent=True)


@lru_cache(maxsize=1)
def _paper() -> bytes:
    data = {"title": "Projet", "site": "", "place": "Projet détaillé", "date": "", "sessions": [],
            "address": "", "phone": ""}  # fmt: skip
    return render("door_sheet", data, timezone.now())


def _close(call: Call) -> None:
    """Let the call have closed two days ago."""
    Call.objects.filter(pk=call.pk).update(closes_at=call.closes_at - timedelta(days=32))
