"""Machines send examinations by C-STORE: through the gate of uploads, kept once, noted; strangers are turned away."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as site_settings
from django.utils import timezone
from pydicom import Dataset
from pydicom.uid import ImplicitVRLittleEndian
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from maillage.errors import MaillageError
from maillage.site.files import scanning, vault
from maillage.site.files.models import StoredFile
from maillage.site.imaging import expiring, listening, machines, sending
from maillage.site.imaging.machines import NodeData
from maillage.site.imaging.models import KEPT_FOR, ImagingEvent, ReceivedInstance, ReceivedStudy
from tests.site.files import recordings
from tests.site.imaging.hospital import CALLED, HERE, certificate, connected, dataset, hospital, image
from tests.site.imaging.hospital import listening as site_listens

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port():
    with site_listens() as found:
        yield found


def eventually(condition: Callable[[], object]) -> None:
    """Wait until what another thread writes is there."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def events(kind: str) -> list[ImagingEvent]:
    return list(ImagingEvent.objects.filter(kind=kind).order_by("pk"))


def send(port: int, *contents: bytes) -> list[Dataset]:
    with connected(port) as peer:
        assert peer.is_established
        return [peer.send_c_store(dataset(one)) for one in contents]


def test_an_examination_arrives_without_names_and_encrypted(port: int) -> None:
    place = hospital()
    with connected(port) as peer:
        assert peer.send_c_echo().Status == 0
        statuses = [peer.send_c_store(dataset(image(k))).Status for k in "12"]
    assert statuses == [0, 0]
    study = ReceivedStudy.objects.get()
    assert (study.organisation, study.images, study.modality, study.request) == (place.ward.asking, 2, "CT", None)
    assert study.node == place.node
    files = StoredFile.objects.filter(holder=study.holder)
    kept = vault.whole(files[0])
    assert kept[128:132] == b"DICM"
    assert recordings.NAME.encode() not in kept
    assert "nom du patient" in files[0].removed
    assert "numéro de l’examen" in files[0].removed
    on_disk = [path.read_bytes() for path in (Path(site_settings.DATA_DIR) / vault.FOLDER).rglob("*") if path.is_file()]
    assert on_disk
    assert not [one for one in on_disk if recordings.NAME.encode() in one or b"ACC-1" in one]
    eventually(lambda: events("received"))
    (note,) = events("received")
    assert (note.count, note.study_id, note.node) == (2, study.pk, place.node)
    assert len(events("echo")) == 1


def test_strangers_are_turned_away_and_whose_they_may_be_is_told(port: int) -> None:
    place = hospital()
    with connected(port, "INCONNU") as peer:
        assert peer.is_rejected
    with connected(port, called="AUTRE") as peer:
        assert peer.is_rejected
    (note,) = events("turned_away")
    assert note.organisation == place.ward.asking
    assert "INCONNU" in note.said
    machines.change(place.node, NodeData("Scanner", "SCANNER1", "10.1.2.0/24"), place.manager)
    with connected(port) as peer:
        assert peer.is_rejected
    assert HERE in events("turned_away")[1].said
    machines.remove(place.node, place.manager)
    with connected(port) as peer:
        assert peer.is_rejected
    assert ReceivedStudy.objects.count() == 0


def test_stopping_does_not_abort_a_stranger_who_still_reads_the_refusal() -> None:
    """A second end of the connection would raise in the thread that sends, which this suite takes for a failure."""
    hospital()
    with site_listens() as port, socket.create_connection((HERE, port), timeout=10) as slow:
        slow.sendall(_greeting("STRANGER"))
        assert slow.recv(1) == b"\x03"  # A-ASSOCIATE-RJ, and the stranger neither reads on nor closes
    assert events("turned_away")


def _item(kind: int, content: bytes) -> bytes:
    return bytes((kind, 0)) + len(content).to_bytes(2, "big") + content


def _greeting(title: str) -> bytes:
    """An A-ASSOCIATE-RQ with one presentation context (PS3.8, 9.3.2)."""
    context = _item(0x30, Verification.encode()) + _item(0x40, ImplicitVRLittleEndian.encode())
    items = (
        _item(0x10, b"1.2.840.10008.3.1.1.1")
        + _item(0x20, bytes((1, 0, 0, 0)) + context)
        + _item(0x50, _item(0x51, (16384).to_bytes(4, "big")) + _item(0x52, b"1.2.3.4"))
    )
    titles = b"".join(name.ljust(16).encode() for name in (CALLED, title))
    body = b"\x00\x01\x00\x00" + titles + bytes(32) + items
    return b"\x01\x00" + len(body).to_bytes(4, "big") + body


