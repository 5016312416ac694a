"""Check a plan file that somebody made elsewhere, as ``maillage plan check`` does."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from maillage.access import gp_model, load_need
from maillage.artefacts import ArtefactStore
from maillage.planning import broken_rules, read_plan
from maillage.territory import load_territory
from maillage.travel import TravelTimes, mesh_times
from maillage.travel.roads.blend import blended_times
from maillage.zoning import designate


def broken_in(path: Path, times: Sequence[Path], store: ArtefactStore) -> list[str]:
    """Return the rules that a plan file breaks, with everything computed again from the figures in the file.

    ``times`` are the files of travel times it was made with, none for those of the mesh. Raises ``BadInput``.
    """
    file, _ = read_plan(path)
    territory = load_territory(store)

    def mesh() -> TravelTimes:
        return mesh_times(territory, store=store)

    found = blended_times(list(times), territory, mesh, store).times if times else mesh()
    with tempfile.TemporaryDirectory() as room:
        supply, need_file = (
            None if attachment is None else attachment.unpack(Path(room) / name)
            for name, attachment in (("supply", file.supply), ("need", file.need))
        )
        need = load_need(territory, need_file)
        model = gp_model(territory, found, supply, need, supply_year=file.supply_year)
    count = max(len(file.territories), 1)
    designation = designate(territory, model, need, count, file.region, quota=file.quota or None)
    return [str(one) for one in broken_rules(file, territory, model, designation)]
