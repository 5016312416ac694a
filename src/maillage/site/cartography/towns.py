"""Selects the towns named on a map: the largest first, as long as their names do not overlap."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.territory import Territory

DESKTOP, PHONE = (934, 8.2, 20), (400, 7.4, 17)
"""Width of the map on the page, width of a letter, height of a line, in page pixels."""

Box = tuple[float, float, float, float]


def _box(x: float, y: float, name: str, left: bool, letter: float, line: float) -> Box:
    length = len(name) * letter + 16
    return (x - length, y - line / 2, x + 5, y + line / 2) if left else (x - 5, y - line / 2, x + length, y + line / 2)


def _free(box: Box, taken: list[Box], width: float) -> bool:
    if box[0] < 2 or box[2] > width - 2:
        return False
    return all(box[0] > b[2] or box[2] < b[0] or box[1] > b[3] or box[3] < b[1] for b in taken)


def _place(order: list[int], names: list[str], points: NDArray[np.float64], layout: tuple[int, float, int], width: int,
           most: int) -> dict[int, bool]:  # fmt: skip
    """Return the towns that fit, in order, with whether the name stands left of the dot."""
    page, letter, line = layout
    taken: list[Box] = []
    placed: dict[int, bool] = {}
    for k in order:
        x, y = points[k] * page / width
        for left in (False, True):
            box = _box(float(x), float(y), names[k], left, letter, line)
            if _free(box, taken, page):
                taken.append(box)
                placed[k] = left
                break
        if len(placed) == most:
            break
    return placed


def choose_towns(
    territory: Territory, positions: NDArray[np.int64], points: NDArray[np.float64], width: int
) -> list[dict[str, Any]]:
    """Return the towns to name: code, name, place in per cent, and side of the name on a wide and on a small map."""
    population = territory.population[positions]
    names = [str(name) for name in territory.name[positions]]
    department = territory.department[positions]
    members = [np.flatnonzero(department == code) for code in sorted(set(department.tolist()))]
    capitals = [int(group[population[group].argmax()]) for group in members]
    capitals.sort(key=lambda k: -population[k])
    rest = [int(k) for k in np.argsort(-population)[:60] if int(k) not in capitals]
    height = float(points[:, 1].max()) if len(points) else 1.0
    wide = _place(capitals + rest, names, points, DESKTOP, width, 24)
    small = _place([k for k in capitals + rest if k in wide], names, points, PHONE, width, 9)
    return [
        {
            "code": str(territory.code[positions[k]]),
            "name": names[k],
            "x": round(float(points[k, 0]), 1),
            "y": round(float(points[k, 1]), 1),
            "left": left,
            "small": k in small,
            "left_small": small.get(k, False),
            "major": int(population[k]) >= 200_000,
        }
        for k, left in wide.items()
        if points[k, 1] <= height
    ]
