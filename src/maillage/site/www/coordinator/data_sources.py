"""The open data that the site holds, in French: what each source is for, its vintages, what they say of departments."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.site.observatory import loading
from maillage.site.www import french, toponyms
from maillage.site.www.public.explorer.wording import NOUNS
from maillage.sources.catalogue import Loaded, Source
from maillage.sources.catalogue.holdings import DEPARTMENTS, PROVIDERS
from maillage.sources.practitioners.tables import read_totals

TITLES = {
    "cog": "Communes (code officiel)",
    "cog-changes": "Changements de communes depuis 1943",
    "population-age": "Population par âge (recensement)",
    "filosofi": "Revenus et pauvreté (Filosofi)",
    "bpe": "Soignants, pharmacies et urgences (BPE)",
    "rpps": "Soignants un par un (extraction du RPPS)",
    "annuaire-ameli": "Soignants et tarifs (Ameli)",
    "apl-gp": "APL officielle des généralistes",
    "finess": "Établissements de santé (FINESS)",
    "finess-activities": "Activités autorisées, urgences (FINESS)",
    "zoning-gp": "Zonage des généralistes publié",
    "tvs": "Territoires de vie-santé",
    "contours": "Contours des communes",
    "osm": "Routes (OpenStreetMap)",
    "distances": "Distances officielles (METRIC)",
    "ald": "Affections de longue durée",
    "tariffs": "Tarifs réglementés",
}
USES = {
    "supply": "compte les soignants",
    "ages": "donne les âges",
    "income": "donne les revenus",
    "official": "sert de point de départ à l’indicateur",
    "changes": "suit les communes fusionnées ou séparées",
    "register": "dit quelles communes existent",
    "establishments": "propose le numéro FINESS des lieux, situe les urgences",
    "emergency": "situe les services d’urgences",
    "zoning": "donne les classes publiées par les agences",
    "areas": "donne l’unité du zonage",
    "outlines": "dessine les cartes",
    "roads": "donne les temps par la route",
    "distances": "donne les temps officiels entre communes",
    "illness": "compte parmi les cinq critères des territoires prioritaires",
    "tariffs": "sert aux budgets des centres de santé",
}


PACKAGED = "les chiffres livrés avec le logiciel servent"
WITHOUT = {
    "finess": "aucun numéro n’est proposé",
    "tvs": "les intercommunalités les remplacent",
    "osm": "les temps sont estimés",
    "distances": "les temps sont estimés",
    "ald": "la part des 75 ans et plus les remplace",
}


@dataclass(frozen=True)
class Vintage:
    """A loaded vintage; ``report`` is what reading it said, in the words of the commands."""

    year: int
    rows: int
    file: str
    current: bool
    report: tuple[str, ...]

    @property
    def told(self) -> str:
        """Return "1 234 lignes de bpe.csv"."""
        return f"{french.plural(self.rows, 'ligne', 'lignes')} de {self.file}"


@dataclass(frozen=True)
class HeldSource:
    """A source and its vintages, the newest first."""

    name: str
    title: str
    use: str
    producer: str
    page: str
    vintages: tuple[Vintage, ...]

    @property
    def without(self) -> str:
        """What serves as long as nothing is loaded."""
        return WITHOUT.get(self.name, PACKAGED)


@dataclass(frozen=True)
class DepartmentTotal:
    """Practitioners counted in a department beside the published total; ``gap`` in per cent, None without a total."""

    department: str
    profession: str
    counted: float
    published: float | None

    @property
    def gap(self) -> float | None:
        """How far the count is from the published total, in per cent of it."""
        return 100 * (self.counted / self.published - 1) if self.published else None


def choices() -> list[tuple[str, str]]:
    """Return the sources that can be loaded, by name and title."""
    return [(one.name, _title(one)) for one in loading.loadable()]


def held() -> list[HeldSource]:
    """Return what is held of each source that can be loaded."""
    holdings = loading.holdings()
    now = {(one.name, one.key) for one in holdings.all_current()}
    return [
        HeldSource(
            one.name, _title(one), USES[one.feeds], one.producer, one.page,
            tuple(
                Vintage(kept.year, kept.rows, kept.file, (kept.name, kept.key) in now, kept.report)
                for kept in holdings.vintages(one.name)
            ),
        )
        for one in loading.loadable()
    ]  # fmt: skip


def department_totals(departments: dict[str, str]) -> tuple[Loaded | None, list[DepartmentTotal]]:
    """Return the practitioners that are current by department, beside the published totals, and their source.

    ``departments`` are the names of those shown, by code.
    """
    loaded = loading.holdings().current(PROVIDERS)
    if loaded is None or not loaded.path.with_name(DEPARTMENTS).is_file():
        return None, []
    table = read_totals(loaded)
    rows = zip(*(table[name].tolist() for name in ("department", "profession", "counted", "published")), strict=True)
    found = [
        DepartmentTotal(
            toponyms.curly(departments[code]), NOUNS[profession].many, counted,
            published if published == published else None,
        )
        for code, profession, counted, published in rows
        if code in departments
    ]  # fmt: skip
    return loaded, found


def _title(source: Source) -> str:
    return TITLES[source.name]
