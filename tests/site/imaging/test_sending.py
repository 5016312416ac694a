"""Examinations are sent to a machine: once, retried where nobody answers, given up in view, never by who may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pydicom import Dataset
from pynetdicom import AE, evt
from pynetdicom.sop_class import CTImageStorage, Verification  # type: ignore[attr-defined]

from maillage.site.expertise import requesting
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.imaging import attaching, machines, sending
from maillage.site.imaging.arriving import Source, receive
from maillage.site.imaging.machines import NodeData
from maillage.site.imaging.models import DicomNode, ImagingEvent, OutgoingStudy, ReceivedStudy
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused
from tests.site import factories as make
from tests.site.files import recordings
from tests.site.imaging.hospital import HERE, Hospital, hospital, image

pytestmark = pytest.mark.django_db
State = OutgoingStudy.State


@contextmanager
def pacs(status: int = 0) -> Iterator[tuple[int, list[Dataset]]]:
    """A PACS of the hospital: its port, and what it was sent."""
    ae, got = AE(ae_title="PACS"), []
    ae.require_called_aet = True
    ae.add_supported_context(Verification)
    ae.add_supported_context(CTImageStorage)

    def store(event: Any) -> int:
        got.append(event.dataset)
        return status

    server: Any = ae.start_server((HERE, 0), block=False, evt_handlers=[(evt.EVT_C_STORE, store)])
    try:
        yield server.socket.getsockname()[1], got
    finally:
        ae.shutdown()


def node_at(place: Hospital, port: int) -> DicomNode:
    return machines.add(place.ward.asking, NodeData("PACS", "PACS", "", HERE, port), place.manager)


def with_images(place: Hospital, count: int = 2) -> ExpertiseRequest:
    draft = place.draft()
    for number in range(count):
        receive(image(str(number)), Source(place.ward.asking, place.node))
    attaching.attach(ReceivedStudy.objects.get(request=None), draft, place.ward.requester)
    return draft


def test_an_examination_arrives_without_names_under_the_number_of_its_request() -> None:
    place = hospital()
    draft = with_images(place)
    with pacs() as (port, got):
        row = sending.queue(draft, node_at(place, port), place.ward.requester)
        with pytest.raises(AlreadyDone):
            sending.queue(draft, row.node, place.ward.requester)
        assert sending.send() == 1
        assert sending.send() == 0
    assert [one.PatientID for one in got] == [f"M{draft.pk}"] * 2
    assert recordings.NAME not in str(got)
    assert (got[0].Rows, len(got[0].PixelData)) == (64, 64 * 48 * 2)
    row.refresh_from_db()
    assert (row.state, row.images) == (State.SENT, 2)
    assert ImagingEvent.objects.filter(kind="sent", count=2, request=draft).count() == 1
    assert draft.events.filter(kind="file_opened", reason="interface").count() == 2


def test_who_does_not_answer_is_called_again_then_given_up_and_can_be_called_anew() -> None:
    place = hospital()
    node = node_at(place, 1)
    row = sending.queue(with_images(place), node, place.ward.requester)
    now = timezone.now()
    assert sending.send(lambda: now) == 0
    row.refresh_from_db()
    assert (row.state, row.send_after) == (State.WAITING, now + sending.PAUSES[0])
    assert "ne répond pas" in row.last_error
    OutgoingStudy.objects.update(attempts=len(sending.PAUSES), send_after=now)
    sending.send(lambda: now + timedelta(days=3))
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert ImagingEvent.objects.filter(kind="not_sent").count() == 2
    with pacs() as (port, got):
        machines.change(node, NodeData("PACS", "PACS", "", HERE, port), place.manager)
        sending.again(row, place.manager)
        assert sending.send() == 1
    assert len(got) == 2
    with pytest.raises(AlreadyDone):
        sending.again(row, place.manager)


@pytest.mark.parametrize(("status", "state"), [(0xA700, State.WAITING), (0xC000, State.FAILED), (0xB000, State.SENT)])
def test_what_the_receiver_says_decides(status: int, state: str) -> None:
    place = hospital()
    with pacs(status) as (port, _):
        row = sending.queue(with_images(place, 1), node_at(place, port), place.ward.requester)
        sending.send()
    row.refresh_from_db()
    assert row.state == state


def test_a_wrong_title_says_what_to_declare() -> None:
    place = hospital()
    with pacs() as (port, _):
        node = node_at(place, port)
        sending.test(node, place.manager)
        machines.change(node, NodeData("PACS", "AUTRE", "", HERE, port), place.manager)
        with pytest.raises(Refused, match="déclarez-y le titre AE"):
            sending.test(DicomNode.objects.get(pk=node.pk), place.manager)


def test_only_who_reads_a_request_sends_it_and_only_to_their_own_machines() -> None:
    place, other = hospital(), hospital("SCANNER2")
    draft = with_images(place)
    mine, theirs = (
        node_at(place, 104),
        machines.add(other.ward.asking, NodeData("P", "P2", "", HERE, 104), other.manager),
    )
    reader = place.ward.readers[0]
    for by, node in (
        (place.ward.requester, theirs), (other.ward.requester, theirs), (place.manager, mine), (reader, mine)
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            sending.queue(draft, node, by)
    manager = make.user("systems_manager", place.ward.hospital)
    of_reader = machines.add(place.ward.hospital, NodeData("PACS du CHU", "PACS3", "", HERE, 104), manager)
    with pytest.raises(NotAllowed):
        sending.queue(draft, of_reader, reader)
    requesting.send(draft, place.ward.requester)
    row = sending.queue(draft, of_reader, reader)
    reader.memberships.all().delete()
    draft.pool.readers.all().delete()
    sending.send()
    row.refresh_from_db()
    assert (row.state, "ne peut plus lire" in row.last_error) == (State.FAILED, True)
    with pytest.raises(InvalidField):
        sending.queue(place.draft("SANS-IMAGE"), mine, place.ward.requester)
