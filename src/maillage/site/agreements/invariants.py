"""Database triggers on agreements: shares make 100 per cent, what is agreed never changes, answers stay."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused

ANY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def shares_make_a_whole() -> pgtrigger.Trigger:
    """Trigger at commit: the shares of each period of a version make 100 per cent of the time, and of the money."""
    return pgtrigger.Trigger(
        name="shares_make_a_whole",
        when=pgtrigger.After,
        operation=ANY,
        timing=pgtrigger.Deferred,
        func=f"""
        IF EXISTS (
            SELECT 1 FROM agreements_agreementshare
            WHERE version_id = coalesce(NEW.version_id, OLD.version_id)
            GROUP BY starts HAVING sum(time_percent) <> 100 OR sum(money_percent) <> 100
        ) THEN
            {refused("agreement_shares_make_100", "shares of time and of money make 100 per cent in each period")}
        END IF;
        RETURN NULL;
        """,
    )


def terms_of_draft() -> pgtrigger.Trigger:
    """Trigger: shares and people of a version change while it is a draft only."""
    return pgtrigger.Trigger(
        name="terms_of_draft",
        when=pgtrigger.Before,
        operation=ANY,
        func=f"""
        IF EXISTS (
            SELECT 1 FROM agreements_agreementversion version
            WHERE version.id = coalesce(NEW.version_id, OLD.version_id) AND version.state <> 'draft'
        ) THEN
            {refused("agreement_terms_of_draft", "what was proposed does not change: take it back first")}
        END IF;
        RETURN coalesce(NEW, OLD);
        """,
    )


def signed_for_good() -> pgtrigger.Trigger:
    """Trigger: a signed version keeps its state and its terms; only what the agenda makes of it is added."""
    return pgtrigger.Trigger(
        name="signed_for_good",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state="signed"),
        func=f"""
        IF TG_OP = 'DELETE' OR (NEW.state, NEW.starts, NEW.ends, NEW.template, NEW.notice_months, NEW.signed_at)
            IS DISTINCT FROM (OLD.state, OLD.starts, OLD.ends, OLD.template, OLD.notice_months, OLD.signed_at)
            OR (OLD.programme_id IS NOT NULL AND NEW.programme_id IS DISTINCT FROM OLD.programme_id)
        THEN
            {refused("agreement_signed_for_good", "a signed version never changes: write a new one")}
        END IF;
        RETURN NEW;
        """,
    )


def answers_stay() -> pgtrigger.Trigger:
    """Trigger: what a party answered or signed is never changed."""
    return pgtrigger.Trigger(
        name="answers_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("version", "organisation", "round", "kind", "reason", "name", "at"),
        func=refused("agreement_answers_stay", "what a party answered stays"),
    )


def closed_month_stays() -> pgtrigger.Trigger:
    """Trigger: a closed month never changes; only the account that closed it may be forgotten."""
    return pgtrigger.Trigger(
        name="closed_month_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
        IF TG_OP = 'DELETE' OR (NEW.agreement_id, NEW.month, NEW.document, NEW.closed_at)
            IS DISTINCT FROM (OLD.agreement_id, OLD.month, OLD.document, OLD.closed_at)
        THEN
            {refused("agreement_closed_month_stays", "a closed month never changes")}
        END IF;
        RETURN NEW;
        """,
    )


def members_are_hospitals() -> pgtrigger.Trigger:
    """Trigger: the members of a group of hospitals are establishments."""
    return pgtrigger.Trigger(
        name="members_are_hospitals",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM accounts_organisation WHERE id = NEW.organisation_id AND kind = 'establishment'
        ) THEN
            {refused("group_of_hospitals", "the members of a group are hospitals")}
        END IF;
        RETURN NEW;
        """,
    )
