"""What a checker finds wrong in a history."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong."""

    OVERLAP = "overlap"
    LOST = "lost"
    UNJUSTIFIED = "unjustified"
    HALF_MADE = "half made"


@dataclass(frozen=True)
class Fault:
    """Something that must not happen, in one sentence."""

    kind: Kind
    text: str
