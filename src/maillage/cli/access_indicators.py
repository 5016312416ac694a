"""``maillage access indicator``, ``coverage`` and ``inequality``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.access_shared import (
    AnyProfession,
    Area,
    Closed,
    ClosedOption,
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
    area_of,
    group_notices,
    level_table,
    tell,
    tell_notices,
    write,
)
from maillage.cli.times import TimesFiles, chosen_times

if TYPE_CHECKING:
    from maillage.access import Decay
    from maillage.access.indicators import Inequality
    from maillage.sources.supply_by_fee import Providers
    from maillage.territory import Territory


class Name(StrEnum):
    """Indicators beside the APL."""

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


class Fee(StrEnum):
    """Doctors let through: without extra fee, with at most 40 % extra, all."""

    NONE = "none"
    UPTO40 = "upto40"
    ALL = "all"


class Measure(StrEnum):
    """How providers in reach are set against people."""

    DENSITY = "density"
    TWO_STEP = "2sfca"


def indicator(
    name: Annotated[Name, typer.Argument(help="Which indicator.")],
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

    fca, 2sfca, e2sfca, 3sfca, m2sfca, bfca: providers per 100,000 inhabitants. raam: cost of travel and crowding, 1 for
    an hour on the road or the crowding of the mean place, empty where no provider is within --minutes; the lower the
    better. nearest: minutes, empty where none is within 60. count: providers within --minutes. population: inhabitants
    who reach the commune within --minutes. e2sfca, 3sfca, m2sfca and bfca weigh three equal zones 1, 0.68, 0.22 unless
    --decay says otherwise; the others take all or nothing.
    """
    import numpy as np

    from maillage.access.indicators import compute, let_through, unit_of
    from maillage.access.method import check_profession

    weighing = _decay(name, minutes, decay, closed)
    check_profession(profession)
    area = area_of(region, level, living_areas, out)
    providers = load_providers(area.territory, supply, profession)
    known = chosen_times(area.territory, times)
    people, care = area.territory.population, let_through(providers, fee.value, supply)
    values, where = compute(name.value, known, people, care, minutes, weighing, closed.value)
    columns = {"value": values}
    if where is not None and level == Level.COMMUNE:
        columns["nearest"] = np.where(where >= 0, area.territory.code[where], "")
    table, notices = level_table(area, columns)
    write(out, area, table)
    tell((*providers.notices, *notices, *_weighing(profession, level)))
    reached = table["population"] * np.isfinite(table["value"])
    mean = float((np.nan_to_num(table["value"]) * reached).sum() / max(reached.sum(), 1))
    said = "modelled supply" if providers.modelled else f"supply of {providers.label}"
    typer.echo(f"{area.label}: {table.rows} rows, {name} {mean:.6g} {unit_of(name.value, minutes)} on average; {said}.")


def _decay(name: Name, minutes: float, text: str | None, closed: Closed) -> Decay | None:
    from maillage.access import ImpossibleDecay, exponential_decay, gaussian_decay, step_decay
    from maillage.access.indicators import decay_for
    from maillage.errors import MaillageError

    if text is None:
        return None
    kind, _, value = text.partition(":")
    try:
        if kind in ("exponential", "gaussian"):
            curve = exponential_decay if kind == "exponential" else gaussian_decay
            found: Decay = curve(float(value), minutes, closed.value)
        else:
            steps = [step.split(":") for step in text.split(",")]
            found = step_decay(tuple(float(b) for b, _ in steps), tuple(float(w) for _, w in steps), closed.value)
    except ImpossibleDecay:
        raise
    except ValueError as error:
        raise MaillageError(
            f"'{text}' is not a decay. Write steps of minutes and weights as 10:1,20:0.68,30:0.22, or "
            "exponential:0.12, or gaussian:180."
        ) from error
    return decay_for(name.value, minutes, found)


def load_providers(territory: Territory, supply: Path | None, profession: str) -> Providers:
    """Providers of the file, or those modelled from the published totals where there is none."""
    from maillage.sources.supply_by_fee import read_providers
    from maillage.sources.supply_modelled import modelled_providers

    if supply is not None:
        return read_providers(supply, territory, profession)
    return modelled_providers(territory, profession)


