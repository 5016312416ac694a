"""Database triggers of rounds: nobody is on a round and in a session at once; a round is of one centre."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused


def round_outside_sessions() -> pgtrigger.Trigger:
    """Trigger: a round is refused on a half-day in which its person has a session.

    The half-day is compared in the time zone of the department, read by the noon that parts it: a session counts for a
    morning if it begins before 13:00.
    """
    return pgtrigger.Trigger(
        name="round_outside_sessions",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF EXISTS (
            SELECT 1 FROM agenda_claim claim
            JOIN directory_professional person ON person.resource_id = claim.resource_id
            JOIN agenda_sessionpost post ON post.id = claim.post_id
            JOIN agenda_session session ON session.id = post.session_id
            WHERE person.id = NEW.professional_id AND claim.active AND session.state <> 'cancelled'
            AND (session.starts AT TIME ZONE 'Europe/Paris')::date = NEW.date
            AND (extract(hour FROM session.starts AT TIME ZONE 'Europe/Paris') < 13) = (NEW.half = 'morning')
        ) THEN
            {refused("home_round_in_a_session", "the person has a session in this half-day")}
        END IF;
        RETURN NEW;
        """,
    )


def visit_of_the_centre() -> pgtrigger.Trigger:
    """Trigger: a visit is planned in a round of the centre that was asked."""
    return pgtrigger.Trigger(
        name="visit_of_the_centre",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__round__isnull=False),
        func=f"""
        IF NOT EXISTS (SELECT 1 FROM centres_homeround WHERE id = NEW.round_id AND centre_id = NEW.centre_id) THEN
            {refused("home_visit_of_the_centre", "a visit is planned in a round of its own centre")}
        END IF;
        RETURN NEW;
        """,
    )
