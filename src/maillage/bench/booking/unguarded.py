"""The peer: the same site, where a booking looks whether the slot is free and then inserts, as most software does.

It takes no lock, and the database has no constraint on slots and persons (:func:`remove_guards`), so that two people
who look at the same moment both get the slot. Everything else, pages and limits included, is the site's own code.

Run as ``python -m maillage.bench.booking.unguarded --data-dir FOLDER --port PORT``, on the benchmark's own folder only.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import psycopg

from maillage.errors import MaillageError

MARK = "benchmark"
"""A file of the benchmark's data folder: no other folder is served without guards."""


def remove_guards(url: str) -> None:
    """Remove the constraints by which the database refuses a second booking."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP INDEX appointment_one_active_per_slot")
        connection.execute("ALTER TABLE booking_personkey DROP CONSTRAINT person_not_twice_at_once")


def replace_booking() -> None:
    """Replace the service that books in this process by one that checks, then inserts the same rows."""
    from django.db import transaction
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
    from django.utils import timezone

    from maillage.site.agenda.models import Session, Slot
    from maillage.site.booking import notices, services
    from maillage.site.booking.models import Appointment, PersonKey
    from maillage.site.booking.patients import PatientData, checked, identity_of, person_keys, save_patient
    from maillage.site.booking.tokens import digest_of, token_for
    from maillage.site.refusals import Taken, WrongState

    @transaction.atomic
    def look_then_insert(
        slot_id: int, patient: PatientData, idempotency_key: str, *, same_day: bool, motive: str,
        link: Callable[[str], str],
    ) -> services.Booking:  # fmt: skip
        del motive  # no session of its phase is shared by visits of different length
        now, token, key = timezone.now(), token_for(idempotency_key), digest_of(idempotency_key)
        again = Appointment.objects.filter(idempotency_hash=key).first()
        if again is not None:
            return services.Booking(again, token, new=False)
        rows = Slot.objects.select_related("session__commune", "session__place", "session__programme")
        slot = rows.defer("session__programme__template").get(pk=slot_id)
        if slot.session.state not in Session.OPEN_STATES:
            raise WrongState("Cette consultation n’a plus lieu. Choisissez un autre créneau.")
        data = checked(patient, now)
        keys = person_keys(data)
        services.check_eligible(slot, data, now)
        services.check_person(keys, slot, now, identity=None if same_day else identity_of(data))
        if Appointment.objects.active().filter(slot=slot).exists():
            raise Taken("Ce créneau vient d’être pris. Choisissez-en un autre.")
        during = DateTimeTZRange(slot.starts, slot.ends, "[)")
        appointment = Appointment.objects.create(
            slot=slot, patient=save_patient(data, now), during=during, booked_at=now, token_hash=digest_of(token),
            idempotency_hash=key,
        )  # fmt: skip
        PersonKey.objects.bulk_create(PersonKey(appointment=appointment, key=one, during=during) for one in keys)
        notices.confirm(appointment, link(token))
        return services.Booking(appointment, token, new=True)

    services.book = look_then_insert  # type: ignore[assignment]


def main() -> None:
    """Serve the site without guards."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    if not (asked.data_dir / MARK).exists():
        raise MaillageError(f"{asked.data_dir} is not the folder of a benchmark.")
    from maillage.site.serving import claim_port, serve_site

    with claim_port("127.0.0.1", asked.port) as listener:
        from maillage.site.runtime import open_site

        open_site(asked.data_dir)
        replace_booking()
        serve_site(listener, asked.data_dir, say=print)


if __name__ == "__main__":
    main()
