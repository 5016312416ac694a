"""Who could support whom: limits always hold, and no other choice places more half-days."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.planning.support import Service, Support, propose_support

TIMES = {("a", "c"): 20.0, ("b", "c"): 40.0, ("a", "d"): 50.0, ("b", "d"): 100.0}


def minutes(one: str, two: str) -> float | None:
    return TIMES.get((one, two))


def test_the_nearest_giver_supports_within_the_limit() -> None:
    services = [Service("a", "ORL", spare=2), Service("b", "ORL", spare=2), Service("c", "ORL", lack=2),
                Service("d", "ORL", lack=2), Service("e", "Urologie", lack=5)]  # fmt: skip
    assert propose_support(services, minutes, 90) == [Support("b", "c", 2, 40.0), Support("a", "d", 2, 50.0)]
    assert propose_support(services, minutes, 30) == [Support("a", "c", 2, 20.0)]
    assert propose_support(services, minutes, 10) == []


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.integers(0, 3)] * 2), st.tuples(*[st.integers(0, 3)] * 2), st.integers(10, 110))
def test_no_choice_places_more(spare: tuple[int, int], lack: tuple[int, int], limit: int) -> None:
    services = [Service(name, "ORL", spare=count) for name, count in zip("ab", spare, strict=True)]
    services += [Service(name, "ORL", lack=count) for name, count in zip("cd", lack, strict=True)]
    found = propose_support(services, minutes, limit)
    for k, name in enumerate("ab"):
        assert sum(one.half_days for one in found if one.giver == name) <= spare[k]
    for k, name in enumerate("cd"):
        assert sum(one.half_days for one in found if one.receiver == name) <= lack[k]
    assert all(one.minutes <= limit for one in found)
    best = 0
    for ac, ad, bc, bd in product(range(4), repeat=4):
        lent = {("a", "c"): ac, ("a", "d"): ad, ("b", "c"): bc, ("b", "d"): bd}
        fits = ac + ad <= spare[0] and bc + bd <= spare[1] and ac + bc <= lack[0] and ad + bd <= lack[1]
        if fits and all(not count or TIMES[pair] <= limit for pair, count in lent.items()):
            best = max(best, sum(lent.values()))
    assert sum(one.half_days for one in found) == best
