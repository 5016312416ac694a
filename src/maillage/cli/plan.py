"""``maillage plan``: who goes where and when, and the independent check of a plan."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.options import (
    AsJson,
    DataDir,
    MoreRegions,
    NeedFile,
    QuotaOption,
    RegionsOption,
    SupplyFile,
    SupplyYear,
    TimesFiles,
    note,
    quota_of,
    regions_of,
)
from maillage.cli.plan_budget import budget
from maillage.cli.plan_compare import compare
from maillage.cli.plan_course import course_of, measures_of, payers_of
from maillage.cli.plan_explain import explain
from maillage.cli.plan_match import check_match_file, match
from maillage.cli.plan_open import open_
from maillage.cli.plan_replan import replan
from maillage.cli.plan_rota import check_rota_file, rota
from maillage.cli.plan_settle import settle
from maillage.cli.plan_tour import check_tour_file, tour

if TYPE_CHECKING:
    from maillage.analysis import PlanCheck, PlanTable
    from maillage.planning import Result

app = typer.Typer(help="Plan who goes where and when; check a plan.", no_args_is_help=True)
app.command("open")(open_)
app.command("rota")(rota)
app.command("match")(match)
app.command("tour")(tour)
app.command("replan")(replan)
app.command("compare")(compare)
app.command("explain")(explain)
app.command("budget")(budget)
app.command("settle")(settle)


@app.command()
def solve(
    out: Annotated[Path, typer.Option(help="Plan to write, .json.")],
    region: RegionsOption = None,
    more: MoreRegions = None,
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
    quota: QuotaOption = None,
    volunteers: Annotated[
        int | None, typer.Option(min=1, help="Volunteers to invent without --doctors: 300, 5,000 for 151 territories.")
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(help="Euros for allowances and journeys. Default: 247,500; by territory and week over regions."),
    ] = None,
    start: Annotated[str | None, typer.Option(help="First day, 2027-01-04; default: the Monday after next.")] = None,
    max_minutes: Annotated[int | None, typer.Option(min=0, help="Longest journey, at most that of the scheme.")] = None,
    scheme: Annotated[str, typer.Option(help="Code of a scheme with a number of days per month.")] = "solidarity",
    times: TimesFiles = None,
    openings: Annotated[
        float | None, typer.Option(min=0, help="Euros that a site costs once it opens, unless --sites says it.")
    ] = None,
    least_days: Annotated[int, typer.Option(min=0, max=31, help="Days a month that an open site then keeps.")] = 3,
    payer: Annotated[
        list[str] | None, typer.Option(help="NAME=EUROS, the budget of a payer of the lists; once for each.")
    ] = None,
    calendar: Annotated[Path | None, typer.Option(help="Days to write as iCalendar, .ics.")] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            help="PROFESSION=FILE, counts code,gps of another profession that has its own access; repeatable."
        ),
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="Weights of the objective, .toml; see the method.")] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="End then, with the best plan so far; search on until then.")
    ] = None,
    gap: Annotated[float | None, typer.Option(min=0, max=100, help="End at this gap to the bound, in percent.")] = None,
    progress: Annotated[
        Path | None, typer.Option(help="File for each better plan and bound, .jsonl: seconds, objective, bound, gap.")
    ] = None,
) -> None:
    """Plan the days of a scheme; write the plan and print its objective, bound, gap, days, territories served."""
    import maillage
    from maillage.errors import AllAtOnce
    from maillage.schemes import scheme_named
    from maillage.tables import check_output

    check_output(out, (".json",))
    if calendar is not None:
        check_output(calendar, (".ics",))
    scheme_named(scheme)
    request = AllAtOnce()
    payers, counts = request.read(lambda: payers_of(payer), {}), request.read(lambda: measures_of(measure), {})
    asked, quotas = regions_of(region, more), quota_of(quota)
    _tell("Travel times and access")
    zones = maillage.designate(asked, count, supply, need, times=times, supply_year=supply_year, quota=quotas)
    note(zones.access.notices)
    _tell("Solving")
    with course_of(progress, told=seconds is not None or gap is not None) as course:
        plan = zones.plan(
            doctors, sites, start=start, weeks=weeks, budget_cents=_cents(budget), seed=seed, max_minutes=max_minutes,
            scheme=scheme, volunteers=volunteers, least_days=least_days, budgets=payers,
            opening_cents=_cents(openings), seconds=seconds, gap=None if gap is None else gap / 100,
            progress=course.progress, watch=course.watch, weights=weights, measures=counts, request=request,
        )  # fmt: skip
    note(notice for notice in plan.notices if notice not in zones.notices)
    plan.save(out)
    if calendar is not None:
        plan.save(calendar)
    _print(plan.result)
    if plan.result.explanation:
        _tell(plan.result.explanation)
    typer.echo(_effect(plan))


@app.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="F.json", help="What 'plan solve', 'rota', 'match' or 'tour' wrote.")],
    times: TimesFiles = None,
    bound: Annotated[
        bool, typer.Option("--bound", help="Also verify, exactly, that no plan is above the bound.")
    ] = False,
    give: Annotated[
        list[str] | None, typer.Option(help="duty:person, once for each duty that changes hands: checks an exchange.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a plan, a rota, a match or a tour: everything is computed again; exit code 0 only if no rule is broken."""
    import maillage
    from maillage.errors import MaillageError

    document = _document_in(path)
    if document.get("kind") == "maillage-rota":
        check_rota_file(path, document, give or [])
        return
    if give:
        raise MaillageError(f"{path} is not a rota. --give checks an exchange of duties of a rota.")
    if document.get("kind") == "maillage-match":
        check_match_file(path, document)
        return
    if document.get("kind") == "maillage-tour":
        check_tour_file(path, document)
        return
    _tell("Travel times and access")
    found = maillage.check_plan(path, times, bound=bound)
    note(found.notices)
    if as_json:
        typer.echo(_checked(found, bound=bound))
    if found.broken:
        for violation in found.broken:
            _tell(f"Broken rule {violation}")
        raise MaillageError(f"{path} is not a right plan: {len(found.broken)} broken rules. Solve it again.")
    if as_json:
        return
    result = found.result
    served = f"{result.served} territories of {len(result.territories)}, " if result.territories else ""
    typer.echo(
        f"Right plan: {len(result.plan)} days, {len(result.plan.doctors)} doctors, {len(result.plan.sites)} sites, "
        f"{served}objective {result.objective:.1f}, bound {result.bound:.1f}, gap {result.gap:.3%}."
    )
    if bound and result.proof is not None:
        typer.echo(_proven(result, result.proof.bound))


