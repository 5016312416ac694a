"""What an address of the map asks for: territory, scenario, view, commune looked at; and the gesture of its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import numpy as np
from django.http import QueryDict

from maillage.site.geography.models import Commune
from maillage.site.observatory import what_if
from maillage.site.observatory.scenario import (
    BadScenario,
    Scenario,
    Step,
    check_removals,
    count_of,
    parse,
    positions_of,
)
from maillage.site.observatory.what_if import Outcome, Workbench
from maillage.site.www import french
from maillage.site.www.public import search
from maillage.site.www.public.explorer.areas import Names, Place, names_of, place_of, places

HARD = "\u00a0"
VIEWS = {"avant": "Avant", "apres": "Après", "difference": "Différence", "tableau": "Tableau"}
EMPTY_FORM = {"geste": "ajouter", "lieu": "", "origine": "", "nombre": "1", "choices": []}
GESTURES = ("ajouter", "retirer", "deplacer")


@dataclass
class State:
    """A map with a scenario on it. ``error`` is a sentence for the page where the address or its form is wrong."""

    bench: Workbench
    names: Names
    place: Place
    scenario: Scenario
    outcome: Outcome
    view: str
    vintage: str = ""
    chosen: int | None = None
    moving: int | None = None
    error: str = ""
    form: dict[str, Any] = field(default_factory=lambda: dict(EMPTY_FORM))

    def address(self, **changes: Any) -> str:
        """The address of this state with ``scenario``, ``place``, ``view``, ``chosen`` or ``moving`` changed."""
        return "?" + self.query(**changes)

    def query(self, **changes: Any) -> str:
        """The same without the question mark; only what differs from the plain map is written."""
        scenario = changes.get("scenario", self.scenario)
        view = changes.get("view", self.view)
        parts = {"territoire": changes.get("place", self.place.slug), "scenario": str(scenario)}
        if view != default_view(scenario):
            parts["vue"] = view
        for name, at in (
            ("commune", changes.get("chosen", self.chosen)),
            ("depuis", changes.get("moving", self.moving)),
        ):
            if at is not None:
                parts[name] = str(self.bench.code[at])
        if self.vintage:
            parts["millesime"] = self.vintage
        return "&".join(f"{name}={quote(text, safe='+:,~')}" for name, text in parts.items() if text)

    def name(self, position: int) -> str:
        """Name of a commune."""
        return str(self.names.name[position])

    def with_step(self, step: Step) -> str:
        """Address after one gesture more; the map shows what it changes."""
        scenario = Scenario((*self.scenario.steps, step))
        return self.address(scenario=scenario, view=default_view(scenario), moving=None)


def default_view(scenario: Scenario) -> str:
    """What is shown where the address does not say."""
    return "difference" if scenario else "avant"


def read(query: QueryDict) -> State:
    """The state an address asks for; what is wrong in it is left out and told. Raises ``NotMeasured``."""
    vintage = query.get("millesime", "")[:50]
    bench = what_if.workbench(vintage)
    names = names_of(bench)
    place = place_of(query.get("territoire", ""))
    error = ""
    if place is None:
        place, error = places()["france"], "Ce territoire n’existe pas. Choisissez-en un dans la liste."
    try:
        scenario = parse(query.get("scenario", "")[:600])
        outcome = compute(bench, names, scenario)
    except BadScenario as problem:
        scenario, outcome, error = Scenario(), compute(bench, names, Scenario()), str(problem)
    view = query.get("vue", "")
    if view not in VIEWS or (view in ("apres", "difference") and not scenario):
        view = default_view(scenario)
    return State(
        bench=bench,
        names=names,
        place=place,
        scenario=scenario,
        outcome=outcome,
        view=view,
        vintage=vintage if bench.vintage == vintage else "",
        chosen=_position(bench, query.get("commune", "")),
        moving=_position(bench, query.get("depuis", "")),
        error=error,
    )


def _position(bench: Workbench, code: str) -> int | None:
    at = int(np.searchsorted(bench.code, code)) if code else len(bench.code)
    return at if at < len(bench.code) and bench.code[at] == code else None


def compute(bench: Workbench, names: Names, scenario: Scenario) -> Outcome:
    """Access with the scenario. Raises ``BadScenario`` for an unknown commune or too many doctors removed."""
    where = positions_of(scenario, bench.code)
    there = {code: bench.doctors(at) for code, at in where.items()}
    check_removals(scenario, there, {code: french.at(str(names.name[at])) for code, at in where.items()})
    return what_if.evaluate(bench, {where[code]: count for code, count in scenario.doctors().items()})


def gesture(state: State, query: QueryDict) -> str | None:
    """The address that the form leads to, or None where it cannot be followed: ``state`` then says why."""
    kind = query.get("geste", "")
    state.form = {
        **EMPTY_FORM,
        "geste": kind if kind in GESTURES else "ajouter",
        "lieu": query.get("lieu", "").strip()[:80],
        "origine": query.get("origine", "").strip()[:80],
        "nombre": query.get("nombre", "1").strip()[:6],
    }
    try:
        step = _step(state)
        scenario = state.scenario.with_step(step)
        compute(state.bench, state.names, scenario)
    except BadScenario as problem:
        state.error = str(problem)
        return None
    shown = _position(state.bench, step.to or step.origin or "")
    return state.address(scenario=scenario, view="difference", chosen=shown, moving=None)


def _step(state: State) -> Step:
    form = state.form
    count = count_of(form["nombre"])
    if form["geste"] == "deplacer":
        origin, to = _commune(state, "origine"), _commune(state, "lieu")
        if origin == to:
            raise BadScenario("Un médecin ne peut pas être déplacé dans la commune d’où il part.")
        return Step(count, origin, to)
    code = _commune(state, "lieu")
    return Step(count, to=code) if form["geste"] == "ajouter" else Step(count, origin=code)


def _commune(state: State, name: str) -> str:
    """The one commune that a field means. Raises ``BadScenario`` and lists those it may be."""
    text = state.form[name]
    if not text:
        raise BadScenario("Dites d’où part le médecin." if name == "origine" else "Donnez le nom d’une commune.")
    answer = search.search(text, limit=8)
    if answer.exact is not None:
        return answer.exact.pk
    state.form["choices"] = [_offered(commune) for commune in answer.found or search.near(text)]
    if not answer.found:
        raise BadScenario(f"Aucune commune ne s’appelle «{HARD}{text}{HARD}».")
    raise BadScenario(f"Plusieurs communes répondent à «{HARD}{text}{HARD}»{HARD}: choisissez ci-dessous.")


def _offered(commune: Commune) -> dict[str, str]:
    department = commune.department
    return {"code": commune.pk, "label": f"{french.curly(commune.name)} ({department.pk if department else ''})"}
