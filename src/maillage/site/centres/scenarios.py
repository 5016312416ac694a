"""Scenarios of the budget of a centre: three at most, each from a public case, changed by its manager."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pghistory

from maillage.errors import UnknownName
from maillage.evaluation.centres import ASSUMPTIONS, complete
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.centres.models import CentreScenario
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed

LONGEST_NAME = 60


@dataclass(frozen=True)
class ScenarioData:
    """What is said of a scenario; ``changes`` are assumptions by code."""

    name: str
    changes: Mapping[str, float]


def check_may_change(centre: Organisation, by: User) -> None:
    """Raise ``NotAllowed`` if ``by`` does not run ``centre``."""
    if centre.pk not in by.grants.scope(Record.CENTRE, Act.CHANGE).organisations:
        raise NotAllowed("Ce centre ne relève pas de votre compte.")


@in_transaction
def save(centre: Organisation, rank: int, data: ScenarioData, by: User) -> CentreScenario:
    """Write the scenario of a rank (1 to 3). Raises ``InvalidField`` naming an assumption, ``NotAllowed``."""
    check_may_change(centre, by)
    name = data.name.strip()
    if not 1 <= rank <= CentreScenario.MOST:
        raise InvalidField("name", "Un centre compare trois scénarios au plus.")
    if not name or len(name) > LONGEST_NAME:
        raise InvalidField("name", f"Donnez un nom de {LONGEST_NAME} lettres au plus.")
    others = CentreScenario.objects.filter(centre=centre).exclude(rank=rank)
    if others.filter(name=name).exists():
        raise InvalidField("name", f"Un autre scénario s’appelle déjà «\u00a0{name}\u00a0».")
    _check(data.changes)
    with pghistory.context(user=by.pk):
        scenario, _ = CentreScenario.objects.update_or_create(
            centre=centre, rank=rank, defaults={"name": name, "changes": dict(data.changes)}
        )
    return scenario


@in_transaction
def drop(scenario: CentreScenario, by: User) -> None:
    """Remove a scenario. Raises ``NotAllowed``."""
    check_may_change(scenario.centre, by)
    with pghistory.context(user=by.pk):
        scenario.delete()


def _check(changes: Mapping[str, float]) -> None:
    for code, value in changes.items():
        one = ASSUMPTIONS.get(code)
        if one is None:
            raise InvalidField("name", f"L’hypothèse «\u00a0{code}\u00a0» n’existe pas.")
        if not one.least <= value <= one.most:
            scale, unit = (100, "\u00a0%") if one.unit == "part" else (1, "")
            raise InvalidField(code, f"{one.label}\u00a0: de {scale * one.least:g} à {scale * one.most:g}{unit}.")
    try:
        complete(changes)
    except (ValueError, UnknownName) as error:
        raise InvalidField("home_share", "Les visites et les enfants font plus que tous les actes.") from error
