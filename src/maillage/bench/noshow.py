"""Slots that stay empty although they were booked: the case of the medical bus, replayed with one measure after
another.

Each run draws for every appointment whether it would be missed (the risk of :mod:`maillage.site.booking.risk`, scaled
to the case), why, and what each measure does about it. A slot is idle if nobody was seen in it. The same seed gives the
same draws to every row, so that rows differ by the measures alone. Assumptions are in ``parameters/noshow_bus.toml``.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.bench.report import BenchReport, BenchRow
from maillage.parameters import load_toml
from maillage.site.booking.risk import History, RiskRules, rules

MEASURES = ("as it was", "reminders", "confirmation", "waiting list", "open on the day", "overbooking")
WANTED = 0.15
FILLED_DELAY_DAYS, NOON = 2.0, 12
HALVED = (("reminder", "effect"), ("reminder", "cancels"), ("confirmation", "answers"), ("list", "people"),
          ("list", "accepts"), ("walk_in", "people"))  # fmt: skip
"""Assumptions that the last row halves, all at once: what is left if people answer half as well."""


@dataclass(frozen=True)
class Case:
    """A tour: its slots by day, the delay and the hour of each appointment, and the risk that it is missed."""

    values: dict[str, Any]
    rules: RiskRules
    day: NDArray[np.int64]
    delay: NDArray[np.float64]
    hour: NDArray[np.int64]
    risk: NDArray[np.float64]

    @property
    def days(self) -> int:
        """Days of consultations."""
        return int(self.day.max()) + 1


@dataclass
class Outcome:
    """Shares and numbers of the runs of one row: idle slots (0 to 1), people seen, messages, people who waited."""

    idle: list[float] = field(default_factory=list[float])
    seen: list[int] = field(default_factory=list[int])
    waited: list[int] = field(default_factory=list[int])
    extra: list[int] = field(default_factory=list[int])


def bench_noshow(runs: int, seed: int) -> BenchReport:
    """Replay the case ``runs`` times with each measure added to those before."""
    values = load_toml("maillage.bench", "noshow_bus")
    case = make_case(values, rules(), seed)
    rows = [_row(name, replay(case, rank, runs, seed)) for rank, name in enumerate(MEASURES)]
    rows.append(_row("all, half as well", replay(halved(case), len(MEASURES) - 1, runs, seed)))
    idle = [row.detail["idle"] for row in rows[: len(MEASURES)]]
    counted = 1 - values["seen"] / values["booked"]
    checks = {
        "starts_where_the_bus_was": abs(idle[0] - counted) < 0.02,
        "no_measure_makes_it_worse": all(after <= before + 0.005 for before, after in pairwise(idle)),
        "under_15_percent": idle[-1] < WANTED,
    }
    size = {"runs": runs, "seed": seed, "booked": values["booked"], "days": case.days}
    return BenchReport(rows, {"idle before over after": round(idle[0] / max(idle[-1], 1e-9), 2)}, checks, size)


def make_case(values: dict[str, Any], found: RiskRules, seed: int) -> Case:
    """Draw the appointments of the tour, and scale their risks so that as many are missed as were counted."""
    rng = np.random.default_rng(seed)
    count, days = int(values["booked"]), int(values["weeks"] * values["days_a_week"])
    day = np.sort(np.arange(count) % days)
    delay = np.round(rng.lognormal(np.log(values["delay_median_days"]), values["delay_sigma"], count))
    hour = rng.integers(values["first_hour"], values["last_hour"], count)
    history = History(values["seen"], values["booked"] - values["seen"])
    raw = np.array(
        [found.risk(values["scheme"], float(one), int(at), history) for one, at in zip(delay, hour, strict=True)]
    )
    return Case(values, found, day, delay, hour, _scaled(raw, 1 - values["seen"] / values["booked"]))


def halved(case: Case) -> Case:
    """Return the case with the assumptions about what people do halved."""
    values = copy.deepcopy(case.values)
    for table, name in HALVED:
        values[table][name] /= 2
    return replace(case, values=values)


def _scaled(risk: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    """Return risks with the same differences in log odds and this mean."""
    logit, low, high = np.log(risk / (1 - risk)), -5.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.mean(1 / (1 + np.exp(-logit - middle))) < mean else (low, middle)
    return 1 / (1 + np.exp(-logit - low))


def replay(case: Case, measures: int, runs: int, seed: int) -> Outcome:
    """Replay the tour with the first ``measures`` measures in force."""
    outcome = Outcome()
    for run in range(runs):
        _run(case, measures, np.random.default_rng([seed, run]), outcome)
    return outcome


def _run(case: Case, measures: int, rng: np.random.Generator, outcome: Outcome) -> None:
    values, count = case.values, len(case.risk)
    # Everything is drawn whether it is used or not: rows with more measures see the same people.
    misses, draws = rng.random(count) < case.risk, rng.random((count, 4))
    why = rng.choice(3, count, p=[values["why"][name] for name in ("forgot", "prevented", "elsewhere")])
    waiting = rng.poisson(values["list"]["people"], case.days)
    walk_in = rng.poisson(values["walk_in"]["people"], case.days)
    accepts = rng.random((case.days, 64))
    extra_come = rng.random((case.days, case.rules.most))
    forgets = misses & (why == 0)
    absent, freed = misses.copy(), np.zeros(count, dtype=np.bool_)
    if measures >= 1:
        absent &= ~(forgets & (draws[:, 0] < values["reminder"]["effect"] / values["why"]["forgot"]))
        freed |= absent & ~forgets & (draws[:, 1] < values["reminder"]["cancels"])
    if measures >= 2:
        long = case.delay >= case.rules.confirm_from / timedelta(days=1)
        answers = long & (draws[:, 2] < values["confirmation"]["answers"])
        absent &= ~(forgets & answers)
        freed |= absent & ~forgets & answers
    empty = np.bincount(case.day[absent], minlength=case.days)
    if measures >= 3:
        empty -= _filled(case, freed, absent, waiting, accepts, draws[:, 3])
    seen_more = np.zeros(case.days, dtype=np.int64)
    waited = extra = 0
    if measures >= 5:
        extra, waited, seen_more = _overbooked(case, empty, extra_come)
        empty = np.maximum(empty - seen_more, 0)
    if measures >= 4:
        empty -= np.minimum(empty, walk_in)
    outcome.idle.append(float(empty.sum()) / count)
    outcome.seen.append(count - int(empty.sum()) + waited)
    outcome.waited.append(waited)
    outcome.extra.append(extra)


def _filled(
    case: Case,
    freed: NDArray[np.bool_],
    absent: NDArray[np.bool_],
    waiting: NDArray[np.int64],
    accepts: NDArray[np.float64],
    comes: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return how many freed slots of each day somebody from the list takes and comes to; each is asked once."""
    history = History(case.values["seen"], case.values["booked"] - case.values["seen"])
    delays = FILLED_DELAY_DAYS, float(case.values["delay_median_days"])
    # Who accepts a slot of two days later has the risk of such a delay.
    soon, usual = (case.rules.risk(case.values["scheme"], days, NOON, history) for days in delays)
    risk = float(case.risk.mean()) * soon / usual
    taken, asked = np.zeros(case.days, dtype=np.int64), np.zeros(case.days, dtype=np.int64)
    for at in np.flatnonzero(freed & absent).tolist():
        day = int(case.day[at])
        while asked[day] < min(int(waiting[day]), accepts.shape[1]):
            asked[day] += 1
            if accepts[day, asked[day] - 1] < case.values["list"]["accepts"]:
                taken[day] += comes[at] >= risk
                break
    return taken


