"""Records on a page what became of appointments: came, missed, excused, and who found a treating doctor."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session
from maillage.site.booking import outcomes
from maillage.site.booking.models import Appointment
from maillage.site.www.numbers import whole

STATES = {
    "venu": Appointment.State.SEEN,
    "absent": Appointment.State.MISSED,
    "excuse": Appointment.State.EXCUSED,
    "corriger": Appointment.State.BOOKED,
}
TOLD = {
    "venu": "est venu",
    "absent": "n’est pas venu",
    "excuse": "est excusé",
    "corriger": "attend de nouveau votre réponse",
}
FOUND = "medecin-trouve"
ACTS = frozenset({*STATES, FOUND})
"""What a form may say about one appointment."""


def note_outcome(request: HttpRequest, sessions: Sequence[Session], by: User) -> None:
    """Record what a form says about one appointment of these sessions. Raises ``Refused``.

    The service asks for the right to change it; the sessions keep the link of a day to the appointments of that day.
    """
    rows = Appointment.objects.visible_to(by).filter(slot__session__in=sessions)
    row = get_object_or_404(rows.select_related("patient"), pk=whole(request.POST.get("rendez-vous", "")))
    act = request.POST["acte"]
    if act == FOUND:
        outcomes.note_doctor_found(row, by, consent=request.POST.get("accord") == "oui")
        messages.success(request, f"C’est noté\u00a0: {row.patient} a trouvé un médecin traitant.")
        return
    outcomes.mark(row, STATES[act], by)
    messages.success(request, f"C’est noté\u00a0: {row.patient} {TOLD[act]}.")
