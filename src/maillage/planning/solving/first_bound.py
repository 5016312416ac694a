"""A first bound within a moment: prices that are chosen, not solved for. Any prices bound every plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from maillage.planning.solving.multipliers import CENT, GRAIN, Bounded, Frame, Prices, grained

STEPS = 12  # prices of money that are tried


def first_prices(frame: Frame) -> tuple[Prices, Bounded]:
    """The best of some prices of money; access has its worth today, a doctor's day the most that it may be worth."""
    data = frame.data
    dear = float((np.maximum(frame.bounded(_prices(frame, 0.0)).value, 0.0).max(axis=1, initial=0.0)
                  / np.maximum(data.pairs.cost_cents, 1)).max(initial=0.0))  # fmt: skip
    tried = [_with_doctors(frame, _prices(frame, dear * step / STEPS)) for step in range(STEPS + 1)]
    return min(tried, key=lambda one: one[1].bound)


def _prices(frame: Frame, cent: float) -> Prices:
    data, months = frame.data, len(frame.data.months)
    slope = frame.utility.slope(np.zeros(len(data.groups.code)))
    return Prices(
        access=grained(slope),
        budget=round(cent / CENT) * CENT,
        doctor=np.zeros((len(data.doctors), months)),
        room=np.zeros((len(data.sites), months)),
        presence=tuple(grained(np.full((term.places, months), float(term.steps.mean()))) for term in frame.presence),
        first=sparse.csr_array((len(data.pairs), months)),
        cuts=(),
        covers=(),
        total=(0.0, np.inf),
        total_price=0.0,
        side=np.zeros(len(frame.side)),
        opened=tuple(np.zeros((term.places, *term.steps.shape)) for term in frame.presence),
    )


def _with_doctors(frame: Frame, prices: Prices) -> tuple[Prices, Bounded]:
    """These prices, or with doctors' days at the most that a day of theirs is worth, whichever bounds lower."""
    plain = frame.bounded(prices)
    best = np.zeros_like(prices.doctor)
    np.maximum.at(best, frame.data.pairs.doctor, np.where(frame.limits > 0, np.maximum(plain.value + plain.paid, 0), 0))
    dear = replace(prices, doctor=np.ceil(best / GRAIN) * GRAIN)
    other = frame.bounded(dear)
    return (dear, other) if other.bound < plain.bound else (prices, plain)
