"""Who gets a request of a shared platform: those on duty in its hours, in order of due time, least open work first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from maillage.site.expertise import background, platforms, reading, requesting, sharing
from maillage.site.expertise.models import ExpertiseRequest, PlatformMember, ReadingPlatform
from maillage.site.refusals import InvalidField, NotAllowed, WrongState
from tests.site import factories as make
from tests.site.expertise import cases
from tests.site.platforms import worlds
from tests.site.platforms.worlds import World

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the time that services see."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_to


@pytest.fixture
def evening() -> tuple[World, datetime]:
    """A platform with a published rota, and a moment at which the second hospital's first reader is on duty."""
    place = worlds.world()
    sessions = worlds.published(worlds.rota(place, weeks=1), [place.houses[1].people[0]] * 1 + place.houses[0].people)
    return place, sessions[0].starts + timedelta(minutes=5)


def test_a_request_sent_in_the_evening_goes_to_the_reader_on_duty_of_another_hospital(
    evening: tuple[World, datetime], clock: Clock
) -> None:
    place, now = evening
    on_duty, colleague = place.houses[1].readers
    clock(now)
    request = cases.sent(place.ward(2))
    assert (request.proposed_to, request.platform) == (on_duty, place.platform)
    assert ExpertiseRequest.objects.visible_to(on_duty).filter(pk=request.pk).exists()
    assert not ExpertiseRequest.objects.visible_to(colleague).filter(pk=request.pk).exists()
    taken = reading.take(request, on_duty)
    assert (taken.platform, taken.read_for) == (place.platform, place.houses[1].organisation)
    clock(now + timedelta(hours=8))
    reading.answer(taken, cases.ANSWER, on_duty)
    assert cases.fresh(taken).platform == place.platform


def test_outside_the_hours_of_the_rota_each_hospital_reads_its_own(
    evening: tuple[World, datetime], clock: Clock
) -> None:
    place, now = evening
    clock(now - timedelta(hours=3))
    request = cases.sent(place.ward(2))
    assert (request.proposed_to, request.platform) == (place.houses[2].readers[0], None)
    with pytest.raises(NotAllowed):
        reading.take(request, place.houses[1].readers[0])
    taken = reading.take(request, place.houses[2].readers[0])
    assert (taken.platform, taken.read_for) == (None, place.houses[2].organisation)


def test_what_may_wait_longer_than_the_platform_reads_stays_with_its_hospital(
    evening: tuple[World, datetime], clock: Clock
) -> None:
    place, now = evening
    clock(now)
    planned, soon = cases.sent(place.ward(2), urgency="planned"), cases.sent(place.ward(2), urgency="soon")
    assert (planned.platform, soon.platform) == (None, place.platform)
    assert sharing.share_out(now) == (0, 0)


def test_a_duty_that_begins_gets_what_waits_and_one_that_ends_gives_it_back(
    evening: tuple[World, datetime], clock: Clock
) -> None:
    place, now = evening
    on_duty = place.houses[1].readers[0]
    clock(now - timedelta(hours=1))
    rows = [cases.sent(place.ward(rank), urgency=urgency) for rank, urgency in ((0, "soon"), (2, "urgent"))]
    clock(now)
    told = len(make.letters(to=on_duty.email))
    background.share()
    found = [cases.fresh(one) for one in rows]
    assert {one.proposed_to for one in found} == {on_duty}
    assert len(make.letters(to=on_duty.email)) == told + 2
    assert sharing.share_out(now) == (0, 0), "sharing again changes nothing"
    with transaction.atomic():
        reading.take(found[0], on_duty)
    after = now + timedelta(hours=5)
    clock(after)
    assert sharing.share_out(after) == (0, 1)
    back = cases.fresh(found[1])
    assert (back.proposed_to, back.platform) == (place.houses[2].readers[0], None)
    assert [one.kind for one in back.events.all()][-2:] == ["shared", "unshared"]
    assert cases.fresh(found[0]).platform == place.platform
    assert not ExpertiseRequest.objects.visible_to(on_duty).filter(pk=back.pk).exists()


def test_two_readers_on_duty_share_in_order_of_due_time_the_least_busy_first(clock: Clock) -> None:
    place = worlds.world()
    one, two, *others = place.people[:4]
    sessions = worlds.published(worlds.rota(place, weeks=1, reading_evening=2), [one, two, *others])
    first = [row for row in sessions if row.starts == sessions[0].starts]
    assert {row.giver for row in first} == {one, two}
    now = first[0].starts + timedelta(minutes=5)
    clock(now - timedelta(hours=1))
    rows = [cases.sent(place.ward(2), urgency=urgency) for urgency in ("soon", "critical", "urgent", "soon", "urgent")]
    clock(now)
    assert sharing.share_out() == (5, 0)
    found = sorted(map(cases.fresh, rows), key=lambda row: (row.due_at, row.pk))
    people = [row.proposed_to for row in found]
    assert Counter(people) == {one.user: 3, two.user: 2} or Counter(people) == {one.user: 2, two.user: 3}
    assert all(a != b for a, b in pairwise(people)), "each goes to who has the least"


