"""Origin of the figures of a measure, stored with it and shown on every page with a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

OBSERVED, BROUGHT_FORWARD, MODELLED = "observed", "brought forward", "modelled"


@dataclass(frozen=True)
class Origin:
    """Kind of the supply, date and producer of the count, year of the totals that it was scaled to.

    ``need`` names the publisher of the need, ``official`` the reference year of the official figures that access starts
    from; "" if unknown or not applicable.
    """

    kind: str
    counted: str = ""
    producer: str = ""
    totals: str = ""
    need: str = ""
    official: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the values stored with a measure."""
        return asdict(self)

    @classmethod
    def of(cls, meta: Mapping[str, Any], supply_modelled: bool) -> Origin:
        """Return the origin stored with a measure; old measures only say whether their supply was modelled."""
        kept = meta.get("origin")
        return cls(**kept) if kept else cls(MODELLED if supply_modelled else OBSERVED)
