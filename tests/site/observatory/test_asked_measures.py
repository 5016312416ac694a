"""A measure and a designation asked for from a page: done by the worker with the files sent, or nothing is changed."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from maillage.artefacts import ArtefactStore
from maillage.site.accounts.models import User
from maillage.site.cartography import areas as cartography
from maillage.site.geography.models import CurrentArtefact
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory import background, reading, workbench
from maillage.site.observatory.background import MeasureRequest
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.refusals import NotAllowed, Refused
from tests.site import factories as make
from tests.site.test_worker import a_worker, wait_for

pytestmark = pytest.mark.django_db
CORSICA = "94"
# The real kind of work, held up once it has read the files, so that its worker can be killed half-way.
HELD_UP = """
import pathlib, time
opening = processes.open_site
def held_up(*args, **options):
    server = opening(*args, **options)
    from maillage.site.observatory import background as observatory
    def hold(*asked):
        pathlib.Path({begun!r}).touch()
        time.sleep(600)
    observatory.keep_designation = hold
    return server
processes.open_site = held_up
"""


@pytest.fixture
def boss(tmp_path: Path, settings: Any, store: ArtefactStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    """A coordinator of Corsica; the territory and its times, computed once for all tests, are in the data folder."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(cartography, "WIDTHS", dict.fromkeys(cartography.WIDTHS, 200))
    (tmp_path / "artefacts").symlink_to(store.root)
    workbench.forget()
    yield make.coordinator(make.region(CORSICA, "Corse"))
    workbench.forget()


def sent(text: str, name: str = "médecins 2026.csv") -> dict[str, Any]:
    return {"supply": [SimpleUploadedFile(name, text.encode())]}


def done(job: Job) -> Job:
    jobs.perform(job.pk)
    job.refresh_from_db()
    return job


def kept(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "uploads").rglob("*") if path.is_file()]


def test_a_region_is_measured_and_designated_whatever_kills_the_worker(
    boss: User, worker: Callable[[], None], tmp_path: Path
) -> None:
    counts = sent("code,gps\n2A004,60\n2B033,40\n31555,500\n")
    asked = MeasureRequest(CORSICA, count=3)
    measure = background.ask_measure(asked, counts, boss)
    assert background.ask_measure(asked, counts, boss) == measure
    assert done(measure).result == {"communes": 360}
    origin = reading.current_access().origin
    assert origin is not None
    assert origin.kind == "observed"
    assert not ZoneDesignation.objects.exists()
    assert not kept(tmp_path)

    # Killed when the list was about to be stored, the designation is done by the next worker with the same file.
    designation, begun = background.ask_designation(asked, counts, boss), tmp_path / "begun"
    with a_worker(HELD_UP.format(begun=str(begun)), data_dir=tmp_path) as process:
        try:
            wait_for(begun.exists)
        finally:
            process.send_signal(signal.SIGKILL)
    designation.refresh_from_db()
    assert (designation.state, designation.attempts, ZoneDesignation.objects.count()) == ("running", 1, 0)
    assert kept(tmp_path) == ["médecins_2026.csv"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    worker()
    designation.refresh_from_db()
    assert (designation.state, designation.attempts, designation.error) == ("done", 2, "")
    assert designation.result == {"territories": 3}
    assert set(ZoneDesignation.objects.values_list("region", flat=True)) == {CORSICA}
    assert kept(tmp_path) == []

    # What cannot be used is said with its place, and what stands stays.
    before = list(CurrentArtefact.objects.order_by("kind").values_list("kind", "key"))
    wrong = done(background.ask_measure(asked, sent("code,gps\n2A004,60\n2B033,quarante\n", "gps.csv"), boss))
    assert wrong.state == "failed"
    assert wrong.error.startswith("gps.csv, ligne 3, colonne «\u00a0gps\u00a0»")
    assert wrong.error.endswith("Rien n’a été changé.")
    assert str(tmp_path) not in wrong.error
    assert list(CurrentArtefact.objects.order_by("kind").values_list("kind", "key")) == before
    assert ZoneDesignation.objects.count() == 3
    assert kept(tmp_path) == ["gps.csv"], "the same request may be made again"


def test_only_who_coordinates_the_region_asks_and_only_for_a_site_of_one_region(boss: User, tmp_path: Path) -> None:
    other = make.coordinator(make.region("53", "Bretagne"))
    with pytest.raises(NotAllowed):
        background.ask_designation(MeasureRequest(CORSICA), {}, other)
    with pytest.raises(NotAllowed):
        background.ask_measure(MeasureRequest(CORSICA), sent("code,gps\n"), other)
    with pytest.raises(Refused, match="plusieurs régions"):
        background.ask_measure(MeasureRequest(CORSICA), sent("code,gps\n"), boss)
    assert background.ask_designation(MeasureRequest(CORSICA), {}, boss).state == "waiting"
    assert Job.objects.count() == 1
