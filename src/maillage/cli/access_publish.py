"""``maillage access publish``: add a supply file to the map of the site, as one more year of a profession."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import DataDir, NeedFile, SupplyYear, note

if TYPE_CHECKING:
    from maillage.access import AccessModel
    from maillage.sources.supply_by_fee import Providers
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

YEAR = re.compile(r"[0-9A-Za-z][0-9A-Za-z .-]{0,29}")


def publish(
    supply: Annotated[
        Path, typer.Option(help="Counts: code,count (or code,gps[,gps_60_plus]) and fee (sector1|optam|upto40|all).")
    ],
    vintage: Annotated[str, typer.Option(help="Year of the counts, as the map names it: 2019.")],
    profession: Annotated[str, typer.Option(help="gp, or another profession that the file counts.")] = "gp",
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    current: Annotated[
        bool, typer.Option("--current", help="Show these counts first on the map of this profession.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Add a supply file to the map of the site, beside those it already shows; years can then be compared.

    With a column of fees, the map offers a filter by fee. Other pages keep their figures. Times are those of the site's
    own measure, so that a difference between two years is a difference of doctors.
    """
    from maillage.site.runtime import open_site

    _check(profession, vintage, current=current)
    server = open_site(data_dir, migrate=False)
    try:
        typer.echo(_publish(supply, vintage, profession, need, supply_year, current=current))
    finally:
        if server is not None:
            server.stop()


def _check(profession: str, vintage: str, *, current: bool) -> None:
    from maillage.access.method import DOCUMENTED, check_profession
    from maillage.errors import MaillageError

    check_profession(profession)
    if not YEAR.fullmatch(vintage):
        raise MaillageError(f"'{vintage}' cannot name a year on the map. Write at most 30 letters and digits: 2019.")
    if current and profession in DOCUMENTED:
        raise MaillageError("All pages show the current figures of GPs, not only the map. Leave --current out.")


def _publish(
    supply: Path, vintage: str, profession: str, need: Path | None, supply_year: int | None, *, current: bool
) -> str:
    from maillage.access.method import DOCUMENTED
    from maillage.errors import MaillageError
    from maillage.site.observatory import measurements, reading
    from maillage.sources.supply_by_fee import read_providers
    from maillage.territory import load_territory

    territory = load_territory(reading.store())
    providers = read_providers(supply, territory, profession)
    if profession in DOCUMENTED:
        model = _model(territory, _times(territory), supply, providers, need, supply_year)
        measurements.store_model(
            territory, model, providers=providers if providers.fees_known else None, vintage=vintage, current=False
        )
        notices, count = (*model.supply.notices, *model.demand.notices), float(model.supply.headcount.sum())
    elif need is not None or supply_year is not None:
        raise MaillageError("--need and --supply-year are for the APL of GPs. Leave them out.")
    else:
        measurements.store_supply(territory, profession, providers, vintage, current=current)
        notices, count = providers.notices, float(providers.total().sum())
    note(notices)
    fees = ", with their fees" if providers.fees_known else ""
    years = ", ".join(measurements.vintages(profession))
    return f"{count:,.0f} of profession '{profession}' in {vintage}{fees} are on the map; years there: {years}."


def _model(
    territory: Territory,
    times: TravelTimes,
    supply: Path,
    providers: Providers,
    need: Path | None,
    supply_year: int | None,
) -> AccessModel:
    """The access model of the file; a file with fees has several lines per commune, and no ages."""
    from maillage.access import gp_model, supply_from_counts
    from maillage.errors import MaillageError
    from maillage.sources.supply import DoctorCounts

    if not providers.fees_known:
        return gp_model(territory, times, supply, need, supply_year=supply_year)
    if supply_year is not None:
        raise MaillageError("Counts by fee are not brought forward. Leave --supply-year out.")
    base = gp_model(territory, times, need=need)
    told = providers.notices
    counts = DoctorCounts(providers.total(), None, providers.label, "as given", modelled=False, notices=told)
    return base.with_supply(supply_from_counts(counts, base.parameters))


def _times(territory: Territory) -> TravelTimes:
    """The times with which the site's own figures were measured, else those of the mesh."""
    from maillage.access import AccessModel
    from maillage.site.observatory import reading
    from maillage.site.observatory.workbench import workbench
    from maillage.travel.loading import current_times

    try:
        model = workbench().model
    except reading.NotMeasured:
        return current_times(territory, reading.store())
    assert isinstance(model, AccessModel)
    return model.times
