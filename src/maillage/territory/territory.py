"""``Territory``: all communes of France as parallel arrays, with the groupings they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from maillage.errors import UnknownName, nearest_names
from maillage.territory.groups import shares
from maillage.territory.names import search_key
from maillage.territory.report import TerritoryReport

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

Level = Literal["epci", "department", "region", "france"]
Positions = NDArray[np.int64]
FRANCE = "all"  # stands for every region
ARRAYS = ("code", "name", "population", "lon", "lat", "x", "y", "plane", "point_kind", "department", "region", "epci")
TOWN_HALL, SURFACE_MISSING, SURFACE_FAR, BY_POSTCODE = 0, 1, 2, 3


@dataclass(frozen=True, eq=False, repr=False)
class Territory:
    """The current communes of France, one entry of each array per commune, ascending by ``code``.

    ``lon``, ``lat`` (degrees, WGS 84) locate the town hall or its replacement (``point_kind``: 0 town hall, 1 point on
    the surface because the town hall is missing, 2 the same because it lies far outside the outline, 3 mean of the
    communes with the same postcode). ``x``, ``y`` are metres, comparable only between communes of one ``plane`` (0
    metropolitan France, 1 to 5 overseas). ``department``, ``region``, ``epci`` are codes, '' if there is none.
    ``part_of`` maps the code of an arrondissement and of a delegated, associated or former commune to the current
    commune.
    """

    code: NDArray[np.str_]
    name: NDArray[np.str_]
    population: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    plane: NDArray[np.int8]
    point_kind: NDArray[np.int8]
    department: NDArray[np.str_]
    region: NDArray[np.str_]
    epci: NDArray[np.str_]
    department_names: Mapping[str, str]
    region_names: Mapping[str, str]
    epci_names: Mapping[str, str]
    department_region: Mapping[str, str]
    postcodes: Sequence[tuple[str, ...]]
    vintage: str
    part_of: Mapping[str, str] = field(default_factory=dict[str, str])
    holes: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def __len__(self) -> int:
        return len(self.code)

    def __repr__(self) -> str:
        return f"<Territory of {len(self)} communes, {int(self.population.sum())} inhabitants, {self.vintage}>"

    # Finding communes -----------------------------------------------------------------------------------------------

    def index_of(self, code: str) -> int:
        """Position of the commune with that INSEE code.

        Raises ``UnknownName``, which suggests the current commune for a former code, else the nearest codes or names.
        """
        at = int(np.searchsorted(self.code, code))
        if at < len(self) and self.code[at] == code:
            return at
        raise UnknownName("commune", code, self._near(code))

    def _near(self, value: str) -> list[str]:
        if value in self.part_of:
            current = self.part_of[value]
            return [f"{current} ({self.name[self.index_of(current)]}, which it is today or is part of)"]
        if any(c.isalpha() for c in value[2:]):
            names = {str(name): str(code) for name, code in zip(self.name, self.code, strict=True)}
            return [f"{names[name]} ({name})" for name in nearest_names(value, names)]
        for length in (3, 2):  # within the same part of the department, else within the whole department
            alike = np.flatnonzero(np.char.startswith(self.code, value[:length]))
            near = nearest_names(value, [str(code) for code in self.code[alike]])
            if near:
                return near
        return []

    def indices_of(self, codes: Iterable[str]) -> Positions:
        """Positions of the communes with those codes, in the same order. Raises ``UnknownName`` for the first unknown
        code.
        """
        wanted = np.asarray(list(codes), dtype=np.str_)
        at = np.searchsorted(self.code, wanted)
        known = self.code[np.minimum(at, len(self) - 1)] == wanted
        if not known.all():
            self.index_of(str(wanted[int(np.argmin(known))]))
        return at.astype(np.int64)

    def locate(self, codes: Iterable[str]) -> tuple[Positions, dict[str, str]]:
        """Positions of communes given by current or former codes, and the former codes found, mapped to current ones.

        A position is -1 for an unknown code: the caller reports it with the line of its file.
        """
        wanted = np.asarray([str(code) for code in codes], dtype=np.str_)
        replaced = {str(code): self.part_of[str(code)] for code in np.unique(wanted) if str(code) in self.part_of}
        current = np.asarray([replaced.get(str(code), str(code)) for code in wanted], dtype=np.str_)
        at = np.minimum(np.searchsorted(self.code, current), len(self) - 1)
        return np.where(self.code[at] == current, at, -1).astype(np.int64), replaced

    def resolve_region(self, text: str) -> str:
        """Region code for a code or a name (``"76"``, ``"occitanie"``). Raises ``UnknownName``."""
        return self._resolve("region", text, self.region_names)

    def resolve_regions(self, asked: str | Sequence[str]) -> str:
        """One code for one or several regions: ``"all"`` for France, else their codes, ascending, joined by commas.

        ``asked`` is a code or name, ``"all"``, several separated by commas, or a sequence. Raises ``UnknownName``.
        """
        words = asked.split(",") if isinstance(asked, str) else [word for one in asked for word in str(one).split(",")]
        words = [word.strip() for word in words if word.strip()]
        if any(word.lower() == FRANCE for word in words):
            return FRANCE
        return ",".join(sorted({self.resolve_region(word) for word in words})) or self.resolve_region("")

    def place_name(self, region: str) -> str:
        """Name of what :meth:`resolve_regions` resolved: France, a region, or several with commas between them."""
        return "France" if region == FRANCE else ", ".join(self.region_names[code] for code in region.split(","))

    def resolve_department(self, text: str) -> str:
        """Department code for a code or a name. Raises ``UnknownName``."""
        return self._resolve("department", text, self.department_names)

    @staticmethod
    def _resolve(kind: str, text: str, names: Mapping[str, str]) -> str:
        if text in names:
            return text
        keys = {search_key(name): code for code, name in names.items()}
        if search_key(text) in keys:
            return keys[search_key(text)]
        by_label = {f"{code} ({name})": code for code, name in names.items()}
        near = nearest_names(text, names.values())
        labels = [label for name in near for label in by_label if label.endswith(f"({name})")]
        raise UnknownName(kind, text, labels or sorted(by_label))

    def in_region(self, region: str | Sequence[str]) -> Positions:
        """Positions of the communes of one or several regions, or of France; see :meth:`resolve_regions`."""
        code = self.resolve_regions(region)
        if code == FRANCE:
            return np.arange(len(self), dtype=np.int64)
        return np.flatnonzero(np.isin(self.region, code.split(","))).astype(np.int64)

    def in_department(self, department: str) -> Positions:
        """Positions of the communes of a department given by code or name. Raises ``UnknownName``."""
        return np.flatnonzero(self.department == self.resolve_department(department)).astype(np.int64)

    def only(self, positions: Positions) -> Territory:
        """The territory of some communes, in ascending order; groups keep their names, former codes are dropped."""
        kept = np.unique(positions)
        arrays = {name: getattr(self, name)[kept] for name in ARRAYS}
        return replace(self, **arrays, postcodes=tuple(self.postcodes[i] for i in kept), part_of={}, holes={})

    # Groups ---------------------------------------------------------------------------------------------------------

    def group_matrix(self, level: Level, positions: Positions | None = None) -> tuple[list[str], csr_matrix]:
        """Averaging matrix (g, n): its product with an array over communes is the population-weighted mean by group.

        Only the communes of ``positions`` are included (default: all). Communes without a group are left out. A group
        without inhabitants is averaged with equal weights. Returns the group codes, ascending, and the matrix;
        ``france`` is one group with code ``"FR"``.
        """
        from scipy.sparse import csr_matrix

        labels = np.full(len(self), "FR") if level == "france" else getattr(self, level)
        taken = np.arange(len(self)) if positions is None else np.asarray(positions)
        taken = taken[labels[taken] != ""]
        groups, row = np.unique(labels[taken], return_inverse=True)
        weight = shares(row, self.population[taken], len(groups))
        shape = (len(groups), len(self))
        return [str(group) for group in groups], csr_matrix((weight, (row, taken)), shape=shape)

    # Reports --------------------------------------------------------------------------------------------------------

    def to_frame(self) -> pd.DataFrame:
        """Table with one row per commune: the arrays as columns, postcodes joined by a space."""
        import pandas as pd

        columns = ("code", "name", "population", "lon", "lat", "x", "y", "plane", "point_kind")
        frame = pd.DataFrame({name: getattr(self, name) for name in (*columns, "department", "region", "epci")})
        return frame.assign(postcodes=[" ".join(codes) for codes in self.postcodes])

    def report(self, positions: Positions | None = None) -> TerritoryReport:
        """Report gaps in the data, for the whole territory or for some of its communes."""
        taken = np.arange(len(self)) if positions is None else np.sort(np.asarray(positions))
        chosen = {str(code) for code in self.code[taken]}

        def listed(mask: NDArray[np.bool_]) -> tuple[str, ...]:
            return tuple(str(code) for code in self.code[taken[mask[taken]]])

        def hole(name: str) -> tuple[str, ...]:
            return tuple(code for code in self.holes.get(name, ()) if code in chosen)

        return TerritoryReport(
            vintage=self.vintage,
            communes=len(taken),
            population=int(self.population[taken].sum()),
            without_town_hall=listed((self.point_kind == SURFACE_MISSING) | (self.point_kind == BY_POSTCODE)),
            far_town_hall=listed(self.point_kind == SURFACE_FAR),
            without_outline=hole("without_outline"),
            outline_from_parts=hole("outline_from_parts"),
            outline_with_gap=hole("outline_with_gap"),
            placed_by_postcode=listed(self.point_kind == BY_POSTCODE),
            without_population=hole("without_population"),
            without_epci=listed(self.epci == ""),
            without_postcode=listed(np.array([not codes for codes in self.postcodes])),
        )
