"""Database triggers of rounds: nobody is on a round and in a session at once; a round is of one centre."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused


def round_outside_sessions() -> pgtrigger.Trigger:
    """Trigger: a round is refused at a time at which its person has a session.

    The other way round, ``claim_not_in_round`` refuses a session during a round; its migration adds it to the claims.
    """
    return pgtrigger.Trigger(
        name="round_outside_sessions",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF EXISTS (
            SELECT 1 FROM agenda_claim claim
            JOIN directory_professional person ON person.resource_id = claim.resource_id
            WHERE person.id = NEW.professional_id AND claim.active AND claim.during && NEW.during
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
