"""Pages of a diary: a rule is added, changed and ended, a day is closed; who may see names sees them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.accounts.models import Membership, User
from maillage.site.agenda.models import Slot
from maillage.site.booking.models import Appointment
from maillage.site.booking.services import book, cancel
from maillage.site.booking.tokens import token_again
from maillage.site.diaries.models import DayChange, DiaryRule
from maillage.site.messages.models import Message
from tests.site import centre_factories as centres
from tests.site import factories as make

pytestmark = pytest.mark.django_db


class Desk:
    """A secretary at a place with one doctor."""

    def __init__(self) -> None:
        self.place = make.place(1)
        self.doctor = make.professional(make.user("doctor"), home=self.place.commune, last_name="Aubrac")
        self.client = Client()
        self.client.force_login(make.user("secretary", self.place.organisation))

    def form(self, **changes: Any) -> dict[str, Any]:
        return {
            "professional": self.doctor.pk, "room": self.place.resources.get().pk, "weekday": "0", "starts": "09:00",
            "ends": "12:00", "rhythm": "1", "first": centres.monday(2).isoformat(), "last": "", "school": "always",
            "on_holidays": "on", "pause_minutes": "0", "seats": "1", "motif-short": "15", "motif-long": "30", **changes,
        }  # fmt: skip

    def rule(self) -> DiaryRule:
        self.client.post(reverse("diary-add"), {**self.form(), "acte": "appliquer"})
        return DiaryRule.objects.with_details().get()

    def booked(self, rule: DiaryRule, minute: int = 0, last_name: str = "Castelnau") -> Appointment:
        slots = Slot.objects.filter(session__programme=rule.diary.programme_id).order_by("starts")
        return book(slots[minute // 15].pk, make.patient(last_name=last_name), make.key()).appointment


def test_a_rule_is_shown_before_it_is_written() -> None:
    desk = Desk()
    shown = desk.client.post(reverse("diary-add"), {**desk.form(), "acte": "montrer"})
    assert "journées s’ouvrent" in shown.content.decode()
    assert not DiaryRule.objects.exists()
    done = desk.client.post(reverse("diary-add"), {**desk.form(), "acte": "appliquer"}, follow=True)
    page = done.content.decode()
    assert "C’est fait" in page
    assert "Lundi de 9\u00a0h à 12\u00a0h" in page
    assert "consultation 15\u00a0min, consultation longue 30\u00a0min" in page


def test_a_doctor_adds_the_first_rule_of_their_own_and_the_place_is_told() -> None:
    desk = Desk()
    assert desk.doctor.user is not None
    own = Client()
    own.force_login(desk.doctor.user)
    form = {**desk.form(regulated_share="20", no_doctor_share="10"), "acte": "appliquer"}
    assert "lié à aucun lieu" in own.get(reverse("own-diary")).content.decode()
    assert own.post(reverse("own-diary-add"), form).status_code == 422
    Membership.objects.create(user=desk.doctor.user, organisation=desk.place.organisation, role="doctor")
    assert reverse("own-diary-add") in own.get(reverse("own-diary")).content.decode()
    page = own.post(reverse("own-diary-add"), form, follow=True).content.decode()
    assert "20\u00a0% gardés pour la régulation, rendus 2\u00a0heures avant" in page
    assert DiaryRule.objects.get().professional == desk.doctor
    told = [one for one in Message.objects.all() if "ouvre des heures" in one.body]
    assert [one.to for one in told] == [User.objects.get(memberships__role="secretary").email]


def test_mistakes_are_told_on_their_fields() -> None:
    desk = Desk()
    answer = desk.client.post(reverse("diary-add"), {**desk.form(ends="08:00", seats="40"), "acte": "montrer"})
    assert answer.status_code == 422
    assert "Donnez un nombre de 1 à 30." in answer.content.decode()
    answer = desk.client.post(reverse("diary-add"), {**desk.form(ends="08:00"), "acte": "montrer"})
    assert 'id="id_ends_error"' in answer.content.decode()
    assert "corrigez l’heure de fin" in answer.content.decode()


def test_who_loses_a_time_is_named_with_a_choice() -> None:
    desk = Desk()
    rule = desk.rule()
    booked = desk.booked(rule)
    address = reverse("diary-rule", args=[rule.pk])
    changed = desk.form(starts="10:00")
    page = desk.client.post(address, {**changed, "acte": "montrer"}).content.decode()
    assert "Castelnau" in page
    assert page.count("<option") == 9
    other = desk.booked(rule, 15, "Maurel")
    both = desk.client.post(address, {**changed, "acte": "montrer"}).content.decode()
    chosen = re.findall(r'value="([^"]+)" selected', both)
    assert len(chosen) == len(set(chosen)) == 2, "nobody is proposed the time of somebody else"
    cancel(token_again(other.pk))
    field = f"rdv-{booked.pk}"
    stale = desk.client.post(address, {**changed, "acte": "appliquer"})
    assert stale.status_code == 409
    assert "entre-temps" in stale.content.decode()
    ten = booked.slot.starts + timedelta(hours=1)
    answer = desk.client.post(address, {**changed, "acte": "appliquer", field: ten.isoformat()})
    assert answer.status_code == 302
    booked.refresh_from_db()
    assert booked.slot.starts == ten


def test_a_day_is_closed_and_comes_back() -> None:
    desk = Desk()
    rule = desk.rule()
    address, day = reverse("diary-day", args=[rule.pk]), centres.monday(2).isoformat()
    missing = desk.client.post(address, {"day": day, "what": "hours", "acte": "montrer"})
    assert "Donnez l’heure du début." in missing.content.decode()
    assert (
        "Aucun patient" in desk.client.post(address, {"day": day, "what": "closed", "acte": "montrer"}).content.decode()
    )
    assert desk.client.post(address, {"day": day, "what": "closed", "acte": "appliquer"}).status_code == 302
    assert DayChange.objects.get().day == centres.monday(2)
    assert "Revenir à la règle" in desk.client.get(address).content.decode()
    assert desk.client.post(address, {"revenir": day, "acte": "montrer"}).status_code == 200
    assert desk.client.post(address, {"revenir": day, "acte": "appliquer"}).status_code == 302
    assert not DayChange.objects.exists()


def test_an_absence_over_own_hours_leads_to_whom_it_moves() -> None:
    desk = Desk()
    booked = desk.booked(desk.rule())
    assert desk.doctor.user is not None
    own, day = Client(), centres.monday(2).isoformat()
    own.force_login(desk.doctor.user)
    said = {"first": day, "last": day, "from_half": "morning", "until_half": "evening"}
    asked = own.post(reverse("doctor-absences"), {**said, "acte": "noter"})
    assert asked.status_code == 302
    assert f'value="{day}"' in own.get(asked["Location"]).content.decode()
    address = reverse("own-diary-absence")
    assert "Castelnau" in own.post(address, {**said, "acte": "montrer"}).content.decode()
    assert not desk.doctor.absences.exists()
    done = own.post(address, {**said, "acte": "appliquer", f"rdv-{booked.pk}": ""})
    assert done.status_code == 302
    booked.refresh_from_db()
    assert (booked.state, desk.doctor.absences.count()) == ("cancelled", 1)


def test_a_doctor_changes_own_hours_and_another_reads_nothing() -> None:
    desk = Desk()
    rule = desk.rule()
    own, other = Client(), Client()
    assert desk.doctor.user is not None
    own.force_login(desk.doctor.user)
    other.force_login(make.user("doctor"))
    assert "Lundi de 9\u00a0h" in own.get(reverse("own-diary")).content.decode()
    address = reverse("own-diary-rule", args=[rule.pk])
    assert own.post(address, {**desk.form(ends="11:00"), "acte": "appliquer"}).status_code == 302
    assert other.get(address).status_code == 404
    assert "Lundi de 9\u00a0h" not in other.get(reverse("own-diary")).content.decode()
