"""Days and hours are those of the place: Réunion is four hours ahead of UTC, Guadeloupe four hours behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from maillage.schemes import FrenchCalendar, Half, Presence, WeeklyTemplate, zone_of
from maillage.site.accounts.clocks import zone_of_user
from maillage.site.accounts.models import Membership, User
from maillage.site.agenda.models import Session
from maillage.site.agenda.publishing import publish
from maillage.site.booking import notices, services
from maillage.site.booking.patients import InvalidPatient, checked
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Engagement, ProgrammeParty
from maillage.site.geography.models import Commune, Region
from maillage.site.messages.models import Message
from maillage.site.observatory.effects import running, weeks_of
from maillage.site.payments.models import PaymentOrder
from maillage.site.www import french
from maillage.site.www.public.portrait import near_sessions
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
OVERSEAS = {"974": ("04", "97411", "Saint-Denis"), "971": ("01", "97105", "Basse-Terre")}
IN_PARIS = ZoneInfo("Europe/Paris")


@dataclass
class There:
    """A region overseas with two sessions of one doctor: one late on a day, one early on the next."""

    commune: Commune
    region: Region
    doctor: Any
    late: Session
    early: Session

    @property
    def zone(self) -> ZoneInfo:
        return self.commune.zone

    @property
    def days(self) -> list[date]:
        return [session.starts.astimezone(self.zone).date() for session in (self.late, self.early)]

    @property
    def coordinator(self) -> User:
        return make.coordinator(self.region)


def place_of(department: str) -> tuple[Region, Commune]:
    region_code, code, name = OVERSEAS[department]
    region = make.region(region_code, name)
    epci = make.intercommunality(f"20000{department}0")
    return region, make.commune(code, name, department=make.department(department, region), intercommunality=epci)


@pytest.fixture(params=["974", "971"])
def there(request: pytest.FixtureRequest) -> There:
    region, commune = place_of(request.param)
    place = make.place(commune=commune, name="Maison de santé", rooms=2)
    person = make.engaged(make.professional(make.user("doctor"), home=commune))
    # A Wednesday at least a week away, so that both days lie in one week.
    first = timezone.localdate() + timedelta(days=7)
    first += timedelta(days=(2 - first.weekday()) % 7)
    late, early = (
        make.published(
            place=place, professional=person, starts=datetime.combine(day, at, zone_of(request.param)),
            ends=datetime.combine(day, at, zone_of(request.param)) + timedelta(minutes=20),
            programme=make.programme(region=region),
        )
        for day, at in ((first, time(23, 30)), (first + timedelta(days=1), time(0, 30)))
    )  # fmt: skip
    make.minutes({(commune.pk, commune.pk): 0})
    return There(commune, region, person, late, early)


@pytest.fixture
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the site's clock to a moment."""

    def stand(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(UTC))

    return stand


