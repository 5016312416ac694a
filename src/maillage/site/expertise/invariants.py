"""Database triggers on requests for an opinion: states follow the table, events and answers never change."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused
from maillage.site.expertise import states


def state_follows_the_table() -> pgtrigger.Trigger:
    """Trigger: a state changes only as some act of ``states.STEPS`` changes it; a request begins as a draft."""
    pairs = ", ".join(f"('{before}', '{after}')" for before, after in sorted(states.pairs()))
    return pgtrigger.Trigger(
        name="request_state_follows_the_table",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF TG_OP = 'INSERT' AND NEW.state <> 'draft' THEN
            {refused("request_begins_as_draft", "a request begins as a draft")}
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({pairs}) THEN
            {refused("request_state_follows_the_table", "no act leads from this state to that one")}
        END IF;
        RETURN NEW;
        """,
    )


def member_of_the_pathway() -> pgtrigger.Trigger:
    """Trigger: the groups of a platform read its pathway."""
    return pgtrigger.Trigger(
        name="member_of_the_pathway",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM expertise_readingplatform platform
            JOIN expertise_readerpool pool ON pool.pathway = platform.pathway
            WHERE platform.id = NEW.platform_id AND pool.id = NEW.pool_id
        ) THEN
            {refused("platform_member_of_the_pathway", "the groups of a platform read its pathway")}
        END IF;
        RETURN NEW;
        """,
    )


def never_changes(name: str, why: str) -> pgtrigger.Trigger:
    """Trigger: a row is written once, and not removed."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=refused(name, why),
    )


def answer_of_the_taker() -> pgtrigger.Trigger:
    """Trigger: an answer is signed by the reader who holds the request; its versions are 1, 2, 3..."""
    return pgtrigger.Trigger(
        name="answer_of_the_taker",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM expertise_expertiserequest request
            WHERE request.id = NEW.request_id AND request.taken_by_id = NEW.by_id
            AND request.state IN ('answered', 'read', 'closed')
        ) THEN
            {refused("answer_of_the_taker", "the reader who took the request answers it")}
        END IF;
        IF NEW.version <> 1 + (
            SELECT coalesce(max(version), 0) FROM expertise_answer former WHERE former.request_id = NEW.request_id
        ) THEN
            {refused("answer_versions_in_turn", "versions follow each other")}
        END IF;
        RETURN NEW;
        """,
    )
