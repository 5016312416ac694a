"""Check a plan file that somebody made elsewhere, as ``maillage plan check`` does."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from maillage.access import gp_model, load_need
from maillage.artefacts import ArtefactStore
from maillage.planning import Rechecked, read_plan, rechecked
from maillage.schemes import Profession
from maillage.sources.catalogue import Holdings
from maillage.sources.catalogue.current import current_emergency
from maillage.territory import load_territory
from maillage.travel import TravelTimes
from maillage.travel.loading import current_times
from maillage.travel.roads.blend import blended_times
from maillage.zoning import designate


def checked_again(path: Path, times: Sequence[Path], store: ArtefactStore) -> Rechecked:
    """Return the rules that a plan file breaks and its problem, all computed again from the figures in the file.

    ``times`` are the files of travel times it was made with, none for those in use here. Raises ``BadInput``.
    """
    file, _ = read_plan(path)
    territory = load_territory(store)

    def loaded() -> TravelTimes:
        return current_times(territory, store)

    found = blended_times(list(times), territory, loaded, store).times if times else loaded()
    with tempfile.TemporaryDirectory() as room:
        supply, need_file = (
            None if attachment is None else attachment.unpack(Path(room) / name)
            for name, attachment in (("supply", file.supply), ("need", file.need))
        )
        need = load_need(territory, need_file)
        model = gp_model(territory, found, supply, need, supply_year=file.supply_year)
        measures = {
            Profession(name): gp_model(territory, found, counts.unpack(Path(room) / name), need)
            for name, counts in file.measures.items()
        }
    count = max(len(file.territories), 1)
    sites = current_emergency(Holdings.of(store.root.parent), territory)
    designation = designate(territory, model, need, count, file.region, hospitals=sites, quota=file.quota or None)
    return rechecked(file, territory, model, designation, measures=measures)
