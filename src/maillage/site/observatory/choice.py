"""The measure that a map shows: an indicator of a profession, within some minutes, at a fee, of a vintage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from maillage.access.indicators import CoverageMethod
from maillage.access.method import DOCUMENTED, UNDOCUMENTED

GP = "gp"
PROFESSIONS = (*DOCUMENTED, *sorted(UNDOCUMENTED))
MINUTES = (10, 15, 20, 30, 45)
USUAL_MINUTES = 30
ALL_FEES = "all"
FEES = (ALL_FEES, *(fee for fee in CoverageMethod.load().fees if fee != ALL_FEES))


class ShownIndicator(StrEnum):
    """Indicators that pages can show."""

    APL = "apl"
    NEAREST = "nearest"
    COUNT = "count"
    SHARED = "2sfca"
    COVERAGE = "coverage"


UNBOUNDED = (ShownIndicator.APL, ShownIndicator.NEAREST)  # Indicators without a limit in minutes


@dataclass(frozen=True)
class Choice:
    """One measure; by default the APL of general practitioners, of the current vintage ("").

    ``minutes`` is 0 for indicators without a limit.
    """

    profession: str = GP
    indicator: ShownIndicator = ShownIndicator.APL
    minutes: int = 0
    fee: str = ALL_FEES
    vintage: str = ""

    def __post_init__(self) -> None:
        known = self.profession in PROFESSIONS and self.fee in FEES
        bounded = self.minutes in MINUTES if self.indicator not in UNBOUNDED else self.minutes == 0
        if not (known and bounded and (self.documented or self.indicator != ShownIndicator.APL)):
            raise ValueError(f"no such measure: {self}")

    @property
    def documented(self) -> bool:
        """Whether the profession has a published parameter set for the APL."""
        return self.profession in DOCUMENTED

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller figure means better access, as for minutes by road."""
        return self.indicator == ShownIndicator.NEAREST

    def of(self, vintage: str) -> Choice:
        """Return the same measure of another vintage."""
        return replace(self, vintage=vintage)


def choose(profession: str, indicator: ShownIndicator, minutes: int, fee: str = ALL_FEES, vintage: str = "") -> Choice:
    """Return the requested measure; ``minutes`` is dropped if the indicator takes none."""
    return Choice(profession, indicator, 0 if indicator in UNBOUNDED else minutes, fee, vintage)
