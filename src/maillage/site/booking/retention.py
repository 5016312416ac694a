"""Forgetting: appointments and patients older than their organisation keeps them, with every trace of them."""

from __future__ import annotations

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db import transaction
from django.db.models import Q

from maillage.site.accounts.models import Organisation
from maillage.site.booking import notices
from maillage.site.booking.models import Appointment, Patient


def purge(now: datetime) -> int:
    """Delete appointments whose retention is over, their history, and patients left without any; returns how many.

    The organisation is the one that keeps the place or the vehicle; each has its own number of months.
    """
    removed = 0
    for organisation in Organisation.objects.all():
        limit = now - relativedelta(months=organisation.retention_months)
        mine = Q(slot__session__place__organisation=organisation) | Q(slot__session__vehicle__organisation=organisation)
        removed += _remove(Appointment.objects.filter(mine, slot__ends__lt=limit))
    return removed


@transaction.atomic
def _remove(old: object) -> int:
    pks = list(old.values_list("pk", flat=True))  # type: ignore[attr-defined]
    Appointment.objects.filter(pk__in=pks).delete()
    notices.forget(pks)
    # The deletion itself is an event: the history goes after the rows.
    apps.get_model("booking", "AppointmentEvent").objects.filter(pgh_obj_id__in=pks).delete()
    Patient.objects.filter(appointments=None).delete()
    return len(pks)
