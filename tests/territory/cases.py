"""Small made-up territories."""

from __future__ import annotations

import numpy as np

from maillage.territory import Territory
from maillage.territory.planes import from_plane, to_plane


def square_territory(side: int, seed: int = 0, spacing: float = 4000.0) -> Territory:
    """``side`` x ``side`` communes around the middle of France, jittered on a grid; codes 99001 upwards, two groups."""
    rng = np.random.default_rng(seed)
    n = side * side
    plane = np.zeros(n, np.int8)
    x = 650_000 + spacing * (np.arange(n) % side) + rng.uniform(-0.3, 0.3, n) * spacing
    y = 6_650_000 + spacing * (np.arange(n) // side) + rng.uniform(-0.3, 0.3, n) * spacing
    lon, lat = from_plane(x, y, plane)
    x, y = to_plane(lon, lat, plane)
    group = np.where(np.arange(n) % 2 == 0, "even", "odd")
    return Territory(
        code=np.array([f"99{i:03d}" for i in range(n)]),
        name=np.array([f"Lieu {i}" for i in range(n)]),
        population=rng.integers(0, 20_000, n).astype(np.int64),
        lon=lon,
        lat=lat,
        x=x,
        y=y,
        plane=plane,
        point_kind=np.zeros(n, np.int8),
        department=np.full(n, "99"),
        region=np.full(n, "98"),
        epci=group,
        department_names={"99": "Essai"},
        region_names={"98": "Essais"},
        epci_names={"even": "Pairs", "odd": "Impairs"},
        department_region={"99": "98"},
        postcodes=tuple(("99000",) for _ in range(n)),
        vintage="made up",
        part_of={"98000": "99000"},
    )
