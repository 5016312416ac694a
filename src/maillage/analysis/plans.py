"""``plan``: who goes where and when, with its proof, its check and its effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from maillage import evaluation, planning
from maillage.analysis.inputs import given, rows_named, whole_number
from maillage.analysis.table import Table
from maillage.analysis.world import territory
from maillage.analysis.zones import Zones, designate
from maillage.errors import MaillageError
from maillage.schemes import PARIS, scheme_named

if TYPE_CHECKING:
    import pandas as pd

    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike
    from maillage.planning import Doctor, PlanningData, Result, Site

__all__ = ["Plan", "plan", "plan_for"]
INVENTED = "volunteers or sites are invented: give doctors and sites for real ones"


def plan(
    region: str,
    doctors: TableLike | None = None,
    sites: TableLike | None = None,
    *,
    count: int = 28,
    supply: TableLike | None = None,
    need: TableLike | None = None,
    times: TimesLike | None = None,
    supply_year: int | None = None,
    **options: Any,
) -> Plan:
    """Plan days of a scheme, by default solidarity consultations, with the ``count`` territories most in need.

    ``doctors``: ``id,commune`` and, if known, ``name``, ``status``, ``home_share_percent``, ``days_per_month``, and
    ``dates`` or ``weekdays``. ``sites``: ``id,commune`` and, if known, ``name``, ``rooms``, ``weekdays``, ``closed``.
    Where one is missing the people of the demonstration stand in, and ``notices`` says so. ``supply``, ``need``,
    ``times`` and ``supply_year`` as in :func:`maillage.measure`. ``options``: ``start`` (a date; default: the Monday
    after next), ``weeks`` (13), ``budget_cents`` (24,750,000), ``seed`` (1; the same seed gives the same plan),
    ``max_minutes`` (that of the scheme), ``scheme`` ("solidarity", or the code of another scheme of days a month).
    Raises ``BadInput`` naming row and column, ``ImpossiblePlan`` naming the rule that forbids every plan.

    ```python
    plan = maillage.plan("Corse", count=4, start="2027-01-04", weeks=4)
    plan.summary()
    plan.evaluate().frame
    ```
    """
    zones = designate(region, count, supply, need, times=times, supply_year=supply_year)
    return plan_for(zones, doctors, sites, **options)


def plan_for(
    zones: Zones,
    doctors: TableLike | None = None,
    sites: TableLike | None = None,
    *,
    start: date | str | None = None,
    weeks: int = 13,
    budget_cents: int = 24_750_000,
    seed: int = 1,
    max_minutes: int | None = None,
    scheme: str = "solidarity",
) -> Plan:
    """Plan for territories already designated; see :func:`plan`."""
    first, weeks, seed = _first_day(start), whole_number("weeks", weeks, 0, "13"), whole_number("seed", seed, 0, "1")
    budget_cents = whole_number("budget_cents", budget_cents, 0, "24_750_000")
    max_minutes = None if max_minutes is None else whole_number("max_minutes", max_minutes, 0, "60")
    chosen_doctors, chosen_sites = _people(zones, doctors, sites, first, weeks)
    access = zones.access
    data = planning.build_data(
        territory(), access.model.times, access.model, zones.designation, chosen_doctors, chosen_sites,
        start=first, weeks=weeks, budget_cents=budget_cents, scheme=scheme_named(scheme), max_minutes=max_minutes,
    )  # fmt: skip
    notes = (INVENTED, *data.notes) if doctors is None or sites is None else data.notes
    return Plan(zones, data, planning.solve(data, seed), tuple(notes))


class Plan(Table):
    """Days of a plan, one row each: ``date,doctor,site,place,commune,home,minutes,cost_cents``.

    ``territories`` tells the days of each designated territory, ``check`` checks the plan anew, ``evaluate`` what it
    changes; ``result`` is the engine's value, with objective, bound and gap.
    """

    def __init__(self, zones: Zones, data: PlanningData, result: Result, notices: tuple[str, ...] = ()) -> None:
        """Show the days of ``result``, which solves ``data`` for ``zones``."""
        import pandas as pd

        whole = territory()
        self.zones, self.data, self.result = zones, data, result
        self.days = planning.planned_days(whole, data, result.plan)
        places = {site.id: site.name for site in data.sites}
        rows = [
            (one.date, one.doctor_id, one.site_id, places[one.site_id], str(whole.code[day.position]),
             str(whole.code[day.home]), day.minutes, day.cost_cents)
            for one, day in zip(result.plan.assignments, self.days, strict=True)
        ]  # fmt: skip
        columns = ["date", "doctor", "site", "place", "commune", "home", "minutes", "cost_cents"]
        frame = pd.DataFrame(rows, columns=columns).astype({"date": "datetime64[s]"})
        title = f"Plan of {data.weeks} weeks from {data.start}, {zones.access.place}"
        notices = (*notices, *zones.notices)
        super().__init__(frame, [day.position for day in self.days], whole, title, "minutes", notices)

    @property
    def territories(self) -> Table:
        """Designated territories: ``code,name,days,weeks,reason``; ``reason`` says why one gets no day."""
        import pandas as pd

        rows = [(one.code, one.name, one.days, one.weeks, one.reason and one.reason.value)
                for one in self.result.territories]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["code", "name", "days", "weeks", "reason"])
        communes = {row.code: row.positions for row in self.zones.designation.rows}
        return Table(frame, [communes[code] for code in frame["code"]], self._territory, self.title, "days")

    def check(self) -> list[str]:
        """Rules the plan breaks, found by a checker that shares nothing with the solver; empty for a right plan."""
        return [str(one) for one in planning.check_result(self.data, self.result)]

    def evaluate(self) -> Table:
        """Return what the days change while they run: ``code,name,population,before,after,gain,priority`` by territory.

        ``summary()`` of the result: who gains, who loses, what a consultation costs.
        """
        effect = evaluation.evaluate(
            self._territory, self.zones.access.model, self.zones.designation, self.days, weeks=self.data.weeks
        )
        return Effects(self, effect)

    def summary(self) -> pd.Series[Any]:
        """Days, doctors, sites, territories served, euros, objective, proven bound, gap, seconds."""
        import pandas as pd

        found = self.result
        facts: dict[str, object] = {
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
        return pd.Series(facts, name=self.title, dtype=object)


class Effects(Table):
    """What a plan changes, one row a territory whose access moves."""

    def __init__(self, plan: Plan, effect: evaluation.Effect) -> None:
        """Show ``effect``, kept as it is."""
        import numpy as np
        import pandas as pd

        self.effect, whole = effect, territory()
        names = ("code", "name", "population", "before", "after", "gain", "priority")
        frame = pd.DataFrame([{name: getattr(one, name) for name in names} for one in effect.territories],
                             columns=list(names))  # fmt: skip
        places = [np.flatnonzero(whole.epci == code) for code in frame["code"]]
        super().__init__(frame, places, whole, f"Effect: {plan.title}", "gain", plan.notices)

    def summary(self) -> pd.Series[Any]:
        """Access of the designated territories, gainers, losers, worst loss, cost of a consultation."""
        import pandas as pd

        effect = self.effect
        cents = effect.cents_per_consultation
        facts: dict[str, object] = {
            "mean before": effect.mean_before,
            "mean gain": effect.mean_gain,
            "inhabitants who gain": effect.gainers,
            "inhabitants who lose": effect.losers,
            "worst loss, %": effect.worst_loss_percent,
            "euros a consultation": None if cents is None else cents / 100,
        }
        return pd.Series(facts, name=self.title, dtype=object)


def _first_day(start: date | str | None) -> date:
    if start is None:
        today = datetime.now(PARIS).date()
        return today + timedelta(days=14 - today.weekday() if today.weekday() else 7)
    if isinstance(start, datetime):
        return start.date()
    if isinstance(start, date):
        return start
    try:
        return date.fromisoformat(start)
    except (TypeError, ValueError) as error:
        raise MaillageError(f"'{start}' is not a date. Write start as 2027-01-04.") from error


def _people(
    zones: Zones, doctors: TableLike | None, sites: TableLike | None, start: date, weeks: int
) -> tuple[Sequence[Doctor], Sequence[Site]]:
    """The lists given, or the people of the demonstration in their place."""
    from maillage.demo.people import demo_doctors, demo_sites

    whole, access = territory(), zones.access
    with rows_named():
        places = demo_sites(whole, zones.designation) if doctors is None or sites is None else []
        path = cast(Any, given(sites, "sites"))
        chosen = [one.to_planning() for one in places] if sites is None else planning.read_sites(path, whole)
        if doctors is not None:
            return planning.read_doctors(cast(Any, given(doctors, "doctors")), whole, start, weeks), chosen
    volunteers = demo_doctors(
        whole, access.model.supply, zones.designation, access.model.times, places,
        region=access.region, start=start, weeks=weeks,
    )  # fmt: skip
    return [one.to_planning() for one in volunteers], chosen
