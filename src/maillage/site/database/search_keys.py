"""The key of ``maillage.territory.search_key``, computed by the database, so that names are found by it."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Func

# Decomposed first: "lower" of a database in the C locale changes ASCII letters only.
_LETTERS = r"lower(regexp_replace(normalize(%(expressions)s, NFKD), '[\u0300-\u036f]', '', 'g'))"
_LIGATURES = f"replace(replace(replace(replace({_LETTERS}, 'œ', 'oe'), 'æ', 'ae'), 'Œ', 'oe'), 'Æ', 'ae')"
_WORDS = f"btrim(regexp_replace({_LIGATURES}, '[^a-z0-9]+', ' ', 'g'))"
_ST, _STE = rf"regexp_replace({_WORDS}, '\yst(s?)\y', 'saint\1', 'g')", r"'\yste(s?)\y', 'sainte\1', 'g'"


class SearchKey(Func):
    """Lower case, no accents, ligatures spelled out, hyphens and apostrophes as spaces, "st" and "ste" as words.

    For names in the letters of Europe's western languages, on which a test compares it with ``search_key``.
    """

    template = f"regexp_replace({_ST}, {_STE})"
    arity = 1

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, output_field=CharField(), **extra)
