"""Why a request has no plan, in French: the fewest rules that together forbid every day, with their figures.

Without any one of the rules named, some day would be allowed by the others of them.
"""

from __future__ import annotations

import re

from maillage.errors import ImpossiblePlan
from maillage.planning import PlanningData
from maillage.planning.conflicts import AVAILABILITY, BUDGET, DAYS_A_MONTH, HOME, forbidden, smallest_conflict

NAMED = re.compile(r"Rule '([a-z ]+)'")
TOGETHER = re.compile(r"Rules '")
NUMBERS = {2: "deux", 3: "trois", 4: "quatre"}
NOTHING_WORTH = "No day gains more than it costs"


def told(problem: ImpossiblePlan, data: PlanningData) -> str:
    """Return why there is no plan and what to do, as sentences; what the planner says where it is none of its rules."""
    named = NAMED.match(str(problem))
    if named is not None and named[1] in (rules := _rules(data)):
        return f"Aucun plan n’est possible, et une seule règle l’empêche\u00a0: {rules[named[1]]}"
    if TOGETHER.match(str(problem)):
        return _together(data)
    if str(problem).startswith(NOTHING_WORTH):
        return (
            "Aucune journée n’apporterait plus qu’elle ne coûte\u00a0: ce que perd le territoire de départ, et la "
            "route, valent davantage. Choisissez des lieux où l’accès est plus faible, ou des soignants retraités."
        )
    return f"Aucun plan n’est possible avec ces choix\u00a0: {problem}"


def _together(data: PlanningData) -> str:
    """Return the sentence of several rules, none of which forbids every day alone."""
    forbids = forbidden(data)
    of_rule = {
        DAYS_A_MONTH: "la personne n’a plus de jour à donner",
        AVAILABILITY: "la personne n’est libre aucun jour où le lieu est ouvert",
        BUDGET: f"le budget de {_euros(data.rules.budget_cents)} ne paie pas la journée",
        HOME: "le territoire de départ y perdrait plus qu’il ne peut",
    }
    conflict = smallest_conflict(forbids)
    each = "\u202f; ".join(f"{of_rule[rule]} ({int(forbids[rule].sum())} fois)" for rule in conflict)
    return (
        f"Aucun plan n’est possible\u00a0: {NUMBERS[len(conflict)]} règles ensemble l’empêchent, et aucune seule. Pour "
        f"chacun des {len(data.pairs)} trajets possibles d’un soignant à un lieu, l’une d’elles interdit la "
        f"journée\u00a0: {each}. Il suffit d’assouplir l’une d’elles."
    )


def _rules(data: PlanningData) -> dict[str, str]:
    far = data.rules.max_minutes
    cheapest = min(data.pairs.cost_cents.tolist(), default=0)
    return {
        "volunteers": (
            "aucun soignant choisi n’habite hors des territoires prioritaires. Engagez d’autres soignants, ou "
            "choisissez d’autres professions."
        ),
        "sites": (
            "aucun lieu n’est dans un territoire prioritaire. Inscrivez-en un, ou choisissez d’autres territoires."
        ),
        "journey": (
            f"aucun soignant n’habite à moins de {far}\u00a0minutes d’un lieu. Choisissez d’autres territoires, ou "
            "cherchez des volontaires plus proches."
        ),
        "opening days": (
            "aucun lieu n’a de cabinet libre entre ces dates. Ouvrez des jours ou des cabinets, ou choisissez d’autres "
            "dates."
        ),
        "days a month": "personne n’a plus de jour à donner ces mois-là. Choisissez d’autres dates.",
        "availability": (
            "aucun soignant n’est libre un jour où un lieu à sa portée est ouvert. Choisissez d’autres dates, ou plus "
            "de semaines."
        ),
        "budget": (
            f"le budget de {_euros(data.rules.budget_cents)} ne paie pas une journée\u202f; la moins chère coûte "
            f"{_euros(cheapest)}. Augmentez le budget."
        ),
        "home territory": (
            "chaque journée prendrait à un territoire de départ plus qu’il ne peut perdre "
            f"({data.rules.max_loss_percent:g}\u00a0% au plus, et jamais sous "
            f"{f'{data.rules.floor:g}'.replace('.', ',')} consultations par habitant). Cherchez des soignants "
            "retraités, remplaçants, ou de territoires mieux dotés."
        ),
    }


def _euros(cents: int) -> str:
    return f"{cents / 100:.2f}\u00a0€".replace(".", ",")