def test_a_request_that_a_reader_gives_back_goes_to_those_on_duty(
    evening: tuple[World, datetime], clock: Clock
) -> None:
    place, now = evening
    clock(now - timedelta(hours=1))
    own = reading.take(cases.sent(place.ward(0)), place.houses[0].readers[0])
    clock(now)
    back = reading.give_back(own, place.houses[0].readers[0])
    assert (back.proposed_to, back.platform, back.read_for) == (place.houses[1].readers[0], place.platform, None)


def test_a_hospital_joins_for_itself_and_one_platform_only() -> None:
    place = worlds.world()
    newcomer, other = worlds.house("81004", "Albi"), worlds.house("82121", "Montauban")
    member = platforms.invite(place.platform, newcomer.pool, place.first.head)
    assert make.letters(to=newcomer.head.email)
    assert newcomer.organisation not in platforms.readers_of(place.platform).values()
    with pytest.raises(NotAllowed):
        platforms.join(member, place.first.head)
    platforms.join(member, newcomer.head)
    assert set(newcomer.readers) == {
        one for one in newcomer.readers if platforms.readers_of(place.platform)[one.pk] == newcomer.organisation
    }
    second = platforms.create(other.pool, "Autre plateforme", other.head)
    with pytest.raises(InvalidField):
        platforms.invite(second, newcomer.pool, other.head)
    late = PlatformMember.objects.create(platform=second, pool=newcomer.pool)
    with pytest.raises(WrongState, match="déjà dans une autre"):
        platforms.join(late, newcomer.head)
    with pytest.raises(WrongState, match="ne la quitte pas"):
        platforms.leave(place.platform.members.get(pool=place.first.pool), place.first.head)
    platforms.leave(member, newcomer.head)
    assert platforms.platform_of(newcomer.pool) is None


def test_the_database_refuses_a_group_of_another_pathway_and_a_second_platform() -> None:
    place = worlds.world(readers=1)
    imaging = worlds.pools.create_pool(place.first.organisation, "imaging")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlatformMember.objects.create(platform=place.platform, pool=imaging)
    second = ReadingPlatform.objects.create(
        name="Deux", pathway="eeg_child", organisation=place.first.organisation
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        PlatformMember.objects.create(
            platform=second, pool=place.first.pool, joined_at=make.soon()
        )  # fmt: skip


@pytest.mark.parametrize(("field", "name", "hours"), [("name", " ", 24), ("longest_hours", "Une", 0)])
def test_what_is_wrong_in_a_platform_is_told_on_its_field(field: str, name: str, hours: int) -> None:
    one = worlds.house(*worlds.TOWNS[0])
    with pytest.raises(InvalidField) as refused:
        platforms.create(one.pool, name, one.head, hours)
    assert refused.value.field == field


def test_who_left_the_group_or_whose_hospital_left_reads_nothing_more_on_duty(
    evening: tuple[World, datetime], clock: Clock
) -> None:
    place, now = evening
    house, on_duty = place.houses[1], place.houses[1].readers[0]
    clock(now)
    request = cases.sent(place.ward(0))
    seen = ExpertiseRequest.objects.filter(pk=request.pk)
    assert (seen & ExpertiseRequest.objects.visible_to(on_duty)).exists()
    reader = house.pool.readers.get(user=on_duty)
    with transaction.atomic():
        worlds.pools.remove_reader(reader, house.head)
        assert not (seen & ExpertiseRequest.objects.visible_to(on_duty)).exists()
        assert sharing.share_out(now) == (0, 1)
        transaction.set_rollback(True)
    platforms.leave(place.platform.members.get(pool=house.pool), house.head)
    assert not (seen & ExpertiseRequest.objects.visible_to(on_duty)).exists()


def test_a_reader_of_no_member_never_sees_what_is_shared(evening: tuple[World, datetime], clock: Clock) -> None:
    place, now = evening
    stranger = cases.ward()
    clock(now)
    request = cases.sent(place.ward(0))
    assert not ExpertiseRequest.objects.visible_to(stranger.readers[0]).filter(pk=request.pk).exists()
    requesting.withdraw(request, place.requester)
    assert not ExpertiseRequest.objects.visible_to(place.houses[1].readers[0]).filter(pk=request.pk).exists()
