"""State of the map from its URL: territory, measure, scenario, view, commune; and the form that adds a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import numpy as np
from django.http import QueryDict

from maillage.site.geography.models import Commune
from maillage.site.observatory import what_if
from maillage.site.observatory.scenario import (
    BadScenario,
    Movement,
    Scenario,
    check_removals,
    count_of,
    parse,
    positions_of,
)
from maillage.site.observatory.what_if import Outcome, Workbench
from maillage.site.www import toponyms
from maillage.site.www.public import search
from maillage.site.www.public.explorer import choosing, wording
from maillage.site.www.public.explorer.areas import FRANCE, CommuneNames, MapPlace, names_of, opening, place_of, places

HARD = "\u00a0"
VIEWS = {"avant": "Avant", "apres": "Après", "difference": "Différence", "tableau": "Tableau"}
EMPTY_FORM = {"geste": "ajouter", "lieu": "", "origine": "", "nombre": "1", "choices": []}
GESTURES = ("ajouter", "retirer", "deplacer")


@dataclass
class State:
    """A map with a scenario, with the change since the vintage of ``earlier``, or with planned access.

    ``places`` are the territories that can be shown. ``plannable`` says that planned access exists for this measure,
    ``planned`` that the map shows it. ``error`` is a sentence for the page if the URL or the form is invalid,
    ``notice`` one about what is shown.
    """

    bench: Workbench
    names: CommuneNames
    place: MapPlace
    places: Mapping[str, MapPlace]
    scenario: Scenario
    outcome: Outcome
    view: str
    earlier: Workbench | None = None
    planned: bool = False
    plannable: bool = False
    notice: str = ""
    chosen: int | None = None
    moving: int | None = None
    error: str = ""
    form: dict[str, Any] = field(default_factory=lambda: dict(EMPTY_FORM))

    @property
    def changes(self) -> bool:
        """Whether there is a before and an after."""
        return bool(self.scenario) or self.here_only

    @property
    def here_only(self) -> bool:
        """Whether the change is described for the territory shown only; for a scenario it is for all of France."""
        return self.earlier is not None or self.planned

    @property
    def noun(self) -> wording.Noun:
        """The noun for the practitioners shown."""
        return wording.noun_of(self.bench.choice)

    def address(self, **changes: Any) -> str:
        """Return the URL of this state with some changes; ``query`` lists their names."""
        return "?" + self.query(**changes)

    def query(self, **changes: Any) -> str:
        """Return the same without the question mark; only what differs from the default map is written."""
        scenario = changes.get("scenario", self.scenario)
        view = changes.get("view", self.view)
        earlier, planned = changes.get("earlier", self.earlier), changes.get("planned", self.planned)
        words = choosing.words(self.bench, earlier, planned=planned)
        parts = {"territoire": changes.get("place", self.place.slug), **words}
        parts["scenario"] = str(scenario)
        if view != default_view(bool(scenario) or planned or earlier is not None):
            parts["vue"] = view
        for name, at in (
            ("commune", changes.get("chosen", self.chosen)),
            ("depuis", changes.get("moving", self.moving)),
        ):
            if at is not None:
                parts[name] = str(self.bench.code[at])
        return "&".join(f"{name}={quote(text, safe='+:,~')}" for name, text in parts.items() if text)

    def name(self, position: int) -> str:
        """Return the name of a commune."""
        return str(self.names.name[position])

    def with_step(self, step: Movement) -> str:
        """Return the URL with one more step; the map shows its effect."""
        scenario = Scenario((*self.scenario.steps, step))
        return self.address(scenario=scenario, view="difference", moving=None, earlier=None, planned=False)


def default_view(changes: bool) -> str:
    """Return the view shown by default."""
    return "difference" if changes else "avant"


def read(query: QueryDict) -> State:
    """Read the state from a URL; ignore invalid values and report them. Raises ``NotMeasured``."""
    asked = choosing.read(query)
    bench, error = asked.bench, asked.error
    names = names_of(bench)
    chosen = _position(bench, query.get("commune", ""))
    named = query.get("territoire", "")
    known = places()
    place = place_of(named, known) if named else _usual_place(query, bench, chosen, known)
    if place is None:
        place, error = known[FRANCE], "Ce territoire n’existe pas. Choisissez-en un dans la liste."
    try:
        scenario = parse(query.get("scenario", "")[:600])
        outcome = compute(bench, names, scenario)
    except BadScenario as problem:
        scenario, outcome, error = Scenario(), compute(bench, names, Scenario()), str(problem)
    # A scenario shows its change from today, so it is not combined with the change since another year.
    earlier, planned = (None, None) if scenario else (asked.earlier, asked.planned if asked.with_planned else None)
    if earlier is not None:
        outcome = what_if.evolution(earlier, bench)
    if planned is not None:
        outcome = what_if.between(bench.model.access(), planned)
    view, changes = query.get("vue", ""), bool(scenario) or earlier is not None or planned is not None
    if view not in VIEWS or (view in ("apres", "difference") and not changes):
        view = default_view(changes)
    return State(
        bench=bench,
        names=names,
        place=place,
        places=known,
        scenario=scenario,
        outcome=outcome,
        view=view,
        earlier=earlier,
        planned=planned is not None,
        plannable=asked.planned is not None,
        notice=asked.notice,
        chosen=chosen,
        moving=_position(bench, query.get("depuis", "")),
        error=error,
    )


def _usual_place(
    query: QueryDict, bench: Workbench, chosen: int | None, known: Mapping[str, MapPlace]
) -> MapPlace | None:
    """Return the default territory: what the site opens on; France for a scenario or a commune of another region."""
    found = None if query.get("scenario") else opening(known)
    if found is not None and found.level == "region" and chosen is not None:
        group = bench.groups["region"]
        inside = group.number[chosen] == np.searchsorted(group.codes, found.code)
        found = found if inside else None
    return found or known[FRANCE]


def _position(bench: Workbench, code: str) -> int | None:
    at = int(np.searchsorted(bench.code, code)) if code else len(bench.code)
    return at if at < len(bench.code) and bench.code[at] == code else None


def compute(bench: Workbench, names: CommuneNames, scenario: Scenario) -> Outcome:
    """Compute access with the scenario. Raises ``BadScenario`` for an unknown commune or too many doctors removed."""
    where = positions_of(scenario, bench.code)
    there = {code: bench.doctors(at) for code, at in where.items()}
    places = {code: toponyms.commune(str(names.name[at])).at for code, at in where.items()}
    noun = wording.noun_of(bench.choice)
    check_removals(scenario, there, places, (noun.called, noun.gestures), feminine=noun.feminine)
    return what_if.evaluate(bench, {where[code]: count for code, count in scenario.doctors().items()})


def gesture(state: State, query: QueryDict) -> str | None:
    """Return the URL after the step in the form, or None if it is invalid: ``state.error`` then says why."""
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
    return state.address(scenario=scenario, view="difference", chosen=shown, moving=None, earlier=None, planned=False)


def _step(state: State) -> Movement:
    form = state.form
    count = count_of(form["nombre"])
    if form["geste"] == "deplacer":
        origin, to = _commune(state, "origine"), _commune(state, "lieu")
        if origin == to:
            raise BadScenario("L’arrivée est la commune de départ. Choisissez-en une autre.")
        return Movement(count, origin, to)
    code = _commune(state, "lieu")
    return Movement(count, to=code) if form["geste"] == "ajouter" else Movement(count, origin=code)


def _commune(state: State, name: str) -> str:
    """Return the one commune that a field means. Raises ``BadScenario`` with the list if there are several."""
    text = state.form[name]
    if not text:
        raise BadScenario("Donnez la commune de départ." if name == "origine" else "Donnez le nom d’une commune.")
    answer = search.search(text, limit=8)
    if answer.exact is not None:
        return answer.exact.pk
    state.form["choices"] = [_offered(commune) for commune in answer.found or search.near(text)]
    if not answer.found:
        raise BadScenario(f"Aucune commune ne s’appelle «{HARD}{text}{HARD}».")
    raise BadScenario(f"Plusieurs communes répondent à «{HARD}{text}{HARD}»{HARD}: choisissez ci-dessous.")


def _offered(commune: Commune) -> dict[str, str]:
    department = commune.department
    return {"code": commune.pk, "label": f"{toponyms.curly(commune.name)} ({department.pk if department else ''})"}
