"""What is due to people who died, for the payer and for the coordination: to the heirs or the notary, outside."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from maillage.site.payments import orders
from maillage.site.payments.models import MonthlyStatement
from maillage.site.payments.payers import Payer
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import signed_in
from maillage.site.www.money_forms import OutsideForm
from maillage.site.www.numbers import whole

Due = tuple[MonthlyStatement, OutsideForm]


def sent_form(request: HttpRequest) -> OutsideForm | None:
    """Return the form of the statement that a request settles; None if it settles none."""
    asked = whole(request.POST.get("releve", "")) if request.method == "POST" else None
    return None if asked is None else OutsideForm(request.POST, prefix=f"releve-{asked}")


def due_to_heirs(payers: Iterable[Payer], sent: OutsideForm | None) -> list[Due]:
    """Return the statements of these payers that wait, each with its form: the one ``sent``, with its errors."""
    found = [statement for payer in payers for statement in orders.by_post(payer)]
    forms = {sent.prefix: sent} if sent is not None else {}
    return [(one, forms.get(f"releve-{one.pk}") or OutsideForm(prefix=f"releve-{one.pk}")) for one in found]


def settled(request: HttpRequest, payers: Iterable[Payer], form: OutsideForm) -> bool:
    """Record a payment to heirs; False, with the reason on the form, if it is refused."""
    pk = whole(request.POST.get("releve", ""))
    found = get_object_or_404(MonthlyStatement.objects.filter(closing__payer__in=list(payers)), pk=pk)
    with refused_on(form):
        if form.is_valid():
            said = form.cleaned_data
            orders.settle_outside(found, said["day"], said["reason"], signed_in(request))
            messages.success(request, "C’est noté\u00a0: ce relevé est versé.")
            return True
    return False
