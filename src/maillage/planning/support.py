"""Who could support whom: half-days a week from services that have some to spare to services that lack them.

Each pathway is a small transport problem: a service gives at most what it can spare, receives at most what it lacks,
and nobody travels longer than the limit. Half-days placed count most; then those of the services that lack most; then
short journeys. The program has whole solutions (a transport problem), which HiGHS finds at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from maillage.planning.solving.highs import ModelBuilder

PLACED, LACK, MINUTE = 100.0, 10.0, 0.01
"""Values of a half-day placed, of the share that its service lacks, of a minute less of travel."""


@dataclass(frozen=True)
class Service:
    """A service of a pathway in a hospital: half-days a week it has to spare, or lacks; ``strength`` is what it has."""

    id: str
    pathway: str
    spare: int = 0
    lack: int = 0
    strength: float = 0.0


@dataclass(frozen=True)
class Support:
    """A proposal: so many half-days a week from one service to another, and the journey in minutes."""

    giver: str
    receiver: str
    half_days: int
    minutes: float


def propose_support(
    services: Sequence[Service], minutes: Callable[[str, str], float | None], limit: float
) -> list[Support]:
    """Return the best supports within ``limit`` minutes, by receiver; nothing is decided by this."""
    found: list[Support] = []
    for pathway in sorted({one.pathway for one in services}):
        mine = [one for one in services if one.pathway == pathway]
        found += _of_pathway([one for one in mine if one.spare], [one for one in mine if one.lack], minutes, limit)
    return sorted(found, key=lambda one: (one.receiver, one.minutes, one.giver))


def _of_pathway(
    givers: list[Service], receivers: list[Service], minutes: Callable[[str, str], float | None], limit: float
) -> list[Support]:
    pairs = [
        (g, r, spent)
        for g, giver in enumerate(givers)
        for r, receiver in enumerate(receivers)
        if giver.id != receiver.id and (spent := minutes(giver.id, receiver.id)) is not None and spent <= limit
    ]
    if not pairs:
        return []
    model = ModelBuilder()
    value = [
        PLACED + LACK * receivers[r].lack / (receivers[r].lack + receivers[r].strength) - MINUTE * spent
        for _, r, spent in pairs
    ]
    lent = model.add_columns("lent", len(pairs), value=value, integer=True)
    spare = model.add_rows("spare", len(givers), upper=[float(one.spare) for one in givers])
    lack = model.add_rows("lack", len(receivers), upper=[float(one.lack) for one in receivers])
    model.put(spare[[g for g, _, _ in pairs]], lent, 1.0)
    model.put(lack[[r for _, r, _ in pairs]], lent, 1.0)
    amounts = np.rint(model.solve().block(lent)).astype(int)
    return [
        Support(givers[g].id, receivers[r].id, int(amount), spent)
        for (g, r, spent), amount in zip(pairs, amounts, strict=True)
        if amount > 0
    ]
