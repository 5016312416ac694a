"""The notice under every page: which figures are modelled, and whether the people shown are invented.

It follows from the stored figures; pages use the tag ``{% origin %}`` and never write the sentence themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from maillage.site.observatory.origin import BROUGHT_FORWARD, Origin

SUPPLY = (
    "Les généralistes sont répartis par un modèle entre les communes, d’après les totaux publiés par département"
    "\u202f; ces chiffres ne décrivent pas la situation exacte d’aujourd’hui."
)
NEED = "Le besoin de soins de chaque commune est estimé d’après les âges de son département."
REAL_SUPPLY = "Les généralistes sont comptés commune par commune."
GPS_COUNTED = "Généralistes comptés"
INVENTED = "Personnes, rendez-vous et plan fictifs."

INVENTIONS: list[Callable[[], bool]] = []
"""Functions that say whether the people of this site are invented; the demonstration adds its own."""


@dataclass(frozen=True)
class Notice:
    """The text of the tag and the sentences beside it."""

    label: str
    text: str


def notice_of(
    *, supply: bool, need: bool, invented: bool, origin: Origin | None = None, counted: str = GPS_COUNTED
) -> Notice | None:
    """Return the notice for figures whose supply or need is modelled; None if there is nothing to say.

    With a stored ``origin``, also what was observed, by whom and when; ``counted`` says who was counted.
    """
    observed = observed_on(origin) if origin is not None and not supply else None
    if not (supply or need or invented or observed):
        return None
    label = "Offre modélisée" if supply else observed or ("Besoin modélisé" if need else "Démonstration")
    told = [(invented, INVENTED), (supply, SUPPLY)]
    if observed and origin is not None:
        told += [(True, sentence) for sentence in sources_of(origin, counted)]
    else:
        told += [(need and not supply, REAL_SUPPLY)]
    told += [(need, NEED)]
    return Notice(label, " ".join(text for says, text in told if says))


def observed_on(origin: Origin) -> str | None:
    """Return the tag for counted figures; None if the date of the count was not stored."""
    if not origin.counted:
        return None
    counted = f"Offre observée {origin.at}"
    return f"{counted}, ramenée aux totaux de {origin.totals}" if origin.kind == BROUGHT_FORWARD else counted


def sources_of(origin: Origin, counted: str = GPS_COUNTED) -> list[str]:
    """Return who publishes the figures, and how they were processed."""
    told = [f"{counted} par commune : {origin.producer}."]
    if origin.kind == BROUGHT_FORWARD:
        told.append(
            f"Les départs et arrivées depuis sont estimés : chaque département a son total publié de {origin.totals}."
        )
    if origin.need:
        publishers = " et ".join(origin.need.split("; "))
        told.append(f"Âges et revenus par commune : {publishers}.")
    if origin.official:
        told.append(f"Indicateur : APL officielle {origin.official} (DREES), actualisée.")
    return told


def people_are_invented() -> bool:
    """Return whether this site shows a demonstration (one query)."""
    return any(invents() for invents in INVENTIONS)


def notice(*, people: bool) -> Notice | None:
    """Return the notice of the current figures, and with ``people`` a word on the people shown (two queries)."""
    # Imported late: apps register their answers before models can be imported.
    from maillage.site.observatory import reading

    invented = people and people_are_invented()
    try:
        measure = reading.current_access()
    except reading.NotMeasured:
        return notice_of(supply=False, need=False, invented=invented)
    return notice_of(
        supply=measure.supply_modelled, need=measure.need_modelled, invented=invented, origin=measure.origin
    )
