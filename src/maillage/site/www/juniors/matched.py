"""A match as pages tell it: who goes where, what stability costs, who stays under which assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from maillage.parameters import load_toml
from maillage.site.www import french
from maillage.site.www.juniors import match_plots

STAYS = {
    "base": "restent, sans rien de ce qui suit",
    "lodged": "de plus s’ils avaient le logement demandé",
    "first_wish": "de plus s’ils avaient leur premier vœu",
    "one_place": "de plus s’ils ont passé l’année dans un seul lieu",
    "couple": "de plus s’ils étaient placés avec leur conjoint",
}


@dataclass(frozen=True)
class Names:
    """What people of a match are called, and where supervisors are, by identifier."""

    juniors: Mapping[str, str] = field(default_factory=dict)
    supervisors: Mapping[str, str] = field(default_factory=dict)
    communes: Mapping[str, str] = field(default_factory=dict)

    def junior(self, key: str) -> str:
        """Return a junior's name, or the identifier itself."""
        return self.juniors.get(key, key)

    def supervisor(self, key: str) -> str:
        """Return a supervisor's name, or the identifier itself."""
        return self.supervisors.get(key, key)

    def commune(self, key: str, code: str) -> str:
        """Return the name of a supervisor's commune, or its code."""
        return self.communes.get(key, code)


@dataclass(frozen=True)
class Placed:
    """A supervisor, and who comes: name, which of their wishes, semesters."""

    name: str
    commune: str
    who: tuple[str, ...]


def told(result: Mapping[str, Any], names: Names | None = None) -> dict[str, Any]:
    """Return a match as the pages read it; people are called by ``names``, or by the identifiers of their tables."""
    known = names or Names()
    rows, everyone = result["match"], result["juniors"]
    placed = {row["junior"] for row in rows}
    places = [
        Placed(known.supervisor(one["id"]), known.commune(one["id"], one["commune"]), _who(rows, one["id"], known))
        for one in result["supervisors"]
    ]
    curve = _frontier(result["curve"])
    return {
        "stable": result["stable"],
        "exists": result["exists"],
        "blocking": result["blocking"],
        "gain": result["gain"],
        "placed": len(rows),
        "juniors": len(everyone),
        "first": sum(row["place_in_wishes"] == 1 for row in rows),
        "places": sorted(places, key=lambda one: (not one.who, one.name)),
        "without": [known.junior(one["id"]) for one in everyone if one["id"] not in placed and one["wishes"]],
        "wishless": [known.junior(one["id"]) for one in everyone if not one["wishes"]],
        "curve": curve,
        "curve_plots": [match_plots.frontier(curve, narrow=narrow) for narrow in (False, True)],
        "years": result["stays"],
        "years_plots": [match_plots.stays(result["stays"], narrow=narrow) for narrow in (False, True)],
        "named": names is not None,
        "a_year": result["a_year"],
    }


def _frontier(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the points of the curve that gain more than all with fewer blocking pairs."""
    kept: list[dict[str, Any]] = []
    for point in sorted(points, key=lambda one: (one["blocking"], -one["gain"], -one["first_wishes"])):
        if not kept or point["gain"] > kept[-1]["gain"] + 0.5:
            kept.append(point)
    return kept


def _who(rows: list[dict[str, Any]], place: str, names: Names) -> tuple[str, ...]:
    found: list[str] = []
    for row in rows:
        here = [name for name, there in (("1er", row["first"]), ("2e", row["second"])) if there == place]
        if here:
            when = "" if len(here) == 2 else f", {here[0]} semestre"
            nth = "1er" if row["place_in_wishes"] == 1 else f"{row['place_in_wishes']}e"
            found.append(f"{names.junior(row['junior'])} ({nth}\u00a0vœu{when})")
    return tuple(found)


def assumptions() -> list[tuple[str, str]]:
    """Return the assumptions of who stays, in percent with their range, and what each is about."""
    table = load_toml("maillage.planning.match", "stays")
    known = {name: table["stays"][name] for name in STAYS} | {"leaves": table["leaves"]["a_year"]}
    words = {**STAYS, "leaves": "de ceux qui sont restés partent chaque année ensuite"}
    return [(_percent(values), words[name]) for name, values in known.items()]


def _percent(values: list[float]) -> str:
    low, central, high = (french.number(100 * one) for one in values)
    return f"{central}\u00a0% ({low} à {high}\u00a0%)"
