"""Parts of pages that are rendered once for what they show."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import SafeString

from maillage.site.www.public.templatetags import remembered
from maillage.site.www.public.templatetags.remembered import RememberedNode

PART = "{% load remembered i18n %}{% remembered text=text %}{{ text }}{% if other %}!{% endif %}{% endremembered %}"


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> OrderedDict[Any, Any]:
    """Nothing is remembered before a test."""
    kept: OrderedDict[Any, Any] = OrderedDict()
    monkeypatch.setattr(remembered, "_parts", kept)
    return kept


class Ask(forms.Form):
    """A closed list and a text."""

    who = forms.ChoiceField(choices=[("me", "Me"), ("other", "Other")], widget=forms.RadioSelect)
    name = forms.CharField()


@dataclass(frozen=True)
class Time:
    """A value as lists of times hold them."""

    clock: str


def rendered(source: str, **values: Any) -> str:
    return Template(source).render(Context(values))


def test_a_part_shows_the_named_values_only_and_is_rendered_once(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    template = Template(PART)
    assert template.render(Context({"text": "here", "other": "hidden"})) == "here"
    inside = next(node for node in template.nodelist if isinstance(node, RememberedNode))
    monkeypatch.setattr(inside, "nodelist", None)
    assert template.render(Context({"text": "here", "other": "else"})) == "here"
    assert len(parts) == 1


def test_text_is_escaped_where_the_same_markup_is_not() -> None:
    template = Template(PART)
    for text, shown in ((SafeString("<b>"), "<b>"), ("<b>", "&lt;b&gt;"), (SafeString("<b>"), "<b>")):
        assert template.render(Context({"text": text})) == shown


def test_each_language_has_its_own() -> None:
    template = Template(
        "{% load remembered i18n %}{% remembered one=one %}{% translate 'Continuer' %}{% endremembered %}"
    )
    shown: set[str] = set()
    for language in ("fr", "en", "es", "ar"):
        with translation.override(language):
            shown.add(template.render(Context({"one": 1})))
    assert len(shown) == 4


def test_a_tuple_of_values_is_told_from_another() -> None:
    template = Template(
        "{% load remembered %}{% remembered times=times %}{% for one in times %}{{ one.clock }} {% endfor %}"
        "{% endremembered %}"
    )
    for clocks in (("9 h", "10 h"), ("9 h",), ("9 h", "10 h")):
        assert template.render(Context({"times": tuple(map(Time, clocks))})).split() == " ".join(clocks).split()


def test_a_field_is_known_by_what_it_shows_and_what_was_typed_is_not_remembered(parts: Any) -> None:
    template = Template("{% load remembered %}{% remembered field=field %}{{ field }}{% endremembered %}")
    for data in (None, {"who": "me"}, {"who": "other"}, {"who": "me"}):
        form = Ask(data) if data else Ask()
        assert template.render(Context({"field": form["who"]})) == str(form["who"])
    assert len(parts) == 3
    for typed in ("Jeanne", "Paul"):
        assert f'value="{typed}"' in template.render(Context({"field": Ask({"name": typed})["name"]}))
    assert len(parts) == 3


def test_the_number_of_parts_is_bounded(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 2)
    template = Template(PART)
    for text in "abca":
        assert template.render(Context({"text": text})) == text
    assert len(parts) == 2


@pytest.mark.parametrize("given", ["", "text", "text=text stray"])
def test_values_have_names(given: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="with a name only"):
        rendered(f"{{% load remembered %}}{{% remembered {given} %}}{{% endremembered %}}")
