"""A planning problem as arrays, so that a page can answer questions about a plan without building it again.

Names of people are left out: pages have their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.planning.data import PlanningData
from maillage.planning.document import PlanFile
from maillage.planning.result import Result
from maillage.planning.values import AffectedTerritories, DesignatedTerritory, OtherScheme, Pairs, Rules

Arrays = Mapping[str, NDArray[Any]]


def problem_out(data: PlanningData, result: Result) -> tuple[Arrays, Mapping[str, Any]]:
    """The arrays of a problem, and everything else as JSON; ``result`` is a plan of it."""
    nameless = replace(
        data, doctors=tuple(replace(one, name="", available=one.offered, absent=frozenset()) for one in data.doctors)
    )
    groups, pairs = data.groups, data.pairs
    arrays: dict[str, NDArray[Any]] = {
        "month_of_day": data.month_of_day, "available": data.available, "rooms": data.rooms,
        "pair_doctor": pairs.doctor, "pair_site": pairs.site, "pair_minutes": pairs.minutes,
        "pair_cents": pairs.cost_cents, "population": groups.population, "access": groups.access,
        "may_lose": groups.may_lose, "priority": groups.priority, "site_gain": data.site_gain,
        "home_loss": data.home_loss, "home_of_doctor": data.home_of_doctor, "area_of_site": data.area_of_site,
    }  # fmt: skip
    if data.half_rooms is not None:
        arrays["half_rooms"] = data.half_rooms
    meta = {
        "file": PlanFile.of(nameless, replace(result, proof=None), "", ()).to_document(),
        "rules": asdict(data.rules),
        "days": [day.isoformat() for day in data.days],
        "months": list(data.months),
        "groups": [list(groups.code), list(groups.name)],
        "measure": list(groups.measure),
        "areas": [[area.code, area.name] for area in data.areas],
        "notes": list(data.notes),
    }
    return arrays, meta


def problem_in(arrays: Arrays, meta: Mapping[str, Any]) -> PlanningData:
    """The problem written by :func:`problem_out`, without the names of people."""
    file, (codes, names) = PlanFile.from_document(meta["file"]), meta["groups"]
    read = {name: np.asarray(array) for name, array in arrays.items()}
    return PlanningData(
        doctors=file.doctors,
        sites=file.sites,
        days=tuple(date.fromisoformat(day) for day in meta["days"]),
        months=tuple(meta["months"]),
        month_of_day=read["month_of_day"],
        available=read["available"],
        rooms=read["rooms"],
        pairs=Pairs(read["pair_doctor"], read["pair_site"], read["pair_minutes"], read["pair_cents"]),
        groups=AffectedTerritories(
            tuple(codes),
            tuple(names),
            read["population"],
            read["access"],
            read["may_lose"],
            read["priority"],
            tuple(meta.get("measure", ())),
        ),
        site_gain=read["site_gain"],
        home_loss=read["home_loss"],
        home_of_doctor=read["home_of_doctor"],
        areas=tuple(DesignatedTerritory(code, name) for code, name in meta["areas"]),
        area_of_site=read["area_of_site"],
        start=file.start,
        weeks=file.weeks,
        rules=_rules_in(meta["rules"]),
        weights=file.weights,
        notes=tuple(meta["notes"]),
        half_rooms=read.get("half_rooms"),
    )


def _rules_in(row: Mapping[str, Any]) -> Rules:
    rules = {name: _whole(value) for name, value in row.items()}
    others = (OtherScheme(**{name: _whole(value) for name, value in one.items()}) for one in rules.pop("others", ()))
    return Rules(**rules, others=tuple(others))


def _whole(value: Any) -> Any:
    """A value as it was before JSON: its lists were tuples."""
    return tuple(_whole(one) for one in value) if isinstance(value, list) else value
