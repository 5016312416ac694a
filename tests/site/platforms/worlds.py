"""Three hospitals that share the reading of EEGs, with a published rota and a signed agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from maillage.site.accounts.models import Organisation, User
from maillage.site.agenda.models import Session
from maillage.site.agreements import drafting, negotiating
from maillage.site.agreements.drafting import ShareData, TermsData
from maillage.site.agreements.models import AgreementVersion
from maillage.site.directory.models import Professional
from maillage.site.duties import drafts, publishing, services
from maillage.site.duties.drafts import Draft
from maillage.site.duties.models import Rota
from maillage.site.duties.services import HouseData, RotaData
from maillage.site.expertise import platforms, pools
from maillage.site.expertise.models import ReaderPool, ReadingPlatform
from tests.site import duty_factories as duty
from tests.site import factories as make
from tests.site.expertise import cases
from tests.site.expertise.cases import Ward

TOWNS = (("31555", "Toulouse"), ("46042", "Cahors"), ("12202", "Rodez"))
SHARES = ((50, 40), (30, 35), (20, 25))
"""Of the load and of the money, in per cent, by hospital."""
EVENINGS = {"reading_evening": 1}


@dataclass
class House:
    """A hospital of a platform."""

    organisation: Organisation
    pool: ReaderPool
    readers: list[User]
    people: list[Professional]
    head: User
    desk: User
    organiser: User


@dataclass
class World:
    """A platform run by the first hospital."""

    platform: ReadingPlatform
    houses: list[House]
    asking: Organisation = field(default_factory=lambda: make.organisation("establishment", name="Hôpital demandeur"))

    def __post_init__(self) -> None:
        self.requester = make.user("requester", self.asking)

    @property
    def first(self) -> House:
        return self.houses[0]

    def ward(self, rank: int) -> Ward:
        """One hospital of the platform as the cases of requests take it."""
        one = self.houses[rank]
        return Ward(self.asking, self.requester, one.organisation, one.readers, one.head, one.pool)

    @property
    def people(self) -> list[Professional]:
        return [person for one in self.houses for person in one.people]


def house(code: str, town: str, readers: int = 2) -> House:
    where = make.commune(code, town, department=make.department(code[:2]), intercommunality=None)
    organisation = make.organisation("establishment", name=f"Hôpital de {town} {make.number()}")
    make.place(1, name=f"Site de {town} {make.number()}", kind="hospital", commune=where, organisation=organisation)
    pool = pools.create_pool(organisation, "eeg_child")
    users = [make.user("expert", organisation, last_name=f"Lecture{make.number()}") for _ in range(readers)]
    people = [
        make.professional(one, home=where, last_name=one.last_name, status="hospital", profession="specialist")
        for one in users
    ]
    for one in users:
        pools.add_reader(pool, one)
    return House(
        organisation, pool, users, people, make.user("head_of_pathway", organisation),
        make.user("medical_affairs", organisation), make.user("duty_organiser", organisation),
    )  # fmt: skip


def world(readers: int = 2, towns: Sequence[tuple[str, str]] = TOWNS) -> World:
    """Hospitals that have all joined."""
    houses = [house(code, town, readers) for code, town in towns]
    made = platforms.create(houses[0].pool, f"Lecture partagée {make.number()}", houses[0].head)
    for one in houses[1:]:
        platforms.join(platforms.invite(made, one.pool, houses[0].head), one.head)
    return World(made, houses)


def rota(place: World, *, starts: date | None = None, weeks: int = 2, **needs: int) -> Rota:
    """A rota of all readers, not published."""
    first, by = starts or duty.first_monday(), place.first.organiser
    data = RotaData(
        name=f"Lectures {make.number()}", starts=first, weeks=weeks, wishes_until=first - timedelta(days=7),
        platform=place.platform,
    )  # fmt: skip
    made = services.create(place.first.organisation, data, by)
    post = HouseData(name="Poste de lecture", commune=TOWNS[0][0], needs=needs or EVENINGS)
    services.add_members(made, place.people, [services.add_house(made, post, by).pk], by)
    return made


def published(made: Rota, people: Sequence[Professional]) -> list[Session]:
    """Publish a rota whose duties are given in turn, by date; a list of less than all is repeated."""
    from maillage.site.duties.problem import problem_of

    names = [one.id for one in sorted(problem_of(made).duties, key=lambda one: one.starts)]
    filled = {name: str(people[rank % len(people)].pk) for rank, name in enumerate(names)}
    kept = drafts.keep(made, Draft(filled, None, 0.0, ""))
    return publishing.sessions_of(publishing.publish(kept, None))


def agreed(place: World, starts: date, shares: Sequence[tuple[int, int]] = SHARES) -> AgreementVersion:
    """The agreement of the platform, signed by all."""
    terms = TermsData(
        name=place.platform.name, pathway="EEG", starts=starts, platform=place.platform,
        shares=[
            ShareData(organisation=one.organisation, time_percent=time, money_percent=money)
            for one, (time, money) in zip(place.houses, shares, strict=True)
        ],
    )  # fmt: skip
    version = negotiating.propose(drafting.draft(terms, place.first.organisation), "La direction")
    for one in negotiating.waiting_for(version, "yes"):
        version = negotiating.answer(version, one, "yes", "La direction")
    for one in version.parties:
        version = negotiating.sign(version, one, "La direction")
    return version


ANSWER = cases.ANSWER
