"""Junior doctors: wishes of both sides by links on a phone, then the match and its publication at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_the_day import committed

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def sound(visitor: Visitor) -> None:
    assert visitor.violations() == []
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def test_wishes_by_links_then_a_match_that_each_reads_for_themselves(visit: Any) -> None:
    from maillage.demo.accounts import COORDINATION_EMAIL
    from maillage.site.jobs.models import Job
    from maillage.site.jobs.services import perform
    from maillage.site.juniors import notices
    from maillage.site.juniors.matching import MATCH
    from maillage.site.juniors.models import JuniorYear

    year = JuniorYear.objects.get()
    silent = year.juniors.filter(answered_at=None).first()
    teacher = year.supervisors.filter(answered_at=None).get()
    assert silent is not None
    phone = visit(PHONE)
    page = phone.go(notices.address_of(silent))
    sound(phone)
    page.get_by_label("1er vœu", exact=True).select_option(str(teacher.pk))
    page.get_by_text("Un autre lieu au second semestre").first.click()
    other = year.supervisors.exclude(pk=teacher.pk).first()
    assert other is not None
    page.get_by_label("Au second semestre").first.select_option(str(other.pk))
    page.get_by_role("button", name="Enregistrer mes vœux").click()
    page.get_by_text("Vos vœux sont enregistrés depuis").wait_for()
    sound(phone)

    page = phone.go(notices.address_of(teacher))
    sound(phone)
    page.get_by_label(str(silent), exact=True).select_option("1")
    page.get_by_role("button", name="Enregistrer mes vœux").click()
    page.get_by_text("Vos vœux sont enregistrés depuis").wait_for()

    desk = visit(DESK)
    desk.sign_in(COORDINATION_EMAIL)
    board = desk.go(f"/coordination/juniors/{year.pk}")
    board.get_by_text("personne n’a pas répondu").first.wait_for()
    sound(desk)
    board.get_by_role("button", name="Calculer l’affectation").click()
    board.get_by_text("L’affectation se calcule.").wait_for()
    committed(lambda: perform(Job.objects.get(kind=MATCH, state="waiting").pk))
    board.reload()
    board.get_by_text("Ce que coûte la stabilité").wait_for()
    sound(desk)
    board.get_by_role("button", name="Publier l’affectation").click()
    assert "L’affectation est publiée" in board.get_by_role("status").inner_text()

    page = phone.go(notices.address_of(silent))
    page.get_by_text("Cette page ne montre que votre affectation").or_(
        page.get_by_text("vous n’avez pas de lieu")
    ).wait_for()
    sound(phone)
