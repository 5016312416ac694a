"""Duties of the demonstration: one department, a published quarter with a swap and a hole, wishes for the next one."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from maillage.demo.accounts import DUTY_COLLEAGUE_EMAIL, DUTY_ORGANISER_EMAIL, open_account
from maillage.demo.people import Names
from maillage.schemes import Profession, Status
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda import services as agenda
from maillage.site.agenda import swaps
from maillage.site.agenda.models import Session
from maillage.site.directory import services as directory
from maillage.site.directory.models import Professional
from maillage.site.directory.services import ProfessionalData
from maillage.site.duties import drafts, publishing, services
from maillage.site.duties.models import Rota
from maillage.site.duties.services import HouseData, RotaData
from maillage.site.geography.models import Commune, Department
from maillage.site.www import french, toponyms

DOCTORS, WEEKS, WISHED = 10, 13, 4
EFFORT = 0.1
"""Enough for a rota of ten people, as counted by :func:`maillage.planning.rota.fill`."""


def create_duties(region: str, seed: int) -> int:
    """Create who organises duties, a published rota and the next one; returns the number of duties published."""
    department, people = _doctors(region, seed)
    of = toponyms.department(department.pk, department.name).of
    house = directory.create_organisation(
        f"Association des médecins de garde {of}", roles.DUTY_ASSOCIATION.code, departments=[department.pk]
    )
    open_account(Invitee(DUTY_ORGANISER_EMAIL, "Irène", "Aulne", roles.DUTY_ORGANISER.code, house))
    by = User.objects.get(email=DUTY_ORGANISER_EMAIL)
    today = timezone.localdate()
    starts = today + timedelta(days=7 - today.weekday())
    now = _rota(house, by, department, starts, people)
    now = publishing.publish(drafts.keep(now, drafts.compute(now, effort=EFFORT)), by)
    _swap(now, people, region)
    _next(now, by, starts + timedelta(weeks=WEEKS))
    return len(publishing.sessions_of(now))


def _doctors(region: str, seed: int) -> tuple[Department, list[Professional]]:
    """Return a department and ten of its general practitioners; the doctor with an account among them if it can be."""
    gps = Professional.objects.filter(profession=Profession.GP.value, home__department__region=region)
    gps = gps.select_related("home__department", "resource", "user")
    accounts = gps.filter(user__memberships__role=roles.DOCTOR.code).order_by("user_id")
    known = accounts.first() or gps.order_by("pk")[0]
    department = known.home.department
    assert department is not None
    others = gps.filter(home__department=department, user=None).exclude(pk=known.pk).order_by("pk")
    people = [known, *others[: DOCTORS - 1]]
    names = Names(seed + 7200, "gardes.example", first_number=8700)
    people += [_professional(names, known.home_id) for _ in range(DOCTORS - len(people))]
    return department, people


def _professional(names: Names, home: str) -> Professional:
    person = names.person()
    return directory.create_professional(
        ProfessionalData(
            first_name=person.first_name, last_name=person.last_name, profession=Profession.GP,
            status=Status.PRACTISING, home=home, email=person.email, phone=person.phone,
        )
    )  # fmt: skip


def _rota(house: Organisation, by: User, department: Department, starts: date, people: list[Professional]) -> Rota:
    data = RotaData(
        name=_named(starts), department=department.pk, starts=starts, weeks=WEEKS,
        wishes_until=starts - timedelta(days=14),
    )  # fmt: skip
    rota = services.create(house, data, by)
    town = Commune.objects.filter(department=department, population__gt=0).order_by("-population")[0]
    home = people[0].home
    clinic = HouseData(
        name=f"Maison médicale de garde {toponyms.commune(home.name).of}", commune=home.pk,
        needs={"saturday": 1, "sunday": 1},
    )  # fmt: skip
    calls = HouseData(name="Régulation du 15", commune=town.pk, regulates=True, needs={"sunday": 1})
    keys = [services.add_house(rota, one, by).pk for one in (clinic, calls)]
    services.add_members(rota, people, keys, by)
    return rota


def _named(starts: date) -> str:
    return f"Treize semaines dès le {french.date_text(starts, weekday=False, year=True)}"


def _swap(rota: Rota, people: list[Professional], region: str) -> None:
    """Let a colleague offer a duty that the first doctor may take, and give another one back."""
    sessions = publishing.sessions_of(rota)
    first = people[0]
    own: dict[int, list[Session]] = {}
    for one in sessions:
        if one.giver is not None and one.giver.user_id is None:
            own.setdefault(one.giver.pk, []).append(one)
    agency = Organisation.objects.get(kind=roles.AGENCY.code, regions=region)
    for colleague in (one for one in people if len(own.get(one.pk, [])) > 1):
        offered = next(
            (one for one in own[colleague.pk] if swaps.reason_against_swap(colleague, [one], first) is None), None
        )
        if offered is None:
            continue
        who = (colleague.first_name, colleague.last_name, roles.DOCTOR.code, agency, colleague.pk)
        user = User.objects.get(email=open_account(Invitee(DUTY_COLLEAGUE_EMAIL, *who)))
        swaps.offer([offered], user)
        agenda.decline(next(one for one in reversed(own[colleague.pk]) if one.pk != offered.pk), user)
        return


def _next(rota: Rota, by: User, starts: date) -> None:
    """Create the next quarter like this one; some doctors have given their wishes."""
    data = RotaData(
        name=_named(starts), department=rota.department_id, starts=starts, weeks=WEEKS,
        wishes_until=starts - timedelta(days=28), like=rota,
    )  # fmt: skip
    made = services.create(rota.organisation, data, by)
    members = list(made.members.filter(professional__user=None).order_by("pk")[:WISHED])
    dates = services.wish_dates(members[0]) if members else []
    for rank, member in enumerate(members):
        kinds = ("cannot", "rather_not", "would_like")
        wished = {day: kinds[k % 3] for k, day in enumerate(dates[rank :: WISHED + 2])}
        services.give_wishes(member, wished, by)
