"""Database triggers of centres: working time, days off, weeks in the agenda."""

from __future__ import annotations

import pgtrigger

from maillage.site.centres.working_time import MOST_MINUTES
from maillage.site.database.triggers import refused


def hours_of_all_contracts() -> pgtrigger.Trigger:
    """Trigger: the contracts of a person that hold at one time, at all centres, make 48 hours a week at most."""
    return pgtrigger.Trigger(
        name="hours_of_all_contracts",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        PERFORM 1 FROM directory_professional WHERE id = NEW.professional_id FOR UPDATE;
        IF NEW.weekly_minutes + coalesce((
            SELECT sum(weekly_minutes) FROM centres_centrecontract
            WHERE professional_id = NEW.professional_id AND id IS DISTINCT FROM NEW.id AND centre_id <> NEW.centre_id
            AND daterange(starts, ends, '[]') && daterange(NEW.starts, NEW.ends, '[]')
        ), 0) > {MOST_MINUTES} THEN
            {refused("contract_hours_of_all", "the contracts of a person make 48 hours a week at most")}
        END IF;
        RETURN NEW;
        """,
    )


def terms_never_change() -> pgtrigger.Trigger:
    """Trigger: of a contract, only the last day changes."""
    return pgtrigger.Trigger(
        name="terms_never_change",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(
            "centre", "professional", "starts", "weekly_minutes", "visits", "days_off", "leave_days", "rtt_days"
        ),
        func=refused("contract_terms_stay", "a contract never changes: write another one"),
    )


def leave_within_rights() -> pgtrigger.Trigger:
    """Trigger: days off of a kind, in a year, never exceed those of the contract, and lie within its dates."""
    return pgtrigger.Trigger(
        name="leave_within_rights",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("terms", "record"), ("taken", "bigint")],
        func=f"""
        SELECT * INTO terms FROM centres_centrecontract WHERE id = NEW.contract_id FOR UPDATE;
        IF NOT daterange(terms.starts, terms.ends, '[]') @> daterange(NEW.first, NEW.last, '[]') THEN
            {refused("centre_leave_within_contract", "days off lie within the dates of the contract")}
        END IF;
        SELECT coalesce(sum(half_days), 0) + NEW.half_days INTO taken FROM centres_centreleave
            WHERE contract_id = NEW.contract_id AND kind = NEW.kind AND id IS DISTINCT FROM NEW.id
            AND extract(year FROM first) = extract(year FROM NEW.first);
        IF (NEW.kind = 'paid' AND taken > 2 * terms.leave_days)
            OR (NEW.kind = 'rtt' AND taken > 2 * terms.rtt_days) THEN
            {refused("centre_leave_within_rights", "no more days off than the contract gives in a year")}
        END IF;
        RETURN NEW;
        """,
    )


def published_week_stays() -> pgtrigger.Trigger:
    """Trigger: the seats of a rotation change while it is a draft only."""
    return pgtrigger.Trigger(
        name="published_week_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
        IF EXISTS (
            SELECT 1 FROM centres_rotation rotation
            WHERE rotation.id = coalesce(NEW.rotation_id, OLD.rotation_id) AND rotation.programme_id IS NOT NULL
        ) THEN
            {refused("rotation_in_agenda_stays", "a week in the agenda does not change: draft another one")}
        END IF;
        RETURN coalesce(NEW, OLD);
        """,
    )


def seat_of_the_centre() -> pgtrigger.Trigger:
    """Trigger: a seat is in a room of a place of the centre."""
    return pgtrigger.Trigger(
        name="seat_of_the_centre",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NEW.room_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM directory_resource room
            JOIN directory_place place ON place.id = room.place_id
            JOIN centres_rotation rotation ON rotation.id = NEW.rotation_id
            WHERE room.id = NEW.room_id AND room.kind = 'room' AND place.organisation_id = rotation.centre_id
        ) THEN
            {refused("rotation_room_of_the_centre", "a seat is in a room of the centre")}
        END IF;
        RETURN NEW;
        """,
    )
