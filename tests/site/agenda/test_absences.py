"""Absences: recorded by half-days, respected by every path to a session, and by the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from maillage.schemes import PARIS, DatedDay, DatedTemplate
from maillage.site.agenda import absences, services
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.candidates import candidates
from maillage.site.agenda.models import Absence, Claim, Session
from maillage.site.agenda.posts import stretch
from maillage.site.agenda.publishing import publish
from maillage.site.directory.models import Professional
from maillage.site.plans.problem import _dates, _doctor
from maillage.site.plans.request import AskedScheme, PlanRequest
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from tests.site import factories as make
from tests.site.races import race
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


def on(session: Session, **halves: bool) -> AbsenceDates:
    day = session.starts.astimezone(PARIS).date()
    return AbsenceDates(day, day, **halves)


def away(person: Professional, starts: object, ends: object) -> Absence:
    return Absence.objects.create(professional=person, during=stretch(starts, ends))  # type: ignore[arg-type]


def test_an_absence_over_a_session_waits_until_it_is_given_back() -> None:
    session = make.published()
    doctor, stranger = session.giver, make.coordinator(make.elsewhere().department.region)
    with pytest.raises(WrongState, match="rendez-les ou échangez-les"):
        absences.declare(doctor, on(session), doctor.user)
    assert not Absence.objects.exists()
    absences.declare(doctor, on(session), doctor.user, giving_back=True)
    session = make.again(session)
    assert (session.state, session.giver) == ("declined", None)
    assert Claim.objects.get(active=False).given_back_for == Claim.Reason.ABSENT
    with pytest.raises(Refused, match="déjà notée"):
        absences.declare(doctor, on(session), doctor.user)
    with pytest.raises(NotAllowed):
        absences.remove(Absence.objects.get(), make.doctor().user)
    with pytest.raises(NotAllowed):
        absences.declare(doctor, on(session), stranger)


def test_a_half_day_of_absence_leaves_the_other_half() -> None:
    session = make.published()
    doctor = session.giver
    made = absences.declare(doctor, on(session, from_noon=True), doctor.user)
    assert (made.starts.hour, made.ends.hour) == (13, 0)
    assert make.again(session).giver == doctor


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(5, 4, "avant d’avoir commencé"), (-5, -3, "passées"), (5, 400, "un an au plus")],
)
def test_impossible_dates_are_refused_on_the_field(first: int, last: int, said: str) -> None:
    doctor, today = make.doctor(), timezone.localdate()
    with pytest.raises(InvalidField, match=said) as refusal:
        absences.declare(doctor, AbsenceDates(today + timedelta(days=first), today + timedelta(days=last)), doctor.user)
    assert refusal.value.field == "last"


def test_the_gate_the_candidates_and_the_publication_respect_an_absence() -> None:
    session = make.published()
    make.designated()
    make.minutes({(session.commune.pk, session.giver.home_id): 20})
    services.decline(session, session.giver.user)
    session, coordinator, person = make.again(session), make.coordinator(), make.engaged()
    assert [one.professional for one in candidates(session)] == [person]
    absence = away(person, session.starts - timedelta(hours=2), session.starts + timedelta(hours=1))
    assert candidates(session) == []
    with pytest.raises(Refused, match="est absente du"):
        services.assign(session, person, coordinator)
    day = session.starts.astimezone(PARIS).date()
    place = make.place(reference="S-absence")
    template = DatedTemplate((DatedDay(day, "S-absence", person.reference),))
    programme = make.programme(template, starts=day, ends=day, state="draft", published_at=None)
    with pytest.raises(Refused, match="est absente du"):
        publish(programme)
    absence.delete()
    assert publish(programme).sessions == 2
    assert place.sessions.count() == 2


def test_an_absence_of_the_other_half_does_not_count() -> None:
    session = make.published()
    make.designated()
    make.minutes({(session.commune.pk, session.giver.home_id): 20})
    services.decline(session, session.giver.user)
    person = make.engaged()
    away(person, session.ends + timedelta(minutes=30), session.ends + timedelta(hours=3))
    services.assign(make.again(session), person, make.coordinator())
    assert make.again(session).giver == person


def test_the_planner_gives_no_day_of_an_absence() -> None:
    person = make.engaged()
    monday = date(2027, 3, 1)
    days = [monday + timedelta(days=k) for k in range(5)]
    starts = make.at("2027-03-02", 13)
    taken = {person.resource_id: _dates([(starts, make.at("2027-03-04", 0))], PARIS)}
    engaged = person.engagements.get()
    asked = AskedScheme(scheme=engaged.rules)
    request = PlanRequest(region="76", schemes=(asked,), starts=monday, weeks=1, budget_cents=1_000_000, seconds=1.0)
    free = _doctor(request, asked, engaged, days, set(), taken).available
    assert free == {days[0], days[3], days[4]}


def test_the_database_itself_keeps_absences_and_sessions_apart() -> None:
    session = make.published()
    doctor = session.giver
    with pytest.raises(DatabaseError, match="has sessions during this absence"), transaction.atomic():
        away(doctor, session.starts, session.ends)
    away(doctor, session.ends, session.ends + timedelta(hours=2))
    with pytest.raises(DatabaseError, match="absence_no_overlap"), transaction.atomic():
        away(doctor, session.ends + timedelta(hours=1), session.ends + timedelta(hours=4))
    with pytest.raises(DatabaseError, match="is absent at the time"), transaction.atomic():
        make.published(professional=doctor, starts=session.ends)


def test_a_session_is_accepted_in_time_and_once() -> None:
    session = make.published(starts=make.at("2026-09-07"))
    with pytest.raises(WrongState, match="déjà commencé"):
        services.accept(session, session.giver.user)
    claims = Claim.objects.filter(post__session=session, post__giver=True)
    with pytest.raises(DatabaseError, match="accepted after it began"), transaction.atomic():
        claims.update(accepted_at=timezone.now())
    other = make.published()
    services.accept(other, other.giver.user)
    with pytest.raises(DatabaseError, match="accepted already"), transaction.atomic():
        Claim.objects.filter(post__session=other, post__giver=True).update(accepted_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_an_absence_and_a_session_entered_at_once_do_not_meet() -> None:
    doctor, place = make.doctor(), make.place()
    draft = make.draft(professional=doctor, place=place)
    draft.session.programme.save()
    day = draft.session.starts.astimezone(PARIS).date()

    def absent() -> None:
        absences.declare(doctor, AbsenceDates(day, day), doctor.user)

    outcomes = race([absent, lambda: make.open_sessions([draft])])
    assert outcomes["done"] == 1
    assert Absence.objects.count() + Session.objects.count() == 1


def test_absences_are_forgotten_with_their_history() -> None:
    from django.apps import apps

    doctor = make.doctor()
    away(doctor, make.at("2026-01-05"), make.at("2026-01-09"))
    kept = away(doctor, make.soon(3), make.soon(5))
    absences.purge(timezone.now())
    assert list(Absence.objects.all()) == [kept]
    assert set(apps.get_model("agenda", "AbsenceEvent").objects.values_list("pgh_obj_id", flat=True)) == {kept.pk}


def test_a_doctor_sees_the_sessions_first_then_gives_them_back() -> None:
    session = make.published()
    doctor = session.giver
    client, day = Client(), session.starts.astimezone(PARIS).date().isoformat()
    client.force_login(doctor.user)
    form = {"acte": "noter", "first": day, "last": day, "from_half": "morning", "until_half": "evening"}
    answer = client.post("/soignant/absences/", form)
    assert "1 vacation tombe pendant cette absence" in text_of(answer)
    assert f"/soignant/journees/{session.pk}" in answer.content.decode()
    assert not Absence.objects.exists()
    answer = client.post("/soignant/absences/", {**form, "acte": "rendre"}, follow=True)
    assert "L’absence est notée" in text_of(answer)
    assert make.again(session).state == "declined"
    row = Absence.objects.get()
    answer = client.post("/soignant/absences/", {"acte": "retirer", "absence": row.pk}, follow=True)
    assert "est retirée" in text_of(answer)
    assert client.post("/soignant/absences/", {"acte": "noter", "first": "", "last": day}).status_code == 422
