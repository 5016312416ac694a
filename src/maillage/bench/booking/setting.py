"""Opens the data folder of the benchmark's site and makes what stands in it.

Run as ``python -m maillage.bench.booking.setting FOLDER DOCTORS``; writes ``world.json`` there. The territory is one
department of France; travel times are those of the country, taken from the data folder of the user.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from maillage.artefacts import ArtefactStore, default_data_dir
from maillage.territory import Territory, load_territory
from maillage.travel import TravelTimes, mesh_times

REGION, DEPARTMENT, SHARING = "76", "12", 2
"""``SHARING``: doctors whose mornings visits of different length share."""


def main(folder: Path, doctors: int) -> None:
    """Make the site and write what clients need to know."""
    store = ArtefactStore(default_data_dir() / "artefacts")
    country = load_territory(store)
    positions = country.in_department(DEPARTMENT)
    territory, times = country.only(positions), _within(mesh_times(country, store=store), positions)
    from maillage.site.runtime import open_site

    server = open_site(folder)
    try:
        _fill(folder, territory, times, doctors)
    finally:
        if server is not None:
            server.stop()


def _within(times: TravelTimes, positions: NDArray[np.int64]) -> TravelTimes:
    """Return the travel times between some communes only."""
    matrix = csr_matrix((times.seconds, times.indices, times.indptr))[positions][:, positions]
    matrix.sort_indices()
    return TravelTimes(
        code=times.code[positions], indptr=matrix.indptr.astype(np.int64), indices=matrix.indices, seconds=matrix.data,
        limit_seconds=times.limit_seconds, source=times.source, vintage=times.vintage,
    )  # fmt: skip


def _fill(folder: Path, territory: Territory, times: TravelTimes, doctors: int) -> None:
    from maillage.bench.booking.making import make_world, share_sessions
    from maillage.site.geography import services
    from maillage.site.geography.travel import store_times

    services.load(territory)
    store_times(times)
    order = np.argsort(-territory.population, kind="stable")
    communes = [str(code) for code in territory.code[order]]
    world = make_world(REGION, communes, doctors)
    replace(world, shared=share_sessions(communes, SHARING)).save(folder / "world.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