def _weighing(profession: str, level: Level) -> tuple[str, ...]:
    """What to say where the published means are weighed by people of certain ages, and these are not known."""
    from maillage.access.indicators import published_weights

    if level == Level.COMMUNE or published_weights(profession) == "population":
        return ()
    return (f"published means for {profession} are weighed by age, whose weights are not published: population here",)


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
    measure: Annotated[Measure, typer.Option(help="density in reach, or shared among those who reach it.")] = (
        Measure.DENSITY
    ),
    level: LevelOption = Level.COMMUNE,
    supply: ProviderFile = None,
    closed: ClosedOption = Closed.RIGHT,
    living_areas: LivingAreas = None,
    times: TimesFiles = None,
) -> None:
    """Write code,name,population,per_100k,against_mean_percent,class, one row per commune or group.

    per_100k: providers of the fee class within --minutes per 100,000 inhabitants within --minutes.
    against_mean_percent: above (+) or below (-) the mean of France. class: desert (60 % below or worse), difficult
    (30 to 60 % below), satisfactory, abundant (more than 30 % above).
    """
    import numpy as np

    from maillage.access.indicators import CLASSES, CoverageMethod, let_through
    from maillage.access.indicators import coverage as measured
    from maillage.access.method import check_profession
    from maillage.tables import Columns

    check_profession(profession)
    method = CoverageMethod.load()
    limit = method.minutes_for(profession) if minutes is None else minutes
    area = area_of(region, level, living_areas, out)
    providers = load_providers(area.territory, supply, profession)
    territory = area.territory
    care = let_through(providers, fee.value, supply)
    found = measured(
        chosen_times(territory, times), territory.population, care, limit, method, measure.value, closed.value
    )
    table, notices = level_table(area, {"per_100k": found.value})
    relative = table["per_100k"] / found.mean - 1
    kinds = np.asarray([CLASSES[kind] for kind in method.classes(relative)])
    write(out, area, Columns({**table, "against_mean_percent": np.round(100 * relative, 2) + 0.0, "class": kinds}))
    tell((*providers.notices, *notices, *_weighing(profession, level)))
    people = table["population"]
    shares = ", ".join(f"{name} {100 * people[kinds == name].sum() / max(people.sum(), 1):.1f} %" for name in CLASSES)
    said = "modelled supply" if providers.modelled else f"supply of {providers.label}"
    typer.echo(
        f"{area.label}: inhabitants by class: {shares}; mean of France {found.mean:.1f} per 100,000 within {limit:g} "
        f"minutes, fee {fee}; {said}."
    )


class Rank(StrEnum):
    """What people are ranked by for the Palma ratio."""

    ACCESS = "access"
    INCOME = "income"


def inequality(
    out: Out,
    region: Region = "all",
    profession: Annotated[str, typer.Option(help="Profession; documented: gp.")] = "gp",
    under: Annotated[float, typer.Option(min=0, help="Threshold of access, consultations a year.")] = 2.5,
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
    """Write code,name,population,mean,gini,palma,share_under, one row per group: how unequally the APL is shared.

    gini: 0 all have the same, 1 one has all. palma: mean of the best served tenth of people over that of the worst
    served four tenths (--rank income: of the richest tenth over the poorest four tenths, needs --need), empty where the
    latter have none. share_under: share of people whose access is under --under.
    """
    from dataclasses import asdict

    import numpy as np
    import pandas as pd

    from maillage.access import gp_model, load_need, parameters_for
    from maillage.access.indicators import inequality_by_group
    from maillage.errors import MaillageError

    method = parameters_for(profession, parameters)
    if level == Level.COMMUNE:
        raise MaillageError("Inequality is told inside groups of communes. Choose --level epci, department or france.")
    if rank == Rank.INCOME and need is None:
        raise MaillageError("--rank income needs the incomes of the communes. Give --need F.")
    area = area_of(region, level, living_areas, out)
    model = gp_model(area.territory, chosen_times(area.territory, times), supply, need, method, supply_year)
    incomes = load_need(area.territory, need).income if rank == Rank.INCOME else None
    labels = np.where(area.inside(), np.asarray(area.groups), "")
    rows, empty = inequality_by_group(labels, model.access(), area.territory.population, under, incomes)
    frame = pd.DataFrame([asdict(row) for row in rows]).round(6)
    frame.insert(1, "name", [area.names.get(row.code, row.code) for row in rows])
    frame = frame.astype({"population": "int64", "palma": "float64"})
    write(out, area, frame)
    tell_notices(model)
    tell((*area.notices, *group_notices(area), *_poorest(area, rows, empty)))
    said = "modelled supply" if model.supply.modelled else f"supply of {model.supply.label}"
    gini, share = frame["gini"], frame["share_under"]
    typer.echo(
        f"{area.label}: {len(frame)} rows, Gini {gini.min():.3f} to {gini.max():.3f} ({frame['name'][gini.idxmax()]}); "
        f"share under {under:g} from {share.min():.1%} to {share.max():.1%}; {said}."
    )


def _poorest(area: Area, rows: list[Inequality], empty: list[str]) -> list[str]:
    """What the table of inequality leaves out or empty."""
    names = {code: area.names.get(code, code) for code in (*empty, *(row.code for row in rows))}
    notices = [f"{names[code]} is left out, nobody is known to live there" for code in empty]
    nothing = [names[row.code] for row in rows if row.palma is None]
    if nothing:
        notices.append(f"palma is empty where the worst served have nothing ({', '.join(nothing[:5])})")
    return notices
