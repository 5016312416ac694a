"""The board of a plan: days moved by hand, each answered with what it does; undo, redo, fixed days, keeping.

The days of the board are those of the run after its changes (:class:`PlanChange`), so that nothing is lost when the
page is left. A change that breaks a rule is answered and not made. Keeping makes a plan like any other of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from maillage.planning import Assignment, Effect, LivePlan, LiveProblem, Plan, Result, valued
from maillage.site.accounts.models import User
from maillage.site.engagements.models import Programme
from maillage.site.locks import in_transaction
from maillage.site.plans import kept, services
from maillage.site.plans.models import PlanChange, PlanRun
from maillage.site.refusals import NotAllowed, Refused, WrongState

Row = Sequence[str]


@dataclass(frozen=True)
class Board:
    """The days on the board of a run, those that are fixed, and dates on which a doctor is not asked again."""

    run: PlanRun
    days: frozenset[Assignment]
    fixed: frozenset[Assignment]
    away: frozenset[tuple[str, date]]
    done: int
    undone: int

    @property
    def problem(self) -> LiveProblem:
        """The problem of the run. Raises ``Refused`` if it is not kept."""
        return kept.problem_of_key(self.run.problem)

    def live(self) -> LivePlan:
        """The plan of these days, ready for changes."""
        return LivePlan(self.problem, self.days)


class RuleBroken(Refused):
    """A change that breaks a rule; ``effect`` says which, for the page to name it."""

    def __init__(self, effect: Effect) -> None:
        self.effect = effect
        super().__init__("Ce changement n’est pas fait\u00a0: une règle l’interdit.")


def row_of(one: Assignment) -> list[str]:
    """Return a day as it is stored."""
    return [one.date.isoformat(), one.site_id, one.doctor_id, *([one.half] if one.half else [])]


def day_of(row: Row) -> Assignment:
    """Return a stored day. Raises ``ValueError`` for anything else."""
    day, site, doctor, *half = row
    if len(half) > 1:
        raise ValueError("a day has a date, a place, a doctor, and at most a half")
    return Assignment(date.fromisoformat(day), site, doctor, *half)


def board_of(run: PlanRun) -> Board:
    """Return the board of a run: its days after its changes (one query)."""
    days = {day_of([row["date"], row["site"], row["doctor"], *filter(None, [row.get("half")])])
            for row in run.document["plan"]}  # fmt: skip
    fixed, away = set[Assignment](), set[tuple[str, date]]()
    changes = list(run.changes.all())
    for change in changes:
        if change.undone:
            continue
        gone, come = set(map(day_of, change.gone)), set(map(day_of, change.come))
        days = (days - gone) | come
        fixed -= gone
        if change.kind == PlanChange.Kind.DAY:
            fixed |= come
            away |= {(one.doctor_id, one.date) for one in gone}
            away -= {(one.doctor_id, one.date) for one in come}
        fixed = (fixed | set(map(day_of, change.fixed))) - set(map(day_of, change.freed))
    undone = sum(change.undone for change in changes)
    return Board(run, frozenset(days), frozenset(fixed & days), frozenset(away), len(changes) - undone, undone)


def try_change(run: PlanRun, gone: Sequence[Assignment], come: Sequence[Assignment]) -> Effect:
    """Return what a change would do, without making it. Raises ``Refused`` for a day that is no longer there."""
    return _tried(board_of(run), gone, come)


def _tried(board: Board, gone: Sequence[Assignment], come: Sequence[Assignment]) -> Effect:
    if not set(gone) <= board.days:
        raise WrongState("Cette journée n’est plus dans le plan\u00a0: relisez-le.")
    return board.live().try_change(gone, come)


@in_transaction
def change(run: PlanRun, gone: Sequence[Assignment], come: Sequence[Assignment], by: User | None) -> Effect:
    """Make a change on the board; what had been undone is forgotten.

    Raises ``RuleBroken`` if it breaks a rule, ``WrongState`` for a day that is no longer there, ``NotAllowed`` outside
    the territory of ``by``.
    """
    row = _locked(run, by)
    effect = _tried(board_of(row), gone, come)
    if effect.broken:
        raise RuleBroken(effect)
    _write(row, PlanChange.Kind.DAY, by, gone=gone, come=come)
    return effect


@in_transaction
def fix(run: PlanRun, days: Iterable[Assignment], by: User | None, *, freed: bool = False) -> None:
    """Fix days, so that completing the rest keeps them, or free them. Raises like :func:`change`."""
    row = _locked(run, by)
    chosen = sorted(set(days))
    if not set(chosen) <= board_of(row).days:
        raise WrongState("Cette journée n’est plus dans le plan\u00a0: relisez-le.")
    _write(row, PlanChange.Kind.PINS, by, **{"freed" if freed else "fixed": chosen})


@in_transaction
def complete(run: PlanRun, found: Plan, since: int, by: User | None) -> None:
    """Put a plan made around the fixed days on the board.

    ``since`` is the mark of the board when that began. Raises ``WrongState`` if the board has changed, ``NotAllowed``.
    """
    row = _locked(run, by)
    if mark_of(row) != since:
        raise WrongState(
            "Le plan a été changé pendant le calcul\u00a0: le résultat n’est pas repris. Complétez de nouveau le reste."
        )
    before, after = board_of(row).days, frozenset(found.assignments)
    if before != after:
        _write(row, PlanChange.Kind.REST, by, gone=sorted(before - after), come=sorted(after - before))


@in_transaction
def undo(run: PlanRun, by: User | None) -> None:
    """Undo the last change. Raises ``Refused`` if there is none."""
    last = _locked(run, by).changes.filter(undone=False).order_by("-number").first()
    if last is None:
        raise WrongState("Il n’y a rien à annuler.")
    last.undone = True
    last.save(update_fields=["undone"])


@in_transaction
def redo(run: PlanRun, by: User | None) -> None:
    """Make the change again that was undone last. Raises ``Refused`` if there is none."""
    first = _locked(run, by).changes.filter(undone=True).order_by("number").first()
    if first is None:
        raise WrongState("Il n’y a rien à refaire.")
    first.undone = False
    first.save(update_fields=["undone"])


@in_transaction
def keep(run: PlanRun, by: User | None) -> PlanRun:
    """Make a plan of the days on the board, with its figures, and clear the board. Raises like :func:`change`."""
    row = _locked(run, by)
    board = board_of(row)
    if not board.done:
        raise WrongState("Rien n’a été changé\u00a0: il n’y a rien à garder.")
    made = store_days(row, Plan(tuple(board.days)), by)
    row.changes.all().delete()
    return made


def store_days(run: PlanRun, plan: Plan, by: User | None) -> PlanRun:
    """Store days as a draft of the same problem as ``run``, within the bound of that problem."""
    found = valued(kept.problem_of_key(run.problem).data, plan, run.bound, run.seed)
    return store_result(run, found, run.problem, by)


def store_result(run: PlanRun, found: Result, problem: Any, by: User | None) -> PlanRun:
    """Store a result as a draft that replaces ``run``."""
    programme = run.programme
    return services.store(
        found, programme.region_id or "", scheme=programme.scheme, starts=programme.starts, weeks=run.weeks, by=by,
        problem=problem, replaces=run,
    )  # fmt: skip


def mark_of(run: PlanRun) -> int:
    """Return the key of the last change that is not undone, 0 if there is none: the same mark is the same board."""
    found: Mapping[str, int | None] = run.changes.filter(undone=False).aggregate(last=Max("pk"))
    return found["last"] or 0


def _write(run: PlanRun, kind: PlanChange.Kind, by: User | None, **days: Sequence[Assignment]) -> None:
    run.changes.filter(undone=True).delete()
    rows = {name: [row_of(one) for one in chosen] for name, chosen in days.items()}
    number = run.changes.count() + 1
    PlanChange.objects.create(run=run, number=number, kind=kind, by=by, **rows)


def _locked(run: PlanRun, by: User | None) -> PlanRun:
    row = PlanRun.objects.select_for_update(of=("self",)).select_related("programme").get(pk=run.pk)
    if by is not None and not PlanRun.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise NotAllowed("Ce plan ne relève pas de votre compte.")
    if row.programme.state == Programme.State.ENDED:
        raise WrongState("Ce plan est terminé.")
    return row
