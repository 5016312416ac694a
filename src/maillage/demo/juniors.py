"""A year of junior doctors of the demonstration: eight supervisors, twelve juniors, beds, a couple; most have answered.

All people are invented, and the name of the year says so.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from maillage.demo.people import Names
from maillage.site.accounts.models import User
from maillage.site.geography.models import Commune, Department, Region
from maillage.site.juniors import services
from maillage.site.juniors.models import JuniorYear, YearJunior, YearSupervisor
from maillage.site.juniors.services import (
    REFUSED,
    JuniorData,
    JuniorWishes,
    SupervisorData,
    SupervisorWishes,
    YearData,
)
from maillage.site.www import toponyms

JUNIORS, SUPERVISORS, WISHES, OPEN_FOR = 12, 8, 5, timedelta(days=30)
SILENT_JUNIORS, SILENT_SUPERVISORS = 2, 1
"""How many have not answered yet: the last ones."""


def create_juniors(region: str, coordinator: User, seed: int) -> int:
    """Create a year whose wishes are open; returns how many of both sides have answered."""
    towns = _towns(region)
    if len(towns) < 2:
        return 0
    today = timezone.localdate()
    starts = date(today.year + (today + 2 * OPEN_FOR > date(today.year, 11, 2)), 11, 2)
    year = services.create(
        Region.objects.get(pk=region),
        YearData(
            name=f"Promotion de novembre {starts.year} (personnes inventées)", starts=starts,
            wishes_until=today + OPEN_FOR,
        ),
        coordinator,
    )  # fmt: skip
    names = Names(seed + 7600, "docteurs.example", first_number=9100)
    supervisors = _supervisors(year, towns, names, coordinator)
    juniors = _juniors(year, names, coordinator)
    return _answers(juniors, supervisors)


def _towns(region: str) -> list[Commune]:
    """Return towns of the department with most inhabitants, two in each intercommunality as far as there are."""
    known = Department.objects.filter(region=region).annotate(people=Sum("communes__population"))
    department = known.exclude(people=None).order_by("-people", "pk").first()
    rows = Commune.objects.filter(department=department, position__isnull=False, intercommunality__isnull=False)
    pairs: dict[str, list[Commune]] = {}
    for one in rows.filter(population__lt=15_000).order_by("-population", "pk"):
        group = pairs.setdefault(str(one.intercommunality_id), [])
        if len(group) < 2:
            group.append(one)
    return [one for group in pairs.values() for one in group][:SUPERVISORS]


def _supervisors(year: JuniorYear, towns: list[Commune], names: Names, by: User) -> list[YearSupervisor]:
    beds = [
        services.add_housing(year, f"Internat {toponyms.commune(town.name).of}", 2, by).pk for town in towns[:2]
    ]  # fmt: skip
    made: list[YearSupervisor] = []
    for rank in range(SUPERVISORS):
        person, town = names.person(), towns[rank % len(towns)]
        # The last one's accreditation ends within the year: nobody can stay there for both semesters.
        until = year.starts + timedelta(days=200) if rank == SUPERVISORS - 1 else None
        data = SupervisorData(
            first_name=person.first_name, last_name=person.last_name, email=person.email,
            place=f"Maison de santé {toponyms.commune(town.name).of}", commune=town.pk, capacity=1 + rank % 2,
            accredited_until=until, housing=beds[rank] if rank < len(beds) else None,
        )  # fmt: skip
        made.append(services.add_supervisor(year, data, by))
    return made


def _juniors(year: JuniorYear, names: Names, by: User) -> list[YearJunior]:
    people = [names.person() for _ in range(JUNIORS)]
    rows = [JuniorData(first_name=one.first_name, last_name=one.last_name, email=one.email) for one in people]
    juniors = services.add_juniors(year, rows, by)
    first, second = juniors[2], juniors[3]
    data = JuniorData(first_name=first.first_name, last_name=first.last_name, email=first.email, rank=first.rank)
    services.change_junior(first, data, second.pk, by)
    return juniors


def _answers(juniors: list[YearJunior], supervisors: list[YearSupervisor]) -> int:
    """Let most of both sides answer by their links: the first places are wished by many, the couple wishes alike."""
    count = len(supervisors)
    for rank, one in enumerate(juniors[:-SILENT_JUNIORS]):
        start = 2 if rank in (2, 3) else rank * rank % 5
        keys = [supervisors[(start + step) % count].pk for step in range(WISHES)]
        pairs = [(key, key) for key in keys]
        if rank == 5:  # half a year here, half a year there
            pairs.insert(0, (keys[0], keys[2]))
        services.wish(one, JuniorWishes(pairs, lodged=rank in (0, 6)), None)
    for rank, one in enumerate(supervisors[:-SILENT_SUPERVISORS]):
        wanted = [juniors[(3 * rank + step) % (JUNIORS - SILENT_JUNIORS)].pk for step in range(3)]
        ranks = {junior: place for place, junior in enumerate(wanted, start=1)}
        if rank == 4:
            ranks[juniors[-1].pk] = REFUSED
        services.offer(one, SupervisorWishes(one.capacity, (1, 2), ranks), None)
    return len(juniors) - SILENT_JUNIORS + count - SILENT_SUPERVISORS
