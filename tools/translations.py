"""Update the translations of the patient's journey: ``python tools/translations.py``.

Reads every sentence marked for translation (French, in templates and Python code), and writes the catalogues of
``src/maillage/site/locale/``: new sentences are added empty, sentences that are gone are removed, nothing is guessed.
Plurals of French are filled in, since its sentences are the keys. With ``--check`` it changes nothing, lists what is
missing, and fails if anything is.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "src" / "maillage" / "site"
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("MAILLAGE_DATA_DIR", tempfile.mkdtemp())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.site.config.settings")

import django  # noqa: E402

django.setup()

from babel.messages import extract, pofile  # noqa: E402
from babel.messages.catalog import Catalog  # noqa: E402
from django.template import Template  # noqa: E402
from django.template.engine import Engine  # noqa: E402
from django.templatetags.i18n import BlockTranslateNode, TranslateNode  # noqa: E402

from maillage.schemes import SCHEMES  # noqa: E402
from maillage.site.languages import LANGUAGES  # noqa: E402
from maillage.site.www import words  # noqa: E402

Found = tuple[str | tuple[str, ...], str]
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2)}
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def of_templates() -> Iterator[Found]:
    """Yield the marked sentences of the templates."""
    engine = Engine.get_default()
    for path in sorted(SITE.glob("**/templates/**/*.html")):
        source = path.read_text(encoding="utf-8")
        if "translate" not in source:
            continue
        template, name = Template(source, engine=engine), str(path.relative_to(SITE))
        translated: list[Any] = template.nodelist.get_nodes_by_type(TranslateNode)
        blocks: list[Any] = template.nodelist.get_nodes_by_type(BlockTranslateNode)
        for node in translated:
            yield str(node.filter_expression.var.literal), name
        for node in blocks:
            one = node.render_token_list(node.singular)[0]
            yield ((one, node.render_token_list(node.plural)[0]) if node.plural else one), name


def of_code() -> Iterator[Found]:
    """Yield the marked sentences of the code, and those of closed lists that are data."""
    for path in sorted(SITE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        with path.open("rb") as source:
            for _, text, _, _ in extract.extract("python", source, KEYWORDS):
                yield text, str(path.relative_to(SITE))
    for scheme in SCHEMES.values():
        yield scheme.summary, "schemes"
    yield words.NO_EXTRA_FEE, "www/words.py"
    for name in words.PROFESSIONS.values():
        yield name, "www/words.py"


def sentences() -> Catalog:
    """Return all sentences with the files that hold them, without line numbers, which would change all the time."""
    places: dict[str | tuple[str, ...], set[str]] = {}
    for text, name in [*of_templates(), *of_code()]:
        places.setdefault(text, set()).add(name)
    found = Catalog(charset="utf-8")
    for text, names in places.items():
        found.add(text, locations=[(name, 1) for name in sorted(names)])
    return found


def update(code: str, found: Catalog) -> Catalog:
    """Return the catalogue of a language with exactly these sentences."""
    path = SITE / "locale" / f"{code}.po"
    known: dict[str, Any] = {}
    if path.is_file():
        with path.open("rb") as old:
            for message in pofile.read_po(old, locale=code):
                known[message.id[0] if isinstance(message.id, tuple) else str(message.id)] = message.string
    fresh = Catalog(
        locale=code, project="Maillage", version="", charset="utf-8", creation_date=NO_DATE, revision_date=NO_DATE,
        fuzzy=False, header_comment="# Sentences of the patient's journey.",
    )  # fmt: skip
    for message in found:
        if not message.id:
            continue
        plural = isinstance(message.id, tuple)
        if code == "fr" and not plural:
            continue
        string = known.get(message.id[0] if plural else str(message.id), "")
        if code == "fr":
            string = tuple(message.id)
        if plural and not isinstance(string, tuple):
            string = ("",) * fresh.num_plurals
        fresh.add(message.id, "" if isinstance(string, tuple) and not plural else string,
                  locations=message.locations)  # fmt: skip
    return fresh


def missing(catalogue: Catalog) -> list[str]:
    """Return the sentences of a catalogue without a translation, or with one that is only guessed."""
    rows = [message for message in catalogue if message.id]
    return [str(row.id) for row in rows
            if row.fuzzy or not all(row.string if isinstance(row.string, tuple) else [row.string])]  # fmt: skip


def main() -> None:
    found, lacking = sentences(), 0
    for language in LANGUAGES:
        catalogue = update(language.code, found)
        for text in missing(catalogue):
            print(f"{language.code}: {text}")
            lacking += 1
        if "--check" not in sys.argv:
            path = SITE / "locale" / f"{language.code}.po"
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as new:
                pofile.write_po(new, catalogue, width=110, sort_output=True, include_lineno=False)
    print(f"{len(found)} sentences, {lacking} translations are missing.")
    if "--check" in sys.argv and lacking:
        sys.exit(1)


if __name__ == "__main__":
    main()
