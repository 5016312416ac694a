"""The outside desks: what each sees, how it answers, when it gets reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.applications import reminding, services
from maillage.site.applications.desks import (
    DeskAnswer,
    answer,
    answer_for,
    answered_of,
    history_of,
    named,
    queue_of,
    row_of,
    waiting_of,
    work_of,
)
from maillage.site.applications.models import Application
from maillage.site.directory.rpps import key_of
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.messages.models import Message
from maillage.site.refusals import InvalidField, NotAllowed, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db
GRANTED, REFUSED = Authorisation.State.GRANTED, Authorisation.State.REFUSED
YES, NO = DeskAnswer(state=GRANTED), DeskAnswer(state=REFUSED, reason="Radiée du tableau en 2024.")


def asked(row: Application, kind: str = "order_check") -> Authorisation:
    return Authorisation.objects.get(check_of__application=row, kind=kind)


def rpps_of(ten: str) -> str:
    return ten + str(key_of(ten))


def kinds(member: User) -> list[str]:
    return [one.authorisation.kind for one in queue_of(member, timezone.localdate())]


def test_each_desk_sees_its_own_kind_in_its_own_territory() -> None:
    make.application()
    far = make.elsewhere().department.region
    assert kinds(make.desk_member()) == ["order_check"]
    assert kinds(make.desk_member("insurer")) == ["insurance_number"]
    assert kinds(make.desk_member(of_region=far)) == []
    assert kinds(make.coordinator()) == []


def test_a_role_at_one_desk_opens_nothing_of_the_other_elsewhere() -> None:
    row = make.application()
    member = make.desk_member(of_region=make.elsewhere().department.region)
    insurer = make.organisation("insurer")
    insurer.regions.add(make.region())
    member.memberships.create(organisation=insurer, role="insurer")
    assert kinds(User.objects.get(pk=member.pk)) == ["insurance_number"]
    with pytest.raises(NotAllowed):
        answer(asked(row).pk, YES, by=User.objects.get(pk=member.pk))


def test_the_late_come_first_then_the_oldest() -> None:
    today = timezone.localdate()
    ages = {}
    for days in (2, 30, 5, 40):
        row = make.application()
        ages[asked(row).pk] = days
        Authorisation.objects.filter(pk=asked(row).pk).update(asked_on=today - timedelta(days=days))
    found = queue_of(make.desk_member(), today)
    assert [(row.age, row.late) for row in found] == [(40, True), (30, True), (5, False), (2, False)]


@pytest.mark.parametrize("kind", ["order_check", "insurance_number"])
def test_the_database_counts_as_late_what_the_rule_does(kind: str) -> None:
    row, today = asked(make.application(), kind), timezone.localdate()
    member = make.desk_member("insurer" if kind == "insurance_number" else "order_council")
    for days in range(30):
        row.asked_on = today - timedelta(days=days)
        row.save()
        (found,) = waiting_of(member, today)
        assert found.late == row_of(found, today).late, days


@pytest.mark.parametrize("text", ["agnes st roch", "ROCH", "d'œil", "10 00", "100", "Agnès Saint"])
def test_a_name_is_found_as_people_write_it(text: str) -> None:
    make.application(first_name="Agnès", last_name="Saint-Roch d’Œil", rpps=rpps_of("1000123456"))
    make.application(first_name="Luc", last_name="Aubert", rpps=rpps_of("8123456789"))
    found = named(waiting_of(make.desk_member(), timezone.localdate()), text)
    assert [one.last_name for one in found] == ["Saint-Roch d’Œil"]


def test_engagements_made_by_the_coordination_are_work_too_until_they_end() -> None:
    person = make.engaged(missing="order_check")
    engagement = Engagement.objects.get(professional=person)
    Authorisation.objects.create(engagement=engagement, kind="order_check", desk="order", date=timezone.localdate())
    engagement.state = "proposed"
    engagement.save()
    member = make.desk_member()
    (row,) = queue_of(member, timezone.localdate())
    assert row.person.name == str(person)
    answer(row.authorisation.pk, YES, by=member)
    engagement.refresh_from_db()
    assert engagement.state == "active"
    engagement.state, engagement.ends = "ended", engagement.starts
    engagement.save()
    with pytest.raises(WrongState):
        answer(row.authorisation.pk, DeskAnswer(state=REFUSED, reason="Radiée.", seen="granted"), by=member)
    engagement.refresh_from_db()
    assert engagement.state == "ended"


def test_an_answer_says_who_gave_it_and_may_be_taken_back() -> None:
    row, member = make.application(), make.desk_member()
    answer(asked(row).pk, YES, by=member)
    assert asked(row).answered_by.startswith(member.get_full_name())
    with pytest.raises(WrongState, match="entre-temps"):
        answer(asked(row).pk, NO, by=member)
    answer(asked(row).pk, DeskAnswer(state=REFUSED, reason="Suspendue depuis.", seen="granted"), by=member)
    assert [one.state for one in history_of(asked(row))] == ["Refusée", "Accordée", "Demandée"]
    assert [one.kind for one in answered_of(member)] == ["order_check"]
    assert kinds(member) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (DeskAnswer(state=REFUSED), "reason"),
        (DeskAnswer(state=Authorisation.State.REQUESTED), "state"),
        (YES, "billing_number"),
        (DeskAnswer(state=GRANTED, details={"billing_number": "12"}), "billing_number"),
        (
            DeskAnswer(state=GRANTED, details={"billing_number": "311234567", "card_expected": "demain"}),
            "card_expected",
        ),
        (DeskAnswer(state=GRANTED, details={"billing_number": "311234567", "salary": "12"}), "salary"),
    ],
)
def test_a_wrong_answer_is_refused_on_its_field(given: DeskAnswer, field: str) -> None:
    row = make.application()
    with pytest.raises(InvalidField) as refusal:
        answer(asked(row, "insurance_number").pk, given, by=make.desk_member("insurer"))
    assert refusal.value.field == field
    assert asked(row, "insurance_number").state == "requested"


def test_the_insurer_gives_a_number_and_says_when_the_card_comes() -> None:
    row = make.application()
    given = DeskAnswer(state=GRANTED, details={"billing_number": "31 123 456 7", "card_expected": "2027-01-20"})
    answer(asked(row, "insurance_number").pk, given, by=make.desk_member("insurer"))
    assert asked(row, "insurance_number").details == {"billing_number": "311234567", "card_expected": "2027-01-20"}


def test_the_coordination_answers_for_a_desk_with_name_and_reason() -> None:
    row, by = make.application(), make.coordinator()
    for who, why, field in (("", "Par courrier.", "answered_by"), ("Dr Morel", " ", "reason")):
        with pytest.raises(InvalidField) as refusal:
            answer_for(asked(row).pk, DeskAnswer(state=GRANTED, reason=why), who, by=by)
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        answer_for(asked(row).pk, DeskAnswer(state=GRANTED, reason="Par courrier."), "Dr Morel",
                   by=make.coordinator(make.elsewhere().department.region))  # fmt: skip
    answer_for(asked(row).pk, DeskAnswer(state=GRANTED, reason="Par courrier."), "Dr Morel", by=by)
    latest = history_of(asked(row))[0]
    assert (latest.said_by, latest.reason) == ("Dr Morel", "Par courrier.")


def told(day: date) -> int:
    return reminding.remind(day)


def test_a_desk_is_told_once_of_what_is_new_then_as_often_as_the_scheme_says() -> None:
    row, member = make.application(), make.desk_member()
    today = timezone.localdate()
    days = row.rules.authorisations[0].reminder_days
    assert [told(today + timedelta(days=k)) for k in range(days)] == [1] + [0] * (days - 1)
    assert told(today + timedelta(days=days)) == 1
    message = Message.objects.get(key=f"desk:{member.pk}:{today + timedelta(days=days)}")
    assert "1 en retard" in message.body
    assert row.last_name not in message.body + message.subject


def test_one_message_a_day_at_most_whatever_comes() -> None:
    make.desk_member()
    today = timezone.localdate()
    make.application()
    assert told(today) == 1
    make.application()
    assert told(today) == 0
    assert told(today + timedelta(days=1)) == 1


def test_every_member_of_a_desk_is_told_and_of_their_own_territory_only() -> None:
    first = make.desk_member()
    house = first.memberships.get().organisation
    make.user("order_council", house)
    make.user("order_council", house, is_active=False)
    make.desk_member(of_region=make.elsewhere().department.region)
    make.application()
    assert told(timezone.localdate()) == 2


def test_nothing_is_asked_about_what_was_withdrawn() -> None:
    make.desk_member()
    services.withdraw(make.application())
    assert told(timezone.localdate()) == 0


def test_what_the_coordination_settles_is_at_no_desk() -> None:
    make.engaged(scheme="shared_post")
    assert not work_of(make.desk_member()).exists()
