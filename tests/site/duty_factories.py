"""Rotas for tests: a department with one duty house and some doctors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.directory.models import Professional
from maillage.site.duties import drafts, publishing, services
from maillage.site.duties.models import Rota
from maillage.site.duties.services import HouseData, RotaData
from tests.site import factories as make

WEEKEND = {"saturday": 1, "sunday": 1}


def first_monday() -> date:
    """Return a Monday some weeks ahead."""
    today = timezone.localdate()
    return today + timedelta(days=28 - today.weekday())


def organiser(department: str = "12") -> User:
    """Return the account of somebody who organises the duties of a department."""
    house = make.organisation("duty_association", name=f"Médecins de garde {make.number()}")
    house.departments.add(make.department(department))
    return make.user("duty_organiser", house)


def doctors(count: int, *, accounts: int = 0, word: str = "Garde") -> list[Professional]:
    """Return general practitioners of the department 12, the first ones with an account."""
    return [
        make.professional(
            make.user("doctor") if k < accounts else None, home=make.commune(), last_name=f"{word}{make.number()}"
        )
        for k in range(count)
    ]


def rota(
    by: User, people: list[Professional], *, weeks: int = 4, needs: Mapping[str, int] | None = None, word: str = ""
) -> Rota:
    """Return a rota with one house where all ``people`` are on duty."""
    data = RotaData(
        name=f"Gardes {word}{make.number()}", department="12", starts=first_monday(), weeks=weeks,
        wishes_until=first_monday() - timedelta(days=7),
    )  # fmt: skip
    made = services.create(services.organisations_of(by)[0], data, by)
    house = services.add_house(
        made, HouseData(name=f"Maison {word}{make.number()}", commune=make.commune().pk, needs=needs or WEEKEND), by
    )
    if people:
        services.add_members(made, people, [house.pk], by)
    return made


def drafted(made: Rota) -> Rota:
    """Return the rota with a draft."""
    return drafts.keep(made, drafts.compute(made, effort=1.0))


def published(by: User, people: list[Professional], **fields: int) -> Rota:
    """Return a published rota."""
    return publishing.publish(drafted(rota(by, people, **fields)), by)
