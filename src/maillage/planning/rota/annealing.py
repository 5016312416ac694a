"""Simulated annealing of a rota by chains: a duty goes from one person to the next, who gives up another, and so on.

A chain of one duty changes its person, a closed chain of two is an exchange. Longer chains matter where people who
serve two groups, such as regulators of different sectors, are the only ones who can level out the work of the groups.
A duty may be held by nobody (position P), at a price above all unfairness, so that the same search fills a rota and
makes it fair. The number of tries is fixed and the numbers drawn come from the seed: the same seed gives the same rota.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.planning.rota.tables import NOBODY, Tables, Whole
from maillage.travel.compiled import compiled

Dice = NDArray[np.uint64]

LONGEST = 4  # duties in a chain
# Kinds of chains: exchanges of two, three, four; a duty that changes its person, and open chains of two and three.
LENGTH = np.array([2, 3, 4, 1, 2, 3])
CLOSED = np.array([True, True, True, False, False, False])
# The kind of a chain for each of 20 equal chances: 35, 15, 10, 20, 10 and 10 %.
KIND = np.repeat(np.arange(6), [7, 3, 2, 4, 2, 2])


class State(NamedTuple):
    """Who holds each duty, and sums by person: duties and minutes by week, weekend duties by week, counts, wishes met.

    ``own`` (P, D) lists the duties of each person, ``place`` (D) where a duty stands in that list.
    """

    who: Whole
    own: Whole
    place: Whole
    size: Whole
    number: Whole
    minutes: Whole
    busy: Whole
    held: Whole
    met: Whole


class Chain(NamedTuple):
    """Duties of a chain, and the people: duty k goes from person k to person k + 1."""

    duties: Whole
    people: Whole


def anneal(tables: Tables, who: Whole, seed: int, tries: int, hot: float, cold: float) -> Whole:
    """The best rota met in ``tries`` changes from ``who`` (D): the person of each duty, P for nobody.

    ``hot`` and ``cold`` are the first and last temperature in hundredths of a point.
    """
    best = who.copy()
    people, duties = tables.able.shape
    if not tries or not people or not duties:
        return best
    weeks = int(tables.week.max()) + 4

    def zeros(*shape: int) -> Whole:
        return np.zeros(shape, dtype=np.int64)

    state = State(
        who=np.full(duties, people, dtype=np.int64),
        own=zeros(people + 1, duties),
        place=zeros(duties),
        size=zeros(people + 1),
        number=zeros(people, weeks),
        minutes=zeros(people, weeks),
        busy=zeros(people, weeks),
        held=zeros(people, tables.counts.shape[1]),
        met=zeros(max(tables.wishes, 1)),
    )
    chain = Chain(zeros(LONGEST), zeros(LONGEST + 1))
    candidates, sizes = zeros(duties, people), tables.able.sum(axis=0)
    for d in range(duties):
        candidates[d, : sizes[d]] = np.flatnonzero(tables.able[:, d])
    _anneal(tables, state, chain, candidates, sizes, best, seed, tries, hot, cold)
    return best


def as_positions(tables: Tables, filled: set[tuple[int, int]]) -> Whole:
    """The person of each duty, P for nobody, from (person, duty)."""
    who = np.full(tables.able.shape[1], tables.able.shape[0], dtype=np.int64)
    for p, d in filled:
        who[d] = p
    return who


@compiled
def _number(dice: Dice) -> np.uint64:
    """The next number of 64 bits of xorshift64* (Vigna 2016), which is enough for a search and fast."""
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    return x * np.uint64(0x2545F4914F6CDD1D)


@compiled
def _below(dice: Dice, most: int) -> int:
    """A whole number from 0 to ``most`` - 1."""
    return int(np.int64(((_number(dice) >> np.uint64(32)) * np.uint64(most)) >> np.uint64(32)))


@compiled
def _share(dice: Dice) -> float:
    """A number from 0 to under 1."""
    return np.float64(_number(dice) >> np.uint64(11)) * 2.0**-53


@compiled
def _too_near(t: Tables, s: State, p: int, d: int, without: int) -> bool:
    for other in range(t.first[d], t.last[d] + 1):
        if s.who[other] == p and other != without and t.near[d, other]:
            return True
    return False


@compiled
def _weekends(t: Tables, s: State, p: int, week: int, without: int) -> bool:
    """Whether a weekend more leaves every four weekends in a row within the limit."""
    given = t.week[without] if without >= 0 and t.weekend[without] else -1
    for start in range(max(week - 3, 0), week + 1):
        found = 0
        for w in range(start, min(start + 4, s.busy.shape[1])):
            there = s.busy[p, w] - (1 if w == given else 0)
            found += 1 if w == week or there > 0 else 0
        if found > t.weekends_of_four:
            return False
    return True


@compiled
def _fits(t: Tables, s: State, p: int, d: int, without: int) -> bool:
    """Whether a person may take a duty beside those they hold, one of them given up (-1: none)."""
    if _too_near(t, s, p, d, without):
        return False
    week = t.week[d]
    same = without >= 0 and t.week[without] == week
    if s.number[p, week] - (1 if same else 0) >= t.week_duties:
        return False
    if s.minutes[p, week] - (t.minutes[without] if same else 0) + t.minutes[d] > t.week_minutes:
        return False
    return not t.weekend[d] or _weekends(t, s, p, week, without)


@compiled
def _change(t: Tables, s: State, p: int, gained: int, lost: int) -> int:
    """Change of a person's points who takes the duty ``gained`` and gives up ``lost`` (-1: none)."""
    change = 0
    for c in range(t.counts.shape[1]):
        step = 0
        if gained >= 0 and t.counts[gained, c]:
            step += 1
        if lost >= 0 and t.counts[lost, c]:
            step -= 1
        if step != 0:
            now = s.held[p, c]
            change += t.points[p, c, now + step] - t.points[p, c, now]
    wish_gained = t.wished[p, gained] if gained >= 0 else -1
    wish_lost = t.wished[p, lost] if lost >= 0 else -1
    if wish_gained != wish_lost:
        if wish_gained >= 0 and s.met[wish_gained] == 0:
            change -= t.missed
        if wish_lost >= 0 and s.met[wish_lost] == 1:
            change += t.missed
    if gained >= 0:
        change += t.off[p, gained]
    if lost >= 0:
        change -= t.off[p, lost]
    return change


