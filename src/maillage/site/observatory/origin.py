"""Where the figures of a measure come from: kept with it, told under every page that shows one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

OBSERVED, BROUGHT_FORWARD, MODELLED = "observed", "brought forward", "modelled"


@dataclass(frozen=True)
class Origin:
    """Kind of the supply, the date it was counted on and by whom, the year of the totals it was brought to.

    ``need`` names who publishes the need, ``official`` the reference year of the official figures that access starts
    from; "" for what is not known or not so.
    """

    kind: str
    counted: str = ""
    producer: str = ""
    totals: str = ""
    need: str = ""
    official: str = ""

    def as_dict(self) -> dict[str, str]:
        """As a measure keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, meta: Mapping[str, Any], supply_modelled: bool) -> Origin:
        """The origin a measure was kept with; measures kept before say only whether their supply was modelled."""
        kept = meta.get("origin")
        return cls(**kept) if kept else cls(MODELLED if supply_modelled else OBSERVED)
