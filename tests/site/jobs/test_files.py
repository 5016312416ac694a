"""Files sent with a request: readable by their owner only, there as long as a job may need them, then gone."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maillage.errors import BadInput, MaillageError
from maillage.site.jobs import background, files, services
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import KINDS, kind
from maillage.site.refusals import Refused
from tests.site.jobs import kinds  # noqa: F401

pytestmark = pytest.mark.django_db
READ = "test-read"


@pytest.fixture(autouse=True)
def reading(tmp_path: Path, settings: Any) -> Any:
    """A kind of work that reads one file, and fails as the file says."""
    settings.DATA_DIR = tmp_path

    @kind(READ, label="Lire")
    def read(report: Any, *, files: files.Kept) -> dict[str, Any]:
        from maillage.site.jobs.files import paths_of

        (path,) = paths_of(files, "table")
        text = path.read_text()
        if text == "faux":
            raise BadInput(path, f"{path} holds 'faux'.", "Write another word.", 3, "gps")
        if text == "autre":
            raise MaillageError(f"{path} is of another vintage.")
        return {"read": text}

    yield
    del KINDS[READ]


def ask(text: str, name: str = "table.csv") -> Job:
    kept = files.keep_all({"table": [SimpleUploadedFile(name, text.encode())]})
    return services.ask(READ, None, files=kept)


def there() -> list[str]:
    return sorted(path.name for path in files.folder().rglob("*") if path.is_file())


def done(job: Job) -> Job:
    services.perform(job.pk)
    job.refresh_from_db()
    return job


def test_a_file_is_its_owners_alone_and_goes_with_the_work() -> None:
    job = ask("un", "../../C:\\données\\mes médecins.csv")
    (path,) = files.paths_of(job.args["files"], "table")
    assert path.name == "mes_médecins.csv"
    assert path.parent.parent == files.folder()
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert {oct(p.stat().st_mode & 0o777) for p in (path.parent, files.folder())} == {"0o700"}
    assert ask("un", "mes médecins.csv") == job
    assert done(job).result == {"read": "un"}
    assert list(files.folder().iterdir()) == []


def test_what_fails_can_be_asked_for_again_for_a_week_and_says_where_it_failed() -> None:
    wrong, other = done(ask("faux")), done(ask("autre"))
    assert wrong.error == (
        "table.csv, ligne 3, colonne «\u00a0gps\u00a0»\u00a0: ce fichier ne peut pas être utilisé (table.csv holds "
        "'faux'). Corrigez-le, puis refaites la demande. Rien n’a été changé."
    )
    assert other.error == "Ce travail ne peut pas se faire\u00a0: table.csv is of another vintage."
    again = services.ask_again(wrong, None)
    assert done(again).error == wrong.error
    _age(timedelta(hours=2))
    background.keep_order()
    assert there() == ["table.csv", "table.csv"]
    Job.objects.update(ended_at=timezone.now() - files.KEPT - timedelta(minutes=1))
    background.keep_order()
    assert there() == []
    gone = services.ask_again(wrong, None)
    assert "n’est plus là" in done(gone).error


def test_a_file_two_jobs_need_stays_until_both_are_done() -> None:
    first = ask("deux")
    second = services.ask(READ, None, files=first.args["files"] | {"other": []})
    done(first)
    assert there() == ["table.csv"]
    done(second)
    assert there() == []


def test_what_nobody_asked_work_for_is_swept_away_but_not_what_has_just_come() -> None:
    files.keep_all({"table": [SimpleUploadedFile("perdu.csv", b"x")]})
    assert files.sweep() == 0
    _age(timedelta(hours=2))
    assert (files.sweep(), there()) == (1, [])


def test_a_file_of_a_row_of_no_name_is_refused() -> None:
    with pytest.raises(Refused, match=r"gps\.csv"):
        files.path_of("0123/gps.csv")


def _age(by: timedelta) -> None:
    then = time.time() - by.total_seconds()
    for path in files.folder().rglob("*"):
        os.utime(path, (then, then))
