"""Load and money of a platform: promised beside done, shared to the cent, closed for good; delays by hospital."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import PARIS, shared_by_weight
from maillage.site.accounts.models import Organisation
from maillage.site.agenda.services import hold
from maillage.site.agreements.closing_models import ClosedMonth
from maillage.site.agreements.recharges import Part
from maillage.site.duties.models import RotaMember
from maillage.site.expertise import delays, reading
from maillage.site.expertise.models import ExpertiseRequest, FeeLine
from maillage.site.platforms import closing, setting_up
from maillage.site.platforms.load import month_loads
from maillage.site.platforms.money import Amount, balances, month_of, recharges
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused, WrongState
from tests.site import factories as make
from tests.site.expertise import cases
from tests.site.platforms import worlds
from tests.site.platforms.worlds import World

MONTH = date(2026, 9, 1)
"""September 2026 has no public holiday and 22 weekdays; its first Monday is the 7th."""
HOSPITALS = [Organisation(pk=key, name=f"Hôpital {key}") for key in (1, 2, 3)]


def shared(weights: Sequence[int], cents: int) -> tuple[Part, ...]:
    amounts = shared_by_weight(cents, weights)
    return tuple(Part(one, w, a) for one, w, a in zip(HOSPITALS, weights, amounts, strict=True))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["duty", "fee"]), st.sampled_from(HOSPITALS), st.integers(1, 100_000),
            st.lists(st.integers(0, 60), min_size=3, max_size=3).filter(any),
        )
    )
)  # fmt: skip
def test_what_is_owed_settles_every_balance_to_the_cent(rows: list[tuple[str, Organisation, int, list[int]]]) -> None:
    amounts = [
        Amount(kind, MONTH, one, "", None, "", cents, shared(weights, cents))  # type: ignore[arg-type]
        for kind, one, cents, weights in rows
    ]
    found = {one.hospital.pk: one.gets for one in balances(amounts)}
    assert sum(found.values()) == 0
    for one in recharges(amounts):
        assert one.cents > 0
        found[one.debtor.pk] += one.cents
        found[one.creditor.pk] -= one.cents
    assert not any(found.values())
    pairs = [frozenset({one.debtor.pk, one.creditor.pk}) for one in recharges(amounts)]
    assert len(set(pairs)) == len(pairs), "one amount for each pair"


@given(st.integers(1, 100))
def test_equal_parts_make_a_hundred(count: int) -> None:
    found = setting_up.equal_percents(count)
    assert (len(found), sum(found)) == (count, 100)
    assert max(found) - min(found) <= 1


@given(st.dictionaries(st.integers(), st.tuples(st.integers(1, 100), st.integers(1, 9)), min_size=1, max_size=6))
def test_readers_get_parts_in_the_ratio_of_the_shares_of_their_hospitals(shares: dict[int, tuple[int, int]]) -> None:
    found = setting_up.parts_of(shares)
    most = max(percent / count for percent, count in shares.values())
    for key, (percent, count) in shares.items():
        assert 10 <= found[key] <= 100
        assert abs(found[key] - max(10, 100 * percent / count / most)) <= 0.5 + 1e-9


@pytest.fixture
def september() -> World:
    """A month of evenings of which two took place, and three readings on duty, one of a patient in hospital."""
    place = worlds.world()
    sessions = worlds.published(worlds.rota(place, starts=date(2026, 9, 7), weeks=1), place.people)
    by = make.coordinator()
    for one in sessions[:3]:
        hold(one, by)
    worlds.agreed(place, date(2026, 9, 1))
    evening = datetime(2026, 9, 7, 20, tzinfo=PARIS)
    for rank, inpatient in ((0, False), (0, False), (2, True)):
        reader = place.houses[rank].readers[0]
        row = reading.take(cases.sent(place.ward(rank), inpatient=inpatient), reader)
        reading.answer(row, cases.ANSWER, reader)
        ExpertiseRequest.objects.filter(pk=row.pk).update(
            platform=place.platform, sent_at=evening, taken_at=evening + timedelta(minutes=10),
            answered_at=evening + timedelta(minutes=60 + 30 * rank), due_at=evening + timedelta(hours=1),
        )  # fmt: skip
        FeeLine.objects.filter(request=row).update(on=evening.date())
    return place


@pytest.mark.django_db
def test_a_month_shares_duties_and_fees_by_the_agreement(september: World) -> None:
    found = month_of(september.platform, MONTH)
    first, second, third = (one.organisation for one in september.houses)
    duties = [one for one in found.amounts if one.kind == "duty"]
    fees = [one for one in found.amounts if one.kind == "fee"]
    assert [(one.hospital, one.cents) for one in duties] == [(first, 15_000), (first, 15_000), (second, 15_000)]
    assert [(one.hospital, one.cents) for one in fees] == [(first, 2_300), (first, 2_300)]
    assert {part.organisation: part.cents for part in fees[0].parts} == {first: 920, second: 805, third: 575}
    assert found.open == 2
    assert {one.hospital: one.gets for one in found.balances} == {
        first: 30_000 - 18_000 - 4_600 + 1_840, second: 15_000 - 15_750 + 1_610, third: -11_250 + 1_150,
    }  # fmt: skip
    assert {(one.debtor, one.creditor): one.cents for one in found.recharges} == {
        (third, first): 7_500 - 1_150, (third, second): 3_750, (second, first): 10_500 - 6_000 - 1_610,
    }  # fmt: skip


@pytest.mark.django_db
def test_more_readers_ask_no_more_of_the_database(september: World, client: Client) -> None:
    client.force_login(september.houses[1].desk)
    pages = [f"/plateformes/{september.platform.pk}{rest}" for rest in ("", "/argent?mois=2026-09", "/delais?jours=90")]

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(page).status_code == 200
        return len(found)

    before = [asked(one) for one in pages]
    for one in worlds.Session.objects.filter(programme__rota__platform=september.platform).exclude(state="held"):
        hold(one, make.coordinator())
    assert len({one.who for one in month_of(september.platform, MONTH).amounts if one.kind == "duty"}) > 3
    assert [asked(one) for one in pages] == before
    assert max(before) < 45


@pytest.mark.django_db
def test_the_load_promised_stands_beside_what_was_done(september: World) -> None:
    found = month_loads(september.platform, MONTH)
    by_house = {one.hospital: one for one in found}
    first, second, third = (by_house[one.organisation] for one in september.houses)
    assert [one.promised_hours for one in (first, second, third)] == pytest.approx([12.5, 7.5, 5.0])
    assert [one.planned_hours for one in (first, second, third)] == [10, 10, 5]
    assert [one.held_hours for one in (first, second, third)] == [10, 5, 0]
    assert [one.readings for one in (first, second, third)] == [2, 0, 1]
    assert [one.readings_promised for one in (first, second, third)] == pytest.approx([1.5, 0.9, 0.6])


@pytest.mark.django_db
def test_a_day_without_an_agreement_stays_with_who_paid() -> None:
    place = worlds.world()
    sessions = worlds.published(worlds.rota(place, starts=date(2026, 9, 7), weeks=1), place.people)
    hold(sessions[0], make.coordinator())
    worlds.agreed(place, date(2026, 9, 8))
    found = month_of(place.platform, MONTH)
    assert found.outside == 1
    assert found.recharges == []


@pytest.mark.django_db
def test_a_closed_month_reads_back_as_it_was(september: World) -> None:
    desk = september.houses[1].desk
    with pytest.raises(WrongState, match="pas encore notées"):
        closing.close(september.platform, MONTH, desk)
    for one in worlds.Session.objects.filter(programme__rota__platform=september.platform).exclude(state="held"):
        hold(one, make.coordinator())
    with pytest.raises(WrongState, match="pas fini"):
        closing.close(september.platform, MONTH, desk, today=date(2026, 9, 30))
    with pytest.raises(NotAllowed):
        closing.close(september.platform, MONTH, make.user("medical_affairs", september.asking))
    before, _ = closing.money_of(september.platform, MONTH)
    closing.close(september.platform, MONTH, desk)
    FeeLine.objects.all().delete()
    assert closing.money_of(september.platform, MONTH) == (before, ClosedMonth.objects.get())
    with pytest.raises(AlreadyDone):
        closing.close(september.platform, MONTH, desk)


@pytest.mark.django_db
def test_delays_are_told_by_hospital_hour_and_weekday(september: World) -> None:
    since = datetime(2026, 9, 1, tzinfo=PARIS)
    rows = delays.sent_to(september.platform, since, since + timedelta(days=30), since + timedelta(days=40))
    assert len(rows) == 3
    assert list(delays.delays_by(rows, delays.hour_of(PARIS))) == [20]
    assert list(delays.delays_by(rows, delays.weekday_of(PARIS))) == [0]
    whole = delays.delays(rows)
    assert (whole.taken.median, whole.taken.ninth_decile) == (timedelta(minutes=10), timedelta(minutes=10))
    assert (whole.answered.median, whole.answered.ninth_decile) == (timedelta(hours=1), timedelta(hours=2))
    assert (whole.sent, whole.late) == (3, 1)
    reads = delays.delays_by(rows, lambda one: one.reads)
    assert {name: one.sent for name, one in reads.items()} == {
        september.houses[0].organisation.name: 2, september.houses[2].organisation.name: 1,
    }  # fmt: skip
    assert not delays.sent_to(september.platform, since + timedelta(days=20), since + timedelta(days=30), since)


@pytest.mark.django_db
def test_parts_of_readers_follow_the_agreement() -> None:
    place = worlds.world()
    made = worlds.rota(place)
    with pytest.raises(WrongState, match="Aucune convention"):
        setting_up.share_load(made, place.first.organiser)
    worlds.agreed(place, date(2026, 1, 1))
    with pytest.raises(NotAllowed):
        setting_up.share_load(made, place.houses[1].organiser)
    setting_up.share_load(made, place.first.organiser)
    parts = dict(RotaMember.objects.filter(rota=made).values_list("professional", "share_percent"))
    assert [parts[one.people[0].pk] for one in place.houses] == [100, 60, 40]
    for one in place.houses[2].people:
        made.members.get(professional=one).delete()
    with pytest.raises(Refused, match="aucun lecteur"):
        setting_up.share_load(made, place.first.organiser)


@pytest.mark.django_db
def test_the_agreement_of_a_platform_names_nobody_and_has_no_agenda() -> None:
    from maillage.site.agreements import negotiating, taking_effect

    place = worlds.world()
    version = setting_up.draft_agreement(
        place.platform, place.houses[1].organisation, date(2027, 1, 1), place.houses[1].desk
    )
    assert sorted(one.time_percent for one in version.shares.all()) == [33, 33, 34]
    assert negotiating.reasons_not_to_propose(version) == []
    with pytest.raises(NotAllowed):
        setting_up.draft_agreement(place.platform, place.asking, date(2027, 1, 1), None)
    version = negotiating.propose(version, "La direction", by=place.houses[1].desk)
    for one in negotiating.waiting_for(version, "yes"):
        version = negotiating.answer(version, one, "yes", "La direction")
    for one in version.parties:
        version = negotiating.sign(version, one, "La direction")
    with pytest.raises(WrongState, match="tableau de la plateforme"):
        taking_effect.put_in_agenda(version, 4)
