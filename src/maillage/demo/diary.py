"""The diary of the invented centre: a doctor who receives by opening rules, a group, and who booked there."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import partial

from django.utils import timezone

from maillage.demo.accounts import SECRETARIAT_EMAIL
from maillage.demo.centre_week import CENTRE, G1
from maillage.demo.people import Names
from maillage.schemes import Profession, ResourceKind, Status
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Slot
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import book
from maillage.site.booking.tokens import new_key
from maillage.site.diaries import changing, writing
from maillage.site.diaries.models import DiaryRule
from maillage.site.diaries.writing import RuleData
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.services import ProfessionalData, ThingData

ROOM = "Cabinet 4"
BOOKED = ((0, "short"), (15, "long"), (60, "short"), (120, "long"))
"""When people booked on the first day, in minutes after it opens, and for what."""


def create_diary(seed: int) -> int:
    """Add a room to the centre with its rules, and book some visits of the first day; return the number of rules."""
    place = Place.objects.select_related("commune__department", "organisation").get(reference=CENTRE)
    carer = Professional.objects.select_related("home", "resource").get(resource__reference=G1)
    keeper = User.objects.get(email=SECRETARIAT_EMAIL)
    doctor = _doctor(place, seed)
    room = directory.add_things([ThingData(kind=ResourceKind.ROOM, name=ROOM)], place)[0]
    monday = _next_monday(timezone.localdate(timezone=place.commune.zone))
    usual = RuleData(
        place=place, professional=doctor, room=room, weekday=0, starts=time(9), ends=time(12), first=monday,
        motives=(("short", 15), ("long", 30)), on_holidays=False,
    )  # fmt: skip
    group = RuleData(
        place=place, professional=doctor, room=room, weekday=3, starts=time(14), ends=time(16), first=monday,
        every_weeks=2, motives=(("group", 60),), seats=6,
    )  # fmt: skip
    saturday = RuleData(
        place=place, professional=carer, room=room, weekday=5, starts=time(9), ends=time(12), first=monday, of_month=1,
        motives=(("short", 20),), pause_minutes=5, regulated_share=20, no_doctor_share=20,
    )  # fmt: skip
    for data in (usual, group, saturday):
        changing.apply(partial(writing.write_rule, None, data, keeper), {}, keeper)
    _book(DiaryRule.objects.get(weekday=0, professional=doctor), seed)
    return DiaryRule.objects.count()


def _doctor(place: Place, seed: int) -> Professional:
    person = Names(seed + 7050, "centre.example", first_number=9100).person()
    return directory.create_professional(
        ProfessionalData(
            reference="centre-heures", first_name=person.first_name, last_name=person.last_name,
            profession=Profession.GP, status=Status.PRACTISING, home=place.commune_id, email=person.email,
            phone=person.phone,
        )
    )  # fmt: skip


def _book(rule: DiaryRule, seed: int) -> None:
    names = Names(seed + 7200, "patients.example", first_number=3400)
    slots = Slot.objects.filter(session__programme=rule.diary.programme_id, motive="").order_by("starts")
    first = slots.select_related("session__commune").first()
    assert first is not None
    for minutes, motive in BOOKED:
        slot = Slot.objects.get(session=first.session, starts=first.session.starts + timedelta(minutes=minutes))
        person = names.person()
        data = PatientData(
            first_name=person.first_name, last_name=person.last_name, birth_year=1972,
            commune=first.session.commune_id, has_treating_doctor=True, email=person.email, phone=person.phone,
        )  # fmt: skip
        book(slot.pk, data, new_key(), motive=motive)


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())
