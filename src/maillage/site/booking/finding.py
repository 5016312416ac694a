"""Sends the links of a person's appointments again, given a telephone or an e-mail address; never shows them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from maillage.site.booking import notices
from maillage.site.booking.contacts import contact_keys
from maillage.site.booking.models import Appointment
from maillage.site.booking.patients import kept_email, kept_phone
from maillage.site.telephones import dialled_anywhere


def send_again(contact: str, *, now: datetime | None = None) -> int:
    """Send the links of the future appointments booked with a contact; return how many were found.

    They go by e-mail if an address is known; otherwise the person is put on the coordination's call list. The page
    gives the same answer whether anything was found or not. Raises ``InvalidPatient`` if the contact is neither a
    telephone number nor an address.
    """
    now = now or timezone.now()
    keys = contact_keys(kept_email(contact), "") if "@" in contact else _phone_keys(contact)
    found = Appointment.objects.with_details().filter(
        state=Appointment.State.BOOKED, slot__starts__gt=now, person_keys__key__in=keys
    )
    by_phone: list[int] = []
    for appointment in found.distinct():
        if not notices.link_again(appointment, now):
            by_phone.append(appointment.pk)
    Appointment.objects.filter(pk__in=by_phone).update(link_asked_at=now)
    return len(found)


def _phone_keys(contact: str) -> list[int]:
    """Return the keys of every number that the text stands for somewhere in France or overseas."""
    numbers = dialled_anywhere(contact) or {kept_phone(contact)}
    return [key for number in sorted(numbers) for key in contact_keys("", number)]
