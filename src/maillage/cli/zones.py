"""``maillage zones``: the territories most in need."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maillage.cli.options import (
    LivingAreas,
    MoreRegions,
    NeedFile,
    PivotOn,
    PivotOption,
    QuotaOption,
    RegionsOption,
    SupplyFile,
    SupplyYear,
    TimesFiles,
    note,
    quota_of,
    regions_of,
    write,
)

app = typer.Typer(help="Designate the territories most in need.", no_args_is_help=True)


@app.callback()
def zones() -> None:
    """Designate the territories most in need."""


@app.command()
def designate(
    out: Annotated[Path, typer.Option(help="Table to write: .csv, .parquet or .geojson.")],
    region: RegionsOption = None,
    more: MoreRegions = None,
    count: Annotated[int, typer.Option(help="How many territories.")] = 28,
    quota: QuotaOption = None,
    supply: SupplyFile = None,
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    hospitals: Annotated[
        Path | None, typer.Option(help="Hospitals with lat,lon; default: the authorised emergency departments.")
    ] = None,
    times: TimesFiles = None,
) -> None:
    """Write ``rank,code,name,population,score`` and one column per criterion.

    rank 1 is the most in need; score (0 to 100) is the share of the region's territories that are better off.
    """
    import maillage
    from maillage.tables import check_output

    check_output(out)
    found = maillage.designate(
        regions_of(region, more), count, supply, need,
        hospitals=hospitals, times=times, supply_year=supply_year, quota=quota_of(quota),
    )  # fmt: skip
    found.save(out, [name for name in found.columns if name != "reason"])
    note(found.notices)
    facts = found.facts()
    stand_ins = ", ".join(found.designation.proxies)
    proxies = f"; proxies: {stand_ins}" if stand_ins else ""
    typer.echo(
        f"{found.access.place}: {len(found)} territories, {facts['population']} inhabitants "
        f"({facts['share of the region']:.1%}), {facts['departments']} departments"
        f"; {found.access.model.supply.in_words}{proxies}."
    )


@app.command()
def official(
    out: Annotated[Path, typer.Option(help="Table to write: .csv or .parquet.")],
    region: Annotated[str, typer.Option(help="Region by code or name (76, Occitanie).")] = "76",
) -> None:
    """Write the priority territories published by the State: ``code,name,department,population``, and their source.

    The list may be incomplete: the note gives the number of missing territories.
    """
    from maillage.tables import check_output, write_table
    from maillage.territory import load_territory
    from maillage.zoning.official import official_list

    check_output(out, (".csv", ".parquet"))
    territory = load_territory()
    found = official_list(territory, region)
    write_table(found.to_columns(), out)
    if not found.complete:
        missing = found.published - len(found.rows)
        typer.echo(f"Note: {missing} of the {found.published} territories are not known to Maillage.", err=True)
    people = sum(row.population for row in found.rows)
    typer.echo(
        f"{territory.region_names[found.region]}: {len(found.rows)} of {found.published} official territories, "
        f"{people} inhabitants ({found.source})."
    )


@app.command()
def regulation(
    out: Annotated[Path, typer.Option(help="Table to write: .csv, .parquet or .geojson.")],
    region: Annotated[str, typer.Option(help="Region by code or name (76, Occitanie).")] = "76",
    vintage: Annotated[str, typer.Option(help="Rules: 2025 or 2017.")] = "2025",
    living_areas: LivingAreas = None,
    supply: SupplyFile = None,
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    times: TimesFiles = None,
    pivot: PivotOption = PivotOn.OFFICIAL,
) -> None:
    """Write ``code,name,population,apl,zone,kind,decided_in,agency_zone,agency_share``, one row per living area.

    zone: zip, reserve (the agency chooses ZIP or ZAC), margin (the agency may add it) or outside, by the thresholds on
    the mean APL. agency_zone: what the agency published for most inhabitants. Without files, the observed figures.
    """
    import maillage
    from maillage.tables import check_output
    from maillage.zoning.regulation import Zone

    check_output(out)
    found = maillage.regulation(
        region, supply, need,
        vintage=vintage, living_areas=living_areas, times=times, supply_year=supply_year, pivot=str(pivot),
    )  # fmt: skip
    write(found, out)
    told = found.regulation
    counts = ", ".join(
        f"{sum(row.zone is zone for row in told.rows)} {zone.value} ({told.people(zone)} inhabitants)"
        for zone in Zone
        if any(row.zone is zone for row in told.rows)
    )
    typer.echo(f"{found.access.place}, rules of {told.rules.vintage}: {counts}.")
