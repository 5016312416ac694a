"""A submission from its first question to its answer: deadlines to the second, bad input, what is kept where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.calls import services, shapes, submissions
from maillage.site.calls.clock import SECOND, db_now
from maillage.site.calls.models import Applicant, Call, Submission
from maillage.site.calls.naming import establishment_key, given_away
from maillage.site.messages.models import Message
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from tests.site import call_factories as calls
from tests.site import factories as make


def at(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    """Return an hour without zone, as forms give it."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC).replace(tzinfo=None)


pytestmark = pytest.mark.django_db


def last_message() -> str:
    return Message.objects.order_by("-pk").values_list("body", flat=True)[0]


def test_what_comes_within_the_last_second_is_in_and_one_second_later_is_refused_with_both_hours() -> None:
    in_time, late = calls.draft(calls.call()), calls.draft(calls.call())
    second = db_now().replace(microsecond=0)
    Call.objects.filter(pk=in_time.call_id).update(closes_at=second)
    received = submissions.send(in_time, consent=True)
    assert (received.state, received.sent_at, received.number) == ("sent", db_now(), 1)
    assert f"{second.astimezone(calls.PARIS):%H:%M:%S}" in last_message()
    Call.objects.filter(pk=late.call_id).update(closes_at=second - SECOND)
    with pytest.raises(InvalidField, match=r"clos le .* heure de Paris. Votre envoi est arrivé le .* n’est pas reçu"):
        submissions.send(late, consent=True)
    assert Submission.objects.get(pk=late.pk).sent_at is None


def test_the_database_refuses_a_late_submission_by_its_own_clock_and_dates_the_others() -> None:
    row = calls.draft(calls.call())
    long_ago = timezone.now() - timedelta(days=3)
    Submission.objects.filter(pk=row.pk).update(state="sent", number=1, sent_at=long_ago)
    assert Submission.objects.get(pk=row.pk).sent_at == db_now()
    other = calls.draft(calls.call())
    Call.objects.filter(pk=other.call_id).update(closes_at=db_now() - SECOND)
    with pytest.raises(IntegrityError, match="the call is closed"), transaction.atomic():
        Submission.objects.filter(pk=other.pk).update(state="sent", number=1, sent_at=long_ago)


def test_hours_are_those_of_paris_in_winter_in_summer_and_when_the_clocks_change() -> None:
    assert services.moment(at(2026, 11, 30, 23, 59, 59)) == datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)
    assert services.moment(at(2027, 6, 30, 23, 59, 59)) == datetime(2027, 6, 30, 21, 59, 59, tzinfo=UTC)
    # Half past two comes twice when winter time begins: nobody is shut out by the first.
    assert services.moment(at(2027, 10, 31, 2, 30)) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    with pytest.raises(InvalidField, match="heure d’été"):
        calls.call(closes=at(2027, 3, 28, 2, 30))


def test_a_call_that_is_not_open_takes_nothing() -> None:
    soon = calls.call(opens=calls.local(db_now() + timedelta(hours=1)))
    with pytest.raises(Refused, match="ouvre le"):
        submissions.begin(soon, "a@example.org", "0565000000")


def test_who_may_not_apply_is_told_on_the_field() -> None:
    row = submissions.begin(calls.call(), "a@example.org", "0565000000")
    with pytest.raises(InvalidField, match="autres établissements") as refusal:
        submissions.save_answer(
            row, "identity", {"first_name": "A", "last_name": "B", "establishment": "Chu, Toulouse"}
        )
    assert refusal.value.field == "establishment"
    for code, answer, said in (("profession", "other", "anesthésistes"), ("agreed", "no", "chef de service")):
        with pytest.raises(InvalidField, match=said) as refusal:
            submissions.save_answer(row, code, {"answer": answer})
        assert refusal.value.field == "answer"


def test_an_address_sends_one_submission_to_a_call_also_while_the_key_is_replaced(settings: Any) -> None:
    call = calls.call()
    first = calls.sent(call, email="lise@example.org")
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    second = calls.draft(call, email="Lise@example.org")
    with pytest.raises(InvalidField, match="une seule"):
        submissions.send(second, consent=True)
    assert not Applicant.objects.get(submission=second).sent
    submissions.withdraw(first)
    assert submissions.send(second, consent=True).number == 2