def _checked(found: PlanCheck, *, bound: bool) -> str:
    """The result of a check as one JSON object (docs/schemas/plan-check.json)."""
    from json import dumps

    result = found.result
    proven = result.proof.bound if bound and not found.broken and result.proof is not None else None
    return dumps({
        "right": not found.broken, "broken": list(found.broken), "days": len(result.plan),
        "objective": result.objective, "bound": result.bound, "gap": result.gap, "proven": proven,
    })  # fmt: skip


def _proven(result: Result, proven: float) -> str:
    gap = max(proven - result.objective, 0.0) / max(proven, 1e-9)
    told = f"Proven: no plan is above {proven:.6f}, the gap is at most {gap:.4%}."
    if result.bound < proven:
        told += f" The lower bound of {result.bound:.6f} rests on the search of the solver alone."
    return told


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="F.json", help="Plan written by 'plan solve'.")],
    times: TimesFiles = None,
    data_dir: DataDir = None,
) -> None:
    """Check a plan and store it in the site as a draft, for the coordination to read and publish."""
    from maillage.analysis.plans import recheck_plan
    from maillage.errors import MaillageError
    from maillage.site.runtime import open_site

    open_site(data_dir)
    from maillage.site.plans.services import import_file
    from maillage.site.refusals import Refused

    _tell("Travel times and access")
    try:
        run = import_file(path, lambda plan: recheck_plan(plan, times))
    except Refused as refusal:
        raise MaillageError(f"{path} was not stored: {refusal} Enter it into the directory first.") from refusal
    typer.echo(f"Stored as a draft: {run.programme.name}. Read and publish it on the site, /coordination/plan.")


def _document_in(path: Path) -> dict[str, Any]:
    """The document of a JSON file; an empty one for any other file, which the reader of plans judges."""
    import json

    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _cents(euros: float | None) -> float | None:
    """Whole cents; what is no number of euros stays as it is, for the planner to refuse with everything else."""
    return euros if euros is None or not math.isfinite(euros) else round(euros * 100)


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


def _effect(plan: PlanTable) -> str:
    effect = plan.evaluate().effect
    return (
        f"Access of the {len(effect.priority)} territories goes from {effect.mean_before:.2f} to "
        f"{effect.mean_before + effect.mean_gain:.2f} consultations a year and inhabitant while the plan runs; "
        f"worst loss elsewhere {effect.worst_loss_percent:.2f} %; {(effect.cents_per_consultation or 0) / 100:.2f} EUR "
        f"a consultation{', without openings' if plan.data.opening_cents.any() else ''}; "
        f"{plan.zones.access.model.supply.in_words}."
    )


def _tell(text: str) -> None:
    typer.echo(text, err=True)
