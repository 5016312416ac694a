"""The centre of each part with a contract, days off, the draft of a week, a request, a task and a visit."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from maillage.site.accounts.models import Organisation
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.centres import contracts, desk, registration, rotations, rounds
from maillage.site.centres.desk import TaskData
from maillage.site.centres.models import HomeRound, HomeVisit, RegistrationRequest
from maillage.site.centres.registration import Wish
from maillage.site.centres.rounds import VisitData
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from tests.site import centre_factories as centres
from tests.site import factories as make


def centre_of(word: str, house: Organisation, commune: Commune) -> dict[str, Any]:
    """Return them by the names of their fields."""
    person = make.engaged(
        make.professional(
            make.user("doctor", house), home=commune, status="salaried", last_name=f"Salariée{word}",
            reference=f"C-{word}",
        ),
        scheme="salaried_centre",
    )  # fmt: skip
    contract = centres.contract(house, person)
    day = centres.monday(20)
    leave = contracts.take_leave(contract, "paid", AbsenceDates(day, day + timedelta(days=1)), None)
    room = rotations.rooms_of(house)[0]
    draft = rotations.draft(house, centres.monday(12), {(0, rotations.HALVES[0]): {person: room}}, None)
    registration.set_list(house, None, 10, 0, None)
    who = make.patient(
        last_name=f"Demandeuse{word}", email="", phone=f"+3363999{9000 + make.number() % 900}", commune=commune.pk
    )
    registration.ask(house, who, Wish("left"), make.key(), consent=True)
    visit = VisitData("home", f"Visitée {word}", f"Rue {word}", commune.pk)
    return {
        "contract": contract,
        "leave": leave,
        "rotation_draft": draft,
        "registration": RegistrationRequest.objects.get(centre=house),
        "desk_task": desk.note(house, TaskData("other", note=f"Tâche {word}"), None),
        "visit": rounds.ask(house, visit, None),
    }


def visit_of_a_round(word: str, house: Organisation, doctor: Professional) -> HomeVisit:
    """Return a visit of a round to come of the doctor of a part."""
    day, half = centres.monday(30), rotations.HALVES[1]
    made = HomeRound.objects.create(
        centre=house, professional=doctor, date=day, half=half.value, during=rounds.during(doctor, day, half)
    )
    found = rounds.ask(house, VisitData("home", f"Vue {word}", f"Route {word}", doctor.home_id), None)
    HomeVisit.objects.filter(pk=found.pk).update(round=made, rank=1, at=time(14, 5))
    return HomeVisit.objects.get(pk=found.pk)
