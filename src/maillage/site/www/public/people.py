"""Distribution of access among inhabitants: how many in each class, how many below a threshold, how unequal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.access.indicators import gini, palma
from maillage.site.www import french
from maillage.site.www.public.explorer.scales import Classes

LOW = 2.5
"""Consultations a year and inhabitant: below this threshold a territory must be zoned as a priority."""
VERY_LOW = 1.0
"""Consultations a year and inhabitant: below this, not even one a year is available."""

Floats = NDArray[np.float64]
People = NDArray[np.int64]


def by_class(classes: Classes, values: Floats, people: People) -> list[dict[str, object]]:
    """Return the inhabitants by class of a figure (n,): colour, label, count, share in per cent."""
    count = np.bincount(classes.scale.classes(values), weights=people, minlength=len(classes.boxes))
    total = max(float(count.sum()), 1.0)
    return [
        {"css": box.css, "label": label, "population": round(number), "percent": 100 * number / total}
        for box, label, number in zip(classes.boxes, classes.labels, count.tolist(), strict=True)
    ]


def below(access: Floats, people: People) -> str:
    """Return how many people live below the threshold, in words."""
    low, everybody = int(people[access < LOW].sum()), int(people.sum())
    threshold = french.number(LOW, 1)
    if low == 0:
        return f"Tous ses habitants vivent au-dessus de {threshold} consultations par an."
    if low == everybody:
        return f"Tous ses habitants vivent sous {threshold} consultations par an."
    verb = "habitants y vivent" if low > 1 else "habitant y vit"
    return f"{french.number(low)} {verb} sous {threshold} consultations par an."


@dataclass(frozen=True)
class Spread:
    """Inequality of access: Gini coefficient, and Palma ratio (None if the least served have nothing)."""

    gini: float
    palma: float | None

    @classmethod
    def of(cls, access: Floats, people: People) -> Spread:
        """Compute it over ``people`` (n,) with ``access`` (n,); the total of people must not be 0."""
        return cls(gini(access, people), palma(access, people))


def inequality(access: Floats, people: People, france: Spread | None) -> list[str]:
    """Return sentences on inequality of access, compared with that of ``france`` if given."""
    everybody = int(people.sum())
    if everybody == 0 or len(access) < 2:
        return []
    low, least = int(people[access < LOW].sum()), int(people[access < VERY_LOW].sum())
    here, found = Spread.of(access, people), []
    if low:
        share = french.percent(100 * low / everybody)
        worse = f", dont {french.number(least)} avec moins d’une" if least else ""
        found.append(
            f"{share} des habitants vivent sous {french.number(LOW, 1)} consultations par an, "
            f"le seuil des territoires les moins dotés{worse}."
        )
    if here.palma is not None:
        beside = ""
        if france is not None and france.palma is not None:
            beside = f"{french.THIN}; en France, {french.number(france.palma, 1)}{french.HARD}fois"
        found.append(
            f"Le dixième des habitants le mieux doté peut obtenir en moyenne {french.number(here.palma, 1)}"
            f"{french.HARD}fois ce que peuvent obtenir les quatre dixièmes les moins dotés{beside}."
        )
    beside = f", contre {french.number(france.gini, 2)} en France" if france is not None else ""
    found.append(
        "De 0 (tous également dotés) à 1 (un seul a tout), l’inégalité est de "
        f"{french.number(here.gini, 2)}{beside} (indice de Gini)."
    )
    return found
