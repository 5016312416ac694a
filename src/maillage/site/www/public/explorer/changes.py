"""Changes in figures and sentences: who gains, who loses, and the most affected communes and territories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.evaluation import gainers, losers
from maillage.site.geography.models import Department, Intercommunality, Region
from maillage.site.observatory import what_if
from maillage.site.observatory.choice import Choice, ShownIndicator
from maillage.site.observatory.scenario import Movement
from maillage.site.www import french, toponyms
from maillage.site.www.public.explorer import scales, wording
from maillage.site.www.public.explorer.scales import written
from maillage.site.www.public.explorer.state import State
from maillage.site.www.public.people import LOW
from maillage.site.www.public.portrait import against_mean
from maillage.site.www.territories import balance

SHOWN = 8
Floats = NDArray[np.float64]
NEAR_MINUTES = 30.0  # half an hour: a national inquiry calls longer journeys far


@dataclass(frozen=True)
class ChangeInWords:
    """Numbers of inhabitants whose figure changes noticeably (``scales.noticed``), and sentences on crossed thresholds.

    ``gained`` and ``lost`` end sentences that begin with the number of inhabitants.
    """

    gainers: int
    losers: int
    gained: str
    lost: str
    lifted: str
    dropped: str
    nothing: str
    unreachable: list[str]


@dataclass(frozen=True)
class ChangeRow:
    """A commune or a territory that changes."""

    code: str
    name: str
    population: int
    before: float
    after: float
    choice: Choice

    @property
    def gain(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def was(self) -> str:
        """The figure before, formatted."""
        return written(self.choice, self.before, fine=True)

    @property
    def now(self) -> str:
        """The figure after, formatted."""
        return written(self.choice, self.after, fine=True)

    @property
    def moved(self) -> str:
        """The change with its sign."""
        return scales.moved(self.choice, self.gain)


def step_in_words(state: State, step: Movement) -> str:
    """ "Deux médecins de plus à Réquista", "Un médecin de moins au Mans", "Un médecin d’Albi à Réquista"."""
    at = {code: state.name(int(np.searchsorted(state.bench.code, code))) for code in step.codes}
    words = state.noun.counted(step.count)
    words = words[0].upper() + words[1:]
    if step.kind == "move":
        return f"{words} {toponyms.commune(at[str(step.origin)]).of} {toponyms.commune(at[str(step.to)]).at}"
    if step.to:
        return f"{words} de plus {toponyms.commune(at[step.to]).at}"
    return f"{words} de moins {toponyms.commune(at[str(step.origin)]).at}"


def steps(state: State) -> list[dict[str, str]]:
    """Return the steps in words, each with the URL that undoes it."""
    return [
        {
            "text": step_in_words(state, step),
            "undo": state.address(scenario=state.scenario.without(k), view="difference"),
        }
        for k, step in enumerate(state.scenario.steps)
    ]


def effect(state: State) -> ChangeInWords:
    """Describe the change: by a scenario in all of France; as planned, or since another year, on the map shown."""
    outcome, people, choice = state.outcome, state.bench.population, state.bench.choice
    here = _shown(state)
    rows = outcome.rows[here]
    better = benefit(choice, outcome.gain[here])
    count, before, after = people[rows], outcome.before[rows], outcome.after[rows]
    least = scales.noticed(choice)
    gained_by, lost_by, loses = gainers(count, better, least), losers(count, better, least), better <= -least
    if state.planned:
        found = balance(state.place.level, state.place.code)
        worst = french.percent(found.worst_loss, 1) if found is not None else ""
    elif choice.less_is_better:
        worst = f"{french.number(float(-better[loses].min()))}{wording.HARD}minutes" if lost_by else ""
    else:
        share = 100 * -better[loses] / np.maximum(before[loses], 1e-9)
        worst = french.percent(float(share.max()), 1 if share.max() < 10 else 0) if lost_by else ""
    gained, lost = _gained_and_lost(state, gained_by, lost_by, worst)
    low = _low(state)
    was, now = (before > low, after > low) if choice.less_is_better else (before < low, after < low)
    lifted, dropped = int(count[was & ~now].sum()), int(count[~was & now].sum())
    return ChangeInWords(
        gainers=gained_by,
        losers=lost_by,
        gained=gained,
        lost=lost,
        lifted=_crossing(choice, lifted, up=True),
        dropped=_crossing(choice, dropped, up=False),
        nothing=_nothing(state),
        unreachable=[state.name(position) for position in outcome.unreachable],
    )


def _shown(state: State) -> NDArray[np.bool_]:
    """Select the changing communes to describe: all for a scenario, otherwise those on the map."""
    rows, place = state.outcome.rows, state.place
    if not state.here_only or place.level == "france":
        return np.ones(len(rows), dtype=bool)
    group = state.bench.groups[place.level]
    return group.number[rows] == np.searchsorted(group.codes, place.code)


def benefit(choice: Choice, gain: Floats) -> Floats:
    """Return the gain of people: a larger figure, or a smaller one for minutes by road."""
    return -gain if choice.less_is_better else gain


def _gained_and_lost(state: State, gainers: int, losers: int, worst: str) -> tuple[str, str]:
    one = state.noun.one
    article = "une" if state.noun.feminine else "un"
    if state.planned:
        loses = "perd" if losers < 2 else "perdent"
        return (
            f"{'gagne' if gainers < 2 else 'gagnent'}, dans les territoires où viennent les médecins",
            f"{loses} un peu dans les territoires de départ, au plus {worst} de leur accès",
        )
    if state.bench.choice.less_is_better:
        has = "a" if gainers < 2 else "ont"
        return f"{has} {article} {one} plus près", f"l’{'a' if losers < 2 else 'ont'} plus loin, au plus de {worst}"
    return (
        "gagne" if gainers < 2 else "gagnent",
        f"{'perd' if losers < 2 else 'perdent'}, au plus {worst} de {'son' if losers < 2 else 'leur'} accès",
    )


def _low(state: State) -> float:
    """Return the threshold whose crossing is described."""
    choice = state.bench.choice
    if choice.indicator == ShownIndicator.COVERAGE:
        return scales.classes_of(state.bench).scale.bounds[0]
    return {ShownIndicator.APL: LOW, ShownIndicator.NEAREST: NEAR_MINUTES}.get(choice.indicator, 1e-9)


def _crossing(choice: Choice, count: int, *, up: bool) -> str:
    """Describe who crosses the threshold in a sentence; empty if nobody does."""
    if not count:
        return ""
    noun, few = wording.noun_of(choice), count < 2
    words = {
        ShownIndicator.APL: (
            f"{'repasse' if few else 'repassent'} au-dessus du seuil de 2,5 consultations par an",
            f"{'passe' if few else 'passent'} sous le seuil de 2,5 consultations par an",
        ),
        ShownIndicator.NEAREST: (
            f"{'passe' if few else 'passent'} à moins d’une demi-heure",
            f"{'passe' if few else 'passent'} à plus d’une demi-heure",
        ),
        ShownIndicator.COVERAGE: (
            f"{'sort' if few else 'sortent'} d’un désert",
            f"{'entre' if few else 'entrent'} dans un désert",
        ),
    }.get(
        choice.indicator,
        (
            f"n’en {'avait' if few else 'avaient'} {'aucune' if noun.feminine else 'aucun'} à portée",
            f"n’en {'a' if few else 'ont'} plus {'aucune' if noun.feminine else 'aucun'} à portée",
        ),
    )
    return f"{french.number(count)} {words[0 if up else 1]}."


def _nothing(state: State) -> str:
    """Return the sentence for a change that nobody would notice."""
    choice = state.bench.choice
    if choice.less_is_better and state.scenario:
        return f"Le temps de route ne change pas{wording.HARD}: il y a déjà {state.noun.a} à la même distance."
    least = french.number(scales.noticed(choice), 3 if choice.indicator == ShownIndicator.APL else 2).rstrip("0")
    return f"Presque rien ne change{wording.HARD}: moins de {least} pour chaque habitant."


def communes(state: State, *, gaining: bool) -> list[ChangeRow]:
    """Return the communes with the largest total gain (or loss) of their inhabitants, largest first."""
    outcome, choice = state.outcome, state.bench.choice
    better = benefit(choice, outcome.gain)
    given = state.bench.population[outcome.rows] * better
    moved = better >= scales.noticed(choice) if gaining else better <= -scales.noticed(choice)
    told = np.flatnonzero(moved & _shown(state))
    order = told[np.argsort(-given[told] if gaining else given[told], kind="stable")]
    return [_row(state, int(outcome.rows[k])) for k in order[:SHOWN]]


def _row(state: State, position: int) -> ChangeRow:
    outcome = state.outcome
    return ChangeRow(
        code=str(state.bench.code[position]),
        name=state.name(position),
        population=int(state.bench.population[position]),
        before=float(outcome.before[position]),
        after=float(outcome.after[position]),
        choice=state.bench.choice,
    )


@lru_cache(maxsize=1)
def _group_names(_count: int) -> dict[str, dict[str, str]]:
    return {
        "epci": {row.pk: toponyms.short_grouping(row.name) for row in Intercommunality.objects.all()},
        "department": {row.pk: toponyms.curly(row.name) for row in Department.objects.all()},
        "region": {row.pk: toponyms.curly(row.name) for row in Region.objects.all()},
    }


def group_names(level: str) -> dict[str, str]:
    """Return the names of intercommunalities, departments or regions by code (one query)."""
    return _group_names(Department.objects.count())[level]


def territories(state: State, *, gaining: bool) -> list[ChangeRow]:
    """Return the intercommunalities with the largest total gain (or loss), largest first (one query)."""
    choice = state.bench.choice
    found = what_if.group_changes(state.bench, state.outcome, "epci")
    # They come sorted by total gain, largest first; for minutes by road a gain is a negative change.
    if gaining == choice.less_is_better:
        found = found[::-1]
    least, epci = scales.noticed(choice), state.bench.groups["epci"]
    number = epci.number[state.outcome.rows[_shown(state)]]
    shown = set(epci.codes[np.unique(number[number >= 0])].tolist())
    found = [change for change in found if change.code in shown]
    kept = [change for change in found if _told(choice, change.gain, least, gaining=gaining)][:SHOWN]
    names = group_names("epci") if kept else {}
    return [_territory(choice, c, names.get(c.code, c.code)) for c in kept]


def _told(choice: Choice, gain: float, least: float, *, gaining: bool) -> bool:
    better = -gain if choice.less_is_better else gain
    return better >= least if gaining else better <= -least


def _territory(choice: Choice, change: what_if.GroupChange, name: str) -> ChangeRow:
    return ChangeRow(change.code, name, change.population, change.before, change.after, choice)


def against(bench: what_if.Workbench, value: float, mean: float) -> str:
    """Compare the figure with the national mean, in words."""
    choice, noun = bench.choice, wording.noun_of(bench.choice)
    if choice.indicator == ShownIndicator.APL:
        return against_mean(value, mean)
    none = noun.none[0].upper() + noun.none[1:]
    if choice.less_is_better:
        if value >= 60:
            return f"{none} à moins d’une heure."
        if value < 0.5:
            return f"Il y a {'une' if noun.feminine else 'un'} {noun.one} dans la commune."
        gap = round(value - mean)
        if gap == 0:
            return "C’est la moyenne française."
        more = "plus" if gap > 0 else "moins"
        return f"C’est {french.plural(abs(gap), 'minute')} de {more} que la moyenne française."
    if value < 0.05:
        return f"{none} n’est à portée."
    sentence = against_mean(value, mean)
    if choice.indicator == ShownIndicator.COVERAGE:
        word = scales.class_words(np.array([value]), mean)[0]
        said = {"désert": "C’est un désert.", "accès difficile": "L’accès y est difficile."}
        return f"{said.get(word, f'L’accès y est {word}.')} {sentence}"
    return sentence


def chosen(state: State) -> dict[str, Any] | None:
    """Return the chosen commune with its department, region and France, and the possible actions."""
    position = state.chosen
    if position is None:
        return None
    bench, outcome = state.bench, state.outcome
    choice = bench.choice
    code, name = str(bench.code[position]), state.name(position)
    before, after = float(outcome.before[position]), float(outcome.after[position])
    there = bench.doctors(position) + state.scenario.doctors().get(code, 0.0)
    means = what_if.around(bench, outcome.after, position)
    return {
        "code": code,
        "name": name,
        "before": written(choice, before),
        "after": written(choice, after),
        "unit": wording.unit(choice, after),
        "changed": abs(after - before) >= scales.noticed(choice),
        "then": _before(state),
        "class": scales.classes_of(bench).css(after),
        "sentence": against(bench, after, means["france"]),
        "around": _around(bench, position, means),
        "counted": _counted(state, there),
        **_gestures(state, position, code, there),
    }


def _before(state: State) -> str:
    """Return the time of the figure before the change, in words."""
    if state.earlier is not None:
        return f"en {state.earlier.vintage}"
    return "avant l’essai" if state.bench.choice.vintage else "aujourd’hui"


def _gestures(state: State, position: int, code: str, there: float) -> dict[str, str]:
    """Return the URLs of the possible actions in the chosen commune."""
    moving = state.moving if state.moving is not None and state.moving != position else None
    enough = there >= 1 - 1e-6
    return {
        "add": state.with_step(Movement(1.0, to=code)),
        "remove": state.with_step(Movement(1.0, origin=code)) if enough else "",
        "move": state.address(moving=position, earlier=None) if enough and state.moving is None else "",
        "receive": state.with_step(Movement(1.0, str(state.bench.code[moving]), code)) if moving is not None else "",
        "sender": state.name(moving) if moving is not None else "",
    }


def _counted(state: State, there: float) -> str:
    """Return the number of practitioners of the commune, in words."""
    noun = state.noun
    if there < 0.05:
        return f"On n’y compte {noun.none}."
    count = french.number(there, 0 if abs(there - round(there)) < 0.05 else 1)
    modelled = " (modélisé)" if state.bench.supply_modelled else ""
    return f"On y compte {count}{wording.HARD}{noun.many if there >= 2 else noun.one}{modelled}."


def _around(bench: what_if.Workbench, position: int, means: dict[str, float]) -> list[dict[str, Any]]:
    rows = list[dict[str, Any]]()
    for level in ("epci", "department", "region"):
        if level in means:
            group = bench.groups[level]
            code = str(group.codes[group.number[position]])
            mean = written(bench.choice, means[level])
            rows.append({"level": level, "code": code, "name": group_names(level).get(code, code), "mean": mean})
    mean = written(bench.choice, means["france"])
    return [*rows, {"level": "france", "code": "FR", "name": "France", "mean": mean}]
