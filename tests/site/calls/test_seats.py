"""Seats: offered by rank and wish, passed on when refused or left, attended, certified."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.calls import certificates, seats
from maillage.site.calls.assigning import assign
from maillage.site.calls.clock import SECOND, db_now
from maillage.site.calls.models import Call, CallOption, Submission
from maillage.site.calls.notices import LINKS
from maillage.site.calls.seat_models import Attendance, Certificate, SeatOffer
from maillage.site.refusals import InvalidField, NotAllowed, Refused
from tests.site import call_factories as calls
from tests.site import factories as make

OPTIONS = ("a", "b", "c")


@given(
    st.fixed_dictionaries(dict.fromkeys(OPTIONS, st.integers(0, 2))),
    st.lists(st.permutations(OPTIONS).flatmap(lambda one: st.integers(0, 3).map(lambda n: one[:n])), max_size=6),
    st.randoms(use_true_random=False),
)
def test_an_assignment_is_stable(places: dict[str, int], wishes: list[list[str]], chance: object) -> None:
    order = {(one, option): chance.random() for one in range(len(wishes)) for option in OPTIONS}  # type: ignore[attr-defined]
    rank = {key: (value, float(key[0])) for key, value in order.items()}
    asked = dict(enumerate(wishes))

    def ranked(one: int, option: str) -> tuple[float, ...]:
        return rank[one, option]

    made = assign(places, asked, ranked)
    held = {option: [one for one, got in made.items() if got == option] for option in OPTIONS}
    assert all(len(found) <= places[option] for option, found in held.items())
    for one, wished in asked.items():
        assert made.get(one) is None or made[one] in wished
        better = wished[: wished.index(made[one])] if one in made else wished
        for option in better:
            assert len(held[option]) == places[option]
            assert all(rank[other, option] < rank[one, option] for other in held[option])


def closed(call: Call) -> Call:
    Call.objects.filter(pk=call.pk).update(closes_at=db_now() - SECOND * 2)
    return Call.objects.get(pk=call.pk)


@pytest.mark.django_db
def test_seats_go_by_rank_then_to_the_next_on_a_refusal_and_on_an_expiry() -> None:
    call = calls.call(seats=(1, 1))
    low = calls.admitted(call, alone="several", wishes=(0, 1))
    first = calls.admitted(call, wishes=(0,))
    second = calls.admitted(call, alone="one", wishes=(0,))
    by = calls.coordinator_of(call)
    with pytest.raises(Refused, match="attendez sa clôture"):
        seats.offer_seats(call, by=by)
    call = closed(call)
    with pytest.raises(NotAllowed):
        seats.offer_seats(call, by=make.coordinator())
    assert [one.submission for one in seats.ranking(call)] == [first, second, low]
    assert seats.offer_seats(call, by=by) == 2
    held = {one.submission_id: one for one in SeatOffer.objects.all()}
    assert (held[first.pk].option.name, held[low.pk].option.name, second.pk in held) == (
        "Semaine 1",
        "Semaine 2",
        False,
    )
    seats.answer(held[first.pk], accepts=False)
    late = SeatOffer.objects.get(submission=second)
    assert (late.option, sum("Une place vous est proposée" in one.body for one in make.letters())) == (
        held[first.pk].option, 3,
    )  # fmt: skip
    seats.answer(held[low.pk], accepts=True)
    assert Submission.objects.get(pk=low.pk).state == "selected"
    SeatOffer.objects.filter(pk=late.pk).update(made_at=db_now() - timedelta(days=9), expires_at=db_now() - SECOND)
    with pytest.raises(Refused, match="délai"):
        seats.answer(late, accepts=True)
    assert seats.expire_all() == 1
    assert SeatOffer.objects.filter(state="waiting").count() == 0, "the others have a seat, refused it, or let it go"


@pytest.mark.django_db
def test_the_database_refuses_one_seat_too_many_and_a_seat_of_another_call() -> None:
    call = calls.call(seats=(1,))
    rows, until = [calls.admitted(call) for _ in range(2)], db_now() + timedelta(days=1)
    option, other = call.options.get(), calls.call(seats=(1,)).options.get()
    SeatOffer.objects.create(submission=rows[0], option=option, expires_at=until)
    for where, said in ((option, "no more seats"), (other, "admitted to its call")):
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            SeatOffer.objects.create(submission=rows[1], option=where, expires_at=until)


@pytest.mark.django_db
def test_a_training_is_attended_evaluated_certified_and_checked_by_its_code(client: Client) -> None:
    call = calls.call(seats=(1,))
    row = calls.admitted(call, first_name="Lise", last_name="Zoubaïd")
    monday = date(2026, 3, 2)
    CallOption.objects.filter(call=call).update(starts=monday, ends=monday + timedelta(days=4))
    by = calls.coordinator_of(call)
    seats.offer_seats(closed(call), by=by)
    home = f"/reponse/{LINKS.token_of(row.key)}"
    assert client.post(f"{home}/place", {"acte": "accepter"}).status_code == 302
    offer = SeatOffer.objects.get()
    days = list(offer.half_days())
    assert len(days) == call.of_kind.half_days
    with pytest.raises(InvalidField, match="pas de cette place"):
        certificates.note_attendance(offer, [(monday - timedelta(days=1), "morning")], by=by)
    with pytest.raises(IntegrityError, match="accepted seat"), transaction.atomic():
        Attendance.objects.create(offer=offer, date=monday + timedelta(days=9), half="morning", present=True)
    assert certificates.note_attendance(offer, days[:7], by=by) == 7
    with pytest.raises(Refused, match="8 demi-journées"):
        certificates.certify(offer, by=by)
    certificates.note_attendance(offer, days[:9], by=by)
    with pytest.raises(Refused, match="avis"):
        certificates.certify(offer, by=by)
    with pytest.raises(IntegrityError, match="what was attended"), transaction.atomic():
        Certificate.objects.create(offer=offer, code="X", half_days=10)
    wrong = client.post(f"{home}/avis", {"useful": "5", "welcome": "6"})
    assert (wrong.status_code, "note de 1 à 5" in wrong.content.decode()) == (422, True)
    assert client.post(f"{home}/avis", {"useful": "5", "welcome": "4", "hands_on": "3"}).status_code == 302
    client.force_login(by)
    assert client.post(f"/organiser/places/{offer.pk}", {"acte": "delivrer"}).status_code == 302
    made = Certificate.objects.get()
    assert client.get(f"{home}/attestation.pdf").content.startswith(b"%PDF-")
    client.logout()
    page = client.get(f"/attestations/{made.code.lower().replace('-', ' ')}").content.decode()
    assert "Lise Z." in page
    assert "Zoubaïd" not in page
    unknown = client.get("/attestations/ABCD-EFGH-2345")
    assert (unknown.status_code, "n’existe pas" in unknown.text) == (404, True)
    assert ('aria-describedby="code_error"' in unknown.text, "code_error" in client.get("/attestations/").text) == (
        True,
        False,
    )
