"""Records on a page which patients came and which did not."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from maillage.site.agenda.models import Session
from maillage.site.booking import services
from maillage.site.booking.models import Appointment
from maillage.site.www.numbers import whole

STATES = {"venu": Appointment.State.SEEN, "absent": Appointment.State.MISSED}


def note_outcome(request: HttpRequest, sessions: Sequence[Session]) -> None:
    """Record what a form says about one appointment of these sessions. Raises ``Refused``."""
    rows = Appointment.objects.visible_to(request.user).filter(slot__session__in=sessions)
    row = get_object_or_404(rows.select_related("patient"), pk=whole(request.POST.get("rendez-vous", "")))
    state = STATES[request.POST["acte"]]
    services.mark(row, state, request.user)  # type: ignore[arg-type]
    told = "est venu" if state == Appointment.State.SEEN else "n’est pas venu"
    messages.success(request, f"C’est noté\u00a0: {row.patient} {told}.")
