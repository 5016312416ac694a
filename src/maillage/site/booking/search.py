"""Free slots that the windows of the schemes allow a person to book."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import numpy as np
from django.utils import timezone

from maillage.schemes import SCHEMES, Scheme
from maillage.site.booking import slot_table
from maillage.site.booking.slot_table import Mask, SlotTable


def schemes_near(communes: Collection[str], now: datetime | None = None) -> list[Scheme]:
    """Return the schemes with bookable slots in ``communes``, whatever groups they are reserved for."""
    found = slot_table.current()
    return _schemes(found, found.bookable(now or timezone.now()) & found.in_communes(communes))


def schemes_of(profession: str, communes: Collection[str], now: datetime | None = None) -> list[Scheme]:
    """Return the schemes in which somebody of a profession has bookable slots in ``communes``."""
    found = slot_table.current()
    near = found.bookable(now or timezone.now()) & found.in_communes(communes)
    return _schemes(found, near & found.given_by(profession))


def _schemes(found: SlotTable, chosen: Mask) -> list[Scheme]:
    codes = {found.sessions[number].scheme for number in np.unique(found.session[chosen]).tolist()}
    return [SCHEMES[code] for code in sorted(codes) if code in SCHEMES]
