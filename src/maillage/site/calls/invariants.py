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


def selected_by_decision() -> pgtrigger.Trigger:
    """Trigger: where a grid is marked, what was admitted ends by a decision, or is withdrawn."""
    return pgtrigger.Trigger(
        name="submission_selected_by_decision",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__state__in=("selected", "refused")),
        func=f"""
        IF (NEW.state = 'selected' OR (TG_OP = 'UPDATE' AND OLD.state = 'admitted'))
            AND EXISTS (SELECT 1 FROM calls_callcriterion WHERE call_id = NEW.call_id)
            AND NOT EXISTS (
                SELECT 1 FROM calls_calldecision
                WHERE submission_id = NEW.id AND kept = (NEW.state = 'selected')
            ) THEN
            {refused("submission_ends_by_decision", "what is reviewed ends by a decision")}
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


def within_seats() -> pgtrigger.Trigger:
    """Trigger: an active offer is within the seats of its option, which is of the call of the submission.

    The row of the option is locked first, so that two offers at once see each other.
    """
    return pgtrigger.Trigger(
        name="seat_offer_within_seats",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__state__in=("waiting", "accepted")),
        func=f"""
        DECLARE most integer; taken integer; of_call bigint;
        BEGIN
        SELECT seats, call_id INTO most, of_call FROM calls_calloption WHERE id = NEW.option_id FOR UPDATE;
        SELECT count(*) INTO taken FROM calls_seatoffer
        WHERE option_id = NEW.option_id AND state IN ('waiting', 'accepted');
        IF taken > most THEN
            {refused("seat_offer_within_seats", "no more seats are offered than there are")}
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM calls_submission s
            WHERE s.id = NEW.submission_id AND s.call_id = of_call AND s.state IN ('admitted', 'selected')
        ) THEN
            {refused("seat_offer_to_admitted", "a seat is offered to somebody admitted to its call")}
        END IF;
        RETURN NULL;
        END;
        """,
    )


def attended_ones_own_seat() -> pgtrigger.Trigger:
    """Trigger: attendance is of an accepted seat, on one of its days that has come."""
    return pgtrigger.Trigger(
        name="attendance_of_its_seat",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM calls_seatoffer offer JOIN calls_calloption option ON option.id = offer.option_id
            WHERE offer.id = NEW.offer_id AND offer.state = 'accepted'
            AND NEW.date BETWEEN option.starts AND option.ends
            AND NEW.date <= (now() AT TIME ZONE 'Europe/Paris')::date
        ) THEN
            {refused("attendance_of_its_seat", "attendance is of an accepted seat, on a day that has come")}
        END IF;
        RETURN NEW;
        """,
    )


def certificate_as_attended() -> pgtrigger.Trigger:
    """Trigger: a certificate says as many half-days as were attended, and comes after the evaluation."""
    return pgtrigger.Trigger(
        name="certificate_as_attended",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NEW.half_days <> (
            SELECT count(*) FROM calls_attendance WHERE offer_id = NEW.offer_id AND present
        ) OR NOT EXISTS (SELECT 1 FROM calls_trainingevaluation WHERE offer_id = NEW.offer_id) THEN
            {refused("certificate_as_attended", "a certificate says what was attended, after the evaluation")}
        END IF;
        RETURN NEW;
        """,
    )
