"""Database triggers on sessions and posts, checked when a transaction commits."""

from __future__ import annotations

import pgtrigger

OPENED = ["published", "accepted", "declined"]

_STATE_OF_POSTS = """
    SELECT state INTO found FROM agenda_session WHERE id = of_session;
    IF found IN ('published', 'accepted', 'declined') THEN
        SELECT CASE
            WHEN count(*) FILTER (WHERE post.giver) = 0 THEN 'draft'
            WHEN bool_or(NOT post.optional AND claim.id IS NULL) THEN 'declined'
            WHEN bool_and(claim.accepted_at IS NOT NULL) FILTER (WHERE post.giver) THEN 'accepted'
            ELSE 'published' END
        INTO wanted
        FROM agenda_sessionpost post LEFT JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active
        WHERE post.session_id = of_session;
        IF wanted IS DISTINCT FROM found THEN
            RAISE EXCEPTION 'session % is %, its posts say %', of_session, found, wanted
                USING ERRCODE = '23514', CONSTRAINT = 'session_state_of_posts';
        END IF;
    END IF;
    RETURN NULL;
"""
_OF_CLAIM = """
    SELECT session_id, kind INTO of_session, wanted FROM agenda_sessionpost WHERE id = NEW.post_id;
    SELECT kind INTO found FROM directory_resource WHERE id = NEW.resource_id;
    IF found IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'post % takes a %, not a %', NEW.post_id, wanted, found
            USING ERRCODE = '23514', CONSTRAINT = 'claim_kind_of_post';
    END IF;
"""
_DECLARED = [("of_session", "bigint"), ("found", "text"), ("wanted", "text")]


def cancelled_with_reason() -> pgtrigger.Trigger:
    """Check that only a cancelled session has a reason for not being held."""
    return pgtrigger.Trigger(
        name="cancelled_with_reason",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        func="""
    IF EXISTS (SELECT 1 FROM agenda_session WHERE id = NEW.session_id AND state <> 'cancelled') THEN
        RAISE EXCEPTION 'session % is not cancelled: it has no reason for that', NEW.session_id
            USING ERRCODE = '23514', CONSTRAINT = 'cancelled_with_reason';
    END IF;
    RETURN NULL;
""",
    )


def session_state_of_posts() -> pgtrigger.Trigger:
    """Check that the state of an opened session is the one that its posts imply."""
    return pgtrigger.Trigger(
        name="session_state_of_posts",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__state__in=OPENED),
        declare=_DECLARED,
        func=f"of_session := NEW.id; {_STATE_OF_POSTS}",
    )


def claim_state_of_session() -> pgtrigger.Trigger:
    """Check that a claim's resource is of the kind that its post takes, and that the session's state follows."""
    return pgtrigger.Trigger(
        name="claim_state_of_session",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        declare=_DECLARED,
        func=f"{_OF_CLAIM} {_STATE_OF_POSTS}",
    )
