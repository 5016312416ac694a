"""Database triggers and constraints on the steps of a consultation: one chain, written once, by the table of moves."""

from __future__ import annotations

from functools import reduce
from operator import or_

import pgtrigger
from django.db.models import Q

from maillage.site.database.triggers import refused
from maillage.site.remote.course import MOVES, RUNNING, Move, State


def steps_follow() -> pgtrigger.Trigger:
    """Trigger: a step has the next number and begins where the one before ended."""
    return pgtrigger.Trigger(
        name="steps_follow",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("number", "integer"), ("stood", "text")],
        func=f"""
        SELECT rank, after INTO number, stood FROM remote_step
        WHERE appointment_id = NEW.appointment_id ORDER BY rank DESC LIMIT 1;
        IF NEW.rank <> coalesce(number, 0) + 1 OR NEW.before <> coalesce(stood, '{State.BOOKED}') THEN
            {refused("step_follows", "a step begins where the one before ended")}
        END IF;
        RETURN NEW;
        """,
    )


def step_never_changes() -> pgtrigger.Trigger:
    """Trigger: a step is written once."""
    return pgtrigger.Trigger(
        name="step_never_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=refused("step_never_changes", "a step never changes: what follows is another step"),
    )


def step_goes_with_appointment() -> pgtrigger.Trigger:
    """Trigger at commit: a step is deleted with its appointment only, at the end of its retention period."""
    return pgtrigger.Trigger(
        name="step_goes_with_appointment",
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func=f"""
        IF EXISTS (SELECT 1 FROM booking_appointment WHERE id = OLD.appointment_id) THEN
            {refused("step_stays", "a step stays as long as its appointment")}
        END IF;
        RETURN NULL;
        """,
    )


def signal_within_one_call() -> pgtrigger.Trigger:
    """Trigger: a signal goes from one seat to another of the same call, neither of them left."""
    return pgtrigger.Trigger(
        name="signal_within_one_call",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
        IF (SELECT count(DISTINCT appointment_id) FROM remote_seat
            WHERE id IN (NEW.sender_id, NEW.to_id) AND left_at IS NULL) <> 1 THEN
            {refused("signal_within_one_call", "a signal stays within one call")}
        END IF;
        RETURN NEW;
        """,
    )


def by_the_table() -> Q:
    """Return the condition that a step is a move of the table, with a problem where one is named."""
    return reduce(or_, map(_of, MOVES.values()))


def _of(move: Move) -> Q:
    to = RUNNING | {State.BOOKED} if move.after is None else {move.after}
    why = ~Q(problem="") if move.says_why else Q(problem="")
    return why & Q(act=move.act, party__in=sorted(move.by), before__in=sorted(move.before), after__in=sorted(to))
