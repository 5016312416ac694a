"""``maillage plan``: who goes where and when, and the independent check of a plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.access_shared import NeedFile, SupplyFile, SupplyYear, tell_notices
from maillage.cli.times import TimesFiles, chosen_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maillage.access import AccessModel
    from maillage.planning import Doctor, PlanFile, PlanningData, Result, Site, Violation
    from maillage.territory import Territory
    from maillage.travel import TravelTimes
    from maillage.zoning import Designation

app = typer.Typer(help="Plan who goes where and when; check a plan.", no_args_is_help=True)

DEMO_NOTE = "Note: volunteers and sites are invented (give --doctors and --sites for real ones)."


@app.command()
def solve(
    out: Annotated[Path, typer.Option(help="Plan to write, .json.")],
    region: Annotated[str, typer.Option(help="Region by code or name (76, Occitanie).")] = "76",
    weeks: Annotated[int, typer.Option(min=1, max=52, help="Weeks to plan.")] = 13,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same plan.")] = 1,
    supply: SupplyFile = None,
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    doctors: Annotated[Path | None, typer.Option(help="Volunteers: id,commune and, if known, dates, status...")] = None,
    sites: Annotated[
        Path | None, typer.Option(help="Sites: id,commune and, if known, rooms, weekdays, closed.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="Priority territories to designate.")] = 28,
    budget: Annotated[float, typer.Option(help="Euros for allowances and journeys.")] = 247_500,
    start: Annotated[str | None, typer.Option(help="First day, 2027-01-04; else the Monday after next.")] = None,
    max_minutes: Annotated[int | None, typer.Option(min=0, help="Longest journey, at most that of the scheme.")] = None,
    scheme: Annotated[str, typer.Option(help="Scheme by code, one with a number of days a month.")] = "solidarity",
    times: TimesFiles = None,
) -> None:
    """Plan the days of a scheme; write the plan and print its objective, bound, gap, days, territories served."""
    from maillage import planning
    from maillage.schemes import scheme_named
    from maillage.tables import check_output

    check_output(out, (".json",))
    cents, rules = _cents(budget), scheme_named(scheme)
    first = _first_day(start)
    attached = planning.Attachment.of(supply), planning.Attachment.of(need)
    territory, known, model, designation = _engine(region, count, supply, need, supply_year, times)
    tell_notices(model)
    chosen_doctors, chosen_sites = _people(
        territory, known, model, designation, region=region, doctors=doctors, sites=sites, start=first, weeks=weeks
    )
    _tell("Solving")
    data = planning.build_data(
        territory, known, model, designation, chosen_doctors, chosen_sites,
        start=first, weeks=weeks, budget_cents=cents, scheme=rules, max_minutes=max_minutes,
    )  # fmt: skip
    for note in data.notes:
        _tell(f"Note: {note}.")
    result = planning.solve(data, seed)
    planning.PlanFile.of(
        data,
        result,
        designation.region,
        designation.codes,
        attached,
        f"{territory.vintage}; {known.source}",
        supply_year,
    ).write(out)
    _print(result)
    if result.explanation:
        _tell(result.explanation)
    _print_effect(territory, model, designation, data, result)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="F.json", help="Plan written by 'plan solve'.")],
    times: TimesFiles = None,
) -> None:
    """Check a plan: everything is computed again from the territory; exit code 0 only for a right plan."""
    from maillage import planning
    from maillage.errors import MaillageError

    plan, whole = planning.read_plan(path)
    broken = [] if whole else [planning.Violation("file", "its content was changed after it was written")]
    broken += _recheck(plan, times)
    if broken:
        for violation in broken:
            _tell(f"Broken rule {violation}")
        raise MaillageError(f"{path} is not a right plan: {len(broken)} broken rules. Solve it again.")
    result = plan.result
    served = f"{result.served} territories of {len(result.territories)}, " if result.territories else ""
    typer.echo(
        f"Right plan: {len(result.plan)} days, {len(result.plan.doctors)} doctors, {len(result.plan.sites)} sites, "
        f"{served}objective {result.objective:.1f}, bound {result.bound:.1f}, gap {result.gap:.3%}."
    )


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="F.json", help="Plan written by 'plan solve'.")],
    times: TimesFiles = None,
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="Data folder (MAILLAGE_DATA_DIR).")] = None,
) -> None:
    """Put a plan into the site as a draft that the coordination reads and publishes; checked before it is stored."""
    from maillage.errors import MaillageError
    from maillage.site.runtime import open_site

    open_site(data_dir)
    from maillage.site.plans.services import import_file
    from maillage.site.refusals import Refused

    try:
        run = import_file(path, lambda plan: _recheck(plan, times))
    except Refused as refusal:
        raise MaillageError(f"{path} was not stored: {refusal} Enter it into the directory first.") from refusal
    typer.echo(f"Stored as a draft: {run.programme.name}. Read and publish it on the site, /coordination/plan.")


def _recheck(plan: PlanFile, given: list[Path] | None) -> list[Violation]:
    """Every broken rule of a plan file, travel times and access computed anew."""
    import tempfile

    from maillage import planning
    from maillage.schemes import scheme_named

    with tempfile.TemporaryDirectory() as room:
        supply, need = (
            None if attachment is None else attachment.unpack(Path(room) / name)
            for name, attachment in (("supply", plan.supply), ("need", plan.need))
        )
        count, year = max(len(plan.territories), 1), plan.supply_year
        territory, times, model, designation = _engine(plan.region, count, supply, need, year, given)
    _, _, source = plan.vintage.partition("; ")
    if source and source != times.source:
        return [
            planning.Violation("travel times", f"made with '{source}', checked with '{times.source}': give its --times")
        ]
    if set(designation.codes) != set(plan.territories):
        return [planning.Violation("priority territories", "the list is not the one designated from these figures")]
    data = planning.build_data(
        territory, times, model, designation, plan.doctors, plan.sites,
        start=plan.start, weeks=plan.weeks, budget_cents=plan.budget_cents, scheme=scheme_named(plan.scheme),
        max_minutes=plan.max_minutes, weights=plan.weights,
    )  # fmt: skip
    return list(planning.check_result(data, plan.result))


def _engine(
    region: str,
    count: int,
    supply: Path | None,
    need: Path | None,
    supply_year: int | None,
    given: list[Path] | None,
) -> tuple[Territory, TravelTimes, AccessModel, Designation]:
    from maillage.access import gp_model, load_need
    from maillage.territory import load_territory
    from maillage.zoning import designate

    territory = load_territory()
    code = territory.resolve_region(region)
    _tell("Travel times and access")
    times = chosen_times(territory, given)
    model = gp_model(territory, times, supply, need, supply_year=supply_year)
    return territory, times, model, designate(territory, model, load_need(territory, need), count, code)


def _people(
    territory: Territory,
    times: TravelTimes,
    model: AccessModel,
    designation: Designation,
    *,
    region: str,
    doctors: Path | None,
    sites: Path | None,
    start: date,
    weeks: int,
) -> tuple[Sequence[Doctor], Sequence[Site]]:
    """The lists given, or the people of the demonstration in their place; always drawn with the same seed."""
    from maillage.demo.people import demo_doctors, demo_sites
    from maillage.planning import read_doctors, read_sites

    if doctors is None or sites is None:
        _tell(DEMO_NOTE)
    places = demo_sites(territory, designation)
    chosen_sites = [site.to_planning() for site in places] if sites is None else read_sites(sites, territory)
    if doctors is not None:
        return read_doctors(doctors, territory, start, weeks), chosen_sites
    volunteers = demo_doctors(
        territory, model.supply, designation, times, places, region=region, start=start, weeks=weeks
    )
    return [volunteer.to_planning() for volunteer in volunteers], chosen_sites


def _first_day(text: str | None) -> date:
    from maillage.errors import MaillageError
    from maillage.schemes import PARIS

    if text is None:
        today = datetime.now(PARIS).date()
        return today + timedelta(days=14 - today.weekday() if today.weekday() else 7)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MaillageError(f"'{text}' is not a date. Write --start as 2027-01-04.") from error


def _cents(euros: float) -> int:
    from maillage.errors import MaillageError

    if not 0 <= euros < 1e12:
        raise MaillageError(f"A budget of {euros} EUR cannot be planned with. Give --budget in euros.")
    return round(euros * 100)


def _print(result: Result) -> None:
    for name, value in (
        ("objective", f"{result.objective:.1f}"),
        ("bound", f"{result.bound:.1f}"),
        ("gap", f"{result.gap:.3%}"),
        ("days", len(result.plan)),
        ("doctors", len(result.plan.doctors)),
        ("sites", len(result.plan.sites)),
        ("territories", f"{result.served} of {len(result.territories)}"),
        ("fewest", f"{result.fewest_days} days in a territory"),
        ("median", f"{result.median_days:g} days in a territory"),
        ("euros", f"{result.cost_cents / 100:.2f}"),
        ("seconds", f"{result.seconds:.1f}"),
    ):
        typer.echo(f"{name:<11} {value}")


def _print_effect(
    territory: Territory, model: AccessModel, designation: Designation, data: PlanningData, result: Result
) -> None:
    from maillage.evaluation import evaluate
    from maillage.planning import planned_days

    days = planned_days(territory, data, result.plan)
    effect = evaluate(territory, model, designation, days, weeks=data.weeks)
    typer.echo(
        f"Access of the {len(effect.priority)} territories goes from {effect.mean_before:.2f} to "
        f"{effect.mean_before + effect.mean_gain:.2f} consultations a year and inhabitant while the plan runs; "
        f"worst loss elsewhere {effect.worst_loss_percent:.2f} %; {(effect.cents_per_consultation or 0) / 100:.2f} EUR "
        f"a consultation{'; modelled supply' if model.supply.modelled else ''}."
    )


def _tell(text: str) -> None:
    typer.echo(text, err=True)
