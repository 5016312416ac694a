"""A call to the regulation: a commune, Enter, a name and a telephone, Enter; by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
REGULATOR = "regulation@maillage.example"


def sound(visitor: Visitor) -> None:
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def called(visitor: Visitor, commune: str, name: str, phone: str) -> Any:
    """Answer a call without touching the mouse."""
    page = visitor.go("/regulation/")
    page.locator("input:focus").wait_for()  # without scripts the browser focuses the field when it has drawn the page
    page.keyboard.type(commune)
    page.keyboard.press("Enter")
    page.locator(".mg-place").first.wait_for()
    for text in ("Luce", name, phone):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Rendez-vous pris").wait_for()
    return page


def test_a_call_is_answered_by_the_keyboard_with_scripts_and_without(visit: Any) -> None:
    from maillage.site.booking.models import BookedFor
    from maillage.site.directory.models import Place

    commune = Place.objects.select_related("commune").get(reference="centre-salarie").commune.name
    before = BookedFor.objects.count()
    desk = visit(DESK)
    desk.sign_in(REGULATOR)
    page = desk.go("/regulation/")
    assert desk.violations() == []
    page.locator("input:focus").wait_for()  # without scripts the browser focuses the field when it has drawn the page
    page.keyboard.type(commune)
    page.keyboard.press("Enter")
    page.locator(".mg-place").first.wait_for()
    assert desk.violations() == []
    sound(desk)
    page = called(desk, commune, "Ormeau", "0639981234")
    assert desk.violations() == []
    sound(desk)
    page.get_by_role("button", name="Annuler ce rendez-vous").click()
    page.get_by_role("heading", name="Rendez-vous annulé").wait_for()

    phone = visit(PHONE, script=False)
    phone.sign_in(REGULATOR)
    called(phone, commune, "Sorbier", "0639981235")
    sound(phone)
    phone.go(f"/regulation/?q={commune}")
    sound(phone)
    assert BookedFor.objects.count() == before + 2