def test_what_is_sent_back_may_be_completed_after_the_closing_until_its_own_second() -> None:
    call = calls.call()
    by, row = calls.coordinator_of(call), calls.sent(call)
    with pytest.raises(InvalidField, match="est passé"):
        services.send_back(row, "Il manque l’accord signé.", calls.local(db_now() - SECOND * 2), by=by)
    services.send_back(row, "Il manque l’accord signé.", calls.local(db_now() + SECOND * 60), by=by)
    Call.objects.filter(pk=call.pk).update(closes_at=db_now() - timedelta(minutes=5))
    assert "Il manque l’accord signé" in last_message()
    submissions.save_answer(row, "why", {"answer": "L’accord est joint."})
    again = submissions.send(row, consent=True)
    assert (again.state, again.number, again.reason) == ("sent", 1, "")
    services.admit(again, by=by)
    with pytest.raises(WrongState):
        services.refuse(again, "Le dossier est incomplet.", by=by)


def test_another_organisation_answers_nothing() -> None:
    row, stranger = calls.sent(calls.call()), make.coordinator()
    for act in (
        lambda: services.admit(row, by=stranger),
        lambda: services.refuse(row, "Sans raison aucune.", by=stranger),
        lambda: services.publish(row.call, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_budget_that_does_not_add_up_is_refused_by_the_form_and_by_the_database() -> None:
    row = submissions.begin(calls.call("research"), "a@example.org", "0565000000")
    for text, said in (
        ("Technicien : 10\nTotal : 11", "font 10 €, le total dit 11 €"),
        ("Technicien : dix\nTotal : 10", "Ligne 1"),
        ("Technicien : 10", "Terminez par une ligne"),
        ("Technicien : 100 001\nTotal : 100 001", "100 000 € au plus"),
    ):
        with pytest.raises(InvalidField, match=said.replace(" 0", "\u202f0").replace(" €", "\u00a0€")):
            submissions.save_answer(row, "budget", {"answer": text})
    wrong = {"budget": {"lines": [["Technicien", 1000]], "total": 1100}}
    with pytest.raises(IntegrityError, match="sum to its total"), transaction.atomic():
        Submission.objects.filter(pk=row.pk).update(answers=wrong)


@given(st.lists(st.tuples(st.sampled_from(["Poste A", "Achat : deux"]), st.integers(1, 10**7)), min_size=1, max_size=9))
def test_a_budget_is_typed_as_it_is_shown(lines: list[tuple[str, int]]) -> None:
    budget = {"lines": [list(line) for line in lines], "total": sum(cents for _, cents in lines)}
    assert shapes.kept_budget(shapes.budget_text(budget)) == budget


def test_abandoned_and_withdrawn_submissions_are_forgotten_with_their_history() -> None:
    call = calls.call()
    kept, old = calls.sent(call), calls.sent(call)
    submissions.withdraw(old)
    Submission.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=31))
    assert submissions.purge(timezone.now()) == 1
    assert list(Submission.objects.all()) == [kept]
    for name in ("SubmissionEvent", "ApplicantEvent"):
        events = apps.get_model("calls", name).objects
        assert not [one for one in events.all() if "Orme" in str(one.__dict__) and one.pgh_obj_id not in (
            kept.pk, kept.applicant.pk)]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("CH de Rodez", "Centre hospitalier Rodez", True),
        ("CHU de Toulouse", "Hôpitaux universitaires, Toulouse", True),
        ("CH de Rodez", "CH de Cahors", False),
        ("Centre hospitalier", "CHU", False),
    ],
)
def test_establishments_are_compared_without_the_words_that_all_have(one: str, other: str, same: bool) -> None:
    assert (establishment_key(one) == establishment_key(other)) is same


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une étude de Petit et autres", "Petit"),
        ("Un petit échantillon, au centre", ""),
        ("écrire à rose petit", "Rose Petit"),
        ("Les patients de Rodez", "Rodez"),
        ("à r.p@ch.example", "r.p@ch.example"),
    ],
)
def test_a_text_read_blind_is_searched_for_who_writes_it(text: str, found: str) -> None:
    assert given_away(text, "Rose", "Petit", "CH de Rodez", ("r.p@ch.example", "")) == found
