"""The rules of a rota and the changes that would fill it, in French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

RULES: Mapping[str, str] = {
    "role": "Cette personne n’est pas à la régulation, ou n’y est que là.",
    "sector": "Cette personne n’est pas de garde dans cette maison.",
    "absence": "Cette personne a dit qu’elle ne pouvait pas ce jour-là.",
    "exemption by age": "Cette personne est dispensée de garde par son âge.",
    "exemption by pregnancy": "Cette personne est dispensée de nuits à cette date.",
    "rest": "Il ne resterait pas onze heures de repos entre deux gardes.",
    "hours a week": "Cette personne aurait plus de 48\u00a0heures de garde dans la semaine.",
    "duties a week": "Cette personne aurait plus de trois gardes dans la semaine.",
    "weekends of four": "Cette personne serait de garde plus de deux week-ends sur quatre.",
}
"""Why a rule refuses a duty to somebody, by the name of the rule in ``maillage.planning.rota``; the limits are those of
``planning/rota/parameters/duty.toml``."""

_CHANGES: Mapping[str, str] = {
    "absence": "{who} prend une garde le {day}, malgré son absence",
    "sector": "{who} prend des gardes à «\u00a0{house}\u00a0»",
    "exemption by age": "{who} renonce à sa dispense d’âge",
    "duties a week": "{who} fait une garde de plus la semaine du {day}",
    "weekends of four": "{who} fait un week-end de garde de plus, dans le mois du {day}",
    "each duty is filled": "un médecin de plus fait la garde du {day}, {period}, à «\u00a0{house}\u00a0»",
}


def change_said(change: Mapping[str, Any], people: Mapping[str, str], houses: Mapping[str, str]) -> str:
    """Return a change in French; ``people`` and ``houses`` are names by key."""
    from maillage.site.duties.periods import PERIODS, duty_named

    rule, what = str(change["rule"]), str(change["what"])
    told: dict[str, str] = {"who": people.get(str(change["person"]), "une personne")}
    if rule == "each duty is filled":
        name = duty_named(what)
        told |= {"house": houses.get(str(name.house), ""), "day": f"{name.date:%d/%m/%Y}"}
        label = PERIODS[name.period].label
        told["period"] = label[0].lower() + label[1:]
    elif rule == "sector":
        told["house"] = houses.get(what, "")
    elif what:
        told["day"] = f"{date.fromisoformat(what):%d/%m/%Y}"
    return _CHANGES[rule].format(**told)


def changes_said(
    changes: Sequence[Mapping[str, Any]], people: Mapping[str, str], houses: Mapping[str, str]
) -> list[str]:
    """Return changes in French, in their order."""
    return [change_said(one, people, houses) for one in changes]
