"""The smallest change that makes a rota possible, if its rules do not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from maillage.errors import ImpossiblePlan
from maillage.planning.rota.data import Duty, RotaProblem, Rule
from maillage.planning.rota.model import deterministic, hold, limits, rota_model

LIFTED = (Rule.SECTOR, Rule.ABSENCE, Rule.AGE)  # nobody is asked to waive an exemption by pregnancy
# The fewest changes; where equal, the easiest: an absence given up or a limit passed once, duties elsewhere, an
# exemption waived, one more person.
ONE = 1000
PRICE = {Rule.ABSENCE: ONE, Rule.SECTOR: ONE + 1, Rule.AGE: ONE + 2, Rule.FILLED: ONE + 3}
PASSED = ONE
MOST_SHOWN = 12


@dataclass(frozen=True)
class Change:
    """One change: the rule that gives way, for which person (id), and on what.

    ``what`` is the date of an absence, a sector, the first day of a limit that is passed once, or for ``Rule.FILLED``
    the duty that one more person fills.
    """

    rule: Rule
    person: str = ""
    what: str = ""

    def __str__(self) -> str:
        return _SAID.get(self.rule, "{person} passes '{rule}' once, from {what}").format(
            person=self.person, rule=self.rule, what=self.what
        )


_SAID = {
    Rule.FILLED: "one more person fills {what}",
    Rule.ABSENCE: "{person} gives up the absence of {what}",
    Rule.SECTOR: "{person} takes duties in sector '{what}'",
    Rule.AGE: "{person} waives the {rule}",
}


@dataclass(frozen=True)
class SmallestChange:
    """The changes that make a rota of ``duties`` duties possible; ``proven``: there are no fewer. None if unknown."""

    duties: int
    changes: tuple[Change, ...]
    proven: bool

    def __str__(self) -> str:
        if not self.changes:
            return f"No rota fills all {self.duties} duties. Add people, or lower the rules."
        which = "The smallest" if self.proven else "A small"
        told = [str(one) for one in self.changes]
        more = f"; and {len(told) - MOST_SHOWN} others" if len(told) > MOST_SHOWN else ""
        return (
            f"No rota fills all {self.duties} duties under these rules. {which} change that makes one possible "
            f"({len(told)}): {'; '.join(told[:MOST_SHOWN])}{more}."
        )


class ImpossibleRota(ImpossiblePlan):
    """No rota fills all duties: the smallest ``change``, and the rota with holes that was reached (duty, person)."""

    def __init__(self, change: SmallestChange, filled: tuple[tuple[str, str], ...]) -> None:
        super().__init__(str(change))
        self.change, self.filled = change, filled


def smallest_change(problem: RotaProblem, seed: int = 1, seconds: float = 4.0) -> SmallestChange:
    """The changes: the fewest, where equal the easiest. They concern people, dates and duties."""
    pairs: list[tuple[int, int]] = []
    lifted: dict[tuple[int, int], tuple[Rule, tuple[object, ...]]] = {}
    for p, person in enumerate(problem.people):
        for d, duty in enumerate(problem.duties):
            rule = problem.refusal(person, duty)
            if rule is None:
                pairs.append((p, d))
            elif rule in LIFTED:
                pairs.append((p, d))
                lifted[p, d] = rule, (p, *_what(rule, duty))
    rota = rota_model(problem, pairs)
    changes: dict[tuple[Rule, tuple[object, ...]], Any] = {}
    for pair, key in lifted.items():
        if key not in changes:
            changes[key] = rota.model.new_bool_var(str(key))
        rota.model.add_implication(rota.fills[pair], changes[key])
    empty = _empty_seats(rota.model, rota.fills, len(problem.duties))
    passed = _passed(rota)
    rota.model.minimize(
        sum(PRICE[rule] * var for (rule, _), var in changes.items())
        + sum(PRICE[Rule.FILLED] * var for var in empty)
        + sum(PASSED * var for _, var in passed)
    )
    solver = deterministic(seed, seconds)
    status = solver.solve(rota.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return SmallestChange(len(problem.duties), (), proven=False)
    told = [_change(problem, rule, what) for (rule, what), var in changes.items() if solver.boolean_value(var)]
    told += [
        Change(Rule(limit.name), problem.people[limit.person].id, str(limit.when))
        for limit, var in passed
        for _ in range(solver.value(var))
    ]
    told += [Change(Rule.FILLED, what=problem.duties[d].id) for d, var in enumerate(empty) if solver.boolean_value(var)]
    return SmallestChange(len(problem.duties), tuple(told), proven=status == cp_model.OPTIMAL)


def _what(rule: Rule, duty: Duty) -> tuple[object, ...]:
    """What one change lifts: an absence on a date, a sector, or an exemption as a whole."""
    if rule is Rule.ABSENCE:
        return (duty.date,)
    return (duty.pattern.sector,) if rule is Rule.SECTOR else ()


def _empty_seats(model: cp_model.CpModel, fills: dict[tuple[int, int], Any], duties: int) -> list[Any]:
    there: dict[int, list[Any]] = defaultdict(list)
    for (_, d), var in fills.items():
        there[d].append(var)
    empty = [model.new_bool_var(f"empty {d}") for d in range(duties)]
    for d, var in enumerate(empty):
        model.add_exactly_one([var, *there[d]])
    return empty


def _passed(rota: Any) -> list[tuple[Any, Any]]:
    """Each limit of a number of duties, with how often it is passed; hours stay within the day's 24 by rest."""
    found: list[tuple[Any, Any]] = []
    for limit in limits(rota):
        if limit.name == "hours a week":
            hold(rota, [limit])
            continue
        more = rota.model.new_int_var(0, 3, "")
        rota.model.add(sum(weight * var for weight, var in limit.terms) <= limit.most + more)
        found.append((limit, more))
    return found


def _change(problem: RotaProblem, rule: Rule, what: tuple[object, ...]) -> Change:
    person, *rest = what
    return Change(rule, problem.people[int(str(person))].id, "".join(map(str, rest)))
