"""A day offered by one doctor and swapped for that of another, on a phone, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DOCTOR, COLLEAGUE = "medecin@maillage.example", "confrere@maillage.example"


def sound(visitor: Visitor) -> None:
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def test_two_doctors_swap_a_day(visit: Any) -> None:
    from django.urls import reverse

    from maillage.site.agenda.models import Session
    from maillage.site.agenda.swap_models import SwapOffer
    from maillage.site.agenda.swaps import sessions_of_side

    doctor, colleague = visit(PHONE, script=False), visit(PHONE, script=False)
    doctor.sign_in(DOCTOR)
    page = doctor.go("/soignant/echanges/")
    offer = SwapOffer.objects.get(state="open", professional__user__email=COLLEAGUE)
    page.locator(f"#autres ~ ul a[href='{reverse('doctor-swap', args=[offer.pk])}']").click()
    sound(doctor)
    given = sessions_of_side(offer)
    page.locator("input[name=journee]:not([disabled])").first.check()
    page.get_by_role("button", name="Proposer cet échange").click()
    page.get_by_text("doit encore dire oui").first.wait_for()
    sound(doctor)

    colleague.sign_in(COLLEAGUE)
    other = colleague.go("/soignant/echanges/")
    other.get_by_text("1 réponse attend votre oui").wait_for()
    other.locator("#miennes ~ ul a").first.click()
    sound(colleague)
    other.get_by_role("button", name="Échanger").click()
    assert "les deux journées sont échangées" in other.get_by_role("status").inner_text()
    reply = offer.replies.get()
    returned = Session.objects.with_posts().filter(pk__in=[one.pk for one in sessions_of_side(reply)])
    assert {one.giver.user.email for one in returned} == {COLLEAGUE}
    now = Session.objects.with_posts().filter(pk__in=[one.pk for one in given])
    assert {one.giver.user.email for one in now} == {DOCTOR}

    doctor.go("/soignant/absences/")
    page.get_by_text("Retirer").first.wait_for()
    sound(doctor)
