"""Cache of weights and of the weighed times, stored beside the travel times, so that a new process only reads them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.access.decay import Decay
from maillage.access.method import Parameters
from maillage.access.weights import Weights, check_limit, steps_by_second
from maillage.artefacts import ArtefactStore, recipe_of
from maillage.errors import StorageProblem

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

KIND = "access-weights"
AVERAGED = "averaged-times"
RECIPE = 3  # increase when the computation of weights changes, to invalidate stored ones


def stored_weights(times: TravelTimes, decay: Decay) -> Weights:
    """Weights of ``times``, read from the store of the times; computed and stored there if missing.

    If the times are not an artefact or the store is read-only, the weights are computed without being stored. Raises
    ``MaillageError`` if the times end before the decay's limit.
    """
    check_limit(times, decay.limit)
    home = _home(times)
    if home is None:
        return Weights.build(times, decay)
    store, key = home

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        made = Weights.build(times, decay)
        return {"start": made.start, "origin": made.origin, "step": made.step, "table": made.table}, {}

    # The recipe is the weight of each second, not ``repr``: two decays may have the same ``repr``, and a user's decay
    # may have none.
    weights = b"".join(part.tobytes() for part in steps_by_second(decay, int(times.limit_seconds)))
    recipe = recipe_of(RECIPE, key, hashlib.sha256(weights).hexdigest())
    try:
        found = store.cached(KIND, recipe, build)
    except StorageProblem:
        return Weights.build(times, decay)
    # Plain arrays over the mapped files, as compiled loops do not accept array subclasses.
    return Weights(**{name: np.asarray(array) for name, array in found.arrays.items()})


def weighed_times(territory: Territory, times: TravelTimes, method: Parameters) -> TravelTimes:
    """The off-peak times that the method weighs: those of the mesh are averaged with straight-line times if it says so.

    Averaging two estimates with independent errors reduces the error. Times by road are more accurate than either and
    stay unchanged. The result is cached in the store of ``times``.
    """
    from maillage.travel.straight import averaged_with_straight_line

    line, home = method.straight, _home(times)
    if line is None or not times.source.startswith("mesh"):
        return times
    limit = method.decay.limit

    def average() -> TravelTimes:
        return averaged_with_straight_line(territory, times, line.share, line.fixed, line.per_km, limit)

    if home is None:
        return average()
    store, key = home
    facts = (line.share, line.fixed, line.per_km, limit, territory.vintage)
    recipe = recipe_of(AVERAGED, RECIPE, key, *facts)

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        made = average()
        return made.arrays(), made.meta()

    try:
        return type(times).from_artefact(store.cached(AVERAGED, recipe, build))
    except StorageProblem:
        return average()


def _home(times: TravelTimes) -> tuple[ArtefactStore, str] | None:
    """Store and key of the artefact from which ``times`` are mapped: its folder is the digest of its content."""
    file = getattr(times.indices, "filename", None)
    if not isinstance(file, str | Path) or getattr(times.seconds, "filename", None) is None:
        return None
    folder = Path(file).parent
    if not (folder / "meta.json").is_file() or Path(times.seconds.filename).parent != folder:  # type: ignore[attr-defined]
        return None
    return ArtefactStore(folder.parent.parent), folder.name
