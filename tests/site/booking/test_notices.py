"""Reminders: once, in time, never after a cancellation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.site.booking import notices, services
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_reminded_once_in_the_last_two_days(mailoutbox: list) -> None:
    slot = make.published().slots.first()
    services.book(slot.pk, make.patient(), make.key())
    assert notices.remind(slot.starts - timedelta(hours=49)) == 0
    assert notices.remind(slot.starts - timedelta(hours=47)) == 1
    assert notices.remind(slot.starts - timedelta(hours=46)) == 0
    assert len(mailoutbox) == 1
    assert mailoutbox[0].subject == "Votre rendez-vous"
    assert "médecin" not in mailoutbox[0].body


def test_not_reminded_once_cancelled_or_past(mailoutbox: list) -> None:
    slots = list(make.published().slots.all())
    cancelled = services.book(slots[0].pk, make.patient(), make.key())
    services.book(slots[1].pk, make.patient(), make.key())
    services.cancel(cancelled.token)
    mailoutbox.clear()
    assert notices.remind(slots[1].starts + timedelta(minutes=1)) == 0
    assert notices.remind(slots[0].starts - timedelta(hours=1)) == 1
    assert len(mailoutbox) == 1


def test_a_reminder_that_could_not_leave_is_tried_again(mailoutbox: list, settings) -> None:
    slot = make.published().slots.first()
    services.book(slot.pk, make.patient(), make.key())
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert notices.remind(slot.starts - timedelta(hours=3)) == 0
    settings.EMAIL_BACKEND = backend
    assert notices.remind(slot.starts - timedelta(hours=2)) == 1
