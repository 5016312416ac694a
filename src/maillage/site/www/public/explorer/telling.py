"""A scenario in figures and sentences: who gains, who loses, which communes and territories the most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from maillage.site.cartography import access_class
from maillage.site.geography.models import Department, Intercommunality, Region
from maillage.site.observatory import what_if
from maillage.site.observatory.scenario import Step
from maillage.site.www import french
from maillage.site.www.public.explorer.state import State
from maillage.site.www.public.picture import LOW
from maillage.site.www.public.portrait import against_mean

NOTICED = 0.005
SHOWN = 8


@dataclass(frozen=True)
class Effect:
    """Inhabitants who gain or lose at least 0.005 consultation, cross the threshold, and the worst loss in per cent."""

    gainers: int
    losers: int
    lifted: int
    dropped: int
    worst: float
    given: float
    unreachable: list[str]


@dataclass(frozen=True)
class Row:
    """A commune or a territory that changes."""

    code: str
    name: str
    population: int
    before: float
    after: float

    @property
    def gain(self) -> float:
        """After minus before."""
        return self.after - self.before


def doctors(count: float) -> str:
    """ "un médecin", "deux médecins", "un médecin à mi-temps", "1,5 médecin"."""
    if count == 0.5:
        return "un médecin à mi-temps"
    if float(count).is_integer():
        return f"{french.count_word(int(count))} médecin{'s' if count >= 2 else ''}"
    text = french.number(count, 2).rstrip("0")
    return f"{text}\u00a0médecin{'s' if count >= 2 else ''}"


def step_in_words(state: State, step: Step) -> str:
    """ "Deux médecins de plus à Réquista", "Un médecin de moins au Mans", "Un médecin d’Albi à Réquista"."""
    at = {code: state.name(int(np.searchsorted(state.bench.code, code))) for code in step.codes}
    words = doctors(step.count)
    words = words[0].upper() + words[1:]
    if step.kind == "move":
        return f"{words} {french.of(at[str(step.origin)])} {french.at(at[str(step.to)])}"
    if step.to:
        return f"{words} de plus {french.at(at[step.to])}"
    return f"{words} de moins {french.at(at[str(step.origin)])}"


def steps(state: State) -> list[dict[str, str]]:
    """The gestures in words, each with the address that undoes it."""
    return [
        {
            "text": step_in_words(state, step),
            "undo": state.address(scenario=state.scenario.without(k), view="difference"),
        }
        for k, step in enumerate(state.scenario.steps)
    ]


def effect(state: State) -> Effect:
    """The scenario's effect in all of France."""
    outcome, people = state.outcome, state.bench.population
    rows, gain = outcome.rows, outcome.gain
    count, before = people[rows], outcome.before[rows]
    after = outcome.after[rows]
    loses = gain <= -NOTICED
    return Effect(
        gainers=int(count[gain >= NOTICED].sum()),
        losers=int(count[loses].sum()),
        lifted=int(count[(before < LOW) & (after >= LOW)].sum()),
        dropped=int(count[(before >= LOW) & (after < LOW)].sum()),
        worst=float((-100 * gain[loses] / np.maximum(before[loses], 1e-9)).max()) if loses.any() else 0.0,
        given=float(count @ gain),
        unreachable=[state.name(position) for position in outcome.unreachable],
    )


def communes(state: State, *, gaining: bool) -> list[Row]:
    """Communes that gain (or lose) the most consultations, the most first."""
    outcome = state.outcome
    given = state.bench.population[outcome.rows] * outcome.gain
    order = np.argsort(-given if gaining else given, kind="stable")
    kept = [k for k in order[: 8 * SHOWN] if (outcome.gain[k] >= NOTICED if gaining else outcome.gain[k] <= -NOTICED)]
    return [_row(state, int(outcome.rows[k])) for k in kept[:SHOWN]]


def _row(state: State, position: int) -> Row:
    outcome = state.outcome
    return Row(
        code=str(state.bench.code[position]),
        name=state.name(position),
        population=int(state.bench.population[position]),
        before=float(outcome.before[position]),
        after=float(outcome.after[position]),
    )


@lru_cache(maxsize=1)
def _group_names(_count: int) -> dict[str, dict[str, str]]:
    return {
        "epci": {row.pk: french.short_grouping(row.name) for row in Intercommunality.objects.all()},
        "department": {row.pk: french.curly(row.name) for row in Department.objects.all()},
        "region": {row.pk: french.curly(row.name) for row in Region.objects.all()},
    }


def group_name(level: str, code: str) -> str:
    """Name of an intercommunality, department or region (one query)."""
    return _group_names(Department.objects.count())[level].get(code, code)


def territories(state: State, *, gaining: bool) -> list[Row]:
    """Intercommunalities that gain (or lose) the most consultations, the most first (one query)."""
    found = what_if.group_changes(state.bench, state.outcome, "epci")
    if not gaining:
        found = found[::-1]
    kept = [change for change in found if (change.gain >= NOTICED if gaining else change.gain <= -NOTICED)][:SHOWN]
    names = _group_names(Department.objects.count())["epci"] if kept else {}
    return [Row(c.code, names.get(c.code, c.code), c.population, c.before, c.after) for c in kept]


def chosen(state: State) -> dict[str, Any] | None:
    """The commune looked at, beside its department, region and France, and what can be done there."""
    position = state.chosen
    if position is None:
        return None
    bench, outcome = state.bench, state.outcome
    code, name = str(bench.code[position]), state.name(position)
    before, after = float(outcome.before[position]), float(outcome.after[position])
    there = bench.doctors(position) + state.scenario.doctors().get(code, 0.0)
    means = what_if.around(bench, outcome.after, position)
    moving = state.moving if state.moving is not None and state.moving != position else None
    return {
        "code": code,
        "name": name,
        "before": before,
        "after": after,
        "changed": abs(after - before) >= NOTICED,
        "class": access_class(after),
        "sentence": against_mean(after, means["france"]),
        "around": _around(bench, position, means),
        "doctors": there,
        "add": state.with_step(Step(1.0, to=code)),
        "remove": state.with_step(Step(1.0, origin=code)) if there >= 1 - 1e-6 else "",
        "move": state.address(moving=position) if there >= 1 - 1e-6 and state.moving is None else "",
        "receive": state.with_step(Step(1.0, str(bench.code[moving]), code)) if moving is not None else "",
        "sender": state.name(moving) if moving is not None else "",
    }


def _around(bench: what_if.Workbench, position: int, means: dict[str, float]) -> list[dict[str, Any]]:
    rows = []
    for level in ("epci", "department", "region"):
        if level in means:
            group = bench.groups[level]
            code = str(group.codes[group.number[position]])
            rows.append({"level": level, "code": code, "name": group_name(level, code), "mean": means[level]})
    return [*rows, {"level": "france", "code": "FR", "name": "France", "mean": means["france"]}]