@compiled
def _put(t: Tables, s: State, p: int, d: int, by: int) -> None:
    """A duty joins those of a person (``by`` 1) or leaves them (-1)."""
    if by > 0:
        s.who[d], s.place[d] = p, s.size[p]
        s.own[p, s.size[p]] = d
        s.size[p] += 1
    else:
        s.size[p] -= 1
        last = s.own[p, s.size[p]]
        s.own[p, s.place[d]] = last
        s.place[last] = s.place[d]
    if p == len(s.number):
        return
    week = t.week[d]
    s.number[p, week] += by
    s.minutes[p, week] += by * t.minutes[d]
    if t.weekend[d]:
        s.busy[p, week] += by
    for c in range(t.counts.shape[1]):
        if t.counts[d, c]:
            s.held[p, c] += by
    if t.wished[p, d] >= 0:
        s.met[t.wished[p, d]] += by


@compiled
def _draw(
    s: State, t: Tables, chain: Chain, candidates: Whole, sizes: Whole, dice: Dice, length: int, closed: bool
) -> bool:
    """Draw a chain of different people; false if the draw fails. Only the first may be nobody."""
    d = _below(dice, len(s.who))
    chain.people[0], chain.duties[0] = s.who[d], d
    for k in range(1, length + 1):
        if k == length and closed:
            q = chain.people[0]
            if q < len(s.number) and not t.able[q, d]:
                return False
        else:
            if sizes[d] == 0:
                return False
            q = candidates[d, _below(dice, int(sizes[d]))]
            for j in range(k):
                if chain.people[j] == q:
                    return False
        chain.people[k] = q
        if k < length:
            if s.size[q] == 0:
                return False
            d = s.own[q, _below(dice, int(s.size[q]))]
            chain.duties[k] = d
    return True


@compiled
def _delta(t: Tables, s: State, chain: Chain, length: int, closed: bool) -> int:
    """Change of all points by a chain."""
    change, nobody = 0, len(s.number)
    for k in range(0 if not closed else 1, length + 1):
        p = chain.people[k]
        gained = chain.duties[k - 1] if k > 0 else -1
        lost = chain.duties[k] if k < length else (chain.duties[0] if closed else -1)
        if p < nobody:
            change += _change(t, s, p, gained, lost)
        elif not closed:
            change -= NOBODY
    return change


@compiled
def _possible(t: Tables, s: State, chain: Chain, length: int, closed: bool) -> bool:
    for k in range(1, length + 1):
        p = chain.people[k]
        lost = chain.duties[k] if k < length else (chain.duties[0] if closed else -1)
        if p < len(s.number) and not _fits(t, s, p, chain.duties[k - 1], lost):
            return False
    return True


@compiled
def _anneal(
    t: Tables, s: State, chain: Chain, candidates: Whole, sizes: Whole, best: Whole,
    seed: int, tries: int, hot: float, cold: float,
) -> None:  # fmt: skip
    dice = np.full(1, np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x632BE59BD9B4E019), dtype=np.uint64)
    for d in range(len(best)):
        _put(t, s, best[d], d, 1)
    change, least = 0, 0  # against the rota at the start
    cooling, heat = (cold / hot) ** (1.0 / tries), hot
    for _ in range(tries):
        heat *= cooling
        kind = KIND[_below(dice, len(KIND))]
        length, closed = int(LENGTH[kind]), bool(CLOSED[kind])
        if not _draw(s, t, chain, candidates, sizes, dice, length, closed):
            continue
        delta = _delta(t, s, chain, length, closed)
        if delta > 0 and _share(dice) >= np.exp(-delta / heat):
            continue
        if not _possible(t, s, chain, length, closed):
            continue
        for k in range(length):
            _put(t, s, chain.people[k], chain.duties[k], -1)
        for k in range(length):
            _put(t, s, chain.people[k + 1], chain.duties[k], 1)
        change += delta
        if change < least:
            least = change
            best[:] = s.who
