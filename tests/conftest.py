"""Set-up shared by all tests: the real territory, the reference data, and the strict mode."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from maillage.artefacts import ArtefactStore
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

ROOT = Path(__file__).resolve().parent.parent
# The tests start some hundred processes: without kept bytecode, each compiles the same thousands of modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
STRICT = os.environ.get("STRICT") == "1"

# No deadline for examples, as the machine that runs the tests may be slow or busy.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


def reference_folder() -> Path:
    """Folder of real data and published cases outside the project; ``MAILLAGE_REFERENCE_DATA`` names another one."""
    return Path(os.environ.get("MAILLAGE_REFERENCE_DATA", ROOT.parent / "shared" / "data"))


def chromium() -> str | None:
    """The browser for the journeys, if the machine has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def orthanc() -> str | None:
    """The DICOM server that plays a hospital, if the machine has it with its DICOMweb (Debian: orthanc-dicomweb)."""
    program = shutil.which("Orthanc") or shutil.which("Orthanc", path="/usr/sbin:/usr/local/sbin")
    return program if program and Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so").exists() else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, with a reason, tests that need reference data or a browser that is missing.

    Those with Orthanc are left out where it is not installed: others try the same with a peer in this process.
    """
    if orthanc() is None:
        left = [item for item in items if item.get_closest_marker("orthanc")]
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
    missing = {
        "reference": None if reference_folder().is_dir() else "the reference data folder is absent",
        "browser": None if chromium() else "Chromium is not installed",
    }
    for item in items:
        for marker, reason in missing.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_collection_finish() -> None:
    """Leave what is imported by now out of later searches for garbage: these went through all of it each time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several workers, keep tests with a common set-up on one worker, and start with the longest."""
    from tests.scheduling import ByModule

    return ByModule(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In strict mode a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if STRICT and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("STRICT: a skipped test is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Folder of real data and published cases (tests marked ``reference``)."""
    return reference_folder()


@pytest.fixture(scope="session")
def store() -> ArtefactStore:
    """Artefacts cached between runs, so that the territory is read and its times are computed only once."""
    from maillage.artefacts import ArtefactStore

    return ArtefactStore(ROOT / "build" / "test-artefacts")


@pytest.fixture(scope="session")
def territory(store: ArtefactStore) -> Territory:
    """The real territory: every commune of France."""
    from maillage.territory import load_territory

    return load_territory(store)


@pytest.fixture(scope="session")
def times(territory: Territory, store: ArtefactStore) -> TravelTimes:
    """Travel times between all communes of France, within 60 minutes."""
    from maillage.travel import mesh_times

    return mesh_times(territory, store=store)


@pytest.fixture(scope="session")
def data_folder(store: ArtefactStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the territory and times of the test run."""
    store.root.mkdir(parents=True, exist_ok=True)
    folder = tmp_path_factory.mktemp("data")
    (folder / "artefacts").symlink_to(store.root, target_is_directory=True)
    return folder


@pytest.fixture(scope="module")
def stored_data(data_folder: Path) -> Iterator[None]:
    """Let commands and analyses use that data folder (``MAILLAGE_DATA_DIR``) without computing its content again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAILLAGE_DATA_DIR", str(data_folder))
        yield
