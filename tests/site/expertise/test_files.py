"""Files of a request through its pages: sent in pieces or by the form, opened by who may, named nowhere in clear."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.expertise import attachments, reading, requesting
from maillage.site.expertise.models import ExpertiseRequest, RequestEvent
from maillage.site.files import addresses, uploads, vault
from maillage.site.files.models import StoredFile, Upload
from maillage.site.files.scanning import EICAR
from tests.site.expertise import cases
from tests.site.files import recordings
from tests.site.files.recordings import NAME

pytestmark = pytest.mark.django_db
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


@pytest.fixture
def ward() -> cases.Ward:
    return cases.ward()


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begun(client: Client, row: ExpertiseRequest, length: int) -> str:
    answer = client.post(
        reverse("opinion-files", args=[row.pk]), headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(length)}
    )
    assert answer.status_code == 201, answer.content.decode()
    return str(answer["Location"])


def piece(client: Client, to: str, offset: int, content: bytes, checksum: str = "") -> Any:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), "Upload-Checksum": checksum}
    return client.patch(to, content, content_type="application/offset+octet-stream", headers=headers)


def sent(client: Client, row: ExpertiseRequest, content: bytes, each: int = 40_000) -> Any:
    to, answer = begun(client, row, len(content)), None
    for offset in range(0, len(content), each):
        answer = piece(client, to, offset, content[offset : offset + each])
    return answer


def test_a_broken_upload_goes_on_where_it_stands(ward: cases.Ward) -> None:
    row, client, content = cases.draft(ward), desk(ward.requester), recordings.edf()
    to = begun(client, row, len(content))
    assert piece(client, to, 0, content[:50_000]).status_code == 204
    assert client.head(to)["Upload-Offset"] == "50000"
    again = piece(client, to, 0, content[:50_000])
    assert (again.status_code, again["Upload-Offset"]) == (409, "50000")
    digest = base64.b64encode(hashlib.sha256(content[50_000:]).digest()).decode()
    damaged = piece(client, to, 50_000, content[50_000:-1] + b"?", f"sha256 {digest}")
    assert damaged.status_code == 460
    path = uploads._path(Upload.objects.get().pk)
    path.write_bytes(path.read_bytes() + b"what a broken request left")
    assert piece(client, to, 50_000, content[50_000:], f"sha256 {digest}")["Upload-Offset"] == str(len(content))
    file = attachments.files_of(row).get()
    kept = vault.whole(file)
    assert hashlib.sha256(kept).hexdigest() == file.sha256
    assert len(kept) == len(content)
    assert not path.exists()
    assert not Upload.objects.exists()
    page = client.get(reverse("opinion-files", args=[row.pk])).content.decode()
    assert "identité du patient" in page
    assert "non analysé" in page
    assert row.events.filter(kind=RequestEvent.Kind.FILE_ADDED, file=file).count() == 1
    sent(client, row, content)
    assert attachments.files_of(row).count() == 1, "the same file twice is one"


def test_pieces_that_do_not_fit_are_refused(ward: cases.Ward) -> None:
    row, client = cases.draft(ward), desk(ward.requester)
    assert "ni un EEG" in sent(client, row, b"Bonjour.").content.decode()
    assert "EICAR" in sent(client, row, b"%PDF-" + EICAR).content.decode()
    to = begun(client, row, 10)
    assert piece(client, to, 0, b"x" * 11).status_code == 422
    assert piece(client, to, 0, b"x", "md5 AAAA").status_code == 400
    assert desk(ward.readers[0]).head(to).status_code == 403
    assert client.delete(to).status_code == 204
    assert client.head(to).status_code == 404
    made = uploads.begin("request:1", 5, ward.requester)
    with pytest.raises(DatabaseError), transaction.atomic():
        Upload.objects.filter(pk=made.pk).update(offset=6)
    answer = client.post(
        reverse("opinion-files", args=[row.pk]), headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(2**40)}
    )
    assert "c’est trop" in answer.content.decode()


def test_the_form_works_without_script_and_says_what_is_wrong(ward: cases.Ward) -> None:
    row, client = cases.draft(ward), desk(ward.requester)
    here = reverse("opinion-files", args=[row.pk])
    assert "Choisissez au moins un fichier" in client.post(here, {}).content.decode()
    zipped = SimpleUploadedFile("scanner.dcm", b"PK\x03\x04" + b"\0" * 50)
    refused = client.post(here, {"fichiers": zipped})
    assert (refused.status_code, "archive ZIP" in refused.content.decode()) == (422, True)
    content = recordings.edf()
    answer = client.post(here, {"fichiers": SimpleUploadedFile(f"{NAME}.edf", content)}, follow=True)
    assert "EEG (EDF ou BDF), n°\u00a01" in answer.content.decode()
    file = attachments.files_of(row).get()
    client.post(here, {"retirer": str(file.pk)})
    file.refresh_from_db()
    assert not file.key
    assert not vault.path_of(file.pk).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(key="x")
    requesting.send(row, ward.requester)
    late = client.post(here, {"fichiers": SimpleUploadedFile("a.edf", content)})
    assert "ne reçoit pas de fichier" in late.content.decode()


def test_an_address_is_good_for_one_session_and_a_while(ward: cases.Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    row, client = cases.draft(ward), desk(ward.requester)
    sent(client, row, recordings.edf())
    file = attachments.files_of(row).get()
    here = reverse("reading-content", args=[file.pk])
    reader, other = desk(ward.readers[0]), desk(ward.readers[1])
    assert reader.get(here).status_code == 404, "a draft is read by nobody"
    requesting.send(row, ward.requester)
    assert Client().get(here).status_code == 302
    given = reader.get(here)["Location"]
    content = vault.whole(file)
    part = reader.get(given, headers={"Range": "bytes=100-4099"})
    assert (part.status_code, part.content) == (206, content[100:4100])
    assert part["Content-Range"] == f"bytes 100-4099/{file.bytes}"
    assert b"".join(reader.get(given).streaming_content) == content  # type: ignore[attr-defined]
    assert reader.get(given, headers={"Range": f"bytes={file.bytes}-"}).status_code == 416
    assert other.get(given).status_code == 404
    assert desk(ward.readers[0]).get(given).status_code == 404, "the same person in another session"
    assert reader.get(f"{here}?a=x").status_code == 404
    reader.get(reverse("reading-file", args=[file.pk]))
    opened = row.events.filter(kind=RequestEvent.Kind.FILE_OPENED, by=ward.readers[0])
    assert opened.count() == 1
    monkeypatch.setattr(addresses, "LASTS", addresses.LASTS * 0)
    assert reader.get(given).status_code == 410


def test_images_of_a_series_are_one_examination(ward: cases.Ward) -> None:
    pool = cases.pools.create_pool(ward.hospital, "imaging")
    cases.pools.add_reader(pool, ward.readers[0])
    path = cases.pathway("imaging")
    values = {one.code: cases.any_value(one) for one in path.question}
    said = cases.data(pool, urgency=path.urgencies[0].code, values=values)
    row = requesting.draft(ward.asking, said, ward.requester)
    client = desk(ward.requester)
    series = "1.2.3.4"
    for number in range(3):
        content = recordings.dicom(full=False, SeriesInstanceUID=series, StudyInstanceUID=series, InstanceNumber=number)
        assert sent(client, row, content).status_code == 204
    page = client.get(reverse("opinion-files", args=[row.pk])).content.decode()
    assert "Série CT, n°\u00a01, 3\u00a0images" in page
    first = attachments.files_of(row)[0]
    client.post(reverse("opinion-files", args=[row.pk]), {"retirer": str(first.pk)})
    assert not attachments.files_of(row).exclude(key="").exists()


def test_a_name_in_every_field_is_found_nowhere(
    ward: cases.Ward, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """On disk, in the database, in the log, in a backup."""
    from maillage.site.database import backup_files

    caplog.set_level(logging.DEBUG)
    row, client = cases.draft(ward), desk(ward.requester)
    here = reverse("opinion-files", args=[row.pk])
    client.post(here, {"fichiers": SimpleUploadedFile(f"{NAME}.edf", recordings.edf())})
    client.post(here, {"fichiers": SimpleUploadedFile(f"{NAME}.zip", b"PK\x03\x04" + NAME.encode())})
    broken = begun(client, row, 200_000)
    piece(client, broken, 0, recordings.edf()[:100_000])
    reading.take(requesting.send(row, ward.requester), ward.readers[0])
    reader = desk(ward.readers[0])
    file = attachments.files_of(row).get()
    assert NAME not in reader.get(reverse("reading-file", args=[file.pk])).content.decode()
    assert NAME.encode() not in b"".join(
        reader.get(reverse("reading-content", args=[file.pk]), follow=True).streaming_content
    )  # type: ignore[attr-defined]
    files = [one for one in Path(settings.DATA_DIR).rglob("*") if one.is_file() and "database" not in one.parts]
    assert uploads._path(Upload.objects.get().pk) in files
    assert [one for one in files if NAME.encode() in one.read_bytes()] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{schema}"."{table}" t WHERE t::text ILIKE %s', [f"%{NAME}%"])
            assert cursor.fetchone()[0] == 0, table
    assert NAME not in caplog.text
    target = tmp_path / "backup.zip"
    with zipfile.ZipFile(target, "w") as archive:
        listed = backup_files.dump(archive)
    assert any(file.pk.hex in name for name in listed)
    with zipfile.ZipFile(target) as archive:
        assert not any(NAME.encode() in archive.read(name) for name in archive.namelist())
    assert io.BytesIO(target.read_bytes()).read().find(NAME.encode()) == -1


def test_what_nobody_continues_or_names_is_swept(ward: cases.Ward) -> None:
    row, client = cases.draft(ward), desk(ward.requester)
    begun(client, row, 100)
    now = timezone.now()
    assert uploads.sweep(now) == 0
    assert uploads.sweep(now + uploads.KEPT_FOR * 2) == 1
    lost = vault.path_of(Upload(holder="x").pk)
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(b"sealed")
    sent(client, row, recordings.edf(seconds=2))
    kept = vault.path_of(attachments.files_of(row).get().pk)
    vault.sweep(now + vault.UNDER_WAY * 2)
    assert (lost.exists(), kept.exists()) == (False, True)
