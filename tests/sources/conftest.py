"""A producer's web server, and holdings into which what it serves is pulled and loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maillage.sources.catalogue import Holdings, Loaded, source_named
from maillage.sources.catalogue.load import load
from maillage.sources.catalogue.pull import pull
from maillage.travel.loading import LOADERS
from tests.sources.cases import small_territory
from tests.sources.server import Producer, serving

TERRITORY = replace(
    small_territory(),
    code=np.array(["01053", "2A004", "31555", "69123", "75056", "97608"]),
    department=np.array(["01", "2A", "31", "69", "75", "976"]),
    part_of={"75101": "75056", "75102": "75056", "69381": "69123", "01901": "01053"},
)
Load = Callable[..., Loaded]


@pytest.fixture(scope="module")
def producer() -> Iterator[Producer]:
    with serving() as served:
        yield served


@pytest.fixture
def holdings(tmp_path: Path) -> Holdings:
    return Holdings(tmp_path / "sources")


@pytest.fixture
def loaded(tmp_path: Path, producer: Producer, holdings: Holdings, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Serve a file under a name, pull it, load what was pulled."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def through(name: str, file: str, content: bytes, **options: bool | int) -> Loaded:
        producer.files[f"/{file}"] = content
        producer.tag = f'"{len(producer.asked)}"'
        monkeypatch.setenv(f"MAILLAGE_ADDRESS_{name.upper().replace('-', '_')}", f"{producer.base}/{file}")
        pulled, _ = pull(source_named(name), holdings)
        path = holdings.file_of(name, pulled)
        return load(path, source_named(name), TERRITORY, holdings, **options, loaders=LOADERS)  # type: ignore[arg-type]

    return through
