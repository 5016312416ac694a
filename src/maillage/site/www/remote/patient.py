"""The page of a patient, opened by the link of the appointment: without an account, one thing at a time."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.booking.models import Appointment
from maillage.site.refusals import Refused
from maillage.site.remote import course, services
from maillage.site.remote.course import Act, Party, State
from maillage.site.remote.models import Step
from maillage.site.remote.services import courses_of
from maillage.site.www import contact, words
from maillage.site.www.patient.appointment import appointment_of, refused

SAID = {
    State.BOOKED: "Essayez le son et l’image, puis attendez ici.",
    State.CHECKED: "C’est prêt. L’infirmier ou le médecin va venir.",
    State.INSTALLING: "L’infirmier vous installe.",
    State.NURSE_LEFT: "Le médecin va vous faire entrer. Restez sur cette page.",
    State.WITH_DOCTOR: "Le médecin est avec vous.",
    State.RECALLED: "Le médecin a rappelé l’infirmier, qui revient.",
    State.DEBRIEFING: "Le médecin, l’infirmier et vous faites le point.",
    State.CLOSED: "La consultation est terminée. Vous pouvez fermer cette page.",
    State.INTERRUPTED: "La consultation est interrompue. Restez ici\u00a0: elle reprendra.",
    State.TELEPHONE: "Le médecin continue par téléphone\u00a0: gardez le vôtre près de vous.",
    State.NO_SHOW: "Vous n’étiez pas là à l’heure. Si vous êtes arrivé, dites-le à l’infirmier.",
}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the consultation stands, and note that the devices work or that something went wrong."""
    found = appointment_of(request, token)
    try:
        services.check_open(found, timezone.now())
        if request.method == "POST" and request.POST.get("acte") in Step.Act.values:
            services.act_as_patient(token, Act(request.POST["acte"]), request.POST.get("probleme", ""))
    except Refused as refusal:
        return refused(request, token, str(refusal))
    if request.method == "POST" and not request.htmx:  # type: ignore[attr-defined]
        return redirect("remote-patient", token=token)
    template = "remote/patient.html" if request.method != "POST" else "remote/parts/patient_panel.html"
    return render(request, template, _context(found, token))


@login_not_required
@never_cache
@require_safe
def panel(request: HttpRequest, token: str) -> HttpResponse:
    """Return the part that changes; nothing if the patient has seen it already."""
    context = _context(appointment_of(request, token), token)
    if request.GET.get("vu") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "remote/parts/patient_panel.html", context)


def _context(appointment: Appointment, token: str) -> dict[str, Any]:
    found, session = courses_of([appointment])[appointment.pk], appointment.slot.session
    acts = course.acts_of(Party.PATIENT, found.state)
    return {
        "item": appointment,
        "session": session,
        "token": token,
        "join_url": reverse("remote-patient-join", args=[token]),
        "doctor": words.called(session.giver),
        "place": words.where(session),
        "said": SAID[found.state],
        "state": found.state,
        "may_check": Act.CHECK in acts,
        "may_interrupt": Act.INTERRUPT in acts,
        "problems": Step.Problem.choices,
        "ended": found.state in course.ENDED,
        "seen": str(len(found.steps)),
        "phone": contact.phone(),
    }