def test_the_same_image_is_kept_once_and_another_with_its_number_is_refused(port: int) -> None:
    hospital()
    first, again, other, sibling = send(port, image(), image(), image(InstanceNumber=9, KVP=120), image("2"))
    assert (first.Status, again.Status, sibling.Status) == (0, 0, 0)
    assert other.Status == listening.DUPLICATE
    assert "porte deja ce numero" in other.ErrorComment
    assert ReceivedInstance.objects.count() == StoredFile.objects.count() == 2
    eventually(lambda: events("refused"))
    assert events("refused")[0].said.startswith("Une autre image porte déjà ce numéro")


BAD = {
    "no pixels": (image(PixelData=None), "ne contient pas d image"),
    "a bomb of frames": (image(NumberOfFrames=900_000), "annonce 900000 images"),
    "a virus": (image(ImageComments=scanning.EICAR.decode()), "virus"),
}


@pytest.mark.parametrize("what", sorted(BAD))
def test_a_bad_image_is_refused_with_a_sentence_and_leaves_nothing(port: int, what: str) -> None:
    hospital()
    content, said = BAD[what]
    (status,) = send(port, content)
    assert status.Status == listening.NOT_READ
    assert said in status.ErrorComment.replace("'", " ")
    eventually(lambda: events("refused"))
    assert ReceivedStudy.objects.count() == StoredFile.objects.count() == 0
    assert events("refused")[0].said


def test_an_image_beyond_the_limit_ends_the_connection(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hospital()
    monkeypatch.setattr(listening.uploads, "MOST_BYTES", 150_000)
    large = image(pixels=np.zeros((400, 400), np.int16))
    with connected(port) as peer:
        assert not peer.send_c_store(dataset(large))
    assert ReceivedStudy.objects.count() == 0


def test_what_nobody_asks_about_is_destroyed_when_the_page_says(port: int) -> None:
    hospital()
    send(port, image())
    study = ReceivedStudy.objects.get()
    assert expiring.expire(study.destroyed_on - timedelta(seconds=1)) == 0
    assert expiring.expire(study.last_at + KEPT_FOR) == 1
    assert set(StoredFile.objects.values_list("key", flat=True)) == {""}
    assert events("expired")[0].count == 1
    send(port, image())  # it may be sent again, and waits anew
    assert ReceivedStudy.objects.waiting().count() == 1


def test_two_hospitals_with_the_same_study_number_have_each_their_own(port: int) -> None:
    one, other = hospital(), hospital("SCANNER2")
    send(port, image())
    with connected(port, "SCANNER2") as peer:
        assert peer.send_c_store(dataset(image())).Status == 0
    assert {row.organisation for row in ReceivedStudy.objects.all()} == {one.ward.asking, other.ward.asking}
    assert ReceivedStudy.objects.values("study").distinct().count() == 1


def test_with_tls_a_machine_shows_a_certificate_and_so_does_the_site(tmp_path: Path, settings: Any) -> None:
    configured = certificate(tmp_path)
    settings.DICOM = configured
    place = hospital()
    with site_listens(configured) as found:
        # The site calls itself, as a machine that receives by TLS under the title of the site.
        machines.change(place.node, NodeData("Site", CALLED, HERE, HERE, found, tls=True), place.manager)
        sending.test(machines.of(CALLED), place.manager)
    settings.DICOM = {**configured, "certificate": str(tmp_path / "absent.pem")}
    with pytest.raises(MaillageError, match="MAILLAGE_DICOM_CERTIFICATE"), site_listens(settings.DICOM):
        pass


def test_events_do_not_change() -> None:
    place = hospital()
    row = ImagingEvent.objects.create(organisation=place.ward.asking, kind="echo", at=timezone.now())
    with pytest.raises(Exception, match="what happened is not rewritten"):
        ImagingEvent.objects.filter(pk=row.pk).update(count=3)
