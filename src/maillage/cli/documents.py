"""What a command found, as one JSON object: dates as text, values of enumerations as they are written."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def json_of(found: DataclassInstance) -> str:
    """The values of a dataclass as JSON text."""
    return json.dumps(asdict(found), ensure_ascii=False, default=str)
