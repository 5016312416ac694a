"""The seat of a candidate: accept or refuse it, evaluate the training, take the certificate; check a certificate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.site.calls import certificates, seats
from maillage.site.calls.clock import paris_words
from maillage.site.calls.kind import CallKind
from maillage.site.calls.models import Submission
from maillage.site.calls.seat_models import Certificate, SeatOffer
from maillage.site.refusals import Refused
from maillage.site.www.call_files import paper
from maillage.site.www.candidate.views import FLOW
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.questionnaire.flow import without_account
from maillage.site.www.questionnaire.forms import radios

MARKS = (("5", "5, tout à fait"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1, pas du tout"))


class EvaluationForm(forms.Form):
    """What a participant thinks: a mark for each statement of the kind of call, and a word."""

    def __init__(self, data: Any, *, kind: CallKind) -> None:
        super().__init__(data)
        for one in kind.evaluation:
            self.fields[one.code] = radios(one.label, MARKS, "Donnez une note de 1 à 5.")
        self.fields["word"] = forms.CharField(
            label="Un mot (facultatif)",
            required=False,
            max_length=1500,
            widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4, "autocomplete": "off"}),
        )


def shown(row: Submission) -> dict[str, Any]:
    """Return what the page of a submission says of its seat."""
    offer = seats.offer_of(row)
    if offer is None:
        return {"offer": None}
    certificate = Certificate.objects.filter(offer=offer).first()
    return {
        "offer": offer,
        "until": paris_words(offer.expires_at),
        "certificate": certificate,
        "against": "" if certificate is not None else certificates.reason_against(offer),
    }


def _offer(token: str) -> SeatOffer:
    offer = seats.offer_of(FLOW.row_of(token))
    if offer is None:
        raise Http404("Aucune place ne vous attend.")
    return offer


@without_account
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Accept or refuse the offered seat."""
    if request.method == "POST":
        try:
            seats.answer(_offer(token), accepts=request.POST.get("acte") == "accepter")
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("submission", token)


@without_account
def evaluation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask what a participant thinks of the training."""
    offer = _offer(token)
    if offer.state != SeatOffer.State.ACCEPTED:
        return redirect("submission", token)
    kind = offer.submission.call.of_kind
    form = EvaluationForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            given = dict(form.cleaned_data)
            certificates.evaluate(offer, given, given.pop("word"))
            return redirect("submission", token)
    context = {"form": form, "back": reverse("submission", args=[token]), "call": offer.submission.call}
    return render(request, "candidate/evaluation.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_safe
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Return one's certificate as a PDF."""
    del request
    found = Certificate.objects.filter(offer=_offer(token)).first()
    if found is None:
        raise Http404("L’attestation n’est pas encore délivrée.")
    address = f"{settings.PUBLIC_ADDRESS}{reverse('certificate-check', args=[found.code])}"
    return paper(certificates.paper(found, address), "attestation")


@login_not_required
@never_cache
@require_safe
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say whether a certificate exists, for whom and for what: first name and initial, training, days."""
    asked = code or request.GET.get("code", "")
    found = certificates.find(asked) if asked else None
    context: dict[str, Any] = {"asked": asked, "found": found}
    if found is not None:
        who = found.offer.submission.applicant
        context |= {"who": f"{who.first_name} {who.last_name[:1]}.", "call": found.offer.submission.call,
                    "option": found.offer.option}  # fmt: skip
    return render(request, "candidate/check.html", context, status=404 if asked and found is None else 200)
