"""Layout of templates: short lines, one element a line, blocks that visibly open and close."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "maillage"
TEMPLATES = sorted(PACKAGE.glob("site/**/templates/**/*.html"))
WIDTH = 120

_TEMPLATE_TAG = r"\{%.*?%\}|\{\{.*?\}\}|\{\#.*?\#\}"
_TAG = re.compile(
    rf"""(?P<block>\{{%\s*(?P<word>\w+).*?%\}})
    |<(?P<close>/?)(?P<name>[a-z][\w-]*)
     (?:{_TEMPLATE_TAG}|"(?:{_TEMPLATE_TAG}|[^"])*"|'(?:{_TEMPLATE_TAG}|[^'])*'|[^<>"'])*?
     (?P<void>/?)>""",
    re.VERBOSE | re.DOTALL,
)
PAIRED = {"if", "for", "with", "block", "comment", "blocktranslate"}
BETWEEN = {"elif", "else", "empty"}
VOID = {"br", "col", "hr", "img", "input", "link", "meta"}
# Superscripts and subscripts in a formula or a date belong to the word before them.
IN_A_WORD = {"sub", "sup", "var"}


@dataclass(frozen=True)
class Tag:
    """A tag of HTML or of the template language, with its first and last line."""

    kind: str  # "open", "close", "void" or "between"
    name: str
    first: int
    last: int
    alone: bool  # nothing else stands before it on its first line
    sole: bool  # nothing else stands on its lines
    beside: bool  # it opens on a line where another element has just closed


def tags(source: str) -> Iterator[Tag]:
    """Return the tags of a template in order."""
    closed_at = -1
    for found in _TAG.finditer(source):
        start, end = found.span()
        word, name = found["word"], found["name"]
        if word is not None:
            kind = "between" if word in BETWEEN else "close" if word.startswith("end") else "open"
            name = word.removeprefix("end")
            if kind != "between" and name not in PAIRED:
                continue
        else:
            kind = "close" if found["close"] else "void" if found["void"] or name in VOID else "open"
        before = source[source.rfind("\n", 0, start) + 1 : start]
        after = source[end:].split("\n", 1)[0]
        yield Tag(
            kind=kind,
            name=f"%{name}" if word is not None else name,
            first=source.count("\n", 0, start) + 1,
            last=source.count("\n", 0, end) + 1,
            alone=not before.strip(),
            sole=not before.strip() and not after.strip(),
            beside=word is None and kind in {"open", "void"} and closed_at == start,
        )
        if word is None and kind == "close" and name not in IN_A_WORD:
            closed_at = end


def faults(source: str) -> list[str]:
    """Return the layout errors of a template, each with its line."""
    found = [f"{k}: {len(line)} characters" for k, line in enumerate(source.split("\n"), 1) if len(line) > WIDTH]
    opened: list[Tag] = []
    for tag in tags(source):
        if tag.beside and tag.name not in IN_A_WORD:
            found.append(f"{tag.first}: <{tag.name}> wants a line of its own")
        if tag.kind == "open":
            opened.append(tag)
        elif tag.kind == "between":
            if not tag.sole and opened[-1].first != tag.last:
                found.append(f"{tag.first}: {tag.name} stands amid text; give it a line of its own")
        elif tag.kind == "close":
            start = opened.pop()
            assert start.name == tag.name, f"{tag.first}: {tag.name} closes {start.name} of line {start.first}"
            if start.first == tag.last:
                continue
            if tag.name.startswith("%") and not (start.sole and tag.sole):
                found.append(f"{start.first}: {start.name} to line {tag.last} wants lines of its own")
            elif not start.alone:
                found.append(f"{start.first}: <{start.name}> opens amid a line and ends on another")
    assert not opened, f"{opened[-1].first}: {opened[-1].name} is never closed"
    return found


def test_some_templates_are_found() -> None:
    assert len(TEMPLATES) > 60


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE / "site")))
def test_a_template_is_readable(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>" + "a" * 120 + "</p>", "1: 127 characters"),
        ("<p>\n  oui{% if a %},\n  non{% endif %}\n</p>", "2: %if to line 3 wants lines of its own"),
        ("{% if a %}\n  oui{% else %}non\n{% endif %}", "2: %else stands amid text; give it a line of its own"),
        ("<p>\n  voir <a\n  href='x'>la carte</a>\n</p>", "2: <a> opens amid a line and ends on another"),
        ("<p><b>a</b><b>b</b></p>", "1: <b> wants a line of its own"),
    ],
)
def test_layout_errors_are_reported(source: str, fault: str) -> None:
    assert faults(source) == [fault]


def test_readable_templates_pass() -> None:
    assert faults('<p>\n  {% if a %}\n    un <a href="{% url "x" %}">lien</a>, <br>\n  {% endif %}\n</p>') == []
    assert faults("<title>{% if a %}oui{% else %}non{% endif %}</title>\n<i>A<sub>i</sub><sup>er</sup></i>") == []


def test_no_number_is_glued_to_the_word_before_it() -> None:
    glued = re.compile(r"[^\W\d_]\{\{[^}]*\|(?:mot|nombre|pourcent|ecart)\b")
    found = {path.name: glued.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert {name: texts for name, texts in found.items() if texts} == {}
