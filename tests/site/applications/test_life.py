"""An application from its first answer to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from maillage.schemes import SCHEMES, scheme_named
from maillage.site.accounts.models import Invitation
from maillage.site.applications import services
from maillage.site.applications.answers import QUESTIONS, asked_of, next_question
from maillage.site.applications.desks import DeskAnswer, answer_for
from maillage.site.applications.models import Application
from maillage.site.applications.tokens import token_of
from maillage.site.directory.models import InvitedProfessional, Professional
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.messages.models import Message
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from tests.site import factories as make
from tests.site.races import race

pytestmark = pytest.mark.django_db
State = Application.State


def begun() -> Application:
    return services.begin(scheme_named("solidarity"), "ines@example.org", "06 39 98 00 01")


def saved(row: Application, question: str, **values: Any) -> Application:
    return services.save_answer(row, question, values)


def refused_field(row: Application, question: str, **values: Any) -> str:
    with pytest.raises(InvalidField) as refusal:
        saved(row, question, **values)
    return refusal.value.field


def test_answers_are_kept_one_by_one_and_the_link_goes_on_with_them() -> None:
    row = begun()
    message = Message.objects.get(about=f"application:{row.pk}")
    assert token_of(row.key) in message.body
    found = services.find(token_of(row.key))
    assert found == row
    expected = [code for code in QUESTIONS if code != "contact"]
    for code in expected:
        question = next_question(row)
        assert question is not None
        assert question.code == code
        row = saved(row, code, **make.answers()[code])
    assert next_question(services.find(token_of(row.key)) or row) is None


def test_a_link_that_was_changed_opens_nothing() -> None:
    token = token_of(begun().key)
    for wrong in (token[:-1], token[::-1], "", "é" * 40, token + "A"):
        assert services.find(wrong) is None


def test_who_keeps_no_practice_is_not_asked_who_replaces_them() -> None:
    row = saved(begun(), "status", status="retired")
    assert "replacement" not in [one.code for one in asked_of(row)]
    assert row.replaced_at_home is False
    row = saved(row, "status", status="practising")
    assert "replacement" in [one.code for one in asked_of(row)]
    assert row.replaced_at_home is None


def test_a_wrong_answer_is_refused_on_its_field() -> None:
    make.designated()
    row, poor = begun(), make.commune()
    today = timezone.localdate()
    assert refused_field(row, "contact", email="ines@") == "email"
    assert refused_field(row, "contact", email="a@b.fr", phone="06") == "phone"
    assert refused_field(row, "identity", first_name="Inès", last_name=" - ") == "last_name"
    assert refused_field(row, "profession", profession="nurse") == "profession"
    assert refused_field(row, "status", status="salaried") == "status"
    assert refused_field(row, "practice", home="99999") == "home"
    assert refused_field(row, "practice", home=poor.pk) == "home"  # the territory lacks doctors itself
    assert refused_field(row, "rhythm", half_days_per_month=5) == "half_days_per_month"
    assert refused_field(row, "when", weekdays=[], dates=[today]) == "dates"
    assert refused_field(row, "replacement") == "replaced_at_home"
    assert refused_field(row, "lodging") == "lodging_wanted"
    assert refused_field(row, "motivation", motivation="x" * 1001) == "motivation"
    row.refresh_from_db()
    assert (row.last_name, row.profession, row.home) == ("", "", None)


def test_only_a_place_that_can_receive_the_scheme_may_be_wished_for() -> None:
    make.designated()
    good = make.place()
    closed, bare = make.place(opening_weekdays=[]), make.place(rooms=0)
    rich = make.place(commune=make.commune("31001", "Riche", intercommunality=make.intercommunality("31")))
    row = begun()
    assert list(saved(row, "places", places=[str(good.pk)]).wanted_places.all()) == [good]
    for other in (closed, bare, rich):
        assert refused_field(row, "places", places=[good.pk, other.pk]) == "places"
    assert list(row.wanted_places.all()) == [good]


def test_a_number_in_use_is_refused_with_what_to_do() -> None:
    first = make.application()
    make.professional(rpps=(taken := make.rpps()))
    row = begun()
    for number in (first.rpps, taken):
        with pytest.raises(InvalidField, match="appelez la coordination") as refusal:
            saved(row, "rpps", rpps=number)
        assert refusal.value.field == "rpps"
    services.withdraw(first)
    assert saved(row, "rpps", rpps=first.rpps).rpps == first.rpps


def test_two_who_write_one_number_at_the_same_time_send_once() -> None:
    number = make.rpps()
    rows = [make.application(sent=False, rpps=number) for _ in range(2)]
    services.send(rows[0], consent=True)
    with pytest.raises(InvalidField) as refusal:
        services.send(rows[1], consent=True)
    assert refusal.value.field == "rpps"
    with pytest.raises(IntegrityError, match="application_one_running"), transaction.atomic():
        Application.objects.filter(pk=rows[1].pk).update(
            state=State.SENT, sent_at=timezone.now(), consented_at=timezone.now()
        )


def test_nothing_is_sent_without_consent_nor_with_a_question_open() -> None:
    row = begun()
    with pytest.raises(InvalidField) as refusal:
        services.send(row, consent=True)
    assert refusal.value.field == "identity"
    whole = make.application(sent=False)
    with pytest.raises(InvalidField) as refusal:
        services.send(whole, consent=False)
    assert refusal.value.field == "consent"


def test_sending_asks_the_desks_of_the_scheme_once() -> None:
    row = make.application()
    services.send(row, consent=True)
    asked = Authorisation.objects.filter(check_of__application=row)
    wanted = {(one.code, one.desk.value) for one in row.rules.authorisations}
    assert {(one.kind, one.desk) for one in asked} == wanted
    assert {one.state for one in asked} == {"requested"}
    assert Message.objects.filter(key=f"application:{row.pk}:sent").count() == 1
    with pytest.raises(WrongState):
        saved(row, "identity", first_name="Autre", last_name="Personne")


def test_a_scheme_says_whether_one_may_apply(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = replace(SCHEMES["solidarity"], volunteers=False)
    with pytest.raises(Refused, match="ne reçoit pas de candidature"):
        services.begin(closed, "ines@example.org")
    assert [one.code for one in services.schemes_for_volunteers()] == ["solidarity"]
    assert services.scheme_for_volunteers("medical_bus") is None


def test_too_many_from_one_address_wait() -> None:
    for k in range(services.LIMIT.per_address):
        services.begin(scheme_named("solidarity"), f"a{k}@example.org", address="192.0.2.1")
    with pytest.raises(Refused, match="quart d’heure"):
        services.begin(scheme_named("solidarity"), "z@example.org", address="192.0.2.1")


def test_a_lost_link_is_sent_again_to_its_owner_alone() -> None:
    row = begun()
    Message.objects.all().delete()
    services.send_links("nobody@example.org", "", timezone.now())
    assert not Message.objects.exists()
    services.send_links(" Ines@Example.org ", "", timezone.now())
    assert token_of(row.key) in Message.objects.get().body
    services.withdraw(row)
    Message.objects.all().delete()
    services.send_links("ines@example.org", "", timezone.now())
    assert not Message.objects.exists(), "a withdrawn application has no link any more"


def test_acceptance_makes_the_entry_the_engagement_and_the_invitation() -> None:
    by = make.coordinator()
    row = make.granted(make.application(half_days_per_month=3))
    done = services.accept(row, by=by)
    person = Professional.objects.get(rpps=row.rpps)
    engagement = Engagement.objects.get(professional=person)
    assert done.engagement == engagement
    assert (engagement.state, engagement.days_per_month, engagement.home_share_percent) == ("active", 2, 0)
    assert set(engagement.authorisations.values_list("state", flat=True)) == {"granted"}
    assert engagement.authorisations.get(kind="insurance_number").details == {"billing_number": "311234567"}
    invitation = Invitation.objects.get(email=row.email)
    assert invitation.role == "doctor"
    assert InvitedProfessional.objects.get(invitation=invitation).professional == person
    assert (done.state, done.decided_by) == ("accepted", by.get_full_name())


def test_an_answer_that_may_come_later_goes_on_with_the_engagement() -> None:
    row = make.granted(make.application(replaced_at_home=False), "order_check")
    waiting = Authorisation.objects.get(check_of__application=row, kind="insurance_number")
    engagement = services.accept(row, by=make.coordinator()).engagement
    assert engagement is not None
    assert (engagement.state, engagement.home_share_percent) == ("active", 100)
    assert engagement.authorisations.get(kind="insurance_number").pk == waiting.pk
    assert engagement.authorisations.count() == len(row.rules.authorisations)


def test_nobody_is_accepted_before_the_order_says_yes_nor_after_a_desk_says_no() -> None:
    by, row = make.coordinator(), make.application()
    with pytest.raises(Refused, match="la réponse est attendue"):
        services.accept(row, by=by)
    make.granted(row, "order_check")
    number = Authorisation.objects.get(check_of__application=row, kind="insurance_number")
    answer_for(number.pk, DeskAnswer(state=Authorisation.State.REFUSED, reason="Retraité radié."), "CPAM", by=by)
    with pytest.raises(Refused, match="c’est refusé"):
        services.accept(row, by=by)
    assert not Professional.objects.filter(rpps=row.rpps).exists()


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_accept_at_once_make_one_engagement() -> None:
    row = make.granted(make.application())
    people = [make.coordinator() for _ in range(4)]
    outcomes = race([lambda by=by: services.accept(row, by=by) for by in people])
    assert outcomes == {"done": 4}
    assert (Professional.objects.filter(rpps=row.rpps).count(), Engagement.objects.count()) == (1, 1)
    assert Invitation.objects.count() == 1


def test_a_refusal_is_told_with_its_reason_and_is_the_end() -> None:
    by, row = make.coordinator(), make.application()
    with pytest.raises(InvalidField) as refusal:
        services.refuse(row, "non", by=by)
    assert refusal.value.field == "reason"
    services.refuse(row, "Le quota de ce lieu est atteint.", by=by)
    assert "quota" in Message.objects.get(key=f"application:{row.pk}:refused").body
    for act in (lambda: services.accept(row, by=by), lambda: services.withdraw(row)):
        with pytest.raises(WrongState):
            act()
    assert services.refuse(row, "Sent twice by a double click.", by=by).reason == "Le quota de ce lieu est atteint."
    assert Message.objects.filter(key=f"application:{row.pk}:refused").count() == 1


def test_withdrawing_takes_the_work_from_the_desks() -> None:
    row, by = make.application(), make.coordinator()
    services.withdraw(row, "Je pars à l’étranger.")
    check = row.checks.get(authorisation__kind="order_check").authorisation
    with pytest.raises(WrongState, match="n’est plus attendue"):
        answer_for(check.pk, DeskAnswer(state=Authorisation.State.GRANTED, reason="Par courrier."), "Ordre", by=by)
    assert services.withdraw(row).reason == "Je pars à l’étranger."


def test_who_coordinates_home_or_a_wished_place_answers_and_nobody_else() -> None:
    make.designated()
    place = make.place()
    nearby = make.organisation("coordination")
    nearby.intercommunalities.add(make.intercommunality())
    there = make.user("coordinator", nearby)
    far = make.coordinator(make.elsewhere().department.region)
    wished = make.application(places=[place.pk])
    for row, by, sees in ((wished, there, True), (make.application(), there, False), (wished, far, False)):
        assert Application.objects.visible_to(by).filter(pk=row.pk).exists() == sees
        if not sees:
            with pytest.raises(NotAllowed):
                services.accept(make.granted(row), by=by)
    assert services.accept(wished, by=there).state == "accepted"


def test_a_draft_is_seen_by_nobody() -> None:
    make.application(sent=False)
    assert not Application.objects.visible_to(make.coordinator()).exists()


@pytest.mark.parametrize(
    ("state", "days"), [("draft", 30), ("withdrawn", 30), ("refused", 365), ("sent", None), ("accepted", None)]
)
def test_what_is_over_is_forgotten_with_its_history(state: str, days: int | None) -> None:
    row = make.application(sent=state != "draft", last_name="Oubliée")
    if state == "withdrawn":
        services.withdraw(row)
    elif state == "refused":
        services.refuse(row, "Le quota de ce lieu est atteint.")
    elif state == "accepted":
        services.accept(make.granted(row), organisation=make.organisation("agency"))
    now = timezone.now()
    events = apps.get_model("applications", "ApplicationEvent").objects.filter(pgh_obj_id=row.pk)
    if days is None:
        assert services.purge(now + timedelta(days=3000)) == 0
        return
    assert services.purge(now + timedelta(days=days - 1)) == 0
    assert services.purge(now + timedelta(days=days, hours=1)) == 1
    assert not events.exists()
    assert not Message.objects.filter(about=f"application:{row.pk}").exists()
    assert not Authorisation.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM engagements_authorisationevent")
        assert cursor.fetchone() == (0,)
