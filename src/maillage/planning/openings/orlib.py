"""Read p-median problems of the OR-Library: a graph, whose shortest paths are the costs.

J. E. Beasley, OR-Library: distributing test problems by electronic mail, Journal of the Operational Research Society
41, 1990. The first line gives nodes, edges and sites to open; each other line an edge and its length. Of an edge given
twice, the last length counts.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from maillage.errors import BadInput
from maillage.planning.openings.problem import Location
from maillage.tables import refuse_no_file

REMEDY = "Give a p-median file of the OR-Library, such as pmed1.txt"


def read_pmed(path: Path) -> Location:
    """The problem of an OR-Library file. Raises ``BadInput`` naming the line that cannot be read."""
    refuse_no_file(path)
    try:
        lines = path.read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(path, "not a text of numbers", REMEDY) from error
    rows = [(k, line.split()) for k, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise BadInput(path, "the file is empty", REMEDY)
    n, edges, count = _three(path, *rows[0])
    if len(rows) - 1 != edges:
        raise BadInput(path, f"{len(rows) - 1} edges, {edges} announced", REMEDY, rows[0][0])
    length: dict[tuple[int, int], int] = {}
    for line, cells in rows[1:]:
        a, b, cost = _three(path, line, cells)
        if not (1 <= a <= n and 1 <= b <= n):
            raise BadInput(path, f"there is no node {a if not 1 <= a <= n else b} among {n}", REMEDY, line)
        length[min(a, b) - 1, max(a, b) - 1] = cost
    ends = np.array(list(length), dtype=np.int64).reshape(-1, 2)
    graph = csr_array((np.array(list(length.values()), dtype=np.float64), (ends[:, 0], ends[:, 1])), shape=(n, n))
    cost = np.asarray(shortest_path(graph, method="D", directed=False), dtype=np.float64)
    if not np.isfinite(cost).all():
        raise BadInput(path, "some nodes are not joined to the others", REMEDY)
    names = tuple(str(node) for node in range(1, n + 1))
    return Location(cost, np.ones(n), count, names, names)


def _three(path: Path, line: int, cells: list[str]) -> tuple[int, int, int]:
    if len(cells) != 3 or not all(cell.isdigit() for cell in cells):
        raise BadInput(path, "not three whole numbers", REMEDY, line)
    return int(cells[0]), int(cells[1]), int(cells[2])