def _overbooked(case: Case, empty: NDArray[np.int64], come: NDArray[np.float64]) -> tuple[int, int, NDArray[np.int64]]:
    """Return how many were booked more, how many of them had to wait, and how many slots of each day they filled.

    The rule of the site decides before the day, from the risks that are left after the other measures.
    """
    filled, booked, waited = np.zeros(case.days, dtype=np.int64), 0, 0
    left = float(empty.sum()) / len(case.risk)
    for day in range(case.days):
        risks = [left] * int(np.sum(case.day == day))
        extra = case.rules.overbooking(risks).extra
        here = int(np.sum(come[day, :extra] >= left))
        booked += extra
        filled[day] = min(here, int(empty[day]))
        waited += here - int(filled[day])
    return booked, waited, filled


def _row(name: str, outcome: Outcome) -> BenchRow:
    idle = float(np.mean(outcome.idle))
    low, high = (round(float(q), 4) for q in np.percentile(outcome.idle, [5, 95]))
    seen, waited, extra = (float(np.mean(values)) for values in (outcome.seen, outcome.waited, outcome.extra))
    note = f"{100 * idle:.1f} % idle ({100 * low:.0f} to {100 * high:.0f} %), {seen:.0f} seen"
    if extra:
        note += f", {extra:.0f} booked more, {waited:.1f} of them waited"
    detail = {"idle": round(idle, 4), "idle_low": low, "idle_high": high, "seen": round(seen, 1),
              "booked_more": round(extra, 1), "waited": round(waited, 1)}  # fmt: skip
    return BenchRow(name, None, None, note, detail)
