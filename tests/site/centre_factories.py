"""A centre of three rooms with its team, for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.centres import contracts
from maillage.site.centres.contracts import ContractData
from maillage.site.centres.models import CentreContract
from maillage.site.directory.models import Professional
from tests.site import factories as make


def monday(weeks: int = 1) -> date:
    """Return the Monday some weeks after this one."""
    today = timezone.localdate()
    return today + timedelta(days=7 * weeks - today.weekday())


def centre(rooms: int = 3, name: str = "", **fields: Any) -> Organisation:
    made = make.organisation("centre", name=name or f"Centre de santé {make.number()}")
    make.place(rooms, organisation=made, reference=f"centre-{made.pk}", kind="health_centre", **fields)
    return made


def manager(of: Organisation) -> User:
    return make.user("centre_manager", of)


def carer(profession: str = "gp", account: User | None = None) -> Professional:
    """Somebody engaged in salaried centres, who practises at Decazeville."""
    person = make.professional(account, profession=profession, status="salaried", home=make.commune())
    return make.engaged(person, scheme="salaried_centre")


def contract(of: Organisation, person: Professional | None = None, **fields: Any) -> CentreContract:
    fields = {"starts": monday(-4), "weekly_minutes": 2100, "leave_days": 25, **fields}
    return contracts.sign(of, ContractData(professional=person or carer(), **fields), None)


def team(of: Organisation, doctors: int = 4) -> list[CentreContract]:
    """Six people at full time: doctors, then a nurse and a midwife."""
    professions = ["gp"] * doctors + ["nurse", "midwife"]
    return [contract(of, carer(one), visits=4) for one in professions]
