from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from maillage.artefacts import ArtefactStore


@pytest.fixture(scope="session")
def data_folder(store: ArtefactStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that keeps the territory and the times of the test run."""
    store.root.mkdir(parents=True, exist_ok=True)
    folder = tmp_path_factory.mktemp("data")
    (folder / "artefacts").symlink_to(store.root, target_is_directory=True)
    return folder


@pytest.fixture(autouse=True, scope="module")
def _stored(data_folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAILLAGE_DATA_DIR", str(data_folder))
        yield
