"""``plan``: who goes where and when, with the proven bound, the check and the effect."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from maillage import evaluation, planning
from maillage.analysis.inputs import whole_number
from maillage.analysis.other_professions import OtherMeasure, measures_of, measures_of_file
from maillage.analysis.plan_request import (
    USUAL_WEEKS,
    budgets_of,
    first_day,
    people_of,
    until,
    weights_of,
    with_openings,
)
from maillage.analysis.table import Table
from maillage.analysis.world import territory
from maillage.analysis.zones import Zones, designate
from maillage.artefacts import let_go
from maillage.errors import AllAtOnce
from maillage.schemes import Profession, scheme_named
from maillage.sources.catalogue.in_force import DEPARTMENTAL, MODELLED
from maillage.tables import Columns, check_output, write_whole

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike
    from maillage.planning import PlanningData, Result

__all__ = ["Effects", "PlanCheck", "PlanTable", "check_plan", "plan", "plan_for"]
INVENTED = "volunteers and sites are invented (give doctors and sites for real ones)"
EFFECTS = ("before", "after", "gain")


def plan(
    region: str | Sequence[str],
    doctors: TableLike | None = None,
    sites: TableLike | None = None,
    *,
    count: int = 28,
    supply: TableLike | None = None,
    need: TableLike | None = None,
    times: TimesLike | None = None,
    supply_year: int | None = None,
    quota: Mapping[str, int] | str | None = None,
    **options: Any,
) -> PlanTable:
    """Plan days of a scheme, by default solidarity consultations, for the ``count`` territories most in need.

    ``region`` is one region, a list of them, or "all" for France; ``quota`` as in :func:`maillage.designate`.

    ``doctors``: ``id,commune`` and, if known, ``name``, ``status``, ``home_share_percent``, ``days_per_month``, and
    ``dates`` or ``weekdays``. ``sites``: ``id,commune`` and, if known, ``name``, ``rooms``, ``weekdays``, ``closed``.
    If one is missing, the invented people of the demonstration are used, and ``notices`` says so. ``supply``, ``need``,
    ``times`` and ``supply_year`` as in :func:`maillage.measure`. ``options``: ``start`` (a date; default: the Monday
    after next), ``weeks`` (13), ``budget_cents`` (24,750,000 for one region; for several, the same by
    territory and week), ``seed`` (1; the same seed gives the same plan), ``volunteers`` (number of invented ones: 300
    for one region, for several 33 by territory), ``max_minutes`` (that of the scheme), ``scheme``
    ("solidarity", or the code of another scheme with days per month), ``opening_cents`` and ``least_days`` (what each
    site costs once it opens, and the days a month that it then keeps: 3), ``budgets`` (cents by payer), ``seconds`` and
    ``gap`` (when to end), ``weights`` (``maillage.planning.PlanWeights`` or a
    TOML file), ``progress`` (called with each better plan or bound) and ``watch`` (called often, with the
    stage): either may raise ``maillage.planning.StopPlanning`` to keep the best plan so far. ``measures`` are counts of
    other professions by commune, {"dentist": table ``code,gps``}: access to them is measured like that to doctors, and
    the sites and volunteers of that profession are planned by it. Volunteers may name a ``scheme``, give mornings or
    afternoons (``half``) or whole ``weeks``, and be ``promised`` to sites; see the method.
    Raises ``BadInput`` naming row and column, ``ImpossiblePlan`` naming the rule that makes every plan impossible.

    ```python
    plan = maillage.plan("Corse", count=4, start="2027-01-04", weeks=4)
    plan.summary()
    plan.evaluate().frame
    ```
    """
    zones = designate(region, count, supply, need, times=times, supply_year=supply_year, quota=quota)
    return plan_for(zones, doctors, sites, **options)


def plan_for(
    zones: Zones,
    doctors: TableLike | None = None,
    sites: TableLike | None = None,
    *,
    start: date | str | None = None,
    weeks: int = 13,
    budget_cents: int | None = None,
    seed: int = 1,
    max_minutes: int | None = None,
    scheme: str = "solidarity",
    volunteers: int | None = None,
    opening_cents: int | None = None,
    least_days: int = 3,
    budgets: Mapping[str, int] | None = None,
    seconds: float | None = None,
    gap: float | None = None,
    progress: Callable[[planning.Progress], None] | None = None,
    watch: Callable[[str], None] | None = None,
    weights: planning.PlanWeights | Path | str | None = None,
    measures: Mapping[str, TableLike] | None = None,
    request: AllAtOnce | None = None,
) -> PlanTable:
    """Plan for territories already designated; see :func:`plan`.

    All problems of figures and lists are told at once, with those that ``request`` holds already: the problem itself if
    there is one, else ``BadRequest``.
    """
    request, region, rules = request or AllAtOnce(), zones.access.region, scheme_named(scheme)
    first = request.read(lambda: first_day(start, region), first_day(None, region))
    weeks = request.read(lambda: whole_number("weeks", weeks, 0, "13"), USUAL_WEEKS)
    seed = request.read(lambda: whole_number("seed", seed, 0, "1"), 1)
    budget, paid = request.read(lambda: budgets_of(zones, weeks, budget_cents, budgets or {}), (0, {}))
    if max_minutes is not None:
        max_minutes = request.read(lambda: whole_number("max_minutes", max_minutes, 0, "60"), 0)
    weighed = request.read(lambda: weights_of(weights), None)
    end = request.read(lambda: until(seconds, gap), planning.Until())
    others = request.read(lambda: measures_of(zones.access, measures or {}), {})
    chosen_doctors, chosen_sites = people_of(request, zones, doctors, sites, first, weeks, volunteers)
    chosen_sites = request.read(lambda: with_openings(chosen_sites, opening_cents, least_days), chosen_sites)
    request.refuse()
    access = zones.access
    data = planning.build_data(
        territory(), access.model.times, access.model, zones.designation, chosen_doctors, chosen_sites,
        start=first, weeks=weeks, budget_cents=budget, scheme=rules, max_minutes=max_minutes, budgets=paid,
        weights=weighed, measures={name: one.model for name, one in others.items()},
    )  # fmt: skip
    notes = (INVENTED, *data.notes) if doctors is None or sites is None else data.notes
    notes = (*notes, *map(str, planning.useless(data))) if doctors is not None or sites is not None else notes
    if zones.several:
        let_go()
    found = planning.solve(data, seed, until=end, progress=progress, watch=watch)
    return PlanTable(zones, data, found, tuple(notes), others)


class PlanTable(Table):
    """Days of a plan, one row each: ``date,doctor,site,place,commune,home,minutes,cost_cents``.

    ``territories`` lists the days of each designated territory, ``check`` checks the plan independently, ``evaluate``
    computes its effect; ``result`` is the engine's value, with objective, bound and gap.
    """

    def __init__(
        self,
        zones: Zones,
        data: PlanningData,
        result: Result,
        notices: tuple[str, ...] = (),
        measures: Mapping[Profession, OtherMeasure] | None = None,
    ) -> None:
        """Show the days of ``result``, a solution of ``data`` for ``zones``; ``measures`` are those of others."""
        whole, self.measures = territory(), measures or {}
        self.zones, self.data, self.result = zones, data, result
        self.days = planning.planned_days(whole, data, result.plan)
        places = {site.id: site.name for site in data.sites}
        assigned = result.plan.assignments
        positions = np.array([day.position for day in self.days], dtype=np.int64)
        columns: dict[str, Any] = {
            "date": np.array([one.date for one in assigned], dtype="datetime64[D]"),
            "doctor": np.array([one.doctor_id for one in assigned], dtype=np.str_),
            "site": np.array([one.site_id for one in assigned], dtype=np.str_),
            "place": np.array([places[one.site_id] for one in assigned], dtype=np.str_),
            "commune": whole.code[positions],
            "home": whole.code[np.array([day.home for day in self.days], dtype=np.int64)],
            "minutes": np.array([day.minutes for day in self.days], dtype=np.float64),
            "cost_cents": np.array([day.cost_cents for day in self.days], dtype=np.int64),
        }
        title = f"Plan of {data.weeks} weeks from {data.start}, {zones.access.place}"
        super().__init__(Columns(columns), positions, whole, title, "minutes", (*notices, *zones.notices))

    @property
    def territories(self) -> Table:
        """Designated territories: ``code,name,days,weeks,reason``; ``reason`` names the rules that leave no day."""
        found = self.result.territories
        columns = Columns(
            {
                "code": [one.code for one in found],
                "name": [one.name for one in found],
                "days": np.array([one.days for one in found], dtype=np.int64),
                "weeks": np.array([one.weeks for one in found], dtype=np.int64),
                "reason": [" and ".join(one.reasons) for one in found],
            }
        )
        communes = {row.code: row.positions for row in self.zones.designation.rows}
        places = [communes.get(one.code, self._positions(one.code)) for one in found]
        return Table(columns, places, self._territory, self.title, "days")

    def _positions(self, code: str) -> np.ndarray:
        """Communes of a territory that is not designated, or is named with the profession that is measured there."""
        whole, name = self._territory, code.split(" ")[0]
        return np.flatnonzero((whole.epci == name) | (whole.code == name))

    def save(
        self, path: Path | str, columns: Sequence[str] | None = None, decimals: int | Mapping[str, int] | None = None
    ) -> Path:
        """Write the days as :meth:`Table.save` does or as ``.ics``, or the whole plan as ``.json``; return the path.

        A plan file holds the problem, the input tables and the result, so that :func:`maillage.check_plan` can compute
        everything again. It accepts neither ``columns`` nor ``decimals``.
        """
        if Path(path).suffix == ".ics":
            content = planning.calendar_of(self.data, self.result.plan)
            write_whole(check_output(path, (".ics",)), lambda room: Path(room).write_bytes(content))
            return Path(path)
        if Path(path).suffix != ".json":
            return super().save(path, columns, decimals)
        tables, model = self.zones.access.study.given, self.zones.access.model
        attached = [tables.content(source) for source in (tables.supply, tables.need)]
        supply, need = (None if one is None else planning.Attachment(*one) for one in attached)
        designation = self.zones.designation
        planning.PlanFile.of(
            self.data,
            self.result,
            designation.region,
            designation.codes,
            (supply, need),
            f"{self._territory.vintage}; {model.times.source}",
            tables.supply_year,
            designation.quota,
            {name.value: one.counts for name, one in self.measures.items()},
        ).write(Path(path))
        return Path(path)

    def check(self) -> list[str]:
        """Rules that the plan breaks, by a checker that shares no code with the solver; empty for a valid plan."""
        return [str(one) for one in planning.check_result(self.data, self.result)]

    def evaluate(self) -> Effects:
        """Return the effect of the days while they run: ``code,name,population,before,after,gain,priority``.

        ``summary()`` of the result: who gains, who loses, cost per consultation; its ``effect`` is the engine's value.
        Days of professions that have their own access count there only, not in that to doctors.
        """
        others = {one.id for one in self.data.sites if one.profession in self.measures}
        days = [
            day for day, one in zip(self.days, self.result.plan.assignments, strict=True) if one.site_id not in others
        ]
        effect = evaluation.evaluate(
            self._territory, self.zones.access.model, self.zones.designation, days, weeks=self.data.weeks
        )
        return Effects(self, effect)

    def facts(self) -> dict[str, object]:
        """Days, doctors, sites, territories served, euros, objective, proven bound, gap, seconds."""
        found = self.result
        return {
            "days": len(found.plan),
            "doctors": len(found.plan.doctors),
            "sites": len(found.plan.sites),
            "territories served": f"{found.served} of {len(found.territories)}",
            "cost, euros": found.cost_cents / 100,
            "objective": found.objective,
            "bound": found.bound,
            "gap, %": 100 * found.gap,
            "seconds": found.seconds,
        }


class Effects(Table):
    """Effect of a plan, one row per territory whose access changes."""

    def __init__(self, plan: PlanTable, effect: evaluation.Effect) -> None:
        """Show ``effect``, also kept as an attribute."""
        self.effect, whole, rows = effect, territory(), effect.territories
        columns = Columns(
            {
                "code": [one.code for one in rows],
                "name": [one.name for one in rows],
                "population": np.array([one.population for one in rows], dtype=np.int64),
                **{name: np.array([getattr(one, name) for one in rows], dtype=np.float64) for name in EFFECTS},
                "priority": np.array([one.priority for one in rows], dtype=bool),
            }
        )
        places = [np.flatnonzero(whole.epci == one.code) for one in rows]
        super().__init__(columns, places, whole, f"Effect: {plan.title}", "gain", plan.notices)

    def facts(self) -> dict[str, object]:
        """Access of the designated territories, gainers, losers, worst loss, cost per consultation."""
        effect = self.effect
        cents = effect.cents_per_consultation
        return {
            "mean before": effect.mean_before,
            "mean gain": effect.mean_gain,
            "inhabitants who gain": effect.gainers,
            "inhabitants who lose": effect.losers,
            "worst loss, %": effect.worst_loss_percent,
            "euros a consultation": None if cents is None else cents / 100,
        }


@dataclass(frozen=True)
class PlanCheck:
    """The ``result`` in a plan file, and the rules it breaks (``broken``), none for a valid plan.

    ``notices`` tell the source of travel times.
    """

    result: Result
    broken: tuple[str, ...]
    notices: tuple[str, ...] = ()


def check_plan(path: Path | str, times: TimesLike | None = None, *, bound: bool = False) -> PlanCheck:
    """Check a plan file (see :meth:`PlanTable.save`): everything is computed again, starting from the territory.

    ``times`` as in :func:`maillage.measure`, for a plan made with times other than those of the mesh. With ``bound``
    the proof is verified too, in whole numbers and fractions: that no plan at all is above the bound it states. Raises
    ``BadInput`` for a file that is not a plan, ``WrongVersion`` for one in another format.

    ```python
    plan = maillage.plan("Corse", count=4, start="2027-01-04", weeks=4)
    plan.save("plan.json")
    maillage.check_plan("plan.json").broken
    ```
    """
    found, file, notices = _again(Path(path), times, bound=bound)
    return PlanCheck(file.result, tuple(str(one) for one in found.broken), notices)


def recheck_plan(path: Path | str, times: TimesLike | None = None) -> planning.Rechecked:
    """As :func:`check_plan`, with the problem of the plan computed again."""
    return _again(Path(path), times)[0]


def _again(
    path: Path, times: TimesLike | None, *, bound: bool = False
) -> tuple[planning.Rechecked, planning.PlanFile, tuple[str, ...]]:
    file, whole = planning.read_plan(path)
    changed = [] if whole else [planning.Violation("file", "its content was changed after it was written")]
    zones = zones_of_file(file, times)
    measures = {name: one.model for name, one in measures_of_file(zones.access, file).items()}
    found = planning.rechecked(file, territory(), zones.access.model, zones.designation, bound=bound, measures=measures)
    return replace(found, broken=changed + found.broken), file, zones.access.study.notices


def zones_of_file(file: planning.PlanFile, times: TimesLike | None) -> Zones:
    """The territories of a plan file, designated again from its own figures."""
    with tempfile.TemporaryDirectory() as room:
        supply, need = (
            word if attachment is None else attachment.unpack(Path(room) / name)
            for name, attachment, word in (("supply", file.supply, MODELLED), ("need", file.need, DEPARTMENTAL))
        )
        count = max(len(file.territories), 1)
        return designate(
            file.region, count, supply, need, times=times, supply_year=file.supply_year, quota=file.quota or None
        )
