"""Names of territories in a French sentence: their article, their gender, "de" and "à" before them.

The table ``toponyms.toml`` holds what cannot be derived from a name; communes and intercommunalities follow rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from maillage.parameters import load_toml

VOWEL = re.compile(r"^[aeiouyhàâäéèêëîïôöùûüœæ]", re.IGNORECASE)


@dataclass(frozen=True)
class Toponym:
    """A territory's name with what a sentence needs.

    ``article`` is "le", "la", "l’", "les" or ""; ``inside`` and ``origin`` stand before the name, with the following
    space, to say where something is and where it comes from; ``written`` is an article that belongs to the name itself
    and contracts with these ("Le Mans": "au Mans", "du Mans").
    """

    text: str
    article: str
    feminine: bool
    inside: str
    origin: str
    written: str = ""

    @property
    def full(self) -> str:
        """ "l’Aveyron", "la communauté de communes du Réquistanais", "Réquista", "Le Mans"."""
        return f"{_spaced(self.article)}{self.written}{self.text}"

    @property
    def begins(self) -> str:
        """The full name at the start of a sentence: "L’Aveyron"."""
        return self.full[:1].upper() + self.full[1:]

    @property
    def of(self) -> str:
        """ "de l’Aveyron", "du Tarn", "d’Albi"."""
        return f"{self.origin}{self.text}"

    @property
    def at(self) -> str:
        """ "dans l’Aveyron", "en Occitanie", "à Albi"."""
        return f"{self.inside}{self.text}"

    @property
    def plural(self) -> bool:
        """Whether verbs and participles after it are in the plural."""
        return self.article == "les"

    @property
    def pronoun(self) -> str:
        """ "il", "elle", "ils" or "elles"."""
        return f"{'elle' if self.feminine else 'il'}{'s' if self.plural else ''}"

    def agreed(self, participle: str) -> str:
        """Return a masculine singular participle or adjective in agreement: ``agreed("ajouté")`` is "ajoutée"."""
        return f"{participle}{'e' if self.feminine else ''}{'s' if self.plural else ''}"


def _spaced(article: str) -> str:
    return article if not article or article.endswith("’") else f"{article} "


def _contracted(preposition: str, article: str) -> str:
    """Contract "de" or "à" with an article: "du ", "de la ", "de l’", "aux "."""
    short = {("de", "le"): "du ", ("de", "les"): "des ", ("à", "le"): "au ", ("à", "les"): "aux "}
    return short.get((preposition, article), f"{preposition} {_spaced(article)}")


@cache
def _table() -> Mapping[str, Any]:
    return load_toml("maillage.site.www", "toponyms")


def _listed(section: Mapping[str, list[str]], key: str) -> str | None:
    return next((word for word, keys in section.items() if key in keys), None)


def _of_table(kind: str, key: str, text: str) -> Toponym:
    table = _table()[kind]
    feminine = _listed(table["f"], key)
    article = feminine if feminine is not None else _listed(table["m"], key) or ""
    inside, origin = _listed(table["in"], key), _listed(table["of"], key)
    return Toponym(
        text=text,
        article=article,
        feminine=feminine is not None,
        inside=f"{inside} " if inside else f"dans {_spaced(article)}",
        origin=_contracted("de", article) if origin is None else _spaced(origin),
    )


def department(code: str, name: str) -> Toponym:
    """Return a department; an unknown code gets no article."""
    return _of_table("departments", code, curly(name))


def region(name: str) -> Toponym:
    """Return a region."""
    return _of_table("regions", curly(name), curly(name))


def commune(name: str) -> Toponym:
    """Return a commune; its own article contracts ("au Mans", "aux Angles", "de La Selve").

    Sentences treat communes as feminine ("la commune").
    """
    text = curly(name)
    for article in ("le", "les"):
        written = f"{article.capitalize()} "
        if text.startswith(written):
            before = _contracted("à", article), _contracted("de", article)
            return Toponym(text[len(written) :], "", True, *before, written)
    return Toponym(text, "", feminine=True, inside="à ", origin="d’" if elided(text) else "de ")


def with_department(commune: str, department: str) -> str:
    """ "Réquista (Aveyron)", but "Paris" and not "Paris (Paris)"."""
    name, around = curly(commune), curly(department)
    return name if around in ("", name) else f"{name} ({around})"


def grouping(name: str) -> Toponym:
    """Return an intercommunality, feminine: "la communauté de communes du Réquistanais", "Toulouse Métropole"."""
    text = curly(name)
    kind = next((word for word in _table()["groupings"]["kinds"] if text.startswith(f"{word} ")), None)
    if kind is None:
        return Toponym(text, "", feminine=True, inside="dans ", origin="d’" if elided(text) else "de ")
    lower = text[:1].lower() + text[1:]
    article = "l’" if elided(kind) else "la"
    return Toponym(lower, article, feminine=True, inside=f"dans {_spaced(article)}", origin=_contracted("de", article))


_OF_KIND = re.compile(r"^(?:de la |de l’|des |du |de |d’)")


def short_grouping(name: str) -> str:
    """Return an intercommunality without its kind: "Causse de Labastide-Murat", "Pyrénées catalanes"."""
    text = curly(name)
    for kind in _table()["groupings"]["kinds"][:3]:
        if text.startswith(f"{kind} "):
            text = _OF_KIND.sub("", text[len(kind) + 1 :])
            break
    return text[:1].upper() + text[1:]


def elided(name: str) -> bool:
    """Return whether "de" loses its e before ``name``: "d’Albi", "d’Hyères", but "de Ham", "de Haute-Rivoire"."""
    first = re.split(r"[ -]", name, maxsplit=1)[0]
    return bool(VOWEL.match(name)) and first not in _table()["communes"]["not_elided"]


def curly(name: str) -> str:
    """Return a name with a typographic apostrophe."""
    return name.replace("'", "’")
