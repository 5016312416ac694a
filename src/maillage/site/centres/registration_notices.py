"""What somebody who waits for a treating doctor is told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from maillage.site.messages import sms
from maillage.site.messages.services import post, post_sms

if TYPE_CHECKING:
    from maillage.site.centres.models import PatientList, RegistrationRequest


def tell_offer(request: RegistrationRequest, wanted: PatientList, until: date, token: str) -> None:
    """Tell a person that a place is offered; the link accepts or declines. By e-mail, else by text message."""
    doctor = str(wanted.professional) if wanted.professional is not None else "l’équipe du centre"
    url = f"{settings.PUBLIC_ADDRESS}{reverse('treating-doctor-request', args=[token])}"
    body = (
        f"{request.centre.name} vous propose une place\u00a0: {doctor} peut devenir votre médecin traitant.\n"
        f"Répondez jusqu’au {until:%d/%m/%Y}\u00a0: {url}"
    )
    about, key = f"registration:{request.pk}", f"registration:{request.pk}:{until.isoformat()}:{wanted.pk}"
    if request.email:
        post(
            to=request.email, subject="Une place auprès d’un médecin traitant", body=body, about=about, key=key,
        )  # fmt: skip
    elif sms.in_use():
        short = (
            f"Une place auprès d’un médecin traitant vous est proposée. Répondez jusqu’au {until:%d/%m/%Y}\u00a0: {url}"
        )
        post_sms(to=request.phone, text=sms.written(short), about=about, key=key)
