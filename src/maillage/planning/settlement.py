"""A rule of where general practitioners may settle, tried year by year on all communes, beside no rule.

Doctors are numbers, not people: expected values, so that the same figures give the same answer. In each year some of
those under 60 turn 60, some of those over 60 leave, and newcomers settle: some as the doctors of today did, some where
somebody leaves. With a rule, a regulated territory takes at most as many newcomers as leave it; of those refused, some
settle in a free territory, the others do not. With the duty, doctors of regulated territories give days in the communes
of need within reach: care moves from their commune to these.

Access is that of the one operator, with the consultations of the doctors of each year; inhabitants stay those of today.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput, ImpossiblePlan
from maillage.parameters import load_toml
from maillage.sources.published import table_path
from maillage.sources.supply import read_counts

if TYPE_CHECKING:
    from maillage.access import AccessModel
    from maillage.territory import Territory

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Range = tuple[float, float, float]

RULE = "settlement-2025"
HALFWAY = 5
FRANCE_GPS = 52_000.0  # liberal general practitioners whom the entries of a year are counted for
COUNTS = "gps_by_commune_2019"
LIKE_DEPARTMENT = 3.0  # doctors of the department's ages that are added to those of a commune, whose few may all be old
RANGES = ("takes_part", "entries_a_year", "turning_sixty", "leaving", "like_today", "elsewhere")


class Scenario(StrEnum):
    """What is compared: nothing, the authorisation to settle, and that with the duty of days."""

    FREE = "no rule"
    RULE = "rule"
    DUTY = "rule and duty"


@dataclass(frozen=True)
class SettlementRule:
    """A rule as data, and one value of each assumption; shares are of 1, ``needs_below`` is access.

    ``entries_a_year`` is for all of France.
    """

    label: str
    french: str
    regulated_share: float
    yearly: bool
    days_a_month: float
    months_a_year: float
    working_days: float
    needs_below: float
    within_minutes: float
    old_share: float
    takes_part: float
    entries_a_year: float
    turning_sixty: float
    leaving: float
    like_today: float
    elsewhere: float
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def duty_share(self) -> float:
        """Share of the work of a regulated territory that its doctors give elsewhere."""
        return min(1.0, self.takes_part * self.days_a_month * self.months_a_year / self.working_days)


def load_rule(path: Path | None = None) -> dict[str, SettlementRule]:
    """The rule of the package, or of a file of the same form: ``central``, and ``low`` and ``high`` of its ranges.

    Low is the end of each range at which the rule does least for access. Raises ``BadInput``.
    """
    if path is None:
        return _rules(load_toml("maillage.planning", RULE))
    try:
        return _rules(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadInput(path, f"cannot be read ({error.strerror})", "Check the path") from error
    except (KeyError, TypeError, ValueError) as error:
        remedy = f"Copy planning/parameters/{RULE}.toml and change its figures"
        raise BadInput(path, f"not a rule of settlement ({error})", remedy) from error


def _rules(table: Mapping[str, Any]) -> dict[str, SettlementRule]:
    rule, duty, flows = table["rule"], table["duty"], table["flows"]
    ranges = {name: _range(name, {**flows, **duty}[name]) for name in RANGES}
    plain = {name: float(rule[name]) for name in ("regulated_share",)}
    plain |= {
        name: float(duty[name])
        for name in ("days_a_month", "months_a_year", "working_days", "needs_below", "within_minutes")
    }
    plain["old_share"] = float(flows["old_share"])
    if not 0 <= plain["regulated_share"] <= 1 or not 0 <= plain["old_share"] <= 1 or plain["working_days"] <= 0:
        raise ValueError("shares lie from 0 to 1, and there are working days")
    sources = tuple(
        (name, str(text)) for part in (rule, duty, flows) for name, text in part.items() if name.endswith("source")
    )
    # Few newcomers, many departures, few who come instead: the rule finds least to share out.
    falling = {"turning_sixty", "leaving", "like_today"}
    found: dict[str, SettlementRule] = {}
    for which, at in (("low", 0), ("central", 1), ("high", 2)):
        values = {name: one[2 - at if name in falling else at] for name, one in ranges.items()}
        found[which] = SettlementRule(
            label=str(table["label"]), french=str(table["french"]), yearly=bool(rule["yearly"]), sources=sources,
            **plain, **values,
        )  # fmt: skip
    return found


def _range(name: str, row: Any) -> Range:
    low, central, high = (float(value) for value in row)
    most = np.inf if name == "entries_a_year" else 1.0
    if not 0 <= low <= central <= high <= most:
        raise ValueError(f"{name} is {row}: three figures that rise, shares of at most 1")
    return low, central, high


@dataclass(frozen=True, eq=False)
class Population:
    """The doctors at the start: (n,) under 60 and from 60 on; ``territory`` (n,) is the index of each commune's
    territory, -1 for none; ``people`` (n,) the inhabitants.
    """

    younger: Floats
    older: Floats
    territory: Ints
    people: Floats


@dataclass(frozen=True, eq=False)
class Year:
    """The end of a year: access (n,), doctors (n,), those who left and came in it (n,), regulated territories (K,)."""

    number: int
    access: Floats
    doctors: Floats
    left: Floats
    came: Floats
    regulated: NDArray[np.bool_]
    bar: float


@dataclass(frozen=True, eq=False)
class Course:
    """What happens under a scenario, year by year; the first is today."""

    scenario: Scenario
    years: tuple[Year, ...]


def old_shares(territory: Territory) -> Floats:
    """(n,) share of doctors aged 60 and over by the counts of 2019, drawn to that of their department; NaN without."""
    counts = read_counts(table_path(COUNTS), territory)
    assert counts.gps_60_plus is not None, "the counts of the package tell ages"
    _, number = np.unique(territory.department, return_inverse=True)
    doctors, old = np.bincount(number, counts.gps), np.bincount(number, counts.gps_60_plus)
    around = np.divide(old, doctors, out=np.full(len(doctors), np.nan), where=doctors > 0)[number]
    return (counts.gps_60_plus + LIKE_DEPARTMENT * around) / (counts.gps + LIKE_DEPARTMENT)


def start_of(
    model: AccessModel, territory: Ints, people: Floats, old: Floats | None, rule: SettlementRule
) -> Population:
    """The doctors of a model; ``old`` (n,) is the share aged 60 and over, NaN where it is not known."""
    doctors = model.supply.amount / model.parameters.units_per_gp
    share = np.full(len(doctors), rule.old_share) if old is None else np.where(np.isnan(old), rule.old_share, old)
    if not doctors.sum() > 0:
        raise ImpossiblePlan("There is no general practitioner in these figures: nobody settles, nobody leaves.")
    return Population(doctors * (1 - share), doctors * share, territory.astype(np.int64), people.astype(np.float64))


def settle(model: AccessModel, start: Population, rule: SettlementRule, scenario: Scenario, years: int = 10) -> Course:
    """What becomes of doctors and access over ``years``. Units: doctors, consultations a year and inhabitant."""
    if years < 1:
        raise ImpossiblePlan(f"Nothing happens in {years} years. Give one or more.")
    reach = reach_of(model, rule) if scenario is Scenario.DUTY else None
    younger, older = start.younger.copy(), start.older.copy()
    whole = younger + older
    entries = rule.entries_a_year * whole.sum() / FRANCE_GPS
    access = model.access()
    regulated, bar = regulated_territories(access, start, rule)
    nothing = np.zeros_like(whole)
    course = [Year(0, access, whole, nothing, nothing, regulated, bar)]
    for number in range(1, years + 1):
        left = rule.leaving * older
        turning = rule.turning_sixty * younger
        came = _wishes(younger + older, left, entries, rule)
        if scenario is not Scenario.FREE:
            if rule.yearly and number > 1:
                regulated, bar = regulated_territories(access, start, rule)
            came = allowed(came, left, start, regulated, rule)
        younger = younger - turning + came
        older = older + turning - left
        offered = younger + older
        if reach is not None:
            offered = with_duty(offered, access, start, regulated, reach, rule)
        access = _access(model, start, offered)
        course.append(Year(number, access, younger + older, left, came, regulated, bar))
    return Course(scenario, tuple(course))


def regulated_territories(
    access: Floats, start: Population, rule: SettlementRule
) -> tuple[NDArray[np.bool_], float]:  # fmt: skip
    """Which territories (K,) are regulated: those with most access, that hold the rule's share of the inhabitants.

    Also the access from which on they are, infinite if there is none.
    """
    count = int(start.territory.max(initial=-1)) + 1
    people = _by_territory(start.people, start.territory, count)
    mean = np.divide(
        _by_territory(access * start.people, start.territory, count), people, out=np.zeros(count), where=people > 0
    )
    order = np.argsort(-mean, kind="stable")
    inside = order[np.cumsum(people[order]) <= rule.regulated_share * people.sum() * (1 + 1e-12)]
    inside = inside[people[inside] > 0]
    regulated = np.zeros(count, dtype=np.bool_)
    regulated[inside] = True
    return regulated, float(mean[inside].min()) if len(inside) else float("inf")


def allowed(
    came: Floats, left: Floats, start: Population, regulated: NDArray[np.bool_], rule: SettlementRule
) -> Floats:
    """Newcomers (n,) under the rule: in a regulated territory no more than leave it; the refused go elsewhere."""
    count = len(regulated)
    wanted, places = (_by_territory(one, start.territory, count) for one in (came, left))
    let_in = np.where(regulated, np.minimum(wanted, places), wanted)
    share = np.divide(let_in, wanted, out=np.ones(count), where=wanted > 0)
    inside = start.territory >= 0
    kept = came.copy()
    kept[inside] *= share[start.territory[inside]]
    refused = float(came.sum() - kept.sum())
    free = ~inside | ~regulated[np.where(inside, start.territory, 0)]
    draw = np.where(free, came, 0.0)
    if draw.sum() > 0:
        kept += rule.elsewhere * refused * draw / draw.sum()
    return kept


def _wishes(doctors: Floats, left: Floats, entries: float, rule: SettlementRule) -> Floats:
    """Where newcomers would settle without a rule, (n,): as those of today, and where somebody leaves."""
    like = doctors / doctors.sum()
    places = left / left.sum() if left.sum() > 0 else like
    return entries * (rule.like_today * like + (1 - rule.like_today) * places)


def reach_of(model: AccessModel, rule: SettlementRule) -> Any:
    """(n, n) which communes a doctor reaches for a day."""
    near = model.times.within(min(rule.within_minutes, model.times.limit_seconds / 60)).to_csr()
    near.data = np.ones_like(near.data)
    return near


def with_duty(
    doctors: Floats, access: Floats, start: Population, regulated: NDArray[np.bool_], reach: Any, rule: SettlementRule
) -> Floats:
    """Work offered in each commune (n,) with days given from regulated territories to those in need within reach."""
    inside = start.territory >= 0
    giving = np.zeros(len(doctors))
    giving[inside] = np.where(regulated[start.territory[inside]], rule.duty_share * doctors[inside], 0.0)
    need = np.where(access < rule.needs_below, start.people * (rule.needs_below - access), 0.0)
    around = np.asarray(reach @ need)
    giving = np.where(around > 0, giving, 0.0)
    received = need * np.asarray(reach.T @ np.divide(giving, around, out=np.zeros(len(doctors)), where=around > 0))
    return doctors - giving + received


def _access(model: AccessModel, start: Population, offered: Floats) -> Floats:
    """Access with so many doctors at work in each commune (n,): the supply of today, more or less."""
    more = (offered - start.younger - start.older) * model.parameters.units_per_gp
    supply = replace(model.supply, amount=np.maximum(model.supply.amount + more, 0.0))
    return model.with_supply(supply).access()


def _by_territory(values: Floats, territory: Ints, count: int) -> Floats:
    inside = territory >= 0
    return np.bincount(territory[inside], values[inside], minlength=count).astype(np.float64)


@dataclass(frozen=True)
class Figures:
    """Figures of a year: mean access of the inhabitants, share of them below the threshold of need, access of the tenth
    with least, doctors of the communes with inhabitants.
    """

    year: int
    mean: float
    below_need: float
    least_tenth: float
    doctors: float


def figures_of(year: Year, people: Floats, rule: SettlementRule) -> Figures:
    """The figures of a year; ``people`` (n,) weigh them, 0 for communes that are not counted."""
    total = float(people.sum())
    order = np.argsort(year.access, kind="stable")
    tenth = order[np.cumsum(people[order]) <= 0.1 * total]
    weight = float(people[tenth].sum())
    return Figures(
        year=year.number,
        mean=float(people @ year.access) / total,
        below_need=float(people[year.access < rule.needs_below].sum()) / total,
        least_tenth=float(people[tenth] @ year.access[tenth]) / weight if weight else float(year.access.min()),
        doctors=float(year.doctors[people > 0].sum()),
    )


@dataclass(frozen=True)
class Ranged:
    """Figures of a scenario in a year with the central assumptions, and with each end of their ranges."""

    scenario: Scenario
    central: Figures
    low: Figures
    high: Figures


@dataclass(frozen=True, eq=False)
class Trial:
    """A rule tried: its courses by end of the ranges (``low``, ``central``, ``high``) and scenario."""

    rules: Mapping[str, SettlementRule]
    start: Population
    courses: Mapping[str, Mapping[Scenario, Course]]

    @property
    def last(self) -> int:
        """The last year."""
        return self.courses["central"][Scenario.FREE].years[-1].number

    def figures(self, people: Floats) -> tuple[Ranged, ...]:
        """Figures of the inhabitants ``people`` (n,) today, halfway and at the end, by scenario."""
        return tuple(
            Ranged(
                scenario,
                *(
                    figures_of(self.courses[which][scenario].years[year], people, self.rules[which])
                    for which in ("central", "low", "high")
                ),
            )
            for year in sorted({0, min(HALFWAY, self.last), self.last})
            for scenario in (tuple(Scenario) if year else (Scenario.FREE,))
        )

    def by_territory(self) -> dict[str, Floats]:
        """(K,) by territory: inhabitants, whether it is regulated today, newcomers of the first year under the rule,
        and access today and by scenario and year.
        """
        start, central = self.start, self.courses["central"]
        first = central[Scenario.RULE].years[0]
        count = len(first.regulated)
        people = _by_territory(start.people, start.territory, count)

        def mean(values: Floats) -> Floats:
            total = _by_territory(values * start.people, start.territory, count)
            return np.divide(total, people, out=np.zeros(count), where=people > 0)

        found = {
            "population": people,
            "regulated": first.regulated.astype(np.float64),
            "places_a_year": _by_territory(central[Scenario.RULE].years[1].came, start.territory, count),
            "access_today": mean(first.access),
        }
        for year in sorted({min(HALFWAY, self.last), self.last}):
            for scenario in Scenario:
                found[f"{scenario.name.lower()}_{year}"] = mean(central[scenario].years[year].access)
        found["gain"] = found[f"duty_{self.last}"] - found[f"free_{self.last}"]
        return found


def try_rule(
    model: AccessModel,
    territory: Ints,
    people: Floats,
    old: Floats | None,
    rules: Mapping[str, SettlementRule],
    years: int = 10,
) -> Trial:
    """Try a rule, with each end of its ranges, in every scenario; see :func:`start_of` and :func:`settle`."""
    courses: dict[str, dict[Scenario, Course]] = {}
    for which, rule in rules.items():
        start = start_of(model, territory, people, old, rule)
        courses[which] = {scenario: settle(model, start, rule, scenario, years) for scenario in Scenario}
    return Trial(rules, start_of(model, territory, people, old, rules["central"]), courses)
