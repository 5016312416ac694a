"""``maillage access indicator``, ``coverage`` and ``inequality``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from maillage.cli.options import (
    AnyProfession,
    Level,
    LevelOption,
    LivingAreas,
    NeedFile,
    Out,
    ParameterSet,
    ProviderFile,
    Region,
    SupplyFile,
    SupplyYear,
    TimesFiles,
    check_table,
    note,
    write,
)


class IndicatorName(StrEnum):
    """Indicators other than the APL."""

    FCA = "fca"
    TWO_STEP = "2sfca"
    ENHANCED = "e2sfca"
    THREE_STEP = "3sfca"
    MODIFIED = "m2sfca"
    BALANCED = "bfca"
    RATIONAL = "raam"
    NEAREST = "nearest"
    COUNT = "count"
    POPULATION = "population"


class Closed(StrEnum):
    """Side of an interval that includes its limit."""

    RIGHT = "right"
    LEFT = "left"


class Fee(StrEnum):
    """Fee filter: doctors without extra fee, with at most 40 % extra, all."""

    NONE = "none"
    UPTO40 = "upto40"
    ALL = "all"


class Statistic(StrEnum):
    """How providers in reach are related to people."""

    DENSITY = "density"
    TWO_STEP = "2sfca"


ClosedOption = Annotated[Closed, typer.Option(help="right: exactly t minutes is within t; left: it is not.")]


def indicator(
    name: Annotated[IndicatorName, typer.Argument(help="Which indicator.")],
    out: Out,
    region: Region = "76",
    profession: AnyProfession = "gp",
    minutes: Annotated[float, typer.Option(min=1, max=60, help="Catchment in minutes; the decay ends there.")] = 30,
    level: LevelOption = Level.COMMUNE,
    supply: ProviderFile = None,
    decay: Annotated[
        str | None,
        typer.Option(help="Decay: 10:1,20:0.68,30:0.22 (steps), exponential:0.12 or gaussian:180 up to --minutes."),
    ] = None,
    closed: ClosedOption = Closed.RIGHT,
    fee: Annotated[Fee, typer.Option(help="Doctors counted, by fee.")] = Fee.ALL,
    living_areas: LivingAreas = None,
    times: TimesFiles = None,
) -> None:
    """Write code,name,population,value (and nearest: code of the nearest provider), one row per commune or group.

    fca, 2sfca, e2sfca, 3sfca, m2sfca, bfca: providers per 100,000 inhabitants. raam: cost of travel and crowding, where
    1 is an hour on the road or the crowding of the mean place, empty if no provider is within --minutes; lower is
    better. nearest: minutes, empty if none is within 60. count: providers within --minutes. population: inhabitants who
    reach the commune within --minutes. e2sfca, 3sfca, m2sfca and bfca use three equal zones with weights 1, 0.68, 0.22
    unless --decay sets others; the others are all or nothing.
    """
    import maillage

    check_table(out, level, living_areas)
    found = maillage.indicator(
        name, region, supply,
        profession=profession, minutes=minutes, decay=decay, closed=closed.value, fee=fee, times=times,
    )  # fmt: skip
    table = found.by(level, living_areas)
    write(table, out)
    typer.echo(
        f"{found.place}: {len(table)} rows, {name} {table.mean() or 0.0:.6g} {found.unit} on average; {found.in_words}."
    )


def coverage(
    out: Out,
    region: Region = "76",
    profession: AnyProfession = "gp",
    minutes: Annotated[
        float | None,
        typer.Option(min=1, max=60, help="Minutes; default: 30 for gp, 45 for the documented specialists."),
    ] = None,
    fee: Annotated[
        Fee, typer.Option(help="none: no extra fee (sector 1, OPTAM); upto40: at most 40 % extra.")
    ] = Fee.ALL,
    measure: Annotated[Statistic, typer.Option(help="density in reach, or shared among those who reach it.")] = (
        Statistic.DENSITY
    ),
    level: LevelOption = Level.COMMUNE,
    supply: ProviderFile = None,
    closed: ClosedOption = Closed.RIGHT,
    living_areas: LivingAreas = None,
    times: TimesFiles = None,
) -> None:
    """Write code,name,population,per_100k,against_mean_percent,class, one row per commune or group.

    per_100k: providers of the fee class within --minutes per 100,000 inhabitants within --minutes.
    against_mean_percent: above (+) or below (-) the mean of France. class: desert (60 % below or worse), difficult (30
    to 60 % below), satisfactory, abundant (more than 30 % above).
    """
    import maillage
    from maillage.access.indicators import CLASSES

    check_table(out, level, living_areas)
    found = maillage.coverage(
        region, supply,
        profession=profession, minutes=minutes, fee=fee, measure=measure.value, closed=closed.value, times=times,
    )  # fmt: skip
    table = found.by(level, living_areas)
    table.save(out, decimals={"per_100k": 6, "against_mean_percent": 2})
    note(table.notices)
    shares = table.shares("class")
    told = ", ".join(f"{name} {100 * shares.get(name, 0.0):.1f} %" for name in CLASSES)
    typer.echo(
        f"{found.place}: inhabitants by class: {told}; mean of France {found.mean_of_france:.1f} per 100,000 within "
        f"{found.minutes:g} minutes, fee {fee}; {found.in_words}."
    )


class Rank(StrEnum):
    """How people are ranked for the Palma ratio."""

    ACCESS = "access"
    INCOME = "income"


def inequality(
    out: Out,
    region: Region = "all",
    profession: Annotated[str, typer.Option(help="Profession; documented: gp.")] = "gp",
    under: Annotated[float, typer.Option(min=0, help="Threshold of access, consultations per year.")] = 2.5,
    rank: Annotated[Rank, typer.Option(help="Palma: richest tenth over poorest four tenths, by access or income.")] = (
        Rank.ACCESS
    ),
    level: LevelOption = Level.FRANCE,
    supply: SupplyFile = None,
    need: NeedFile = None,
    parameters: ParameterSet = None,
    supply_year: SupplyYear = None,
    living_areas: LivingAreas = None,
    times: TimesFiles = None,
) -> None:
    """Write code,name,population,mean,gini,palma,share_under, one row per group: the inequality of the APL.

    gini: 0 if all have the same access, 1 if one person has all. palma: mean of the best served tenth of people over
    that of the worst served four tenths (--rank income: of the richest tenth over the poorest four tenths),
    empty if the latter have none. share_under: share of people whose access is under --under.
    """
    import maillage
    from maillage.analysis.inputs import is_word
    from maillage.errors import MaillageError
    from maillage.sources.catalogue.in_force import DEPARTMENTAL

    if level == Level.COMMUNE:
        raise MaillageError("Inequality is told inside groups of communes. Choose --level epci, department or france.")
    if rank == Rank.INCOME and is_word(need, DEPARTMENTAL):
        raise MaillageError("--rank income needs the incomes of the communes. Leave --need out, or give --need F.")
    check_table(out, level, living_areas)
    measured = maillage.measure(
        region, supply, need, profession=profession, parameters=parameters, times=times, supply_year=supply_year
    )
    table = measured.inequality(level, under=under, rank=rank, living_areas=living_areas)
    write(table, out)
    gini, share = table.column("gini"), table.column("share_under")
    worst = table.column("name")[gini.argmax()]
    typer.echo(
        f"{measured.place}: {len(table)} rows, Gini {gini.min():.3f} to {gini.max():.3f} ({worst}); "
        f"share under {under:g} from {share.min():.1%} to {share.max():.1%}; "
        f"{measured.model.supply.in_words}."
    )
