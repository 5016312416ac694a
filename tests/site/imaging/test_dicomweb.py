"""A hospital's programs store, search and retrieve examinations; another hospital's stay closed; openings are noted."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from django.http import HttpResponse
from django.test import Client
from pydicom import dcmread

from maillage.site.expertise import requesting
from maillage.site.expertise.attachments import INTERFACE
from maillage.site.fhir import services
from maillage.site.files import dicom
from maillage.site.files.models import StoredFile
from maillage.site.imaging import attaching
from maillage.site.imaging.models import ImagingEvent, ReceivedStudy
from tests.site.expertise import cases
from tests.site.files import recordings
from tests.site.imaging.hospital import STUDY, Hospital, hospital, image

pytestmark = pytest.mark.django_db
EDGE = "edge" * 20  # longer than RFC 2046 allows, as Orthanc's are
TYPE = f'multipart/related; type="application/dicom"; boundary={EDGE}'


class Program:
    """A program of a hospital with a key that acts for somebody."""

    def __init__(self, key: str) -> None:
        self.client, self.headers = Client(), {"authorization": f"Bearer {key}"}

    def get(self, path: str, accept: str = "*/*") -> HttpResponse:
        return self.client.get(f"/dicomweb/{path}", headers={**self.headers, "accept": accept})

    def store(self, *contents: bytes, path: str = "studies", content_type: str = TYPE) -> HttpResponse:
        parts = b"".join(
            f"--{EDGE}\r\nContent-Type: application/dicom\r\n\r\n".encode() + one + b"\r\n" for one in contents
        )
        return self.client.post(
            f"/dicomweb/{path}", parts + f"--{EDGE}--\r\n".encode(), content_type=content_type, headers=self.headers
        )


def requester_program(place: Hospital) -> Program:
    ward = place.ward
    return Program(services.give_examination_key(ward.asking, "PACS", ward.requester, place.manager).text)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def values(attributes: dict[str, Any], tag: str) -> list[Any]:
    return attributes[tag].get("Value", [])


def test_stored_searched_retrieved() -> None:
    place = hospital()
    program = requester_program(place)
    answer = program.store(image("1"), image("2", InstanceNumber=4))
    assert answer.status_code == 200, answer.content
    assert len(values(answer.json(), "00081199")) == 2
    assert ReceivedStudy.objects.get().images == 2
    (study,) = program.get("studies?AccessionNumber=ACC-1").json()
    assert values(study, "00201208") == [2]
    assert values(study, "00080061") == ["CT"]
    uid = values(study, "0020000D")[0]
    assert uid == str(dicom.digest(STUDY))
    # By the number that the hospital knows, and by the one that the site gave.
    assert program.get(f"studies?StudyInstanceUID={STUDY}").json() == [study]
    assert program.get("studies?AccessionNumber=ACC-2").json() == []
    assert len(program.get(f"studies/{uid}/series").json()) == 1
    found = program.get(f"studies/{STUDY}/instances").json()
    assert [values(one, "00200013") for one in found] == [[3], [4]]
    here = values(found[0], "00081190")[0].partition("/dicomweb/")[2]
    kept = body(program.get(here, "application/dicom"))
    made = dcmread(io.BytesIO(kept))
    assert made.pixel_array.shape == (64, 48)
    assert recordings.NAME.encode() not in kept
    (told,) = program.get(f"{here}/metadata").json()
    assert values(told, "00280010") == [64]
    assert "7FE00010" not in told
    pixels = body(program.get(f"{here}/frames/1", "application/octet-stream"))
    assert np.array_equal(np.frombuffer(pixels, np.int16).reshape(64, 48), made.pixel_array)
    whole = program.get(f"studies/{STUDY}")
    assert re.fullmatch(r'multipart/related; type="application/dicom"; boundary=[\w-]+', whole["Content-Type"])
    assert body(whole).count(b"DICM") == 2
    opened = ImagingEvent.objects.filter(kind="opened", by=place.ward.requester)
    assert {one.count for one in opened} == {1, 2}


def test_the_reading_hospital_opens_what_is_sent_to_it_and_that_is_told() -> None:
    place = hospital()
    program = requester_program(place)
    program.store(image())
    draft = place.draft()
    attaching.attach(ReceivedStudy.objects.get(), draft, place.ward.requester)
    reader = place.ward.readers[0]
    manager = cases.make.user("systems_manager", place.ward.hospital)
    key = services.give_examination_key(place.ward.hospital, "PACS", reader, manager).text
    reading = Program(key)
    assert reading.get("studies").json() == []
    requesting.send(draft, place.ward.requester)
    (study,) = reading.get(f"studies?AccessionNumber=M{draft.pk}").json()
    assert body(reading.get(f"studies/{values(study, '0020000D')[0]}")).count(b"DICM") == 1
    (event,) = draft.events.filter(kind="file_opened")
    assert (event.by, event.reason) == (reader, INTERFACE)
    assert reading.store(image("9")).status_code == 403
    with pytest.raises(Exception, match="what happened is not rewritten"):
        draft.events.filter(pk=event.pk).update(reason="")


def test_another_hospital_finds_nothing() -> None:
    one, other = hospital(), hospital("SCANNER2")
    requester_program(one).store(image())
    stranger = requester_program(other)
    assert stranger.get("studies").json() == []
    file = StoredFile.objects.get()
    here = f"studies/{STUDY}/series/{file.facts['series']}/instances/{file.facts['instance']}"
    for path in (f"studies/{STUDY}", f"studies/{STUDY}/metadata", here, f"{here}/frames/1", f"studies/{STUDY}/series"):
        answer = stranger.get(path)
        assert answer.status_code == 404 or answer.json() == [], path
    assert not ImagingEvent.objects.filter(kind="opened").exists()


def test_keys_that_open_nothing() -> None:
    place = hospital()
    house = place.ward.asking
    slots = services.give_key(house, "créneaux", None).text
    assert Program(slots).get("studies").status_code == Program("x").get("studies").status_code == 401
    given = services.give_examination_key(house, "PACS", place.ward.requester, place.manager)
    assert Client().get("/api/v1/site", headers={"authorization": f"Bearer {given.text}"}).status_code == 401
    place.ward.requester.memberships.all().delete()
    assert Program(given.text).get("studies").status_code == 403
    services.revoke_key(given.row, place.manager)
    assert Program(given.text).get("studies").status_code == 401


ZIP = b"PK\x03\x04" + b"image.dcm" * 40
REASONS = {"zip": (ZIP, 0xC000), "pixels": (image(PixelData=None), 0xC000), "cut": (image()[:900], 0xC000)}


@pytest.mark.parametrize("what", sorted(REASONS))
def test_a_bad_image_is_refused_and_the_others_are_kept(what: str) -> None:
    place = hospital()
    program, (content, reason) = requester_program(place), REASONS[what]
    alone = program.store(content)
    assert alone.status_code == 409
    assert values(values(alone.json(), "00081198")[0], "00081197") == [reason]
    assert alone["Warning"]
    assert StoredFile.objects.count() == ReceivedStudy.objects.count() == 0
    assert program.store(content, image()).status_code == 202
    assert StoredFile.objects.count() == 1
    assert ImagingEvent.objects.filter(kind="refused").count() == 2


def test_the_same_image_twice_and_another_with_its_number() -> None:
    program = requester_program(hospital())
    assert program.store(image(), image()).status_code == 200
    answer = program.store(image(KVP=99))
    assert values(values(answer.json(), "00081198")[0], "00081197") == [0x0111]
    assert StoredFile.objects.count() == 1
    assert program.store(image("5", study="1.2.3"), path=f"studies/{STUDY}").status_code == 409


def test_what_is_asked_wrongly_is_said() -> None:
    program = requester_program(hospital())
    program.store(image())
    for path, status in {
        "studies?PatientName=DUPONTEL": 400, "studies?limit=-1": 400, "studies/..": 400, "studies/1.2.3": 404,
        f"studies/{STUDY}/rendered": 404, "patients": 404,
    }.items():  # fmt: skip
        assert program.get(path).status_code == status, path
    assert program.get("studies", "text/html").status_code == 406
    assert (
        program.get(f"studies/{STUDY}", 'application/dicom; transfer-syntax="1.2.840.10008.1.2.4.50"').status_code
        == 406
    )
    assert program.store(image(), content_type="application/dicom").status_code == 415
    assert program.client.delete("/dicomweb/studies", headers=program.headers).status_code == 405
    file = StoredFile.objects.get()
    here = f"studies/{STUDY}/series/{file.facts['series']}/instances/{file.facts['instance']}/frames"
    assert [program.get(f"{here}/{one}").status_code for one in ("0", "2", "x")] == [404, 404, 404]
