"""Database triggers on calls: deadlines by the database's own clock, seats, reviews."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused


def received_in_time() -> pgtrigger.Trigger:
    """Trigger: what is sent is dated by the database and refused before the opening or once the last second is over.

    ``now()`` is when the transaction began: waiting for a lock makes nobody late.
    """
    return pgtrigger.Trigger(
        name="submission_received_in_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__state="sent"),
        func=f"""
        DECLARE published timestamptz; opens timestamptz; closes timestamptz;
        BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state = 'sent' THEN RETURN NEW; END IF;
        SELECT published_at, opens_at, closes_at INTO published, opens, closes FROM calls_call WHERE id = NEW.call_id;
        IF published IS NULL OR now() < opens THEN
            {refused("submission_call_is_open", "the call is not open yet")}
        END IF;
        IF now() >= greatest(closes, NEW.until) + interval '1 second' THEN
            {refused("submission_in_time", "the call is closed")}
        END IF;
        NEW.sent_at := now();
        RETURN NEW;
        END;
        """,
    )


def budget_adds_up() -> pgtrigger.Trigger:
    """Trigger: the lines of a budget sum to its total, to the cent."""
    return pgtrigger.Trigger(
        name="submission_budget_adds_up",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NEW.answers -> 'budget' -> 'total' IS NOT NULL AND (
            SELECT coalesce(sum((line ->> 1)::bigint), 0)
            FROM jsonb_array_elements(NEW.answers -> 'budget' -> 'lines') line
        ) <> (NEW.answers -> 'budget' ->> 'total')::bigint THEN
            {refused("submission_budget_adds_up", "the lines of a budget sum to its total")}
        END IF;
        RETURN NEW;
        """,
    )


def applicant_of_its_call() -> pgtrigger.Trigger:
    """Trigger: an applicant names the call of the submission."""
    return pgtrigger.Trigger(
        name="applicant_of_its_call",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM calls_submission s WHERE s.id = NEW.submission_id AND s.call_id = NEW.call_id
        ) THEN
            {refused("applicant_of_its_call", "an applicant is of the call of the submission")}
        END IF;
        RETURN NEW;
        """,
    )
