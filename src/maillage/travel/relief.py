"""Steepness of the country, from packaged altitudes on a grid of 5 minutes of arc."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.parameters import load_toml

Float64 = NDArray[np.float64]
GRID = "relief-5-minutes"
KILOMETRES_A_DEGREE = 111.2


@dataclass(frozen=True)
class ReliefWindow:
    """A part of the grid: ``steep`` (rows from north, columns from west), metres of height per kilometre."""

    north: float
    west: float
    cells_a_degree: int
    steep: Float64

    @classmethod
    def of(cls, altitude: NDArray[np.integer], north: float, west: float, cells_a_degree: int) -> ReliefWindow:
        """A window from altitudes in metres: the slope between the cells around each one, averaged over three by three
        cells.
        """
        from scipy.ndimage import uniform_filter

        rows = altitude.shape[0]
        latitude = np.radians(north - (np.arange(rows) + 0.5) / cells_a_degree)
        cell = KILOMETRES_A_DEGREE / cells_a_degree
        southward, eastward = np.gradient(altitude.astype(np.float64))
        slope = np.hypot(southward / cell, eastward / (cell * np.cos(latitude)[:, None]))
        # The filter keeps a running sum, whose rounding can give values slightly below zero.
        return cls(north, west, cells_a_degree, np.maximum(uniform_filter(slope, 3, mode="nearest"), 0))

    def places(self, lon: Float64, lat: Float64) -> tuple[Float64, Float64]:
        """Row and column of points in degrees; integers are the centres of cells."""
        return (self.north - lat) * self.cells_a_degree - 0.5, (lon - self.west) * self.cells_a_degree - 0.5

    def holds(self, row: Float64, column: Float64) -> NDArray[np.bool_]:
        """Whether each place lies in the window."""
        rows, columns = self.steep.shape
        return (row >= -0.5) & (row <= rows - 0.5) & (column >= -0.5) & (column <= columns - 0.5)


@dataclass(frozen=True)
class Relief:
    """The windows of the grid: metropolitan France with its neighbours, and each overseas territory."""

    windows: tuple[ReliefWindow, ...]

    @classmethod
    def load(cls) -> Relief:
        """The relief included in the package (``parameters/relief-5-minutes.toml`` names its source)."""
        return _installed()

    def steepness(self, lon: ArrayLike, lat: ArrayLike) -> Float64:
        """(k,) metres of height per kilometre around points in degrees, interpolated between cells; 0 outside the grid.

        It is the slope of the country at a scale of 10 to 30 kilometres, about 2 in Gironde and 43 in Andorra, not of a
        road.
        """
        from scipy.ndimage import map_coordinates

        east, north = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        found = np.zeros(east.shape)
        for window in self.windows:
            row, column = window.places(east, north)
            here = window.holds(row, column)
            found[here] = map_coordinates(window.steep, [row[here], column[here]], order=1, mode="nearest")
        return found


@lru_cache(maxsize=1)
def _installed() -> Relief:
    told = load_toml("maillage.travel", GRID, "grid of altitudes")
    path = resources.files("maillage.travel").joinpath(f"parameters/{GRID}.npz")
    with resources.as_file(path) as file, np.load(file) as grids:
        windows = [
            ReliefWindow.of(grids[name], window["north"], window["west"], told["cells_a_degree"])
            for name, window in told["windows"].items()
        ]
    return Relief(tuple(windows))
