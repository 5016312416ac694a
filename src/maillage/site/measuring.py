"""Measures a region for the site: computes each result of the engine once and stores what the pages read.

``maillage init``, ``maillage site measure`` and the demonstration use the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.site.observatory.origin import Origin
from maillage.sources.catalogue import Holdings
from maillage.sources.catalogue.current import (
    current_emergency,
    current_need,
    current_official,
    current_providers,
    current_supply,
    loaded_counts,
)
from maillage.sources.catalogue.in_force import COUNTS, NEED, counts_in_force, need_in_force
from maillage.sources.published import about
from maillage.sources.supply_forward import BROUGHT_FORWARD

if TYPE_CHECKING:
    from maillage.access import AccessModel
    from maillage.artefacts import ArtefactStore
    from maillage.site.cartography import AreaMap
    from maillage.sources.catalogue import Loaded
    from maillage.sources.catalogue.current import CurrentSupply
    from maillage.sources.need import Need
    from maillage.sources.official import OfficialApl
    from maillage.sources.supply_by_fee import Providers
    from maillage.territory import Territory
    from maillage.travel import TravelTimes
    from maillage.zoning import Designation
    from maillage.zoning.official import OfficialList

# The functions import the engine when they need it, so that a second run, which computes nothing, ends at once.

OFFICIAL = "apl_gp_by_commune"
PRIORITY_TERRITORIES = 28  # designated in Occitanie in 2025 (regional health agency)


@dataclass
class Measurement:
    """A region and the files to measure it with; each result of the engine is computed on first use.

    ``supply`` and ``need`` are files of ``code,gps`` and of need by commune; None for what ``maillage data`` has
    loaded, or else the public figures of the package (the counts of 2019 projected to today, the need by commune).
    ``supply_year`` is the year of the counts; ``times_files`` are travel times by road, used before those of the mesh.
    ``pivoted``: scale to the newest official figures. ``count`` is the number of designated territories, None for 28
    or a quarter of those compared. ``basis`` is the list to put in force (a ``zoning.official.Basis``), None to keep
    the current choice, at first the computed list.
    """

    asked_region: str
    store: ArtefactStore
    supply: Path | None = None
    need: Path | None = None
    supply_year: int | None = None
    times_files: Sequence[Path] = ()
    count: int | None = None
    pivoted: bool = True
    basis: str | None = None

    @cached_property
    def region(self) -> str:
        """Code of the region given by code or name. Raises ``UnknownName``."""
        return self.territory.resolve_region(self.asked_region)

    @cached_property
    def territory(self) -> Territory:
        """All communes of France."""
        from maillage.territory import load_territory

        return load_territory(self.store)

    @cached_property
    def times(self) -> TravelTimes:
        """Travel times between all communes of France, within 60 minutes: of the files, else loaded, else the mesh."""
        from maillage.travel.loading import current_times

        def loaded() -> TravelTimes:
            return current_times(self.territory, self.store)

        if not self.times_files:
            return loaded()
        from maillage.travel.roads.blend import blended_times

        return blended_times(list(self.times_files), self.territory, loaded, self.store).times

    @cached_property
    def model(self) -> AccessModel:
        """Access to general practitioners in all of France, so that there is no edge at the region's border."""
        from maillage.access import gp_model, pivot_on_official

        supply, year = self.counts
        model = gp_model(self.territory, self.times, supply, self.figures_of_need, supply_year=year)
        if not self.pivoted:
            return model
        return pivot_on_official(model, self.territory, self.official_figures, loaded_counts(self.held)).on(model)

    @property
    def held(self) -> Holdings:
        """What ``maillage data`` holds in the same data folder."""
        return Holdings.of(self.store.root.parent)

    @cached_property
    def loaded_supply(self) -> CurrentSupply | None:
        """The loaded counts of doctors, where no file of counts is given."""
        return current_supply(self.held) if self.supply is None else None

    @cached_property
    def gps_by_fee(self) -> Providers | None:
        """The same doctors by fee, if the loaded practitioners tell fees; None otherwise."""
        from maillage.sources.supply_by_fee import read_providers

        path = current_providers(self.held, "gp") if self.supply is None else None
        if path is None:
            return None
        providers = read_providers(path, self.territory, "gp")
        return providers.scaled_to(self.model.supply.headcount) if providers.fees_known else None

    @cached_property
    def loaded_need(self) -> Loaded | None:
        """The loaded need by commune, where no file of need is given."""
        return current_need(self.held) if self.need is None else None

    @cached_property
    def loaded_official(self) -> OfficialApl | None:
        """The loaded official APL, None for that of the package."""
        return current_official(self.held, self.territory)

    @property
    def counts(self) -> tuple[Path, int | None]:
        """Doctors by commune and the year to bring them forward from: the given file, else the loaded counts, else
        those of the package.
        """
        if self.supply is not None:
            return self.supply, self.supply_year
        counts = counts_in_force(self.held)
        return counts.path, counts.year

    @property
    def need_file(self) -> Path:
        """Need by commune: the given file, else what was loaded, else the one of the package."""
        return need_in_force(self.held) if self.need is None else self.need

    @cached_property
    def figures_of_need(self) -> Need:
        """Need by commune, read once for demand and criteria. Raises ``BadInput`` for an unusable file."""
        from maillage.access import load_need

        return load_need(self.territory, self.need_file)

    @cached_property
    def official_figures(self) -> OfficialApl:
        """The newest official figures, which access starts from."""
        from maillage.sources.official import official_apl

        return self.loaded_official if self.loaded_official is not None else official_apl(self.territory)

    @cached_property
    def origin(self) -> Origin:
        """Origin of the figures, as pages show it."""
        counted, producer = str(about(COUNTS)["date"]), str(about(COUNTS)["producer"])
        if self.supply is not None:
            counted, producer = "", ""
        elif self.loaded_supply is not None:
            counted, producer = str(self.loaded_supply.loaded.year), self.loaded_supply.loaded.producer
        need = self.loaded_need.producer if self.loaded_need is not None else str(about(NEED)["producer"])
        official = about(OFFICIAL)["vintage"] if self.loaded_official is None else self.loaded_official.year
        return Origin(
            kind=self.model.supply.origin,
            counted=counted,
            producer=producer,
            totals=self.model.supply.vintage if self.model.supply.origin == BROUGHT_FORWARD else "",
            need="" if self.need is not None else need,
            official=str(official) if self.pivoted else "",
        )

    @cached_property
    def designation(self) -> Designation:
        """The territories of the region most in need. Raises ``MaillageError`` if ``count`` exceeds those compared."""
        from maillage.zoning import designate

        count = _default_count if self.count is None else self.count
        sites = current_emergency(self.held, self.territory)
        return designate(self.territory, self.model, self.figures_of_need, count, self.region, hospitals=sites)

    @cached_property
    def official(self) -> OfficialList | None:
        """The State's list of priority territories of the region, None if unknown."""
        from maillage.zoning.official import official_list_or_none

        return official_list_or_none(self.territory, self.region)


