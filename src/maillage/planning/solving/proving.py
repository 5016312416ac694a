"""Write the proof of a bound: the prices of the relaxation by the names of doctors, sites, territories and months."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.proof import Branch, CalendarPrice, CoverPrice, Proof, Row
from maillage.planning.solving.covers import DOCTOR, ROOMS, Cover
from maillage.planning.solving.cuts import Cut
from maillage.planning.solving.multipliers import Bounded, Frame, Prices
from maillage.planning.values import Floats, Ints

ROUNDING = 1e-9  # relative: the bound is computed in floating point here, exactly by the check


def proof_of(frame: Frame, branches: Sequence[tuple[Prices, Bounded]]) -> Proof:
    """The proof of the largest bound of some branches, raised by what floating point may have lost."""
    bound = max((bounded.bound for _, bounded in branches), default=0.0)
    return Proof(bound + ROUNDING * max(abs(bound), 1.0), tuple(_branch(frame, *one) for one in branches))


def _branch(frame: Frame, prices: Prices, bounded: Bounded) -> Branch:
    data = frame.data
    areas, sites = [area.code for area in data.areas], [site.id for site in data.sites]
    doctors, months = [doctor.id for doctor in data.doctors], list(data.months)
    in_areas, at_sites, of_doctors = (prices_at(frame, prices, kind) for kind in ("territory", "site", "doctor"))
    pair, month = np.nonzero(bounded.paid)
    least, most = prices.total
    return Branch(
        least=int(least),
        most=None if math.isinf(most) else int(most),
        budget=prices.budget,
        total=prices.total_price,
        access=tuple(zip(data.groups.code, prices.access.tolist(), strict=True)),
        doctors=_rows(doctors, months, prices.doctor),
        rooms=_rows(sites, months, prices.room),
        territories=_rows(areas, months, in_areas),
        sites=_rows(sites, months, at_sites),
        first=tuple(
            (*_pair(data, p), months[m], float(bounded.paid[p, m]))
            for p, m in zip(pair.tolist(), month.tolist(), strict=True)
        ),
        calendar=tuple(_cut(data, cut, price) for cut, price in prices.cuts),
        covers=tuple(_cover(frame, cover, price) for cover, price in prices.covers),
        rules=tuple((*frame.side.names[k], float(prices.side[k])) for k in np.flatnonzero(prices.side).tolist()),
        opened=_opened(frame, prices),
        shares=_rows(doctors, months, of_doctors),
    )


def _opened(frame: Frame, prices: Prices) -> tuple[Row, ...]:
    """Prices of the steps of presence at open sites."""
    data, found = frame.data, list[Row]()
    for term, price in zip(frame.presence, prices.opened, strict=True):
        names = [one.id for one in data.sites] if term.kind == "site" else [one.code for one in data.areas]
        for place, month, step in zip(*(part.tolist() for part in np.nonzero(price)), strict=True):
            found.append((term.kind, names[place], data.months[month], str(step), float(price[place, month, step])))
    return tuple(found)


def prices_at(frame: Frame, prices: Prices, kind: str) -> Floats:
    """(places, M) prices of one kind of presence; none if it has no worth."""
    kinds = [price for term, price in zip(frame.presence, prices.presence, strict=True) if term.kind == kind]
    return kinds[0] if kinds else np.zeros((0, len(frame.data.months)))


def _rows(names: Sequence[str], months: Sequence[str], prices: Floats) -> tuple[Row, ...]:
    place, month = np.nonzero(prices)
    return tuple(
        (names[k], months[m], float(prices[k, m])) for k, m in zip(place.tolist(), month.tolist(), strict=True)
    )


def _pair(data: PlanningData, pair: int) -> tuple[str, str]:
    return data.doctors[int(data.pairs.doctor[pair])].id, data.sites[int(data.pairs.site[pair])].id


def _cut(data: PlanningData, cut: Cut, price: float) -> CalendarPrice:
    days = [day.isoformat() for day in data.days]

    def named(names: Sequence[str], where: Ints, prices: Floats) -> tuple[Row, ...]:
        return tuple((names[k], days[t], one) for (k, t), one in zip(where.tolist(), prices.tolist(), strict=True))

    rooms = named([site.id for site in data.sites], cut.rooms, cut.room_price)
    doctors = named([doctor.id for doctor in data.doctors], cut.doctors, cut.doctor_price)
    return CalendarPrice(data.months[cut.month], price, rooms, doctors)


def _cover(frame: Frame, cover: Cover, price: float) -> CoverPrice:
    data = frame.data
    if cover.kind == DOCTOR:
        kind, place = "doctor", data.doctors[cover.place].id
    elif cover.kind == ROOMS:
        kind, place = "rooms", data.sites[cover.place].id
    elif frame.presence[cover.kind].kind == "site":
        kind, place = "site", data.sites[cover.place].id
    elif frame.presence[cover.kind].kind == "doctor":
        kind, place = "share", data.doctors[cover.place].id
    else:
        kind, place = "territory", data.areas[cover.place].code
    twice, once = (tuple(_pair(data, int(p)) for p in some) for some in (cover.twice, cover.once))
    return CoverPrice(kind, place, data.months[cover.month], cover.limit, price, twice, once)
