"""The search field by keyboard: a combobox with suggestions."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
OPTIONS = "#suggestions [role=option]"


def chosen(page: Any) -> str:
    """Return the selected option as a screen reader follows it; "" without one."""
    return str(
        page.evaluate(
            "() => { const at = document.querySelector('#commune').getAttribute('aria-activedescendant');"
            " return at ? document.getElementById(at).innerText : ''; }"
        )
    )


def typed(visit: Any, text: str) -> tuple[Any, Any, list[str]]:
    """Open a page with the suggestions for ``text``."""
    visitor = visit()
    page = visitor.go("/")
    page.get_by_label("Votre commune").press_sequentially(text, delay=20)
    page.wait_for_selector(OPTIONS)
    return visitor, page, page.locator(OPTIONS).all_inner_texts()


def test_arrows_home_and_end_move_the_selection_and_enter_opens_it(visit: Any) -> None:
    visitor, page, options = typed(visit, "sa")
    assert len(options) > 2
    field = page.get_by_role("combobox", name="Votre commune")
    assert field.get_attribute("aria-expanded") == "true"
    assert chosen(page) == ""
    for key, wanted in (
        ("ArrowDown", options[0]), ("ArrowDown", options[1]), ("End", options[-1]), ("ArrowDown", options[0]),
        ("ArrowUp", options[-1]), ("Home", options[0]), ("ArrowDown", options[1]),
    ):  # fmt: skip
        field.press(key)
        assert chosen(page) == wanted
    assert page.locator(f"{OPTIONS}[aria-selected=true]").all_inner_texts() == [options[1]]
    assert page.evaluate("document.activeElement.id") == "commune"
    assert visitor.violations() == []
    target = page.locator(OPTIONS).nth(1).get_attribute("href")
    field.press("Enter")
    page.wait_for_url(f"**{target}")


def test_escape_closes_the_list_and_keeps_the_text(visit: Any) -> None:
    _, page, _ = typed(visit, "sa")
    field = page.get_by_role("combobox", name="Votre commune")
    field.press("ArrowDown")
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert chosen(page) == ""
    assert not page.locator("#suggestions").is_visible()
    assert field.input_value() == "sa"
    field.press("ArrowDown")
    page.locator("#suggestions").wait_for()


def test_without_selection_enter_submits_and_home_moves_the_cursor(visit: Any) -> None:
    _, page, _ = typed(visit, "sa")
    field = page.get_by_role("combobox", name="Votre commune")
    field.press("Home")
    assert page.evaluate("document.querySelector('#commune').selectionStart") == 0
    assert chosen(page) == ""
    field.press("Enter")
    page.wait_for_url("**/communes/?q=sa")
