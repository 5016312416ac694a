"""A proposed place from the first question to the directory: bad input, sent back, visited, approved, forgotten."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from maillage.site.accounts.models import Invitation, Organisation
from maillage.site.directory import photos
from maillage.site.directory import services as directory
from maillage.site.directory.checklists import REQUIRED_AT_VISIT
from maillage.site.directory.photos import KeptPhoto
from maillage.site.messages.models import Message
from maillage.site.proposals import services
from maillage.site.proposals.answers import asked_of, next_question
from maillage.site.proposals.models import PlaceProposal
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def bodies() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("body", flat=True))


def test_an_approved_place_is_in_the_directory_with_what_was_promised() -> None:
    coordinator = make.coordinator()
    row = make.proposal(rooms="1", organisation_name="Commune de Laissac", closures=[(*_days(30, 40), "congés")])
    services.set_visit(row, timezone.localdate(), "Odile Serin", by=coordinator)
    with pytest.raises(Refused, match="Il manque à la visite"):
        services.approve(row, by=coordinator)
    services.note_visit(row, REQUIRED_AT_VISIT, "Belle salle.", by=coordinator)
    done = services.approve(row, by=coordinator)
    place = done.place
    assert place is not None
    assert (done.state, place.name, place.opening_weekdays) == ("approved", row.place_name, [0])
    assert place.organisation.kind == "commune"
    assert [thing.kind for thing in place.resources.order_by("kind", "name")] == ["bed", "bed", "room"]
    assert place.details.equipment == ["desk", "ecg"]
    assert place.closures.get().reason == "congés"
    room = place.resources.get(kind="room")
    assert len(room.openings.all()) == 2
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.organisation) == (row.email, "host", place.organisation)
    assert services.approve(PlaceProposal.objects.get(pk=row.pk), by=coordinator).place == place
    with pytest.raises(WrongState):
        services.withdraw(row)


def _days(first: int, last: int) -> tuple[Any, Any]:
    today = timezone.localdate()
    return today + timedelta(days=first), today + timedelta(days=last)


def test_a_place_of_a_known_organisation_goes_to_it_and_its_host_is_not_invited_again() -> None:
    coordinator, house = make.coordinator(), make.organisation("commune", name="Commune de Laissac")
    make.place(organisation=house)
    host = make.user("host", house)
    row = make.proposal(visited=True, organisation_name="commune de laissac", email=host.email)
    with pytest.raises(InvalidField, match="existe déjà"):
        services.approve(row, by=coordinator)
    done = services.approve(row, organisation=house, by=coordinator)
    assert done.place is not None
    assert done.place.organisation == house
    assert Organisation.objects.filter(name__iexact="commune de laissac").count() == 1
    assert not Invitation.objects.exists()


def test_another_host_of_the_organisation_does_not_stand_for_the_proposer() -> None:
    house = make.organisation("commune", name="Commune de Laissac")
    make.place(organisation=house)
    make.user("host", house)
    row = make.proposal(visited=True, organisation_name=house.name, email="nouvel.hote@example.org")
    services.approve(row, organisation=house, by=make.coordinator())
    assert Invitation.objects.get().email == "nouvel.hote@example.org"


def test_what_is_sent_back_is_completed_by_the_same_link_and_sent_again() -> None:
    coordinator, row = make.coordinator(), make.proposal()
    with pytest.raises(WrongState):
        services.save_answer(row, "parking", {"parking": "none"})
    with pytest.raises(InvalidField):
        services.send_back(row, "non", by=coordinator)
    services.send_back(row, "Il manque un point d’eau dans le cabinet.", by=coordinator)
    assert "Il manque un point d’eau" in bodies()[-1]
    assert "/proposition/" in bodies()[-1]
    services.save_answer(row, "equipment", {"equipment": ["washbasin"]})
    again = services.send(row, consent=True)
    assert (again.state, again.reason, again.equipment) == ("sent", "", ["washbasin"])


def test_only_a_coordination_of_the_territory_decides() -> None:
    row = make.proposal(visited=True)
    elsewhere = make.coordinator(make.region("53", "Bretagne"))
    for act in (
        lambda: services.approve(row, by=elsewhere),
        lambda: services.refuse(row, "Une raison assez longue.", by=elsewhere),
        lambda: services.set_visit(row, timezone.localdate(), "Moi", by=elsewhere),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not PlaceProposal.objects.visible_to(make.user("host")).exists()


@pytest.mark.parametrize(
    ("question", "values", "field"),
    [
        ("contact", {"email": "mairie"}, "email"),
        ("contact", {"phone": "06 12"}, "phone"),
        ("who", {"proposer": "agency"}, "proposer"),
        ("identity", {"organisation_name": "12"}, "organisation_name"),
        ("address", {"commune": "99999"}, "commune"),
        ("address", {"address": ""}, "address"),
        ("rooms", {"rooms": "0"}, "rooms"),
        ("rooms", {"rooms": "40"}, "rooms"),
        ("hours-1", {"hours": []}, "weekday_0"),
        ("closures", {"closures": [(*_days(20, 10), "")]}, "closures"),
        ("closures", {"closures": [(*_days(-20, -10), "")]}, "closures"),
        ("equipment", {"equipment": ["sauna"]}, "equipment"),
        ("parking", {"parking": ""}, "parking"),
        ("lodging", {"lodging": "tente"}, "lodging"),
        ("sleeping", {"beds": 0}, "beds"),
        ("on_site", {"contact_phone": ""}, "contact_phone"),
        ("word", {"word": "a" * 2000}, "word"),
    ],
)
def test_a_bad_answer_is_refused_on_its_field(question: str, values: dict[str, Any], field: str) -> None:
    row = make.proposal(sent=False)
    good = make.place_answers(email=row.email)[question]
    with pytest.raises(InvalidField) as refusal:
        services.save_answer(row, question, {**good, **values})
    assert refusal.value.field == field


def test_the_questions_follow_the_answers() -> None:
    row = make.proposal(sent=False)
    row = services.save_answer(row, "rooms", {"rooms": "2"})
    asked = next_question(row)
    assert asked is not None
    assert asked.code == "hours-2"
    row = services.save_answer(row, "rooms", {"rooms": "1"})
    assert next_question(row) is None
    row = services.save_answer(row, "lodging", {"lodging": "none"})
    assert "sleeping" not in {one.code for one in asked_of(row)}
    assert (row.beds, row.keys) == (0, "")


def test_one_place_is_proposed_once_and_a_known_one_not_at_all() -> None:
    first = make.proposal(place_name="Maison de Laissac")
    with pytest.raises(InvalidField, match="déjà proposé"):
        make.proposal(place_name="maison de laissac")
    services.withdraw(first)
    make.place(name="Salle du Foirail")
    with pytest.raises(InvalidField, match="déjà inscrit"):
        make.proposal(place_name="Salle du Foirail")


def test_the_database_refuses_an_approval_without_a_visit_and_a_twin() -> None:
    row, other = make.proposal(place_name="Un"), make.proposal(place_name="Deux")
    rows = PlaceProposal.objects.filter(pk=row.pk)
    for wrong in (
        {"state": "approved", "ended_at": timezone.now(), "place": make.place(), "decided_by": "Moi"},
        {"state": "returned"},
        {"visit_on": timezone.localdate()},
        {"visit_checked": ["sauna"]},
        {"state": "sent", "place_kind": ""},
        {"place_name": other.place_name},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_drafts_and_withdrawn_proposals_are_forgotten_with_their_messages_and_history() -> None:
    draft, kept = make.proposal(sent=False), make.proposal()
    services.add_photo(draft, KeptPhoto("b" * 64, 9, 9))
    assert services.purge(timezone.now()) == 0
    assert services.purge(timezone.now() + services.DRAFT_KEPT + timedelta(days=1)) == 1
    assert list(PlaceProposal.objects.all()) == [kept]
    assert not Message.objects.filter(about=f"proposal:{draft.pk}").exists()
    assert not apps.get_model("proposals", "PlaceProposalEvent").objects.filter(pgh_obj_id=draft.pk).exists()


def photo(width: int) -> KeptPhoto:
    data = io.BytesIO()
    Image.new("RGB", (width, 40)).save(data, "JPEG")
    return photos.keep(io.BytesIO(data.getvalue()), len(data.getvalue()))


def test_files_of_photos_that_neither_a_place_nor_a_proposal_has_are_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    of_place, of_proposal, gone = photo(40), photo(41), photo(42)
    directory.add_photo(make.place(), of_place)
    services.add_photo(make.proposal(sent=False), of_proposal)
    services.sweep_photos()
    assert photos.path_of(gone.digest).is_file(), "a request may still be under way"
    monkeypatch.setattr(photos.time, "time", lambda: 9e9)
    services.sweep_photos()
    kept = [photos.path_of(one.digest).is_file() for one in (of_place, of_proposal, gone)]
    assert kept == [True, True, False]
