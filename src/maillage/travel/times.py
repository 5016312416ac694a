"""``TravelTimes``: travel times between communes as a sparse matrix by origin, 6 bytes per pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import UnknownName, nearest_names

if TYPE_CHECKING:
    from numpy.typing import DTypeLike
    from scipy.sparse import csr_matrix

    from maillage.artefacts import Artefact

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class TravelTimes:
    """Times from each commune to the communes within ``limit_seconds`` of it; a pair not listed is further away.

    Compressed rows by origin: the destinations of origin i are ``indices[indptr[i]:indptr[i + 1]]``, ascending, with
    ``seconds`` of the same slice. Every commune is at 0 seconds from itself. Times may differ by direction. ``source``
    names the method that computed them, ``vintage`` the geography they belong to.
    """

    code: NDArray[np.str_]  # (n,) commune codes, ascending
    indptr: Int64  # (n + 1,)
    indices: NDArray[np.int32]  # (nnz,)
    seconds: NDArray[np.uint16]  # (nnz,)
    limit_seconds: int
    source: str
    vintage: str

    def __post_init__(self) -> None:
        if len(self.indptr) != len(self.code) + 1 or len(self.indices) != len(self.seconds):
            raise ValueError(
                f"arrays do not fit: {len(self.code)} codes, {len(self.indptr)} row bounds, "
                f"{len(self.indices)} destinations, {len(self.seconds)} times"
            )
        if self.indptr[0] != 0 or self.indptr[-1] != len(self.indices):
            raise ValueError("row bounds must run from 0 to the number of pairs")

    def __len__(self) -> int:
        return len(self.code)

    def __repr__(self) -> str:
        return f"<TravelTimes {self.summary()}>"

    @property
    def pairs(self) -> int:
        """Number of pairs stored, including each commune with itself."""
        return len(self.indices)

    def summary(self) -> str:
        """One English line: communes, pairs, limit, source."""
        mean = self.pairs / max(len(self), 1)
        limit = self.limit_seconds / 60
        return (
            f"{len(self)} communes, {self.pairs} pairs within {limit:g} minutes ({mean:.0f} a commune), {self.source}"
        )

    def position(self, code: str) -> int:
        """Position of a commune. Raises ``UnknownName``."""
        at = int(np.searchsorted(self.code, code))
        if at < len(self) and self.code[at] == code:
            return at
        alike = self.code[np.char.startswith(self.code, code[:2])]
        raise UnknownName("commune", code, nearest_names(code, [str(one) for one in alike]))

    def minutes(self, origin: str, destination: str) -> float | None:
        """Minutes from one commune to another, by codes; None beyond the limit. Raises ``UnknownName``."""
        indices, minutes = self.row(self.position(origin))
        wanted = self.position(destination)
        at = int(np.searchsorted(indices, wanted))
        return float(minutes[at]) if at < len(indices) and indices[at] == wanted else None

    def row(self, origin: int) -> tuple[NDArray[np.int32], Float64]:
        """Destinations (positions, ascending) of the origin at that position, and their minutes."""
        here = slice(int(self.indptr[origin]), int(self.indptr[origin + 1]))
        return self.indices[here], self.seconds[here] / 60.0

    def within(self, minutes: float) -> TravelTimes:
        """The pairs within a shorter limit. Raises ``ValueError`` if ``minutes`` exceeds the computed limit."""
        limit = int(minutes * 60 + 1e-6)
        if limit > self.limit_seconds:
            raise ValueError(f"times are known within {self.limit_seconds / 60:g} minutes, not {minutes:g}")
        if limit == self.limit_seconds:
            return self
        kept = self.seconds <= limit
        before = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
        indptr = before[self.indptr]
        return self._with(indptr, self.indices[kept], self.seconds[kept], limit)

    def transpose(self) -> TravelTimes:
        """The times by destination: row i of the result holds the times *towards* i."""
        turned = self._matrix(self.seconds).T.tocsr()
        turned.sort_indices()
        return self._with(
            turned.indptr.astype(np.int64), turned.indices.astype(np.int32), turned.data, self.limit_seconds
        )

    def to_csr(self, dtype: DTypeLike = np.float64) -> csr_matrix:
        """(n, n) sparse matrix of minutes; a stored 0 is a time of 0, an absent cell lies beyond the limit."""
        return self._matrix(np.divide(self.seconds, 60, dtype=dtype))

    def _matrix(self, data: NDArray[Any]) -> csr_matrix:
        from scipy.sparse import csr_matrix

        return csr_matrix((data, self.indices, self.indptr), shape=(len(self), len(self)))

    def _with(
        self, indptr: Int64, indices: NDArray[np.int32], seconds: NDArray[np.uint16], limit_seconds: int
    ) -> TravelTimes:
        return TravelTimes(self.code, indptr, indices, seconds, limit_seconds, self.source, self.vintage)

    # The artefact ---------------------------------------------------------------------------------------------------

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays stored in an artefact."""
        return {"code": self.code, "indptr": self.indptr, "indices": self.indices, "seconds": self.seconds}

    def meta(self) -> dict[str, Any]:
        """The metadata stored in an artefact."""
        return {"limit_seconds": self.limit_seconds, "source": self.source, "vintage": self.vintage}

    @classmethod
    def from_artefact(cls, artefact: Artefact) -> TravelTimes:
        """Times loaded from an ``ArtefactStore``, memory-mapped."""
        return cls(**artefact.arrays, **artefact.meta)
