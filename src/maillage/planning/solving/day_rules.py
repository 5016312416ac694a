"""Rules on single dates while days are added one by one: distances, supervision, beds."""

from __future__ import annotations

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.values import Bools, Ints


class DayRules:
    """Which dates a pair may take beside the days already placed (P, T)."""

    def __init__(self, data: PlanningData) -> None:
        self.data = data
        self.ordinal = np.array([day.toordinal() for day in data.days], dtype=np.int64)
        doctor = data.pairs.doctor
        self.supervised = np.array([one.supervised for one in data.doctors], dtype=np.bool_)[doctor]
        self.supervises = np.array([one.supervises for one in data.doctors], dtype=np.int64)[doctor]
        self.bed = np.array([one.bed for one in data.doctors], dtype=np.bool_)[doctor]

    def allowed(self, placed: Bools, pair: int, candidates: Ints) -> Ints:
        """Those of some dates on which a day of ``pair`` breaks none of these rules."""
        data, pairs = self.data, self.data.pairs
        if data.ordinary or not len(candidates):
            return candidates
        doctor, site = int(pairs.doctor[pair]), int(pairs.site[pair])
        mine, here = np.asarray(placed[pairs.doctor == doctor].any(axis=0)), placed[pairs.site == site]
        kept = candidates[self._apart(candidates, mine, data.doctors[doctor].days_apart, same=False)]
        kept = kept[self._apart(kept, np.asarray(here.any(axis=0)), data.sites[site].days_apart, same=True)]
        at = pairs.site == site
        if self.bed[pair]:
            kept = kept[placed[at & self.bed][:, kept].sum(axis=0) < data.sites[site].beds]
        if self.supervised[pair]:
            kept = kept[self._room(placed, site)[kept] > 0]
        return kept

    def _apart(self, candidates: Ints, held: Bools, apart: int, *, same: bool) -> Bools:
        """Whether each candidate is far enough from the dates held; on the ``same`` date it may be."""
        if apart < 2 or not held.any():
            return np.ones(len(candidates), dtype=np.bool_)
        distance = np.abs(self.ordinal[candidates][:, None] - self.ordinal[held][None, :])
        near = (distance < apart) & (distance > 0) if same else distance < apart
        return ~np.asarray(near.any(axis=1))

    def _room(self, placed: Bools, site: int) -> Ints:
        """(T,) supervised doctors that a site could still have."""
        at = self.data.pairs.site == site
        total = self.supervises[at] @ placed[at].astype(np.int64)
        return total - placed[at & self.supervised].sum(axis=0)

    def unsupervised(self, placed: Bools) -> Bools:
        """(P, T) days of supervised doctors beyond those that somebody supervises, at each site and date."""
        wrong = np.zeros_like(placed)
        if not self.supervised.any():
            return wrong
        for site in np.unique(self.data.pairs.site[self.supervised]).tolist():
            mine = np.flatnonzero((self.data.pairs.site == site) & self.supervised)
            for day in np.flatnonzero(self._room(placed, site) < 0).tolist():
                there = mine[placed[mine, day]]
                wrong[there[int(self._room(placed, site)[day]) :], day] = True
        return wrong

    def may_go(self, placed: Bools, pair: int, day: int) -> bool:
        """Whether nobody loses their supervisor by the removal of a day."""
        if not self.supervises[pair]:
            return True
        return int(self._room(placed, int(self.data.pairs.site[pair]))[day]) >= int(self.supervises[pair])
