"""The change of access that a plan brings, or that tells two plans apart, as a picture of a region."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np

from maillage.planning import LivePlan
from maillage.site.cartography.palette import CHANGE
from maillage.site.cartography.render import coloured
from maillage.site.www.public.explorer import areas


def changes_of(live: LivePlan) -> dict[str, float]:
    """Return the change of access by intercommunality, consultations per year and inhabitant while the plan runs."""
    return dict(zip(live.problem.data.groups.code, live.change.tolist(), strict=True))


def webp(region: str, change: dict[str, float]) -> bytes | None:
    """Return a region coloured by the change of its intercommunalities; None if it has no map."""
    return _drawn(region, tuple(sorted((code, round(value, 4)) for code, value in change.items())))


@lru_cache(maxsize=16)
def _drawn(region: str, change: tuple[tuple[str, float], ...]) -> bytes | None:
    place = areas.places().get(f"region-{region}")
    shown = areas.map_or_none(place) if place is not None else None
    if shown is None:
        return None
    known = dict(change)
    epci = areas.territory().epci[shown.positions]
    values = np.array([known.get(str(code), 0.0) for code in epci])
    buffer = io.BytesIO()
    coloured(shown, values, CHANGE).save(buffer, "WEBP", quality=82, method=2)
    return buffer.getvalue()