def page(user: User, path: str, **query: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(path, query)
    assert answer.status_code == 200
    return text_of(answer).replace(" 1 er ", " 1er ")


def written(day: date) -> str:
    return french.date_text(day).replace("\u00a0", " ")


def short(day: date) -> str:
    return french.short_date(day).replace("\u00a0", " ")


def test_visitors_read_dates_of_the_place(there: There, client: Client) -> None:
    assert [one.day for one in near_sessions(there.commune)] == there.days
    wish = {"commune": there.commune.pk, "pour": "moi", "medecin": "non", "soignant": "gp"}
    offered = text_of(client.get("/rendez-vous", wish))
    assert [day for day in there.days if written(day) in offered] == there.days
    assert "23 h 30" in offered


def test_patients_read_dates_of_the_place(there: There, client: Client) -> None:
    booked = services.book(there.late.slots.get().pk, make.patient(commune=there.commune.pk), make.key())
    told = Message.objects.get().body.replace("\u00a0", " ")
    assert written(there.days[0]) in told
    assert "23 h 30" in told
    link = f"/rendez-vous/{booked.token}"
    assert f"{written(there.days[0])} à 23 h 30" in text_of(client.get(link))
    event = Calendar.from_ical(client.get(f"{link}/agenda.ics").content).events[0]
    assert event["dtstart"].dt.astimezone(there.zone) == there.late.starts
    notices.remind(there.late.starts - timedelta(hours=1))
    assert written(there.days[0]) in Message.objects.order_by("-pk")[0].body.replace("\u00a0", " ")


def test_two_appointments_around_midnight_are_on_two_days(there: There) -> None:
    person = make.patient(commune=there.commune.pk)
    services.book(there.late.slots.get().pk, person, make.key())
    assert services.book(there.early.slots.get().pk, person, make.key()).new


def test_doctors_and_hosts_read_dates_of_the_place(there: There) -> None:
    own = page(there.doctor.user, "/soignant/")
    assert [day for day in there.days if written(day).capitalize() in own] == there.days
    calendar = Client()
    calendar.force_login(there.doctor.user)
    events = Calendar.from_ical(calendar.get("/soignant/agenda.ics").content).events
    assert sorted(event["dtstart"].dt.astimezone(there.zone).date() for event in events) == there.days
    host = page(make.user("host", there.late.place.organisation), "/lieu/")
    assert [day for day in there.days if short(day) in host] == there.days


def test_dates_without_a_place_are_read_by_the_clocks_of_where_one_works(there: There) -> None:
    """Doctors by their place of practice, desks by the territory of their organisation, hosts by their place."""
    insurer, house, elsewhere = make.organisation("insurer"), make.organisation("practice"), make.organisation("agency")
    insurer.regions.add(there.region)
    house.intercommunalities.add(there.commune.intercommunality)
    elsewhere.regions.add(make.region())
    guest = make.user("doctor", there.late.place.organisation)
    make.professional(guest, home=make.commune())
    both = make.user("coordinator", elsewhere)
    make.professional(both, home=there.commune)
    two = make.user("host", there.late.place.organisation)
    Membership.objects.create(user=two, organisation=make.place(name="Autre lieu").organisation, role="host")
    read = {
        "doctor": there.doctor.user, "nurse": make.user("nurse", there.late.place.organisation),
        "payer": make.user("payer", insurer),
        "secretary": make.user("secretary", house), "host": make.user("host", there.late.place.organisation),
    }  # fmt: skip
    assert {name for name, user in read.items() if zone_of_user(user) != there.zone} == set()
    by_paris = {"guest": guest, "coordinator elsewhere": both, "two places": two, "nobody": make.user()}
    assert {name for name, user in by_paris.items() if zone_of_user(user) != IN_PARIS} == set()
    payer = make.payer(organisation=insurer)
    for day, session in zip(there.days, (there.late, there.early), strict=True):
        order = PaymentOrder.objects.create(payer=payer, made_at=session.starts)
        assert written(day).partition(" ")[2] in page(read["payer"], f"/payeur/versements/{order.pk}")


def test_coordinators_read_dates_of_their_region(there: There, at_the_moment: Callable[[datetime], None]) -> None:
    user, (first, second) = there.coordinator, there.days
    for moment in (there.late.starts - timedelta(hours=23), there.late.starts + timedelta(minutes=31)):
        at_the_moment(moment)
        day = moment.astimezone(there.zone).date()
        assert f"{written(day)}, semaine" in page(user, "/coordination/")
    at_the_moment(datetime.combine(first - timedelta(days=2), time(0, 10), there.zone))
    today = page(user, "/coordination/")
    strip = re.split(r"(?:lun|mar|mer|jeu|ven)\. ", today)
    assert "0 pris sur 1" in next(part for part in strip if part.startswith(short(first).partition(" ")[2]))
    assert "0 pris sur 1" in next(part for part in strip if part.startswith(short(second).partition(" ")[2]))
    since = page(user, "/coordination/vacations/", du=second.isoformat())
    assert short(second) in since
    assert short(first) not in since


def test_filters_by_date_use_the_time_zone_of_each_place(there: There) -> None:
    here = make.published(starts=datetime.combine(there.days[1], time(0, 5), IN_PARIS))
    first, second = there.days
    assert set(Session.objects.from_day(second)) == {there.early, here}
    assert set(Session.objects.from_day(first, until=second)) == {there.late}


def test_a_year_begins_at_the_midnight_of_the_place() -> None:
    """At four in the morning of 1 January in Réunion, Paris still has an hour of the old year."""
    _, commune = place_of("974")
    born = make.patient(birth_year=2030, commune=commune.pk)
    assert checked(born, datetime(2029, 12, 31, 22, tzinfo=UTC)).birth_year == 2030
    with pytest.raises(InvalidPatient):
        checked(make.patient(birth_year=2030), datetime(2029, 12, 31, 22, tzinfo=UTC))


def test_an_engagement_ends_with_the_day_of_the_home(at_the_moment: Callable[[datetime], None]) -> None:
    _, commune = place_of("971")
    row = Engagement.objects.get(professional=make.engaged(make.professional(home=commune)))
    at_the_moment(datetime(2030, 3, 2, 2, tzinfo=UTC))  # still 1 March in Guadeloupe
    assert engagements.end(row, date(2030, 3, 1)).state == Engagement.State.ACTIVE
    assert engagements.end(row, date(2030, 2, 28)).state == Engagement.State.ENDED


def test_a_programme_runs_by_the_time_zone_of_its_region(
    there: There, at_the_moment: Callable[[datetime], None]
) -> None:
    programme = there.early.programme
    programme.starts, programme.ends = there.days[1], None
    programme.save()
    Session.objects.filter(pk=there.late.pk).update(state="cancelled")
    type(programme).objects.exclude(pk=programme.pk).update(state="ended")
    other = make.programme(starts=there.days[1] - timedelta(days=365), ends=there.days[1])
    moment = datetime.combine(there.days[1], time(0, 1), there.zone)
    at_the_moment(moment)
    assert programme in running()
    at_the_moment(moment - timedelta(minutes=2))
    assert running() == [other]
    assert weeks_of(programme) == 1


@pytest.mark.parametrize(
    ("department", "holiday"),
    [("974", date(2027, 12, 20)), ("971", date(2027, 5, 27)), ("57", date(2028, 12, 26)), ("67", date(2028, 12, 26))],
)
def test_nothing_is_published_on_a_holiday_of_the_place(department: str, holiday: date) -> None:
    region = make.region("44", "Grand Est")
    where = make.commune(f"{department}001"[:5], f"Bourg {department}", department=make.department(department, region))
    place = make.place(commune=where, reference="P1")
    make.engaged(make.professional(reference="D1", status="hospital"), scheme="shared_post", days_per_month=31)
    monday = holiday - timedelta(days=holiday.weekday())
    presences = tuple(Presence(day, Half.MORNING, "P1", "D1") for day in range(5))
    programme = make.programme(
        WeeklyTemplate(monday, presences), scheme="shared_post", starts=monday, ends=monday + timedelta(days=6),
        state="draft", published_at=None,
    )  # fmt: skip
    ProgrammeParty.objects.create(programme=programme, organisation=place.organisation, key="P1", place=place)
    publish(programme)
    opened = {session.starts.astimezone(session.zone).date() for session in Session.objects.filter(place=place)}
    assert opened == set(FrenchCalendar().working_days(monday, monday + timedelta(days=5))) - {holiday}
