"""Deletion of appointments and patients after the retention period of their organisation, with their history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet

from maillage.site.accounts.models import USUAL_RETENTION_MONTHS, Organisation
from maillage.site.agenda.models import Claim
from maillage.site.booking import notices, waiting_notices
from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.waiting_models import WaitingEntry
from maillage.site.history import forget_contexts
from maillage.site.messages import services as outbox


def purge(now: datetime) -> int:
    """Delete appointments past their retention period, their history, and patients without any; return how many.

    The organisation is the keeper of the place, or for a session without place the owner of its vehicle or other thing;
    each has its own number of months. Without such an organisation the default number applies.
    """
    removed = 0
    for organisation in Organisation.objects.all():
        limit = now - relativedelta(months=organisation.retention_months)
        removed += remove(Appointment.objects.filter(_kept_by(organisation), slot__ends__lt=limit))
    limit = now - relativedelta(months=USUAL_RETENTION_MONTHS)
    nobodys = Q(slot__session__place=None) & ~Q(slot__session__in=_sessions_with_things())
    removed += remove(Appointment.objects.filter(nobodys, slot__ends__lt=limit))
    if removed:
        forget_contexts(now)
    return removed


def _kept_by(organisation: Organisation) -> Q:
    with_theirs = _sessions_with_things().filter(resource__organisation=organisation)
    hosted = Q(slot__session__host=organisation) | Q(
        slot__session__host=None, slot__session__place__organisation=organisation
    )
    return hosted | Q(slot__session__place=None, slot__session__in=with_theirs)


def _sessions_with_things() -> QuerySet[Claim, Any]:
    """Return the sessions that take, or took, a thing owned by an organisation."""
    return Claim.objects.filter(resource__organisation__isnull=False).values("post__session")


@transaction.atomic
def remove(old: QuerySet[Appointment]) -> int:
    """Delete appointments with their history and messages, and patients without any; return how many."""
    pks = list(old.values_list("pk", flat=True))
    outbox.forget([waiting_notices.about(one) for one in WaitingEntry.objects.filter(appointment__in=pks)])
    Appointment.objects.filter(pk__in=pks).delete()
    notices.forget(pks)
    # The deletion itself writes an event, so the history is deleted after the rows.
    apps.get_model("booking", "AppointmentEvent").objects.filter(pgh_obj_id__in=pks).delete()
    Patient.objects.filter(appointments=None, waiting=None).delete()
    return len(pks)
