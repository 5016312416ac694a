"""A quarter of duties: wishes on a phone, draft and publication at the desk, a swap by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_the_day import committed

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ORGANISER, COLLEAGUE = "gardes@maillage.example", "medecin-garde@maillage.example"


def sound(visitor: Visitor) -> None:
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def test_wishes_draft_publication_and_a_swap(visit: Any) -> None:
    from maillage.site.agenda.swap_models import SwapOffer
    from maillage.site.duties import publishing
    from maillage.site.duties.drafts import DRAFT
    from maillage.site.duties.models import DutyWish, Rota
    from maillage.site.jobs.models import Job
    from maillage.site.jobs.services import perform

    rota = Rota.objects.get(programme=None)
    doctor = visit(PHONE)
    doctor.sign_in(COLLEAGUE)
    page = doctor.go("/gardes/miennes/")
    assert doctor.violations() == []
    sound(doctor)
    page.get_by_role("link", name="Donner mes vœux").click()
    first = page.locator("main select").first
    first.select_option("cannot")
    assert doctor.violations() == []
    sound(doctor)
    page.get_by_role("button", name="Enregistrer mes vœux").click()
    assert "Vos vœux sont enregistrés" in page.get_by_role("status").inner_text()
    wish = DutyWish.objects.get(member__rota=rota, member__professional__user__email=COLLEAGUE)
    assert wish.kind == "cannot"

    desk = visit(DESK)
    desk.sign_in(ORGANISER)
    board = desk.go(f"/gardes/{rota.pk}")
    assert desk.violations() == []
    board.get_by_role("button", name="Calculer un projet").click()
    board.get_by_text("Le projet se calcule.").wait_for()
    committed(lambda: perform(Job.objects.get(kind=DRAFT, state="waiting").pk))
    board.reload()
    board.get_by_text("Un second calcul a vérifié").wait_for()
    assert desk.violations() == []
    sound(desk)
    board.get_by_role("button", name="Publier").click()
    rota.refresh_from_db()
    assert rota.is_published
    sessions = publishing.sessions_of(rota)
    busy = {one.day for one in sessions if one.giver and one.giver.pk == wish.member.professional_id}
    assert wish.date not in busy
    sound(desk)

    offer = SwapOffer.objects.filter(professional__user__email=COLLEAGUE, state="open").get()
    own = next(one for one in sessions if one.giver and one.giver.pk == wish.member.professional_id)
    page = doctor.go(f"/soignant/journees/{own.pk}")
    page.get_by_role("button", name="Proposer à l’échange").click()
    page.wait_for_load_state()
    assert SwapOffer.objects.filter(sessions__session=own, state="open").exists(), "any duty can be offered"
    sound(doctor)

    given = offer.sessions.get().session
    others = rota.members.exclude(professional__user=None).exclude(professional__user__email=COLLEAGUE)
    taker = others.select_related("professional__user").get().professional.user
    assert taker is not None
    other = visit(PHONE, script=False)
    other.sign_in(taker.email)
    swap = other.go(f"/soignant/echanges/{offer.pk}")
    sound(other)
    swap.get_by_role("button", name="Prendre").click()
    given = type(given).objects.with_posts().get(pk=given.pk)
    assert given.giver is not None
    assert given.giver.user == taker
