"""What a change of a plan does, in words: gains and losses, money, minutes, patients, and the rules it would break."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from maillage.planning import AccessChange, BrokenRule, Effect, Violation
from maillage.site.www import french, toponyms
from maillage.site.www.planner.names import Names

SHOWN = 8
"""Territories named on each side."""
SAID_BY = {
    BrokenRule.ROOMS: {BrokenRule.OPENING, BrokenRule.STAFF},
    BrokenRule.AVAILABILITY: {BrokenRule.ABSENCE},
    BrokenRule.JOURNEY: {BrokenRule.EQUIPMENT, BrokenRule.EXCLUSION},
}
"""Rules that are left unsaid where another one says more of the same day."""
ROLES = {"nurse": "infirmière ni infirmier"}


@dataclass(frozen=True)
class TerritoryLine:
    """A territory whose access changes."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class EffectInWords:
    """The answer to a change; ``facts`` are short sentences, ``broken`` the rules it would break, with what to do."""

    facts: tuple[str, ...]
    gains: tuple[TerritoryLine, ...]
    losses: tuple[TerritoryLine, ...]
    broken: tuple[str, ...]
    patients: int

    @property
    def sentence(self) -> str:
        """The whole in one sentence, for a message or a screen reader."""
        if self.broken:
            return " ".join(self.broken)
        return f"{', '.join(self.facts)}."


def in_words(effect: Effect, names: Names, patients: int = 0) -> EffectInWords:
    """Return an effect in French; ``patients`` are the appointments in the days that go."""
    facts = [worth_in_words(effect)]
    if effect.days:
        facts.append(f"{french.signed(effect.days, 0)}\u00a0{'journée' if abs(effect.days) < 2 else 'journées'}")
    facts.append(f"{french.signed(effect.cost_cents / 100, 0)}\u00a0€" if effect.cost_cents else "même coût")
    minutes = round(effect.minutes)
    facts.append(f"{french.signed(minutes, 0)}\u00a0min de trajet" if minutes else "même trajet")
    if patients:
        facts.append(french.plural(patients, "rendez-vous à déplacer", "rendez-vous à déplacer"))
    gains = tuple(_line(one) for one in effect.access if one.after > one.before)
    losses = tuple(_line(one) for one in effect.access if one.after < one.before)
    return EffectInWords(tuple(facts), gains[:SHOWN], losses[:SHOWN], rules_in_words(effect.broken, names), patients)


def worth_in_words(effect: Effect) -> str:
    """ "+12 consultations utiles", "aussi utile"."""
    if abs(effect.objective) < 0.05:
        return "aussi utile"
    noun = "consultation utile" if abs(effect.objective) < 2 else "consultations utiles"
    return f"{french.signed(effect.objective, 0 if abs(effect.objective) >= 10 else 1)}\u00a0{noun}"


def rules_in_words(broken: Iterable[Violation], names: Names) -> tuple[str, ...]:
    """Return broken rules as sentences, each once."""
    return tuple(rule_in_words(one, names) for one in _said_once(broken))


def _line(one: AccessChange) -> TerritoryLine:
    return TerritoryLine(toponyms.short_grouping(one.name), one.before, one.after)


def _said_once(broken: Iterable[Violation]) -> list[Violation]:
    found = list(broken)
    rules = {one.rule for one in found}
    return [one for one in found if not rules & SAID_BY.get(BrokenRule(one.rule), set())]


def rule_in_words(one: Violation, names: Names) -> str:
    """Return a broken rule as a sentence that names who, where and when, and what to do."""
    rule = BrokenRule(one.rule)
    for sentences in (_of_a_day, _of_people, _of_the_whole):
        found = sentences(one, names).get(rule)
        if found is not None:
            return found
    raise KeyError(rule)


def _of_a_day(one: Violation, names: Names) -> dict[BrokenRule, str]:
    """Rules that one day breaks alone."""
    who, where, day = names.doctor(one.doctor), names.place(one.site), _day(one)
    return {
        BrokenRule.PEOPLE: f"{who} ou {where} n’était pas dans le calcul de ce plan. Demandez un nouveau plan.",
        BrokenRule.DATES: f"Le {day} est hors du plan, un dimanche ou un jour férié. Choisissez une autre date.",
        BrokenRule.JOURNEY: (
            f"{who} est à plus de {french.number(one.most)}\u00a0minutes de {where}. Choisissez un lieu plus proche."
        ),
        BrokenRule.ABSENCE: f"{who} a déclaré une absence le {day}. Choisissez une autre date.",
        BrokenRule.AVAILABILITY: f"{who} n’est pas disponible le {day}. Choisissez une autre date.",
        BrokenRule.OPENING: f"{where} n’ouvre pas le {day}. Choisissez une autre date.",
        BrokenRule.EQUIPMENT: f"{where} n’a pas ce dont {who} a besoin\u00a0: {one.about}. Choisissez un autre lieu.",
        BrokenRule.EXCLUSION: f"{who} ne doit pas aller à {where}. Choisissez un autre lieu.",
        BrokenRule.STAFF: (
            f"Il n’y a ni {ROLES.get(one.about, one.about)} à {where} le {day}, et le dispositif en demande. "
            "Choisissez un autre jour."
        ),
        BrokenRule.HALVES: f"{who} donne des demi-journées, ou d’autres que celle-là. Choisissez un autre médecin.",
        BrokenRule.SCHEMES: f"{where} ne reçoit pas ce dispositif. Choisissez un autre lieu.",
        BrokenRule.PINS: f"La journée de {who} à {where}, {day}, est imposée\u00a0: elle doit rester dans le plan.",
    }


