"""A request from its draft to its end: who may, what is stored, who is told, what is refused."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from maillage.site.agenda.models import Claim
from maillage.site.expertise import attachments, escalating, load, pools, reading, requesting, retention
from maillage.site.expertise.models import ExpertiseRequest, RequestEvent
from maillage.site.expertise.requesting import ExistsAlready
from maillage.site.expertise.states import State
from maillage.site.files import vault
from maillage.site.messages.models import Message
from maillage.site.refusals import InvalidField, NotAllowed, WrongState
from tests.site import duty_factories as duties
from tests.site import factories as make
from tests.site.expertise import cases
from tests.site.files import recordings

pytestmark = pytest.mark.django_db


def messages_to(user: object) -> int:
    return len(make.letters(to=user.email))  # type: ignore[attr-defined]


def test_a_request_is_proposed_taken_completed_answered_read_and_closed() -> None:
    place = cases.ward()
    request = cases.sent(place)
    assert request.due_at - request.sent_at == timedelta(hours=4)
    assert messages_to(request.proposed_to) == 1
    reader = place.readers[1]
    reading.take(request, reader)
    reading.ask_more(request, "Quel traitement ?", reader)
    with pytest.raises(WrongState):
        reading.answer(request, cases.ANSWER, reader)
    hour = timedelta(hours=1)
    ExpertiseRequest.objects.filter(pk=request.pk).update(asked_at=timezone.now() - hour)
    requesting.give_more(request, "Aucun.", place.requester)
    waited = cases.fresh(request)
    assert waited.due_at - request.due_at == waited.waited
    assert hour < waited.waited < hour + timedelta(minutes=1)
    reading.answer(request, cases.ANSWER, reader)
    done = cases.fresh(request)
    assert done.response_time == done.answered_at - done.sent_at - done.waited
    requesting.mark_read(request, place.requester)
    requesting.close(request, place.requester)
    assert [event.kind for event in request.events.all()] == [
        "drafted", "send", "take", "ask_more", "give_more", "answer", "read", "close",
    ]  # fmt: skip
    assert messages_to(place.requester) == 2


def test_what_is_medical_stands_nowhere_in_clear() -> None:
    place = cases.ward()
    text = "Maëlle Introuvable a convulsé"
    request = cases.taken(place, values={**cases.QUESTION, "question": text}, patient="IPP7788991")
    reading.ask_more(request, text, place.readers[0])
    requesting.give_more(request, text, place.requester)
    made = reading.answer(request, {**cases.ANSWER, "conclusion": text}, place.readers[0])
    stored = [
        str(row) for model in (ExpertiseRequest, RequestEvent, Message, type(made), type(request.notes.first()))
        for row in model._default_manager.values()
    ]  # fmt: skip
    on_disk = vault.path_of(made.report_id).read_bytes()
    for secret in ("Introuvable", "7788991", "convuls"):
        assert not any(secret in row for row in stored)
        assert secret.encode() not in on_disk
    assert "Introuvable" in PdfReader(io.BytesIO(vault.whole(made.report))).pages[0].extract_text()


def test_the_report_is_sealed_and_shows_a_change() -> None:
    made = cases.answered(cases.ward())
    content = vault.whole(made.report)

    def intact(pdf: bytes) -> bool:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
        return validate_pdf_signature(found, ValidationContext(trust_roots=[found.signer_cert])).intact

    assert intact(content)
    changed = bytearray(content)
    changed[900] ^= 1
    assert not intact(bytes(changed))


def test_a_correction_is_a_new_version_that_says_why_and_is_to_be_read_again() -> None:
    place = cases.ward()
    first = cases.answered(place)
    requesting.mark_read(first.request, place.requester)
    reader = place.readers[0]
    with pytest.raises(InvalidField, match="pourquoi"):
        reading.answer(first.request, cases.ANSWER, reader)
    second = reading.answer(first.request, {**cases.ANSWER, "sleep": "absent"}, reader, why="Côté inversé.")
    assert (second.version, cases.fresh(first.request).state) == (2, State.ANSWERED)
    assert [line.code for line in first.request.fees.all()] == ["RQD", "TE2"]
    for change in ({"at": timezone.now()}, {"sealed": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(first).objects.filter(pk=first.pk).update(**change)
    with pytest.raises(NotAllowed):
        reading.answer(first.request, cases.ANSWER, place.requester, why="Autre.")


def test_a_second_request_for_an_examination_names_the_first() -> None:
    place = cases.ward()
    first = cases.sent(place, examination="ex 12-7")
    with pytest.raises(ExistsAlready, match=f"n°\u00a0{first.pk}"):
        cases.draft(place, examination="EX12-7 ")
    requesting.withdraw(first, place.requester)
    assert cases.draft(place, examination="EX12-7").pk


def test_an_answer_after_withdrawal_is_refused_and_says_what_to_do() -> None:
    place = cases.ward()
    request = cases.taken(place)
    requesting.withdraw(request, place.requester)
    assert messages_to(place.readers[0]) == 2
    with pytest.raises(WrongState, match="n’y répondez plus"):
        reading.answer(request, cases.ANSWER, place.readers[0])
    assert not request.answers.exists()


def test_a_refused_consent_keeps_the_request_here() -> None:
    place = cases.ward()
    with pytest.raises(InvalidField, match="a refusé"):
        cases.sent(place, consent="refused")
    now = timezone.now()
    with pytest.raises(DatabaseError), transaction.atomic():
        ExpertiseRequest.objects.update(state="sent", sent_at=now, due_at=now + timedelta(hours=1))


def test_a_declined_request_is_sent_elsewhere_and_a_waiting_one_passed_on() -> None:
    place, other = cases.ward(), cases.ward()
    request = cases.sent(place)
    reading.decline(request, "no_reader", place.readers[0])
    requesting.change(request, cases.data(other.pool), place.requester)
    requesting.send(request, place.requester)
    with pytest.raises(NotAllowed):
        reading.take(request, place.readers[0])
    third = cases.ward()
    reading.pass_on(request, third.pool, other.readers[0])
    moved = cases.fresh(request)
    assert (moved.state, moved.pool_id, moved.proposed_to_id in {one.pk for one in third.readers}) == (
        "passed_on", third.pool.pk, True,
    )  # fmt: skip
    assert reading.take(request, third.readers[1]).taken_by_id == third.readers[1].pk


def test_nobody_outside_reads_or_acts() -> None:
    place, other = cases.ward(), cases.ward()
    request, unsent = cases.sent(place), cases.draft(place)
    rows = ExpertiseRequest.objects
    assert set(rows.visible_to(place.requester)) == {request, unsent}
    assert set(rows.visible_to(place.readers[0])) == {request}
    for user in (other.requester, other.readers[0], other.head, place.head, make.coordinator()):
        assert not rows.visible_to(user).exists()
        with pytest.raises(NotAllowed):
            reading.take(request, user)
        with pytest.raises(NotAllowed):
            requesting.withdraw(request, user)


def test_the_least_loaded_present_reader_is_proposed() -> None:
    place = cases.ward(readers=3)
    first, second, third = place.readers
    pools.set_present(first, is_present=False)
    assert cases.sent(place).proposed_to == second
    assert cases.sent(place).proposed_to == third
    busy = cases.sent(place)
    assert busy.proposed_to == second
    reading.take(busy, third)
    assert [load.open_work([one.pk for one in place.readers])[one.pk] for one in place.readers] == [0, 1, 2]
    assert cases.sent(place).proposed_to == second


def test_the_reader_on_duty_comes_before_those_who_are_present() -> None:
    place = cases.ward(readers=3)
    on_duty = place.readers[2]
    by = duties.organiser()
    people = [make.professional(on_duty, home=make.commune(), last_name="Garde"), *duties.doctors(5)]
    made = duties.published(by, people)
    claim = Claim.objects.filter(active=True, resource__professional__user=on_duty).first()
    assert claim is not None
    assert made.is_published
    during = claim.post.session
    assert load.least_loaded(place.pool, during.starts + timedelta(minutes=5)) == on_duty
    assert load.least_loaded(place.pool, during.starts - timedelta(days=40)) == place.readers[0]


def test_what_is_medical_is_gone_after_the_retention_of_the_house_that_asked() -> None:
    place = cases.ward()
    draft, content = cases.draft(place), recordings.edf(seconds=2)
    file = attachments.add_whole(draft, [content], len(content), place.requester)
    requesting.send(draft, place.requester)
    reading.ask_more(reading.take(draft, place.readers[0]), "Quoi ?", place.readers[0])
    requesting.give_more(draft, "Oui.", place.requester)
    answer = reading.answer(draft, cases.ANSWER, place.readers[0])
    now = timezone.now()
    assert retention.purge(now + timedelta(days=300)) == 0
    assert retention.purge(now + timedelta(days=800)) == 1
    assert retention.purge(now + timedelta(days=800)) == 0
    for one in (file, answer.report):
        one.refresh_from_db()
        assert not one.key
        assert not vault.path_of(one.pk).exists()
    row = cases.fresh(draft)
    texts = [*row.answers.values_list("sealed", flat=True), *row.notes.values_list("sealed", flat=True)]
    assert {row.sealed, *texts} == {""}
    assert row.events.count() > 5
    assert row.fees.exists()
    assert not ExpertiseRequest.objects.visible_to(place.requester).filter(pk=row.pk).exists()
    assert load.response_times(place.pool, now - timedelta(days=1)).count == 1


def test_a_request_escalates_once_before_its_due_time_and_once_after_it() -> None:
    place = cases.ward()
    request, waits = cases.sent(place), cases.taken(place)
    reading.ask_more(waits, "Quel âge ?", place.readers[0])
    assert escalating.escalate(request.sent_at + timedelta(hours=2)) == (0, 0)
    soon = request.sent_at + timedelta(hours=3, minutes=1)
    assert [escalating.escalate(soon), escalating.escalate(soon)] == [(1, 0), (0, 0)]
    assert messages_to(place.head) == 1
    late = request.due_at + timedelta(minutes=1)
    assert [escalating.escalate(late), escalating.escalate(late)] == [(0, 1), (0, 0)]
    assert messages_to(place.head) == 2
    assert [one.kind for one in request.events.all()][-2:] == ["warned", "overdue"]


def test_states_and_events_obey_the_database_too() -> None:
    request = cases.sent(cases.ward())
    wrong = (
        lambda: ExpertiseRequest.objects.filter(pk=request.pk).update(state="closed"),
        lambda: ExpertiseRequest.objects.filter(pk=request.pk).update(state="taken"),
        lambda: request.events.update(kind="opened"),
        lambda: request.events.all().delete(),
        lambda: request.events.first().delete(),
    )
    for act in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_requester_is_paid_four_times_a_year_for_a_patient() -> None:
    place = cases.ward()
    for _ in range(5):
        last = cases.answered(place, patient="P1")
    assert [line.code for line in last.request.fees.all()] == ["TE2"]
    assert cases.answered(place, patient="P1", inpatient=True).request.fees.count() == 0


def test_response_times_of_a_pool_leave_out_the_wait_for_information() -> None:
    place = cases.ward()
    made = cases.answered(place)
    now, hour = timezone.now(), timedelta(hours=1)
    ExpertiseRequest.objects.filter(pk=made.request_id).update(
        sent_at=now - 5 * hour, answered_at=now, waited=3 * hour, due_at=now + hour
    )
    found = load.response_times(place.pool, now - timedelta(days=1))
    assert (found.count, found.median, found.waited, found.in_time) == (1, 2 * hour, 3 * hour, 1)
    assert found.classes == (0, 1, 0, 0, 0)
    assert sum(received for _, received, _ in load.by_hour(place.pool, now - timedelta(days=1))) == 1
    assert [one.answered for one in load.loads(place.pool, now - timedelta(days=1))] == [1, 0]