def _default_count(compared: int) -> int:
    """Number of territories to designate of those ``compared``: 28, or a quarter in a small region."""
    return min(PRIORITY_TERRITORIES, max(1, compared // 4))


def load_communes(measured: Measurement) -> int:
    """Store the communes of France as rows; return the number of communes of the region."""
    from maillage.site.geography import services

    services.load(measured.territory)
    return len(measured.territory.in_region(measured.region))


def read_figures(measured: Measurement) -> tuple[Need, OfficialApl | None]:
    """Read the need and the official figures, while another process computes the travel times (``site.ahead``)."""
    return measured.figures_of_need, measured.official_figures if measured.pivoted else None


def keep_times(measured: Measurement) -> None:
    """Store the travel times that booking and the rules use."""
    from maillage.site.geography.travel import store_times

    store_times(measured.times, measured.store)


def keep_access(measured: Measurement) -> None:
    """Store the access model that pages, scenarios and the effect of programmes use."""
    from maillage.site.observatory.measurements import store_model

    store_model(
        measured.territory, measured.model, measured.store,
        providers=measured.gps_by_fee, origin=measured.origin,
    )  # fmt: skip


def keep_past(measured: Measurement) -> None:
    """Store the official figures of every vintage and what changed them, for the curve of each commune."""
    from maillage.access.history import history_of
    from maillage.site.observatory.past import store_past
    from maillage.sources.catalogue.current import known_changes, official_vintages

    history = history_of(
        measured.model, measured.territory, official_vintages(measured.held, measured.territory),
        loaded_counts(measured.held), known_changes(measured.held),
    )  # fmt: skip
    store_past(measured.territory, history, measured.model.supply.vintage, measured.store)


def keep_indicators(measured: Measurement) -> tuple[int, int]:
    """Store the other professions and the indicators beside the APL; return how many of each."""
    from maillage.site.observatory.measurements import store_supplies
    from maillage.site.observatory.workbench import compute_indicators

    professions = store_supplies(measured.territory, measured.held, measured.store)
    return 1 + len(professions), compute_indicators()


def keep_designation(measured: Measurement) -> int:
    """Store the computed list and the State's list of the region; return the length of the list in force."""
    from maillage.site.observatory.services import store_designation

    return store_designation(
        measured.designation,
        measured.region,
        modelled=measured.model.supply.origin == "modelled",
        official=measured.official,
        basis=measured.basis,
    )


def draw_maps(measured: Measurement) -> tuple[AreaMap, AreaMap]:
    """The maps of the region and of France, drawn if the store lacks them."""
    from maillage.site.cartography import MapArea, save_area

    def drawn(level: str, code: str) -> AreaMap:
        return save_area(measured.store, measured.territory, None, MapArea.of(measured.territory, level, code))

    return drawn("region", measured.region), drawn("france", "FR")


def keep_maps(measured: Measurement) -> None:
    """Draw and store the maps of France and of the region, which becomes the site's region."""
    from maillage.site.cartography import KIND
    from maillage.site.geography.services import HOME_MAP, set_current

    built, _ = draw_maps(measured)
    set_current(HOME_MAP, f"{KIND}/{built.key}", measured.territory.vintage)


def refresh_effects() -> int:
    """Recompute the effect of every published programme; return how many."""
    from maillage.site.engagements.models import Programme
    from maillage.site.observatory import effects

    keys = list(Programme.objects.published().values_list("pk", flat=True))
    effects.refresh(keys)
    return len(keys)


Work = Callable[[Measurement], object]

MEASURES: tuple[tuple[str, Work], ...] = (
    ("Communes of France, with their groupings", load_communes),
    ("Need and official figures of communes", read_figures),
    ("Travel times between communes", keep_times),
    ("Access to general practitioners", keep_access),
    ("Official figures since 2016, and what changed them", keep_past),
    ("Other professions and indicators of the map", keep_indicators),
    ("Maps of the region and of France", keep_maps),
)
"""The steps of measuring a region, in order, each with its progress line."""
