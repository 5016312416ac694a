"""Database triggers on sessions and posts, checked when a transaction commits."""

from __future__ import annotations

import pgtrigger

from maillage.site.locks import RESOURCES

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
    SELECT session_id, kind, arranged INTO of_session, wanted, beside FROM agenda_sessionpost WHERE id = NEW.post_id;
    IF of_session IS NULL THEN  -- The post was deleted meanwhile, and its claims with it.
        RETURN NULL;
    END IF;
    SELECT kind INTO found FROM directory_resource WHERE id = NEW.resource_id;
    IF found IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'post % takes a %, not a %', NEW.post_id, wanted, found
            USING ERRCODE = '23514', CONSTRAINT = 'claim_kind_of_post';
    END IF;
"""
_ARRANGED = """
    IF (beside OR NOT NEW.active) AND EXISTS (
        SELECT 1 FROM agenda_sessionpost post
        JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active
        JOIN directory_resource thing ON thing.id = claim.resource_id
        JOIN agenda_session session ON session.id = post.session_id
        WHERE post.session_id = of_session AND post.arranged AND (
            (post.kind = 'bed' AND thing.place_id IS DISTINCT FROM session.place_id)
            OR NOT EXISTS (
                SELECT 1 FROM agenda_sessionpost giver
                JOIN agenda_claim given ON given.post_id = giver.id AND given.active
                WHERE giver.session_id = post.session_id AND giver.giver AND giver.rank = post.rank
                    AND given.resource_id <> claim.resource_id
            )
        )
    ) THEN
        RAISE EXCEPTION 'session % keeps a bed of another place, or a bed or a locum for nobody', of_session
            USING ERRCODE = '23514', CONSTRAINT = 'arranged_for_a_giver';
    END IF;
"""
_ABSENT = """
    SELECT resource_id INTO resource FROM directory_professional WHERE id = NEW.professional_id;
    -- The lock that services take: an absence and a session entered at once wait for each other.
    PERFORM pg_advisory_xact_lock(RESOURCES, (resource % 2147483648)::int);
    IF EXISTS (SELECT 1 FROM agenda_claim WHERE resource_id = resource AND active AND during && NEW.during) THEN
        RAISE EXCEPTION 'professional % has sessions during this absence', NEW.professional_id
            USING ERRCODE = '23514', CONSTRAINT = 'absence_without_sessions';
    END IF;
    RETURN NEW;
"""
_NOT_ABSENT = """
    SELECT id INTO person FROM directory_professional WHERE resource_id = NEW.resource_id;
    IF person IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(RESOURCES, (NEW.resource_id % 2147483648)::int);
        IF EXISTS (SELECT 1 FROM agenda_absence WHERE professional_id = person AND during && NEW.during) THEN
            RAISE EXCEPTION 'professional % is absent at the time of post %', person, NEW.post_id
                USING ERRCODE = '23514', CONSTRAINT = 'claim_not_in_absence';
        END IF;
    END IF;
    RETURN NEW;
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
    """Check that a claim's resource is of the kind that its post takes, and that the session's state follows.

    A bed is of the session's place; a bed or a locum is held for somebody who gives the session.
    """
    return pgtrigger.Trigger(
        name="claim_state_of_session",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        declare=[*_DECLARED, ("beside", "boolean")],
        func=f"{_OF_CLAIM} {_ARRANGED} {_STATE_OF_POSTS}",
    )


def absence_without_sessions() -> pgtrigger.Trigger:
    """Refuse an absence during a session that the person has."""
    return pgtrigger.Trigger(
        name="absence_without_sessions",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("resource", "bigint")],
        func=_ABSENT.replace("RESOURCES", str(RESOURCES)),
    )


def claim_not_in_absence() -> pgtrigger.Trigger:
    """Refuse a claim on a person during an absence."""
    return pgtrigger.Trigger(
        name="claim_not_in_absence",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("resource_id", "during", "active"),
        condition=pgtrigger.Q(new__active=True),
        declare=[("person", "bigint")],
        func=_NOT_ABSENT.replace("RESOURCES", str(RESOURCES)),
    )


def claim_accepted_once_and_in_time() -> pgtrigger.Trigger:
    """Refuse an acceptance once the session has begun, and a second one of the same claim."""
    return pgtrigger.Trigger(
        name="claim_accepted_in_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("accepted_at"),
        condition=pgtrigger.Q(new__accepted_at__isnull=False),
        func="""
            IF NEW.accepted_at >= lower(NEW.during) THEN
                RAISE EXCEPTION 'claim on post % is accepted after it began', NEW.post_id
                    USING ERRCODE = '23514', CONSTRAINT = 'claim_accepted_in_time';
            END IF;
            IF TG_OP = 'UPDATE' THEN
                IF OLD.accepted_at IS DISTINCT FROM NEW.accepted_at AND OLD.accepted_at IS NOT NULL THEN
                    RAISE EXCEPTION 'claim % is accepted already', NEW.id
                        USING ERRCODE = '23514', CONSTRAINT = 'claim_accepted_once';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )
