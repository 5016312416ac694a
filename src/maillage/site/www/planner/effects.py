"""What a change of a plan does, in words: gains and losses, money, minutes, patients, and the rules it would break."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.planning import AccessChange, Broken, BrokenRule, Effect
from maillage.site.www import french, toponyms
from maillage.site.www.planner.names import Names

SHOWN = 8
"""Territories named on each side."""


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
    worth = french.signed(effect.objective, 0 if abs(effect.objective) >= 10 else 1)
    noun = "consultation utile" if abs(effect.objective) < 2 else "consultations utiles"
    facts = [f"{worth}\u00a0{noun}" if abs(effect.objective) >= 0.05 else "aussi utile"]
    if effect.days:
        facts.append(f"{french.signed(effect.days, 0)}\u00a0{'journée' if abs(effect.days) < 2 else 'journées'}")
    facts.append(f"{french.signed(effect.cost_cents / 100, 0)}\u00a0€" if effect.cost_cents else "même coût")
    minutes = round(effect.minutes)
    facts.append(f"{french.signed(minutes, 0)}\u00a0min de trajet" if minutes else "même trajet")
    if patients:
        facts.append(french.plural(patients, "rendez-vous à déplacer", "rendez-vous à déplacer"))
    gains = tuple(_line(one) for one in effect.access if one.after > one.before)
    losses = tuple(_line(one) for one in effect.access if one.after < one.before)
    broken = tuple(rule_in_words(one, names) for one in effect.broken)
    return EffectInWords(tuple(facts), gains[:SHOWN], losses[:SHOWN], broken, patients)


def _line(one: AccessChange) -> TerritoryLine:
    return TerritoryLine(toponyms.short_grouping(one.name), one.before, one.after)


def rule_in_words(one: Broken, names: Names) -> str:
    """Return a broken rule as a sentence that names who, where and when, and what to do."""
    if one.rule is BrokenRule.BUDGET:
        return (
            f"Le budget ne suffit pas\u00a0: {french.number(one.found / 100)}\u00a0€ dépensés pour "
            f"{french.number(one.most / 100)}\u00a0€. Retirez d’abord une autre journée."
        )
    if one.rule is BrokenRule.HOME:
        return (
            f"{toponyms.short_grouping(one.territory)} perdrait {french.number(one.found, 3)} consultation par an et "
            f"par habitant, au plus {french.number(one.most, 3)} sont permises."
        )
    assert one.day is not None, "every other rule is broken by a day"
    who, where = names.doctor(one.day.doctor_id), names.place(one.day.site_id)
    day = french.date_text(one.day.date)
    sentences = {
        BrokenRule.PEOPLE: f"{who} ou {where} n’était pas dans le calcul de ce plan. Demandez un nouveau plan.",
        BrokenRule.DATES: f"Le {day} est hors du plan, un dimanche ou un jour férié. Choisissez une autre date.",
        BrokenRule.JOURNEY: (
            f"{who} est à plus de {french.number(one.most)}\u00a0minutes de {where}. Choisissez un lieu plus proche."
        ),
        BrokenRule.ABSENCE: f"{who} a déclaré une absence le {day}. Choisissez une autre date.",
        BrokenRule.AVAILABILITY: f"{who} n’est pas disponible le {day}. Choisissez une autre date.",
        BrokenRule.OPENING: f"{where} n’ouvre pas le {day}. Choisissez une autre date.",
        BrokenRule.ROOMS: (
            f"{where} n’a pas de cabinet libre le {day}\u00a0: "
            f"{french.plural(one.found, 'médecin', 'médecins')} pour {french.plural(one.most, 'cabinet')}."
        ),
        BrokenRule.ONE_SITE: f"{who} donne déjà une journée ailleurs le {day}. Déplacez ou retirez-la d’abord.",
        BrokenRule.MONTH: (
            f"{who} donnerait {french.plural(one.found, 'journée')} ce mois-là, au plus {french.number(one.most)}. "
            "Retirez-en une d’abord."
        ),
    }
    return sentences[one.rule]
