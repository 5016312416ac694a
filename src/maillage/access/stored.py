"""Weights kept beside the times they were made from, so that a new process reads them instead of weighing all pairs."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.access.decay import Decay
from maillage.access.weights import Weights, check_limit, steps_by_second
from maillage.artefacts import ArtefactStore, recipe_of
from maillage.errors import StorageProblem

if TYPE_CHECKING:
    from maillage.travel import TravelTimes

KIND = "access-weights"
RECIPE = 3  # raise when the way weights are made changes, so that those kept before are made again


def stored_weights(times: TravelTimes, decay: Decay) -> Weights:
    """Weights of ``times``, read from the store the times are mapped from, made and kept there where they are not.

    Times that are not an artefact and a store that cannot be written give weights made afresh. Raises ``MaillageError``
    where the times stop short of the decay's limit.
    """
    check_limit(times, decay.limit)
    home = _home(times)
    if home is None:
        return Weights.build(times, decay)
    store, key = home

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        made = Weights.build(times, decay)
        return {"start": made.start, "origin": made.origin, "step": made.step, "table": made.table}, {}

    # A decay is what it weighs each second: two that tell themselves alike may differ, and an analyst's tells nothing.
    weights = b"".join(part.tobytes() for part in steps_by_second(decay, int(times.limit_seconds)))
    recipe = recipe_of(RECIPE, key, hashlib.sha256(weights).hexdigest())
    try:
        found = store.cached(KIND, recipe, build)
    except StorageProblem:
        return Weights.build(times, decay)
    # Plain arrays over the mapped files: the compiled loops take no subclass.
    return Weights(**{name: np.asarray(array) for name, array in found.arrays.items()})


def _home(times: TravelTimes) -> tuple[ArtefactStore, str] | None:
    """Store and key of the artefact that ``times`` are mapped from: its folder is the digest of its content."""
    file = getattr(times.indices, "filename", None)
    if not isinstance(file, str | Path) or getattr(times.seconds, "filename", None) is None:
        return None
    folder = Path(file).parent
    if not (folder / "meta.json").is_file() or Path(times.seconds.filename).parent != folder:  # type: ignore[attr-defined]
        return None
    return ArtefactStore(folder.parent.parent), folder.name