def _of_people(one: Violation, names: Names) -> dict[BrokenRule, str]:
    """Rules on several days of a doctor or of a place."""
    who, where, day = names.doctor(one.doctor), names.place(one.site), _day(one)
    subject = who if one.doctor else where
    found, most = french.number(one.found), french.number(one.most)
    return {
        BrokenRule.ROOMS: (
            f"{where} n’a plus de cabinet libre le {day}\u00a0: "
            f"{french.plural(one.found, 'médecin', 'médecins')} pour {french.plural(one.most, 'cabinet')}."
        ),
        BrokenRule.ONE_SITE: f"{who} donne déjà une journée le {day}. Déplacez ou retirez-la d’abord.",
        BrokenRule.MONTH: (
            f"{who} donnerait {french.plural(one.found, 'journée')} {_in_month(one)}, au plus {most}. "
            "Retirez-en une d’abord."
        ),
        BrokenRule.PROMISED: (
            f"{who} a promis {french.plural(one.most, 'journée')} à {where} {_in_month(one)}, et en donnerait {found}. "
            "Déplacez une autre journée."
        ),
        BrokenRule.WHOLE_WEEKS: (
            f"{who} donne des semaines entières dans un seul lieu\u00a0: celle du {day} serait coupée. Changez toute "
            "la semaine."
        ),
        BrokenRule.WEEKS: (
            f"{who} donnerait {french.plural(one.found, 'semaine')}, au plus {most}. Retirez-en une d’abord."
        ),
        BrokenRule.LEAST: (
            f"{where} aurait {french.plural(one.found, 'journée')} {_in_month(one)}\u00a0: un lieu ouvert en a au "
            f"moins {most}. Ajoutez les autres d’un coup avec «\u00a0Compléter le reste\u00a0», ou choisissez un lieu "
            "déjà ouvert."
        ),
        BrokenRule.DOCTORS: (
            f"{where} verrait {found}\u00a0médecins différents pendant le plan, au plus {most}. Choisissez un médecin "
            "qui y vient déjà."
        ),
        BrokenRule.SUPERVISION: (
            f"À {where}, le {day}, {french.plural(one.found, 'médecin doit', 'médecins doivent')} être encadrés, et "
            f"ceux qui encadrent en suivent {most}. Ajoutez d’abord une journée d’un encadrant."
        ),
        BrokenRule.BEDS: (
            f"À {where}, le {day}, {french.plural(one.found, 'médecin dort', 'médecins dorment')} sur place, pour "
            f"{french.plural(one.most, 'lit')}. Choisissez une autre date ou un autre lieu."
        ),
        BrokenRule.APART: (
            f"{subject} aurait deux journées à {french.plural(one.found, 'jour')} d’intervalle, jusqu’au {day}\u00a0: "
            f"il en faut au moins {most}. Choisissez une date plus éloignée."
        ),
    }


def _of_the_whole(one: Violation, names: Names) -> dict[BrokenRule, str]:
    """Rules on money and on the access that is left."""
    del names
    found, most = french.number(one.found / 100), french.number(one.most / 100)
    return {
        BrokenRule.BUDGET: (
            f"Le budget ne suffit pas\u00a0: {found}\u00a0€ dépensés pour {most}\u00a0€. Retirez d’abord une autre "
            "journée."
        ),
        BrokenRule.PAYERS: (
            f"Le budget de {one.about} ne suffit pas\u00a0: {found}\u00a0€ dépensés pour {most}\u00a0€. Retirez "
            "d’abord une autre journée qu’il paie."
        ),
        BrokenRule.HOME: (
            f"{toponyms.short_grouping(one.about)} perdrait {french.number(one.found, 3)} consultation par an et "
            f"par habitant, au plus {french.number(one.most, 3)} sont permises."
        ),
    }


def _day(one: Violation) -> str:
    return "" if one.day is None else french.date_text(one.day)


def _in_month(one: Violation) -> str:
    """ "en novembre 2026"; of rules by month only."""
    year, _, month = one.about.partition("-")
    return f"en {french.month_text(dt.date(int(year), int(month), 1))}" if month.isdigit() else ""
