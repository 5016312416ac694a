"""Free slots that the windows of the schemes allow a person to book."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import numpy as np
from django.utils import timezone

from maillage.schemes import SCHEMES, Scheme
from maillage.site.booking import slot_table
from maillage.site.booking.slots import bookable


def schemes_near(communes: Collection[str], now: datetime | None = None) -> list[Scheme]:
    """Return the schemes with bookable slots in ``communes``, whatever groups they are reserved for (one query)."""
    slots = bookable(now or timezone.now()).filter(session__commune__in=communes)
    codes = slots.order_by().values_list("session__programme__scheme", flat=True).distinct()
    return [SCHEMES[code] for code in sorted(codes) if code in SCHEMES]


def schemes_of(profession: str, communes: Collection[str], now: datetime | None = None) -> list[Scheme]:
    """Return the schemes in which somebody of a profession has bookable slots in ``communes``."""
    found = slot_table.current()
    chosen = found.bookable(now or timezone.now()) & found.in_communes(communes) & found.given_by(profession)
    codes = {found.sessions[number].scheme for number in np.unique(found.session[chosen]).tolist()}
    return [SCHEMES[code] for code in sorted(codes) if code in SCHEMES]
