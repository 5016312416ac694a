"""The money of an agreement in a month: shared to the cent, by the days of each period and the sessions held."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.agenda.models import Session
from maillage.site.agreements import drafting, negotiating, recharges
from maillage.site.agreements.drafting import ShareData
from maillage.site.agreements.models import AgreementVersion
from maillage.site.agreements.recharges import AgreementMonth, Recharge
from maillage.site.geography.models import Commune
from tests.site.agreements.hospitals import MONDAY, Network, network

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, DECEMBER = date(2031, 1, 1), date(2031, 2, 1), date(2030, 12, 1)


@pytest.fixture
def hospitals() -> Network:
    return network()


def reconciled(found: AgreementMonth) -> AgreementMonth:
    """Every amount is borne, paid and recharged once."""
    assert all(sum(part.cents for part in cost.parts) == cost.cents for cost in found.costs)
    borne, paid = dict(found.borne), dict(found.paid)
    assert sum(borne.values()) == sum(paid.values()) == found.total_cents
    for party in borne | paid:
        owed = sum(one.cents for one in found.recharges if one.debtor == party)
        due = sum(one.cents for one in found.recharges if one.creditor == party)
        assert borne.get(party, 0) - paid.get(party, 0) == owed - due
    return found


def hold(at: Network, day: date) -> None:
    rows = Session.objects.from_day(day).filter(place=at.cahors.place).order_by("starts")[:1]
    assert Session.objects.filter(pk__in=rows.values("pk")).update(state=Session.State.HELD) == 1


def test_salary_and_bonus_count_by_the_days_on_which_the_version_holds(hospitals: Network) -> None:
    version = hospitals.signed()
    cahors, toulouse = hospitals.cahors.organisation, hospitals.toulouse.organisation
    january = reconciled(recharges.month_of(version.agreement, JANUARY))  # from the 6th on: 26 days of 31
    assert [(one.what, one.cents) for one in january.costs] == [("salary", 670_968), ("bonus", 41_935)]
    assert january.costs[0].first == MONDAY
    assert january.recharges == [Recharge(cahors, toulouse, 402_581 + 25_161)]
    february = reconciled(recharges.month_of(version.agreement, FEBRUARY))
    assert (february.total_cents, dict(february.paid)) == (850_000, {toulouse: 850_000})
    assert dict(february.borne) == {cahors: 510_000, toulouse: 340_000}
    assert not recharges.month_of(version.agreement, DECEMBER).costs


def test_a_journey_is_due_once_its_session_was_held(hospitals: Network) -> None:
    Commune.objects.filter(pk=hospitals.cahors.place.commune_id).update(lon=1.441, lat=44.448)
    Commune.objects.filter(pk=hospitals.toulouse.place.commune_id).update(lon=1.444, lat=43.605)
    version = hospitals.in_agenda(weeks=3)
    before = reconciled(recharges.month_of(version.agreement, JANUARY))
    at_cahors = next(one for one in before.presences if one.organisation == hospitals.cahors.organisation)
    assert (at_cahors.promised, at_cahors.held, at_cahors.open) == (4, 0, 3)
    hold(hospitals, MONDAY)
    after = reconciled(recharges.month_of(version.agreement, JANUARY))
    at_cahors = next(one for one in after.presences if one.organisation == hospitals.cahors.organisation)
    assert (at_cahors.held, at_cahors.open, after.open) == (1, 2, before.open - 1)
    [journey] = [one for one in after.costs if one.what == "journey"]
    assert journey.first == journey.last == MONDAY
    assert 100 * 2 * 60 < journey.cents < 150 * 2 * 60  # some 115 km of road each way, 0.60 EUR a kilometre
    assert [part.percent for part in journey.parts] == [60, 40]


def test_a_change_of_shares_within_a_month_splits_it_and_loses_no_cent(hospitals: Network) -> None:
    first = hospitals.signed()
    parties = hospitals.cahors.organisation, hospitals.toulouse.organisation
    later = [
        ShareData(organisation=one, time_percent=50, money_percent=money, starts=starts)
        for starts, shares in ((date(2031, 2, 10), (33, 67)), (date(2031, 2, 20), (0, 100)))
        for one, money in zip(parties, shares, strict=True)
    ]
    version = drafting.new_version(first.agreement, parties[1], date(2031, 2, 10), by=hospitals.toulouse.desk)
    drafting.change_terms(
        version, replace(hospitals.terms(starts=date(2031, 2, 10)), shares=later), by=hospitals.toulouse.desk
    )
    second = hospitals.signed(AgreementVersion.objects.with_terms().get(pk=version.pk))
    found = reconciled(recharges.month_of(second.agreement, FEBRUARY))
    salaries = [one for one in found.costs if one.what == "salary"]
    assert [(one.first.day, one.last.day) for one in salaries] == [(1, 9), (10, 19), (20, 28)]
    assert sum(one.cents for one in salaries) == 800_000
    assert [part.percent for one in salaries for part in one.parts] == [60, 40, 33, 67, 100]


def test_nothing_is_due_after_the_notice(hospitals: Network) -> None:
    version = hospitals.signed()
    version.agreement.last_day = date(2031, 2, 14)
    version.agreement.notice_on, version.agreement.notice_by = MONDAY, hospitals.cahors.organisation
    version.agreement.save()
    found = reconciled(recharges.month_of(version.agreement, FEBRUARY))
    assert {one.last for one in found.costs} == {date(2031, 2, 14)}
    assert found.total_cents == 425_000
    assert not recharges.month_of(version.agreement, date(2031, 3, 1)).costs


def test_a_version_that_nobody_signed_costs_nothing(hospitals: Network) -> None:
    version = hospitals.drafted()
    negotiating.propose(version, "Mme Aulne", by=hospitals.toulouse.desk)
    found = recharges.month_of(version.agreement, FEBRUARY)
    assert (found.costs, found.presences) == ((), ())


def test_the_page_the_table_and_the_paper_of_a_month_say_the_same(hospitals: Network) -> None:
    version, client = hospitals.signed(), Client()
    client.force_login(hospitals.cahors.desk)
    key, asked = [version.agreement_id], {"mois": "2031-02"}
    page = client.get(reverse("own-agreement-money", args=key), asked).text
    for words in ("février 2031", "5\u202f100\u00a0€", "les montants ne changent plus"):
        assert words in page
    table = client.get(reverse("own-agreement-money-csv", args=key), asked).text
    rows = list(csv.DictReader(io.StringIO(table)))
    assert sum(int(row["cents"]) for row in rows) == 850_000
    assert {row["party"]: row["percent"] for row in rows} == {"CH de Cahors": "60", "CHU de Toulouse": "40"}
    assert client.get(reverse("own-agreement-money-paper", args=key), asked).content.startswith(b"%PDF")
    assert "janvier 2031" in client.get(reverse("own-agreement-money", args=key), {"mois": "2031-13"}).text


def test_an_agreement_that_nobody_signed_has_no_money(hospitals: Network) -> None:
    version, client = hospitals.drafted(), Client()
    client.force_login(hospitals.toulouse.desk)
    assert client.get(reverse("own-agreement-money", args=[version.agreement_id])).status_code == 404
    assert "L’argent du mois" not in client.get(reverse("own-agreement", args=[version.agreement_id])).text
