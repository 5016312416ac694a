"""Origin of the figures of a measure, stored with it and shown on every page with a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

OBSERVED, BROUGHT_FORWARD, MODELLED = "observed", "brought forward", "modelled"
OFFICIAL = "official brought forward"
OFFICIAL_PRODUCER = "DREES"


@dataclass(frozen=True)
class Origin:
    """Kind of the supply, date (or year) and producer of the count, year of the totals that it was scaled to.

    ``need`` names the publisher of the need, ``official`` the reference year of the official figures that access starts
    from; "" if unknown or not applicable.
    """

    kind: str
    counted: str = ""
    producer: str = ""
    totals: str = ""
    need: str = ""
    official: str = ""

    @property
    def at(self) -> str:
        """When the doctors were counted, in French: « au 31/12/2019 », « en 2024 » where only the year is known."""
        return f"en {self.counted}" if self.counted.isdigit() else f"au {self.counted}"

    @property
    def since(self) -> str:
        """The same as a complement: « du 31/12/2019 », « de 2024 »."""
        return f"de {self.counted}" if self.counted.isdigit() else f"du {self.counted}"

    @property
    def sources(self) -> str:
        """Who publishes the figures that the measure starts from, as files name them."""
        official = f"{OFFICIAL_PRODUCER} (APL {self.official})" if self.official else ""
        return "; ".join(dict.fromkeys(one for one in (official, self.producer, self.need) if one))

    def as_dict(self) -> dict[str, str]:
        """Return the values stored with a measure."""
        return asdict(self)

    @classmethod
    def of(cls, meta: Mapping[str, Any], supply_modelled: bool) -> Origin:
        """Return the origin stored with a measure; old measures only say whether their supply was modelled."""
        kept = meta.get("origin")
        return cls(**kept) if kept else cls(MODELLED if supply_modelled else OBSERVED)
