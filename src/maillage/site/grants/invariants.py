"""Database triggers on grants: what is paid stays within what is granted, and reconciles to the cent."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused


def payment_never_changes() -> pgtrigger.Trigger:
    """Trigger: a payment is written once; a correction is a row of its own."""
    return pgtrigger.Trigger(
        name="grant_payment_never_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=refused("grant_payment_never_changes", "a payment never changes: correct it by another row"),
    )


def payment_of_one_grant() -> pgtrigger.Trigger:
    """Trigger: a correction names an ordinary payment of the same grant."""
    return pgtrigger.Trigger(
        name="grant_correction_of_its_payment",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__corrects__isnull=False),
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM grants_grantpayment former
            WHERE former.id = NEW.corrects_id AND former.grant_id = NEW.grant_id AND former.corrects_id IS NULL
        ) THEN
            {refused("grant_correction_of_its_payment", "a correction names a payment of its grant")}
        END IF;
        RETURN NEW;
        """,
    )


def paid_within_granted(table: str) -> pgtrigger.Trigger:
    """Trigger at commit, on years and payments: nothing is paid past the grant but by a correction, nor below zero.

    The row of the grant is locked first, so that two payments at once see each other.
    """
    grant = "NEW.id" if table == "grant" else "coalesce(NEW.grant_id, OLD.grant_id)"
    operations = pgtrigger.Insert if table in ("grant", "payment") else pgtrigger.Update | pgtrigger.Delete
    return pgtrigger.Trigger(
        name=f"paid_within_granted_{table}",
        when=pgtrigger.After,
        operation=operations,
        timing=pgtrigger.Deferred,
        func=f"""
        DECLARE granted bigint; paid bigint; added bigint;
        BEGIN
        PERFORM 1 FROM grants_awardedgrant WHERE id = {grant} FOR UPDATE;
        IF NOT FOUND THEN RETURN NULL; END IF;
        SELECT coalesce(sum(cents), 0) INTO granted FROM grants_grantyear WHERE grant_id = {grant};
        SELECT coalesce(sum(cents), 0), coalesce(sum(cents) FILTER (WHERE corrects_id IS NOT NULL AND cents > 0), 0)
        INTO paid, added FROM grants_grantpayment WHERE grant_id = {grant};
        IF granted = 0 THEN
            {refused("grant_of_something", "a grant has an amount")}
        END IF;
        IF paid < 0 OR paid - added > granted THEN
            {refused("grant_paid_within_granted", "no more is paid than granted")}
        END IF;
        RETURN NULL;
        END;
        """,
    )


def grant_in_its_region() -> pgtrigger.Trigger:
    """Trigger: the commune of a grant lies in its region, and the intercommunality has a commune there."""
    return pgtrigger.Trigger(
        name="grant_in_its_region",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF (NEW.commune_id IS NOT NULL OR NEW.intercommunality_id IS NOT NULL) AND NOT EXISTS (
            SELECT 1 FROM geography_commune commune
            JOIN geography_department department ON department.code = commune.department_id
            WHERE department.region_id = NEW.region_id
            AND (commune.code = NEW.commune_id OR commune.intercommunality_id = NEW.intercommunality_id)
        ) THEN
            {refused("grant_in_its_region", "the territory of a grant lies in its region")}
        END IF;
        RETURN NEW;
        """,
    )
