"""Changing a diary: what is shown first is what is done, nobody loses a time that they could keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from maillage.schemes import PARIS
from maillage.site.accounts.models import User
from maillage.site.agenda.absences import AbsenceDates, declare
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.services import cancel as cancel_session
from maillage.site.booking.models import Appointment
from maillage.site.booking.services import NotEligible, book
from maillage.site.diaries import changing, writing
from maillage.site.diaries.models import DiaryRule
from maillage.site.diaries.writing import RuleData
from maillage.site.directory.models import Place, Professional, RoomOpening
from maillage.site.fhir.finding import kinds_of
from maillage.site.messages.models import Message
from maillage.site.refusals import InvalidField, NotAllowed, Refused
from tests.site import factories as make

pytestmark = pytest.mark.django_db
NINE, TEN, ELEVEN, NOON, TWO = time(9), time(10), time(11), time(12), time(14)


def monday(weeks: int = 2) -> date:
    today = timezone.localdate(timezone=PARIS)
    return today + timedelta(days=7 * weeks - today.weekday())


@dataclass
class House:
    """A place with a secretary, a doctor, and what a rule on Mondays says."""

    place: Place
    secretary: User
    doctor: Professional
    data: RuleData

    def write(self, rule: DiaryRule | None = None, **changes: object) -> changing.Write:
        return partial(writing.write_rule, rule, replace(self.data, **changes), self.secretary)

    def open(self, **changes: object) -> DiaryRule:
        effect = changing.apply(self.write(**changes), {}, self.secretary)
        return DiaryRule.objects.with_details().get(pk=effect.rule.pk)


@pytest.fixture
def house() -> House:
    place = make.place(2)
    doctor = make.professional(make.user("doctor"), home=place.commune)
    room = place.resources.get(name="Cabinet 1")
    data = RuleData(
        place=place, professional=doctor, room=room, weekday=0, starts=NINE, ends=NOON, first=monday(),
        on_holidays=True, motives=(("short", 20),),
    )  # fmt: skip
    return House(place, make.user("secretary", place.organisation), doctor, data)


def standing(rule: DiaryRule) -> list[Session]:
    rows = Session.objects.filter(key__startswith=f"{rule.diary.programme_id}:{rule.pk}-")
    return list(rows.filter(state__in=Session.STANDING_STATES).with_posts().order_by("starts"))


def hours(session: Session) -> tuple[date, time, time]:
    starts, ends = session.starts.astimezone(session.zone), session.ends.astimezone(session.zone)
    return starts.date(), starts.time(), ends.time()


def booked_at(rule: DiaryRule, at: time, week: int = 0, **who: str) -> Appointment:
    starts = datetime.combine(monday() + timedelta(weeks=week), at, PARIS)
    slot = Slot.objects.filter(session__in=standing(rule), starts=starts).order_by("pk").first()
    assert slot is not None
    return book(slot.pk, make.patient(**who), make.key()).appointment


def told(words: str) -> list[Message]:
    """Return the messages with these words; they are kept encrypted."""
    return [one for one in Message.objects.all() if words in one.body]


def test_a_rule_opens_its_days_accepted_with_room_and_person(house: House) -> None:
    rule = house.open(every_weeks=2, last=monday() + timedelta(weeks=8))
    sessions = standing(rule)
    assert [hours(one) for one in sessions] == [(monday() + timedelta(weeks=k), NINE, NOON) for k in (0, 2, 4, 6, 8)]
    assert all(one.state == Session.State.ACCEPTED and one.giver == house.doctor for one in sessions)
    assert all([thing.pk for thing in one.things("room")] == [house.data.room.pk] for one in sessions)
    assert Slot.objects.filter(session=sessions[0]).count() == 9


def test_a_preview_changes_nothing_and_says_what_the_change_does(
    house: House, django_assert_max_num_queries: Any
) -> None:
    rule = house.open()
    early, late = booked_at(rule, NINE), booked_at(rule, ELEVEN)
    before = [hours(one) for one in standing(rule)]
    with django_assert_max_num_queries(95):  # of half a year of days, and ten for each patient whose time goes
        shown = changing.preview(house.write(rule, starts=TEN, ends=time(13)), house.secretary)
    assert [hours(one) for one in standing(rule)] == before
    assert {one.pk for one in Appointment.objects.filter(state="booked")} == {early.pk, late.pk}
    assert not told("change d’heure")
    assert (shown.keys, shown.unchanged) == ({early.pk}, 1)
    options = shown.touched[0].options
    assert options[0] == datetime.combine(monday(), TEN, PARIS)
    done = changing.apply(
        house.write(rule, starts=TEN, ends=time(13)), {early.pk: options[0].isoformat()}, house.secretary
    )
    assert (done.opened, done.closed, done.kept, done.unchanged) == (
        shown.opened, shown.closed, shown.kept, shown.unchanged,
    )  # fmt: skip
    assert {hours(one)[1:] for one in standing(rule)} == {(TEN, time(13))}
    early.refresh_from_db()
    late.refresh_from_db()
    assert early.slot.starts == options[0]
    assert late.slot.session.pk == early.slot.session.pk == standing(rule)[0].pk
    assert late.slot.starts == datetime.combine(monday(), ELEVEN, PARIS)
    assert len(told("change d’heure")) == 1


def test_a_rule_keeps_time_for_the_regulation_and_takes_it_from_nobody(house: House) -> None:
    """Four of twelve visits are kept; who had booked there before keeps the time, and the regulator sees the rest."""
    rule = house.open(motives=(("short", 15), ("long", 30)))
    early = book_long(rule)
    shown = changing.apply(house.write(rule, motives=(("short", 15), ("long", 30)), regulated_share=25), {}, None)
    assert (shown.unchanged, shown.touched, len(standing(rule))) == (1, (), shown.closed)
    first, second = standing(rule)[:2]
    kept = Slot.objects.filter(session=second, kept_for=["regulated"]).order_by("starts")
    assert [slot.starts - slot.released_at for slot in kept if slot.released_at] == [timedelta(hours=2)] * 3
    assert Slot.objects.filter(session=first, kept_for=["regulated"]).count() == 2
    early.refresh_from_db()
    assert (early.slot.session_id, early.slot.motive) == (first.pk, "long")
    assert {kinds_of(second, slot, timezone.now()) for slot in kept} == {("SNP",)}
    with pytest.raises(NotEligible):
        book(kept[0].pk, make.patient(), make.key())
    with pytest.raises(InvalidField, match="100"):
        changing.preview(house.write(rule, regulated_share=60, no_doctor_share=50), house.secretary)


def book_long(rule: DiaryRule) -> Appointment:
    """Book half an hour in the middle of the first day, over the time that is kept of the days after."""
    slot = Slot.objects.get(session=standing(rule)[0], starts=datetime.combine(monday(), time(9, 30), PARIS))
    return book(slot.pk, make.patient(), make.key(), motive="long").appointment


def test_who_is_not_moved_is_cancelled_and_told(house: House) -> None:
    rule = house.open()
    lost = booked_at(rule, NINE)
    changing.apply(
        house.write(rule, last=monday() - timedelta(days=0), weekday=1, first=monday()), {lost.pk: ""}, house.secretary
    )
    lost.refresh_from_db()
    assert (lost.state, lost.notice) == ("cancelled", "to_give")
    assert [one.about for one in told("n’aura pas lieu")] == [f"appointment:{lost.pk}"]


def test_somebody_who_books_meanwhile_stops_the_change(house: House) -> None:
    rule = house.open()
    shown = changing.preview(house.write(rule, starts=TEN), house.secretary)
    assert not shown.touched
    booked_at(rule, NINE)
    with pytest.raises(Refused, match="entre-temps"):
        changing.apply(house.write(rule, starts=TEN), {}, house.secretary)
    assert {hours(one)[1:] for one in standing(rule)} == {(NINE, NOON)}


def test_a_day_is_closed_has_other_hours_is_added_and_comes_back(house: House) -> None:
    rule = house.open(last=monday() + timedelta(weeks=2))
    first, tuesday = monday(), monday() + timedelta(days=1)
    for day, given in ((first, None), (first + timedelta(weeks=1), (TWO, time(16))), (tuesday, (NINE, NOON))):
        changing.apply(partial(writing.write_day, rule, day, given, house.secretary), {}, house.secretary)
        rule = DiaryRule.objects.with_details().get(pk=rule.pk)
    assert [hours(one) for one in standing(rule)] == [
        (tuesday, NINE, NOON), (first + timedelta(weeks=1), TWO, time(16)), (first + timedelta(weeks=2), NINE, NOON),
    ]  # fmt: skip
    changing.apply(partial(writing.forget_day, rule, first, house.secretary), {}, house.secretary)
    assert hours(standing(rule)[0])[0] == first


def test_the_hour_that_does_not_exist_is_refused_on_its_field(house: House) -> None:
    rule = house.open(first=date(2027, 3, 1))
    with pytest.raises(InvalidField, match="n’existe pas") as refusal:
        writing.write_day(rule, date(2027, 3, 28), (time(2, 30), time(5)), house.secretary)
    assert refusal.value.field == "starts"


def test_absences_closed_rooms_and_other_sessions_leave_days_out(house: House) -> None:
    RoomOpening.objects.bulk_create(
        RoomOpening(room=house.data.room, weekday=0, starts=time(8), ends=time(18)) for _ in range(1)
    )
    away = monday() + timedelta(weeks=1)
    declare(house.doctor, AbsenceDates(away, away), None)
    make.published(
        scheme="practice", professional=house.doctor,
        starts=datetime.combine(monday() + timedelta(weeks=2), ELEVEN, PARIS),
    )  # fmt: skip
    rule = house.open(last=monday() + timedelta(weeks=3))
    assert [hours(one)[0] for one in standing(rule)] == [monday(), monday() + timedelta(weeks=3)]
    shown = changing.preview(house.write(rule, last=monday() + timedelta(weeks=3)), house.secretary)
    assert [one.day for one in shown.left_out] == [away, monday() + timedelta(weeks=2)]
    assert "absent" in shown.left_out[0].reason
    assert "déjà pris" in shown.left_out[1].reason
    with pytest.raises(Refused, match="pas ouvert le mardi"):
        house.open(weekday=1, last=monday() + timedelta(weeks=3))


def test_a_journey_between_two_places_needs_its_time(house: House) -> None:
    other = make.place(1, commune=make.commune("12145", "Millau"), organisation=house.place.organisation)
    make.minutes({("12089", "12145"): 50})
    house.open(last=monday())
    there = replace(house.data, place=other, room=other.resources.get(), starts=time(12, 30), ends=TWO, last=monday())
    with pytest.raises(Refused, match=r"50\s*minutes de route entre Decazeville et Millau, 30 entre"):
        changing.apply(partial(writing.write_rule, None, there, house.secretary), {}, house.secretary)
    later = replace(there, starts=time(12, 50))
    effect = changing.apply(partial(writing.write_rule, None, later, house.secretary), {}, house.secretary)
    assert effect.opened == 1


def test_two_people_and_a_piece_of_equipment_are_held_together(house: House) -> None:
    colleague = make.professional(home=house.place.commune)
    kit = make.thing("kit", place=house.place, name="Échographe")
    rule = house.open(second=colleague, equipment=kit, last=monday())
    assert {claim.resource_id for claim in standing(rule)[0].claims} == {
        house.doctor.resource_id, colleague.resource_id, house.data.room.pk, kit.pk,
    }  # fmt: skip
    # The colleague, the equipment and the room are taken then, whoever asks.
    another = make.professional(home=house.place.commune)
    second_room = house.place.resources.get(name="Cabinet 2")
    for what in (
        {"professional": colleague, "room": second_room},
        {"professional": another, "room": second_room, "equipment": kit},
        {"professional": another},
    ):
        with pytest.raises(Refused, match="déjà pris"):
            house.open(last=monday(), **what)


def test_a_day_that_was_called_off_stays_so(house: House) -> None:
    rule = house.open(last=monday() + timedelta(weeks=1))
    cancel_session(standing(rule)[0], make.coordinator())
    changing.apply(house.write(rule, ends=ELEVEN, last=monday() + timedelta(weeks=1)), {}, house.secretary)
    assert [hours(one)[0] for one in standing(rule)] == [monday() + timedelta(weeks=1)]


def test_an_absence_closes_its_days_and_moves_who_is_booked(house: House) -> None:
    rule = house.open(last=monday() + timedelta(weeks=1))
    beside = make.published(professional=house.doctor, starts=datetime.combine(monday(), TWO, PARIS))
    booked, own = booked_at(rule, TEN), house.doctor.user
    assert own is not None
    away = partial(writing.write_absence, house.doctor, AbsenceDates(monday(), monday()), own)
    shown = changing.preview(away, own)
    assert not house.doctor.absences.exists()
    assert (shown.closed, shown.keys) == (1, {booked.pk})
    assert {at.date() for at in shown.touched[0].options} == {monday() + timedelta(weeks=1)}
    assert [one.day for one in shown.left_out] == [monday()]
    ten = datetime.combine(monday() + timedelta(weeks=1), TEN, PARIS)
    changing.apply(away, {booked.pk: ten.isoformat()}, own)
    booked.refresh_from_db()
    assert booked.slot.starts == ten
    assert [hours(one)[0] for one in standing(rule)] == [monday() + timedelta(weeks=1)]
    assert make.again(beside).state == Session.State.DECLINED


def test_a_rule_changed_back_opens_the_same_days_again(house: House) -> None:
    rule = house.open(last=monday())
    for ends in (ELEVEN, NOON):
        changing.apply(house.write(rule, ends=ends, last=monday()), {}, house.secretary)
        rule = DiaryRule.objects.with_details().get(pk=rule.pk)
        assert [hours(one) for one in standing(rule)] == [(monday(), NINE, ends)]


def test_days_come_within_reach_night_by_night(house: House) -> None:
    rule = house.open()
    far = timezone.now() + timedelta(weeks=changing.WEEKS)
    assert all(one.starts < far for one in standing(rule))
    last = standing(rule)[-1]
    Session.objects.filter(pk=last.pk).delete()
    assert changing.extend(rule.diary) == 1
    assert hours(standing(rule)[-1]) == hours(last)
    assert changing.extend(rule.diary) == 0


def test_who_may_change_which_diary(house: House) -> None:
    rule = house.open()
    own = house.doctor.user
    assert own is not None
    changing.apply(partial(writing.write_rule, rule, replace(house.data, ends=ELEVEN), own), {}, own)
    for stranger in (make.user("secretary"), make.user("doctor"), make.user("coordinator")):
        with pytest.raises(NotAllowed):
            changing.preview(partial(writing.write_rule, rule, house.data, stranger), stranger)
    assert list(DiaryRule.objects.visible_to(own)) == [rule]
    assert not DiaryRule.objects.visible_to(make.user("secretary")).exists()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("ends", {"ends": NINE}), ("last", {"last": monday(-1)}), ("motives", {"motives": ()}),
        ("motives", {"motives": (("short", 300),)}), ("motives", {"motives": (("unknown", 20),)}),
        ("motives", {"motives": (("long", 200),), "ends": TEN}), ("first", {"first": monday(-2)}),
        ("seats", {"seats": 4, "motives": (("short", 15), ("long", 30))}),
    ],
)  # fmt: skip
def test_a_mistake_is_told_on_its_field(house: House, field: str, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidField) as refusal:
        changing.preview(house.write(**changes), house.secretary)
    assert refusal.value.field == field


def test_school_weeks_of_an_unknown_zone_are_refused(house: House) -> None:
    from maillage.schemes import School

    corsica = make.commune("2A004", "Ajaccio", department=make.department("2A"))
    place = make.place(1, commune=corsica, organisation=house.place.organisation)
    with pytest.raises(InvalidField, match="zone Corse") as refusal:
        house.open(place=place, room=place.resources.get(), school=School.OUTSIDE)
    assert refusal.value.field == "school"


def test_days_whose_school_holidays_are_not_known_stay_closed_and_say_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maillage.schemes import School, SchoolZone
    from maillage.schemes.templates import diary
    from maillage.site.diaries import hindrances

    last = monday(5)
    for module in (diary, hindrances):
        monkeypatch.setattr(module, "school_zone", lambda _: SchoolZone("La Réunion", ((last, last),)))
    effect = changing.apply(house.write(school=School.OUTSIDE), {}, house.secretary)
    assert [hours(one)[0] for one in standing(effect.rule)] == [monday(week) for week in (2, 3, 4)]
    assert effect.left_out[0].day == monday(6)
    assert {one.reason for one in effect.left_out} == {effect.left_out[0].reason}
    assert f"(zone La Réunion) ne sont connues du site que jusqu’au {last.day} " in effect.left_out[0].reason
