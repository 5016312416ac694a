"""A real Orthanc as a hospital's PACS: it sends and receives by DICOM; stores, searches, retrieves by DICOMweb."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from maillage.site.fhir import services
from maillage.site.files.models import StoredFile
from maillage.site.imaging import attaching, machines, sending
from maillage.site.imaging.machines import NodeData
from maillage.site.imaging.models import ImagingEvent, OutgoingStudy, ReceivedStudy
from tests.conftest import orthanc
from tests.site.files import recordings
from tests.site.imaging.hospital import CALLED, HERE, Hospital, hospital, image, listening

pytestmark = [pytest.mark.orthanc, pytest.mark.django_db(transaction=True)]
TITLE = "ORTHANC"


@dataclass
class Peer:
    """An Orthanc that runs: the address of its interface, its DICOM port."""

    address: str
    port: int

    def ask(self, method: str, path: str, **kwargs: Any) -> Any:
        answer = requests.request(method, f"{self.address}/{path}", timeout=60, **kwargs)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def upload(self, *contents: bytes) -> list[str]:
        """Store images as a modality would; return the keys of the instances."""
        return [self.ask("POST", "instances", data=one)["ID"] for one in contents]


def _free() -> int:
    with socket.socket() as found:
        found.bind((HERE, 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    folder, program = tmp_path_factory.mktemp("orthanc"), orthanc()
    assert program is not None
    web, port = _free(), _free()
    configured = {
        "Name": "Hospital", "StorageDirectory": str(folder / "db"), "IndexDirectory": str(folder / "db"),
        "HttpPort": web, "DicomPort": port, "DicomAet": TITLE, "DicomCheckCalledAet": True,
        "RemoteAccessAllowed": False, "AuthenticationEnabled": False, "DicomAlwaysAllowStore": True,
        "Plugins": ["/usr/share/orthanc/plugins/libOrthancDicomWeb.so"],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }  # fmt: skip
    (folder / "orthanc.json").write_text(json.dumps(configured))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, str(folder / "orthanc.json")], stdout=log, stderr=log)
    found = Peer(f"http://{HERE}:{web}", port)
    try:
        _wait(found, process, folder / "log")
        yield found
    finally:
        process.terminate()
        process.wait(20)


def _wait(found: Peer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            found.ask("GET", "system")
        except (requests.ConnectionError, AssertionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text("utf-8", "replace"))


def known(title: str = TITLE, port: int | None = None) -> Hospital:
    """A hospital whose PACS is this Orthanc."""
    place = hospital()
    data = NodeData("PACS", title, HERE, HERE if port else "", port)
    machines.add(place.ward.asking, data, place.manager)
    return place


def test_orthanc_sends_an_examination_and_receives_one(peer: Peer) -> None:
    place = known(port=peer.port)
    with listening() as port:
        peer.ask("PUT", "modalities/maillage", json=[CALLED, HERE, port])
        peer.ask("POST", "modalities/maillage/echo", json={})
        keys = peer.upload(image("1", "ORT-1"), image("2", "ORT-1"))
        sent = peer.ask("POST", "modalities/maillage/store", json={"Resources": keys, "Synchronous": True})
        assert sent["FailedInstancesCount"] == 0, sent
    study = ReceivedStudy.objects.get()
    assert (study.images, study.node.title if study.node else "") == (2, TITLE)
    draft = place.draft("ORT-1")
    assert attaching.attach(study, draft, place.ward.requester) == 2
    node = machines.of(TITLE)
    assert node is not None
    sending.test(node, place.manager)
    row = sending.queue(draft, node, place.ward.requester)
    assert sending.send() == 1
    row.refresh_from_db()
    assert row.state == OutgoingStudy.State.SENT
    found = peer.ask("POST", "tools/find", json={"Level": "Instance", "Query": {"PatientID": f"M{draft.pk}"}})
    assert len(found) == 2
    tags = peer.ask("GET", f"instances/{found[0]}/simplified-tags")
    assert (tags["AccessionNumber"], tags["PatientIdentityRemoved"]) == (f"M{draft.pk}", "YES")
    assert recordings.NAME not in json.dumps(tags)


def test_a_stranger_of_the_same_hospital_is_turned_away(peer: Peer) -> None:
    place = known(title="AUTRE")
    with listening() as port:
        peer.ask("PUT", "modalities/maillage", json=[CALLED, HERE, port])
        echo = requests.post(f"{peer.address}/modalities/maillage/echo", json={}, timeout=60)
        assert not echo.ok
    assert TITLE in ImagingEvent.objects.get(kind="turned_away", organisation=place.ward.asking).said


def test_orthanc_stores_searches_and_retrieves_by_dicomweb(peer: Peer, live_server: Any) -> None:
    place = known()
    key = services.give_examination_key(place.ward.asking, "PACS", place.ward.requester, place.manager).text
    server = {
        "Url": f"{live_server.url}/dicomweb/",
        "HttpHeaders": {"Authorization": f"Bearer {key}"},
        "ChunkedTransfers": False,
    }  # the server of Django's tests reads no chunks
    peer.ask("PUT", "dicom-web/servers/maillage", json=server)
    keys = peer.upload(image("5", "ORT-2"), image("6", "ORT-2"), image("7", "ORT-2"))
    stored = peer.ask("POST", "dicom-web/servers/maillage/stow", json={"Resources": keys, "Synchronous": True})
    assert stored is not None
    assert StoredFile.objects.count() == ReceivedStudy.objects.get().images == 3
    query = {"Uri": "/studies", "Arguments": {"AccessionNumber": "ORT-2"}}
    (found,) = peer.ask("POST", "dicom-web/servers/maillage/qido", json=query)
    uid = found["0020000D"]["Value"]
    before = peer.ask("GET", "statistics")["CountInstances"]
    wado = {"Resources": [{"Study": uid}], "Synchronous": True}
    peer.ask("POST", "dicom-web/servers/maillage/retrieve", json=wado)
    assert peer.ask("GET", "statistics")["CountInstances"] == before + 3
    assert ImagingEvent.objects.filter(kind="opened", count=3).exists()
    strange = {**server, "HttpHeaders": {"Authorization": "Bearer maillage_x"}}
    peer.ask("PUT", "dicom-web/servers/stranger", json=strange)
    refused = requests.post(f"{peer.address}/dicom-web/servers/stranger/qido", json=query, timeout=60)
    assert not refused.ok
