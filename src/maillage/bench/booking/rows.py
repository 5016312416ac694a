"""Reads what the database holds at the end, for the checker."""

from __future__ import annotations

from itertools import groupby

import psycopg

from maillage.bench.booking.history import AppointmentRow, Rows, SessionRow, SharedRow

APPOINTMENTS = """
    SELECT encode(a.idempotency_hash, 'hex'), encode(a.token_hash, 'hex'), a.slot_id, a.state, count(k.id),
        count(k.id) FILTER (WHERE k.active),
        a.during = tstzrange(s.starts, s.ends, '[)') AND coalesce(bool_and(k.during = a.during), true),
        p.email = '' OR EXISTS (SELECT 1 FROM outbox_message m WHERE m.about = 'appointment:' || a.id)
    FROM booking_appointment a JOIN agenda_slot s ON s.id = a.slot_id JOIN booking_patient p ON p.id = a.patient_id
    LEFT JOIN booking_personkey k ON k.appointment_id = a.id
    GROUP BY a.id, s.id, p.id
"""
SESSIONS = """
    SELECT s.id, s.state, (SELECT count(*) FROM agenda_slot WHERE session_id = s.id),
        floor(extract(epoch FROM s.ends - s.starts) / 60 / s.slot_minutes)::int,
        (SELECT count(*) FROM agenda_sessionpost WHERE session_id = s.id),
        (SELECT count(*) FROM agenda_claim c JOIN agenda_sessionpost p ON p.id = c.post_id
            WHERE p.session_id = s.id AND c.active)
    FROM agenda_session s WHERE jsonb_array_length(s.motives) < 2
"""
SHARED = """
    SELECT s.id, extract(epoch FROM s.ends - s.starts)::int / 60, s.slot_minutes,
        extract(epoch FROM t.starts - s.starts)::int / 60, extract(epoch FROM t.ends - s.starts)::int / 60,
        EXISTS (SELECT 1 FROM booking_appointment a
            WHERE a.slot_id = t.id AND a.state IN ('booked', 'seen', 'missed'))
    FROM agenda_session s JOIN agenda_slot t ON t.session_id = s.id WHERE jsonb_array_length(s.motives) > 1
    ORDER BY s.id, t.starts
"""
OVERLAPPING_CLAIMS = """
    SELECT count(*) FROM agenda_claim a JOIN agenda_claim b
    ON a.resource_id = b.resource_id AND a.id < b.id AND a.active AND b.active AND a.during && b.during
"""
TAKEN_TWICE = """
    SELECT count(*) FROM (
        SELECT 1 FROM booking_appointment WHERE state IN ('booked', 'seen', 'missed')
        GROUP BY slot_id HAVING count(*) > 1
    ) AS twice
"""


def read_rows(url: str) -> Rows:
    """Return the appointments, sessions and claims of the database at ``url``, in one state of it."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        appointments = tuple(AppointmentRow(*row) for row in connection.execute(APPOINTMENTS))
        sessions = {row[0]: SessionRow(*row) for row in connection.execute(SESSIONS)}
        session_of = dict(connection.execute("SELECT id, session_id FROM agenda_slot").fetchall())
        shared = _shared(connection.execute(SHARED).fetchall())
        (overlapping,) = connection.execute(OVERLAPPING_CLAIMS).fetchone() or (0,)
    return Rows(appointments, sessions, session_of, overlapping, shared)


def _shared(rows: list[tuple[int, int, int, int, int, bool]]) -> tuple[SharedRow, ...]:
    """Return the sessions that visits of different length share, from a row for each of their slots."""
    found: list[SharedRow] = []
    for (pk, minutes, shortest), slots in groupby(rows, key=lambda row: row[:3]):
        spans = [(first, last, taken) for _, _, _, first, last, taken in slots]
        visits, pieces = (tuple((a, b) for a, b, taken in spans if taken is wanted) for wanted in (True, False))
        found.append(SharedRow(pk, minutes, shortest, visits, pieces))
    return tuple(found)


def taken_twice(url: str) -> int:
    """Return how many slots have two appointments or more."""
    with psycopg.connect(url) as connection:
        (count,) = connection.execute(TAKEN_TWICE).fetchone() or (0,)
    return int(count)
