"""Write the grid of altitudes included in the package, from the file of pvlib.

    pip download pvlib==0.16.1 --no-deps && unzip pvlib-*.whl pvlib/data/Altitude.h5
    pip install h5py
    python tools/relief.py pvlib/data/Altitude.h5

Run by hand when the windows of ``relief-5-minutes.toml`` change; nothing else needs h5py.
"""

import sys
import tomllib
from pathlib import Path

import h5py
import numpy as np

PARAMETERS = Path(__file__).parents[1] / "src" / "maillage" / "travel" / "parameters"
METRES_A_STEP, LOWEST_METRES = 28, -450  # pvlib's encoding of altitude in one byte
SEA = 180  # no cell of this size reaches 4,590 m: larger values mean sea without data


def main(path: Path) -> None:
    """Cut the windows out of the world grid, in metres, with the sea at 0."""
    described = tomllib.loads((PARAMETERS / "relief-5-minutes.toml").read_text(encoding="utf-8"))
    cells = described["cells_a_degree"]
    with h5py.File(path) as file:
        coded = file["Altitude"][:].astype(np.int16)
    metres = np.where(coded > SEA, 0, np.maximum(coded * METRES_A_STEP + LOWEST_METRES, 0)).astype(np.int16)
    windows = {}
    for name, window in described["windows"].items():
        rows = slice(round((90 - window["north"]) * cells), round((90 - window["south"]) * cells))
        columns = slice(round((window["west"] + 180) * cells), round((window["east"] + 180) * cells))
        windows[name] = metres[rows, columns]
    np.savez_compressed(PARAMETERS / "relief-5-minutes.npz", **windows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
