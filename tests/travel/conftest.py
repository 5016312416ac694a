"""A Dask cluster on this machine, and a data folder that keeps what the test run made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from maillage.artefacts import ArtefactStore


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler and two worker processes on this machine."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'maillage[dask]'")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=None
    ) as local:
        yield local.scheduler_address


@pytest.fixture(scope="module")
def data_folder(store: ArtefactStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """``MAILLAGE_DATA_DIR`` for the tests of a module: the territory and the times of the test run are in it."""
    store.root.mkdir(parents=True, exist_ok=True)
    folder = tmp_path_factory.mktemp("data")
    (folder / "artefacts").symlink_to(store.root, target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAILLAGE_DATA_DIR", str(folder))
        yield folder
