"""Communes and intercommunalities of a region, found by the names, codes and postcodes that tables write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from maillage.site.geography.models import Commune, Intercommunality
from maillage.site.grants.objects import plain


@dataclass
class RegionPlaces:
    """Codes by name; ``epci`` is the intercommunality of each commune."""

    communes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    intercommunalities: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    epci: dict[str, str | None] = field(default_factory=dict[str, "str | None"])

    @classmethod
    def of(cls, region: str) -> Self:
        """Read the communes of a region (two queries)."""
        found = cls()
        rows = Commune.objects.filter(department__region=region, position__isnull=False).order_by("pk")
        for code, name, department, epci in rows.values_list("pk", "name", "department__name", "intercommunality"):
            found.epci[code] = epci
            for written in {code.casefold(), plain(name), plain(f"{name} {department}")}:
                found.communes[written].append(code)
        groupings = Intercommunality.objects.filter(communes__department__region=region).distinct().order_by("pk")
        for code, name in groupings.values_list("pk", "name"):
            for written in {code, plain(name), _short(plain(name))}:
                found.intercommunalities[written].append(code)
        return found

    def commune(self, text: str) -> str:
        """The code of a commune. Raises ``ValueError`` with what to do."""
        return _one(self.communes.get(text.casefold()) or self.communes.get(plain(text)) or [], text, "commune")

    def intercommunality(self, text: str) -> str:
        """The code of an intercommunality. Raises ``ValueError`` with what to do."""
        rows = self.intercommunalities
        found = rows.get(text) or rows.get(plain(text)) or rows.get(_short(plain(text))) or []
        return _one(found, text, "intercommunalité")


KINDS = ("communaute de communes", "communaute d agglomeration", "communaute urbaine", "metropole", "cc", "ca", "cu")
ARTICLES = ("de la ", "de l ", "du ", "des ", "de ", "d ", "la ", "le ", "les ", "l ")


def _short(name: str) -> str:
    """The name without its kind and article."""
    for kind in KINDS:
        if name.startswith(f"{kind} "):
            name = name[len(kind) + 1 :]
            return next((name[len(one) :] for one in ARTICLES if name.startswith(one)), name)
    return name


def _one(found: Sequence[str], text: str, kind: str) -> str:
    if not found:
        raise ValueError(f"Aucune {kind} de la région ne s’appelle «\u00a0{text[:60]}\u00a0»\u00a0: vérifiez le nom.")
    if len(found) > 1:
        raise ValueError(f"Plusieurs portent ce nom ({', '.join(found[:6])})\u00a0: écrivez le code de la bonne.")
    return found[0]
