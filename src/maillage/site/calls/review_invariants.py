"""Database triggers on reviews: no conflict of interests, whole grids, decisions on two reviews, shares of posts."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused

NEEDED_REVIEWS = 2
"""Reviews without which nothing is decided."""
ANY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def without_conflict() -> pgtrigger.Trigger:
    """Trigger: a reviewer reads submissions of their call, after declaring their ties, and none of their own hospital.

    Where the candidate is named to the reviewers, the establishments may be the same: theirs give their opinion.
    """
    return pgtrigger.Trigger(
        name="review_without_conflict",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__state__in=("asked", "given")),
        func=f"""
        DECLARE blind boolean; declared timestamptz; keys jsonb; address bigint; state text; own text; its_key bigint;
        BEGIN
        SELECT r.declared_at, r.keys, u.email_key, c.blind INTO declared, keys, address, blind
        FROM calls_callreviewer r JOIN accounts_user u ON u.id = r.user_id JOIN calls_call c ON c.id = r.call_id
        JOIN calls_submission s ON s.call_id = r.call_id
        WHERE r.id = NEW.reviewer_id AND s.id = NEW.submission_id;
        IF declared IS NULL THEN
            {refused("review_after_declaring", "a reviewer of the call declares their ties first")}
        END IF;
        SELECT s.state, a.establishment_key, a.email_key INTO state, own, its_key
        FROM calls_submission s JOIN calls_applicant a ON a.submission_id = s.id WHERE s.id = NEW.submission_id;
        IF its_key = address OR (blind AND keys ? own) THEN
            {refused("review_without_conflict", "a reviewer does not read their own hospital")}
        END IF;
        IF state <> 'admitted' THEN
            {refused("review_of_admitted", "what is reviewed was admitted and is not decided")}
        END IF;
        RETURN NEW;
        END;
        """,
    )


def marks_whole() -> pgtrigger.Trigger:
    """Trigger: a review that is given has a whole mark within bounds for each criterion of its call, and no other."""
    return pgtrigger.Trigger(
        name="review_marks_whole",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__state="given"),
        func=f"""
        DECLARE of_call bigint;
        BEGIN
        SELECT call_id INTO of_call FROM calls_submission WHERE id = NEW.submission_id;
        IF NOT EXISTS (SELECT 1 FROM calls_callcriterion WHERE call_id = of_call) OR EXISTS (
            SELECT 1 FROM calls_callcriterion c WHERE c.call_id = of_call AND NOT coalesce(
                jsonb_typeof(NEW.marks -> c.code) = 'number'
                AND (NEW.marks ->> c.code)::numeric BETWEEN 0 AND c.most
                AND (NEW.marks ->> c.code)::numeric % 1 = 0, false)
        ) OR (SELECT count(*) FROM jsonb_object_keys(NEW.marks))
            <> (SELECT count(*) FROM calls_callcriterion WHERE call_id = of_call) THEN
            {refused("review_marks_whole", "a review has a mark for each criterion of the grid")}
        END IF;
        RETURN NEW;
        END;
        """,
    )


def grid_before_marks() -> pgtrigger.Trigger:
    """Trigger: the grid does not change once a review is given: the marks would say something else."""
    return pgtrigger.Trigger(
        name="grid_before_marks",
        when=pgtrigger.Before,
        operation=ANY,
        func=f"""
        IF EXISTS (
            SELECT 1 FROM calls_review review JOIN calls_submission s ON s.id = review.submission_id
            WHERE s.call_id = coalesce(NEW.call_id, OLD.call_id) AND review.state = 'given'
        ) THEN
            {refused("grid_before_marks", "the grid does not change once something is marked")}
        END IF;
        RETURN coalesce(NEW, OLD);
        """,
    )


def said_by_one_who_marked() -> pgtrigger.Trigger:
    """Trigger: only those who have marked a submission discuss it."""
    return pgtrigger.Trigger(
        name="said_by_one_who_marked",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM calls_review
            WHERE submission_id = NEW.submission_id AND reviewer_id = NEW.reviewer_id AND state = 'given'
        ) THEN
            {refused("note_after_marks", "one marks a submission before one discusses it")}
        END IF;
        RETURN NEW;
        """,
    )


def decided_on_reviews() -> pgtrigger.Trigger:
    """Trigger: a decision follows two reviews; a call for posts keeps no more people than there are posts."""
    return pgtrigger.Trigger(
        name="decided_on_reviews",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
        DECLARE most integer; of_call bigint;
        BEGIN
        IF (SELECT count(*) FROM calls_review WHERE submission_id = NEW.submission_id AND state = 'given')
            < {NEEDED_REVIEWS} THEN
            {refused("decided_on_two_reviews", "a decision follows two reviews")}
        END IF;
        SELECT call_id INTO of_call FROM calls_submission WHERE id = NEW.submission_id;
        SELECT posts INTO most FROM calls_offeredpost WHERE call_id = of_call FOR UPDATE;
        IF NEW.kept AND most IS NOT NULL AND most <= (
            SELECT count(*) FROM calls_calldecision d JOIN calls_submission s ON s.id = d.submission_id
            WHERE s.call_id = of_call AND d.kept
        ) THEN
            {refused("decision_within_posts", "no more people are kept than there are posts")}
        END IF;
        RETURN NEW;
        END;
        """,
    )


def shares_make_a_whole() -> pgtrigger.Trigger:
    """Trigger at commit: the shares of a post make 100 per cent of the work, of the time and of the money."""
    return pgtrigger.Trigger(
        name="post_shares_make_a_whole",
        when=pgtrigger.After,
        operation=ANY,
        timing=pgtrigger.Deferred,
        func=f"""
        IF EXISTS (
            SELECT 1 FROM calls_postshare WHERE post_id = coalesce(NEW.post_id, OLD.post_id)
            GROUP BY what HAVING sum(percent) <> 100
        ) THEN
            {refused("post_shares_make_100", "the shares of a post make 100 per cent")}
        END IF;
        RETURN NULL;
        """,
    )
