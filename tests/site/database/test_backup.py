"""Backup and restore: everything is restored exactly, and a damaged file changes nothing."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from maillage.errors import BadInput, MaillageError, StorageProblem, WrongVersion
from maillage.site import private_files
from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment, Patient
from maillage.site.database import backup, backup_files, check_schema, server
from maillage.site.database.folder import database_folder
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.messages.delivery import deliver
from tests.site import environment
from tests.site import factories as make
from tests.site.database.archives import contents, edit_head, files_of, without_slots, write_files
from tests.site.jobs import kinds  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A database with unusual characters in it, and its backup."""
    session = make.published(place=make.place(name="L’Œil\tde « bœuf » \\N\n2"))
    booking.book(session.slots.first().pk, make.patient(last_name="N’Guyên"), make.key())
    cancelled = booking.book(session.slots.last().pk, make.patient(), make.key())
    booking.cancel(cancelled.token)
    path = tmp_path / "backup.zip"
    backup.write_backup(path)
    return path


def test_round_trip_gives_back_every_row(filled: Path, tmp_path: Path) -> None:
    before = contents()
    assert len(before["booking_appointmentevent"]) == 3
    booking.book(Session.objects.get().slots.all()[4].pk, make.patient(), make.key())
    Patient.objects.update(last_name="Autre")
    assert contents() != before
    kept = backup.restore_backup(filled, replace=True, keep_in=tmp_path / "kept")
    assert contents() == before
    assert backup.read_manifest(kept).tables["booking_patient"].rows == 3


def test_new_rows_follow_the_restored_ones(filled: Path, tmp_path: Path) -> None:
    newest = Appointment.objects.latest("pk").pk
    backup.restore_backup(filled, replace=True, keep_in=tmp_path)
    booked = booking.book(Session.objects.get().slots.all()[4].pk, make.patient(), make.key())
    assert booked.appointment.pk > newest


def test_a_database_with_rows_is_not_replaced_without_the_option(filled: Path, tmp_path: Path) -> None:
    before = contents()
    with pytest.raises(MaillageError, match="not empty, and nothing was changed"):
        backup.restore_backup(filled, keep_in=tmp_path)
    assert contents() == before


def test_the_backup_is_for_its_owner_only(filled: Path) -> None:
    assert stat.S_IMODE(filled.stat().st_mode) == 0o600


def test_a_backup_contains_no_sessions_of_users(filled: Path) -> None:
    assert not set(backup.read_manifest(filled).tables) & backup.LEFT_OUT


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty", "table", "head"])
def test_a_damaged_file_is_refused_before_any_change(filled: Path, tmp_path: Path, damage: str) -> None:
    content = filled.read_bytes()
    if damage == "cut":
        filled.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        middle = zipfile.ZipFile(filled).getinfo("tables/agenda_session.copy").header_offset + 90
        filled.write_bytes(content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :])
    elif damage in ("text", "empty"):
        filled.write_bytes(b"hello" if damage == "text" else b"")
    else:
        rewrite(filled, damage)
    before = contents()
    with pytest.raises(BadInput, match="nothing was changed"):
        backup.restore_backup(filled, replace=True, keep_in=tmp_path / "kept")
    assert contents() == before
    assert not (tmp_path / "kept").exists()


def test_a_backup_contains_no_outbox(tmp_path: Path, mailoutbox: list) -> None:
    told, untold = make.published(), make.published()
    for session in (told, untold):
        booking.book(session.slots.first().pk, make.patient(), make.key())
    agenda.cancel(untold, make.coordinator())
    path = tmp_path / "backup.zip"
    backup.write_backup(path)
    with zipfile.ZipFile(path) as archive:
        assert not any(b"/rendez-vous/" in archive.read(name) for name in archive.namelist())
    assert deliver() == 2
    mailoutbox.clear()
    backup.restore_backup(path, replace=True, keep_in=tmp_path / "kept")
    assert deliver() == 0
    assert not mailoutbox
    # Patients who were not yet told at the time of the backup are on the coordination's call list.
    assert [row.slot.session for row in Appointment.objects.to_call()] == [untold]


def test_a_backup_contains_no_queue_and_jobs_run_after_a_restore(tmp_path: Path, worker: Callable[[], None]) -> None:
    jobs.ask("test-count", None, to=1)
    path = tmp_path / "backup.zip"
    backup.write_backup(path)
    # A backup from before the queue existed, or from another version of it, names other migrations.
    applied = backup.read_manifest(path).migrations
    assert not any(name.startswith("procrastinate") for name in applied)
    backup.restore_backup(path, replace=True, keep_in=tmp_path / "kept")
    worker()
    assert not Job.objects.exists()
    assert check_schema(connection)
    job = jobs.ask("test-count", None, to=1)
    worker()
    job.refresh_from_db()
    assert job.state == "done"


