"""A backup holds everything, a restore brings exactly it back, a damaged file touches nothing."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from maillage.errors import BadInput, MaillageError, StorageProblem, WrongVersion
from maillage.site.agenda.models import Session
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment, Patient
from maillage.site.database import backup
from tests.site import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def contents() -> dict[str, list[str]]:
    """Every row of every table kept by a backup, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(backup._tables() - backup.LEFT_OUT):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A database with awkward text in it, and its backup."""
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
    Patient.objects.filter(last_name="N’Guyên").update(last_name="Autre")
    assert contents() != before
    kept = backup.restore_backup(filled, replace=True, keep_in=tmp_path / "kept")
    assert contents() == before
    assert backup.read_manifest(kept).tables["booking_patient"].rows == 3


def test_new_rows_follow_the_restored_ones(filled: Path, tmp_path: Path) -> None:
    newest = Appointment.objects.latest("pk").pk
    backup.restore_backup(filled, replace=True, keep_in=tmp_path)
    booked = booking.book(Session.objects.get().slots.all()[4].pk, make.patient(), make.key())
    assert booked.appointment.pk > newest


def test_a_database_that_is_not_empty_is_not_replaced_unasked(filled: Path, tmp_path: Path) -> None:
    before = contents()
    with pytest.raises(MaillageError, match="not empty, and nothing was changed"):
        backup.restore_backup(filled, keep_in=tmp_path)
    assert contents() == before


def test_the_backup_is_for_its_owner_only(filled: Path) -> None:
    assert stat.S_IMODE(filled.stat().st_mode) == 0o600


def test_sessions_of_signed_in_users_are_not_in_it(filled: Path) -> None:
    assert not set(backup.read_manifest(filled).tables) & backup.LEFT_OUT


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty", "table", "head"])
def test_a_damaged_file_is_refused_before_anything_is_touched(filled: Path, tmp_path: Path, damage: str) -> None:
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


def rewrite(path: Path, damage: str) -> None:
    """A whole zip file whose content is not what its head says."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if damage == "table":
        files["tables/agenda_session.copy"] += b"1\n"
    else:
        del files[backup.MANIFEST]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def edit_head(path: Path, **values: object) -> None:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[backup.MANIFEST] = json.dumps({**json.loads(files[backup.MANIFEST]), **values}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("values", [{"format": 99}, {"migrations": ["geography.0001_initial"]}])
def test_a_backup_of_another_version_is_refused(filled: Path, tmp_path: Path, values: dict) -> None:
    edit_head(filled, **values)
    before = contents()
    with pytest.raises(WrongVersion, match="Restore it with that version"):
        backup.restore_backup(filled, replace=True, keep_in=tmp_path / "kept")
    assert contents() == before


def test_what_the_database_refuses_leaves_it_as_it_was(filled: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(filled) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    head = json.loads(files[backup.MANIFEST])
    # Sessions without their slots: whole, but it breaks a foreign key.
    import hashlib

    files["tables/agenda_slot.copy"] = b""
    head["tables"]["agenda_slot"] |= {"rows": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    files[backup.MANIFEST] = json.dumps(head).encode()
    with zipfile.ZipFile(filled, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    before = contents()
    with pytest.raises(BadInput, match="the database refused it"):
        backup.restore_backup(filled, replace=True, keep_in=tmp_path / "kept")
    assert contents() == before


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        backup.read_manifest(tmp_path / "nothing.zip")
    with pytest.raises(StorageProblem):
        backup.write_backup(tmp_path / "nowhere" / "backup.zip")


def test_a_backup_is_one_instant_though_others_write(tmp_path: Path) -> None:
    make.published()
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)
    assert backup.write_backup(tmp_path / "b.zip").tables["agenda_slot"].rows == 10
