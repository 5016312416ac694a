"""Some volunteers who apply, one or more in each state, and the desks of the Order and of the health insurance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from maillage.demo.accounts import open_account
from maillage.demo.people import Names, Person
from maillage.schemes import Scheme, Status, scheme_named
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.applications import desks, services
from maillage.site.applications.answers import QUESTIONS, next_question
from maillage.site.applications.desks import DeskAnswer
from maillage.site.applications.models import Application
from maillage.site.applications.places import open_places
from maillage.site.directory import services as directory
from maillage.site.directory.models import Professional
from maillage.site.directory.rpps import key_of
from maillage.site.engagements.models import Authorisation
from maillage.site.geography.models import Region

GRANTED, REFUSED = Authorisation.State.GRANTED, Authorisation.State.REFUSED
STAGES = (
    ("draft", 1), ("draft", 12), ("waits", 1), ("waits", 4), ("waits", 16), ("checked", 9), ("checked", 30),
    ("ready", 12), ("accepted", 20), ("refused", 25), ("withdrawn", 15),
)  # fmt: skip
"""How far each application went, and how many days ago it was sent or left."""


def create_desks(region: str) -> dict[str, User]:
    """The two outside desks of the region, each with an account; by role."""
    name = Region.objects.get(pk=region).name
    order = directory.create_organisation(f"Conseil de l’Ordre des médecins · {name}", "order", regions=[region])
    insurer = directory.create_organisation(f"Assurance maladie · {name}", "insurer", regions=[region])
    people = (
        Invitee("ordre@maillage.example", "Solange", "Myrtille", roles.ORDER_COUNCIL.code, order),
        Invitee("assurance@maillage.example", "Gaspard", "Ajonc", roles.INSURER_DESK.code, insurer),
    )
    return {one.role: User.objects.get(email=open_account(one)) for one in people}


def create_applications(region: str, coordinator: User, seed: int) -> int:
    """Applications in each state, made by the services that doctors, desks and coordinators use; returns how many."""
    members = create_desks(region)
    agency = coordinator.memberships.get().organisation
    scheme = scheme_named("solidarity")
    names = Names(seed + 4000, "volontaires.example", first_number=7000)
    homes = list(Professional.objects.filter(resource__reference__startswith="D").order_by("pk")[: len(STAGES)])
    for rank, (stage, days) in enumerate(STAGES):
        row = _begin(scheme, names.person(), homes[rank % len(homes)].home_id, rank)
        if stage != "draft":
            row = services.send(row, consent=True)
            _go_on(row, stage, members, coordinator, agency)
        _age(row.pk, days)
    return Application.objects.count()


def _begin(scheme: Scheme, person: Person, home: str, rank: int) -> Application:
    row = services.begin(scheme, person.email, person.phone, address=f"demonstration {rank}")
    digits = f"10{9_000_000 + rank:08d}"
    places = open_places(scheme).order_by("pk")[rank : rank + 2].values_list("pk", flat=True)
    said: dict[str, dict[str, Any]] = {
        "identity": {"first_name": person.first_name, "last_name": person.last_name},
        "rpps": {"rpps": f"{digits}{key_of(digits)}"},
        "profession": {"profession": "gp"},
        "status": {"status": (Status.PRACTISING, Status.LOCUM, Status.RETIRED)[rank % 3].value},
        "practice": {"home": home},
        "places": {"places": list(places)},
        "rhythm": {"half_days_per_month": 2 + rank % 3},
        "when": {"weekdays": [rank % 5], "dates": []},
        "replacement": {"replaced_at_home": rank % 2 == 0},
        "lodging": {"lodging_wanted": rank % 4 == 0},
        "motivation": {"motivation": ""},
    }
    # Of the drafts, the first stopped half-way.
    kept = list(said)[:5] if rank == 0 else list(said)
    for code in kept:
        if not QUESTIONS[code].answered(row) or code == "places":
            row = services.save_answer(row, code, said[code])
    assert rank == 0 or next_question(row) is None
    return row


def _go_on(row: Application, stage: str, members: dict[str, User], coordinator: User, agency: Organisation) -> None:
    if stage == "withdrawn":
        services.withdraw(row, "Je pars exercer dans une autre région.")
        return
    if stage == "waits":
        return
    no = DeskAnswer(state=REFUSED, reason="N’est plus inscrit au tableau.")
    _answer(row, "order_check", no if stage == "refused" else DeskAnswer(state=GRANTED), members)
    if stage == "refused":
        services.refuse(row, "Le conseil de l’Ordre a donné un avis négatif.", by=coordinator)
    if stage in ("ready", "accepted"):
        number = DeskAnswer(state=GRANTED, details={"billing_number": f"{310_000_000 + row.pk}"})
        _answer(row, "insurance_number", number, members)
    if stage == "accepted":
        services.accept(row, organisation=agency, by=coordinator)


def _answer(row: Application, kind: str, given: DeskAnswer, members: dict[str, User]) -> None:
    check = row.checks.select_related("authorisation").get(authorisation__kind=kind).authorisation
    role = desks.ROLE_OF[next(one.desk for one in row.rules.authorisations if one.code == kind)]
    desks.answer(check.pk, given, by=members[role])


def _age(pk: int, days: int) -> None:
    """Let it have happened some days ago."""
    row = Application.objects.get(pk=pk)
    ago = timedelta(days=days)
    _move(row, ago, ("begun_at", "saved_at", "sent_at", "consented_at"))
    today = timezone.localdate()
    Authorisation.objects.filter(check_of__application=pk).update(asked_on=today - ago)
    Authorisation.objects.filter(check_of__application=pk, state=GRANTED).update(date=today - ago / 2)


def _move(row: Application, ago: timedelta, fields: Iterable[str]) -> None:
    moments = {name: getattr(row, name) for name in fields}
    moved = {name: at - ago for name, at in moments.items() if at is not None}
    Application.objects.filter(pk=row.pk).update(**moved)
