"""A small territory for the tests of readers: communes along a line, including Paris with its arrondissements."""

from __future__ import annotations

import numpy as np

from maillage.territory import Territory


def small_territory(population: tuple[int, ...] = (200, 5_000, 20, 1_000, 40_000, 3_000)) -> Territory:
    """Six communes of two departments (12 and 31, region 76), 4 km apart from west to east."""
    code = np.array(["12001", "12002", "12003", "31001", "31002", "31003"])
    n = len(code)
    department = np.array([c[:2] for c in code])
    return Territory(
        code=code,
        name=np.array(["Alrance", "Aubin", "Ayssènes", "Aspet", "Muret", "Venerque"]),
        population=np.array(population, dtype=np.int64),
        lon=1.0 + 0.05 * np.arange(n),
        lat=np.full(n, 44.0),
        x=600_000 + 4_000.0 * np.arange(n),
        y=np.full(n, 6_300_000.0),
        plane=np.zeros(n, dtype=np.int8),
        point_kind=np.zeros(n, dtype=np.int8),
        department=department,
        region=np.full(n, "76"),
        epci=np.array(["E1", "E1", "E2", "E2", "E3", "E3"]),
        department_names={"12": "Aveyron", "31": "Haute-Garonne"},
        region_names={"76": "Occitanie"},
        epci_names={"E1": "Communauté de communes du Lévézou", "E2": "Pays de Salars", "E3": "Muretain"},
        department_region={"12": "76", "31": "76"},
        postcodes=(("12430",),) * n,
        vintage="test",
        part_of={"12901": "12001", "31902": "31002", "31903": "31002"},
    )
