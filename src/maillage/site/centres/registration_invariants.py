"""Database triggers of patient lists: never more people than a list can follow."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused

FULL = "a list never has more patients, and places offered, than it can follow"


def list_is_not_full() -> pgtrigger.Trigger:
    """Trigger: a place is offered or given only while the list of the same centre has one."""
    return pgtrigger.Trigger(
        name="list_is_not_full",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__patient_list__isnull=False),
        declare=[("wanted", "record"), ("held", "bigint")],
        func=f"""
        IF TG_OP = 'UPDATE' AND OLD.patient_list_id IS NOT DISTINCT FROM NEW.patient_list_id THEN
            RETURN NEW;
        END IF;
        SELECT * INTO wanted FROM centres_patientlist WHERE id = NEW.patient_list_id FOR UPDATE;
        SELECT count(*) INTO held FROM centres_registrationrequest
            WHERE patient_list_id = NEW.patient_list_id AND id IS DISTINCT FROM NEW.id;
        IF wanted.centre_id <> NEW.centre_id OR wanted.others + held >= wanted.capacity THEN
            {refused("patient_list_full", FULL)}
        END IF;
        RETURN NEW;
        """,
    )


def list_holds_its_patients() -> pgtrigger.Trigger:
    """Trigger: the capacity of a list is never below those who are on it."""
    return pgtrigger.Trigger(
        name="list_holds_its_patients",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
        IF NEW.capacity < NEW.others + (
            SELECT count(*) FROM centres_registrationrequest WHERE patient_list_id = NEW.id
        ) THEN
            {refused("patient_list_full", FULL)}
        END IF;
        RETURN NEW;
        """,
    )