@pytest.fixture
def data_folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder with a photo, a document and a report, and what no backup contains."""
    settings.DATA_DIR = tmp_path / "data"
    for name in ("photos/a.jpg", "grants/0f/été.pdf", "reports/rapport-76.pdf", "uploads/0f/plan.csv", "photos/.new-1"):
        path = settings.DATA_DIR / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return settings.DATA_DIR


def files_in(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in backup_files._names()}


def test_a_backup_brings_back_photos_documents_and_reports(data_folder: Path, tmp_path: Path) -> None:
    path, before = tmp_path / "backup.zip", files_in(data_folder)
    assert sorted(backup.write_backup(path).files) == ["grants/0f/été.pdf", "photos/a.jpg", "reports/rapport-76.pdf"]
    make.commune()
    shutil.rmtree(data_folder / "grants")
    (data_folder / "reports/rapport-76.pdf").write_bytes(b"another")
    private_files.write(private_files.folder("photos"), [b"later"]).replace(data_folder / "photos/later.jpg")
    kept = backup.restore_backup(path, replace=True, keep_in=tmp_path / "kept")
    assert files_in(data_folder) == before
    assert [stat.S_IMODE((data_folder / name).stat().st_mode) for name in ("grants", "grants/0f")] == [0o700] * 2
    assert {stat.S_IMODE((data_folder / name).stat().st_mode) for name in before} == {0o600}
    assert kept is not None
    assert "photos/later.jpg" in backup.read_manifest(kept).files
    assert not list(data_folder.glob(".restore-*"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("photos/a.jpg", "photos/a.jpg is damaged"),
        ("grants/../../x", "outside its folders"),
        ("mail/x", "outside"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_before_any_change(
    data_folder: Path, tmp_path: Path, name: str, said: str
) -> None:
    path, before = tmp_path / "backup.zip", files_in(data_folder)
    backup.write_backup(path)
    files = files_of(path)
    head = json.loads(files[backup.MANIFEST])
    head["files"][name] = head["files"].pop("photos/a.jpg")
    files[f"files/{name}"] = b"forged"
    write_files(path, {**files, backup.MANIFEST: json.dumps(head).encode()})
    with pytest.raises(BadInput, match=said):
        backup.restore_backup(path, replace=True, keep_in=tmp_path / "kept")
    assert files_in(data_folder) == before


def test_a_backup_without_files_leaves_those_that_are_there(data_folder: Path, tmp_path: Path) -> None:
    path, before = tmp_path / "backup.zip", files_in(data_folder)
    backup.write_backup(path)
    files = {name: content for name, content in files_of(path).items() if not name.startswith("files/")}
    head = {key: value for key, value in json.loads(files[backup.MANIFEST]).items() if key != "files"}
    write_files(path, {**files, backup.MANIFEST: json.dumps({**head, "format": 1}).encode()})
    backup.restore_backup(path, replace=True, keep_in=tmp_path / "kept")
    assert not backup.read_manifest(path).with_files
    assert files_in(data_folder) == before


def rewrite(path: Path, damage: str) -> None:
    """Write a complete zip file whose content does not match its manifest."""
    files = files_of(path)
    if damage == "table":
        files["tables/agenda_session.copy"] += b"1\n"
    else:
        del files[backup.MANIFEST]
    write_files(path, files)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"format": 99}, "reads formats 1 and 2"),
        ({"migrations": ["geography.0001_initial"]}, "not as its migrations make it here"),
        (
            {"migrations": ["geography.0001_initial", "geography.0999_later"]},
            r"'geography\.0999_later', which .* not know",
        ),
        ({"migrations": ["accounts.0001_initial"]}, r"'accounts\.0001_initial' without 'geography\.0001_initial'"),
    ],
)
def test_a_backup_of_another_version_is_refused(filled: Path, tmp_path: Path, values: dict, said: str) -> None:
    edit_head(filled, **values)
    before = contents()
    with pytest.raises(WrongVersion, match=f"{said}.*Restore it with"):
        backup.restore_backup(filled, replace=True, keep_in=tmp_path / "kept")
    assert contents() == before


def test_a_refused_restore_leaves_the_database_unchanged(filled: Path, tmp_path: Path) -> None:
    before = contents()
    with pytest.raises(BadInput, match="the database refused it"):
        backup.restore_backup(without_slots(filled, tmp_path / "b.zip"), replace=True, keep_in=tmp_path / "kept")
    assert contents() == before


def test_a_missing_file_or_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        backup.read_manifest(tmp_path / "nothing.zip")
    with pytest.raises(StorageProblem):
        backup.write_backup(tmp_path / "nowhere" / "backup.zip")


def test_a_backup_is_one_snapshot_despite_concurrent_writes(tmp_path: Path) -> None:
    make.published()
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)
    assert backup.write_backup(tmp_path / "b.zip").tables["agenda_slot"].rows == 10


@pytest.mark.parametrize("told", ["disk full", "recovery"])
def test_a_restore_onto_a_full_disk_reports_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    """The test cannot fill the disk, so it raises the error and writes the log line that PostgreSQL would."""
    make.commune()
    path = tmp_path / "backup.zip"
    backup.write_backup(path)
    folder, _ = environment.prepare()

    def fails(*_: object) -> None:
        if told == "disk full":
            raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")
        with (database_folder(folder) / "log").open("a") as log:
            log.write('PANIC:  could not write to file "pg_wal/xlogtemp.1": No space left on device\n')
        raise OperationalError("it is") from psycopg.errors.CannotConnectNow("the database system is in recovery mode")

    monkeypatch.setattr(backup, "_load", fails)
    monkeypatch.setattr(server._RUNNING[folder], "log_from", (database_folder(folder) / "log").stat().st_size)
    with pytest.raises(StorageProblem, match=r"No room left on the disk of .*\. Nothing was changed\."):
        backup.restore_backup(path, replace=True, keep_in=tmp_path / "kept")


def test_a_server_lost_for_another_reason_is_not_reported_as_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "backup.zip"
    backup.write_backup(path)
    folder, _ = environment.prepare()

    def fails(*_: object) -> None:
        raise OperationalError("it is") from psycopg.errors.CannotConnectNow("the database system is in recovery mode")

    monkeypatch.setattr(backup, "_load", fails)
    monkeypatch.setattr(server._RUNNING[folder], "log_from", (database_folder(folder) / "log").stat().st_size)
    with pytest.raises(BadInput, match="the database refused it"):
        backup.restore_backup(path, replace=True, keep_in=tmp_path / "kept")
