"""A measure in French words: its title, its unit, its meaning, the noun for a practitioner."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.access.indicators import CoverageMethod
from maillage.site.observatory.choice import FEES, GP, Choice, ShownIndicator
from maillage.site.observatory.origin import BROUGHT_FORWARD
from maillage.site.observatory.workbench import Workbench
from maillage.site.www import french, provenance, toponyms
from maillage.site.www.provenance import Notice

HARD, THIN = french.HARD, french.THIN


@dataclass(frozen=True)
class Noun:
    """The noun for a practitioner; ``gesture`` is the one used in scenarios ("un médecin de plus")."""

    one: str
    many: str
    feminine: bool = False
    gesture: str = ""

    @property
    def called(self) -> str:
        """ "médecin", "dentiste"."""
        return self.gesture or self.one

    @property
    def a(self) -> str:
        """ "un médecin", "une sage-femme"."""
        return f"{'une' if self.feminine else 'un'} {self.called}"

    @property
    def who_counted(self) -> str:
        """ "Dentistes comptés", "Sages-femmes comptées"."""
        return f"{self.many[0].upper()}{self.many[1:]} {'comptées' if self.feminine else 'comptés'}"

    @property
    def gestures(self) -> str:
        """ "médecins", "dentistes"."""
        return f"{self.gesture}s" if self.gesture else self.many

    @property
    def the(self) -> str:
        """ "le généraliste", "la sage-femme", "l’infirmier"."""
        if toponyms.elided(self.one):
            return f"l’{self.one}"
        return f"{'la' if self.feminine else 'le'} {self.one}"

    @property
    def to_the(self) -> str:
        """ "au généraliste", "à la sage-femme", "à l’infirmier"."""
        return f"au {self.one}" if self.the.startswith("le ") else f"à {self.the}"

    @property
    def nearest(self) -> str:
        """ "le généraliste le plus proche"."""
        return f"{self.the} {'la' if self.feminine else 'le'} plus proche"

    @property
    def none(self) -> str:
        """ "aucun généraliste"."""
        return f"{'aucune' if self.feminine else 'aucun'} {self.one}"

    @property
    def of_many(self) -> str:
        """ "de généralistes", "d’infirmiers"."""
        return f"d’{self.many}" if toponyms.elided(self.many) else f"de {self.many}"

    def counted(self, count: float) -> str:
        """ "un médecin", "deux médecins", "un médecin à mi-temps", "1,5 médecin", for scenarios."""
        many = self.gestures
        if count == 0.5:
            return f"{self.a} à mi-temps"
        if float(count).is_integer():
            return f"{french.count_word(int(count), feminine=self.feminine)} {many if count >= 2 else self.called}"
        text = french.number(count, 2).rstrip("0")
        return f"{text}{HARD}{many if count >= 2 else self.called}"


NOUNS = {
    GP: Noun("généraliste", "généralistes", gesture="médecin"),
    "dentist": Noun("dentiste", "dentistes"),
    "gynaecologist": Noun("gynécologue", "gynécologues"),
    "midwife": Noun("sage-femme", "sages-femmes", feminine=True),
    "nurse": Noun("infirmier", "infirmiers"),
    "ophthalmologist": Noun("ophtalmologue", "ophtalmologues"),
    "paediatrician": Noun("pédiatre", "pédiatres"),
    "physiotherapist": Noun("kinésithérapeute", "kinésithérapeutes"),
    "psychiatrist": Noun("psychiatre", "psychiatres"),
}
SLUGS = {
    GP: "generaliste", "dentist": "dentiste", "gynaecologist": "gynecologue", "midwife": "sage-femme",
    "nurse": "infirmier", "ophthalmologist": "ophtalmologue", "paediatrician": "pediatre",
    "physiotherapist": "kinesitherapeute", "psychiatrist": "psychiatre",
}  # fmt: skip
"""Professions as URLs write them."""
INDICATORS = {
    ShownIndicator.APL: ("consultations", "Consultations accessibles (APL)"),
    ShownIndicator.NEAREST: ("minutes", "Minutes jusqu’au plus proche"),
    ShownIndicator.COUNT: ("nombre", "Nombre à portée"),
    ShownIndicator.SHARED: ("pour-100000", f"Nombre à portée, pour 100{THIN}000{HARD}habitants"),
    ShownIndicator.COVERAGE: ("desert", "Déserts, selon l’UFC-Que Choisir"),
}
"""Indicators as URLs write them, and their labels in the form."""
FEE_WORDS = {
    "all": ("tous", "Tous les tarifs"),
    "none": ("sans-depassement", "Sans dépassement d’honoraires"),
    "upto40": ("au-plus-40", f"Dépassement de 40{HARD}% au plus"),
}
CLASS_WORDS = ("désert", "accès difficile", "satisfaisant", "abondant")
assert set(FEE_WORDS) == set(FEES)


def spaced(text: str) -> str:
    """Add the French spaces before : ; ? %, which the strings of this module leave out."""
    for mark in (";", "?", "!"):
        text = text.replace(f" {mark}", f"{THIN}{mark}")
    return text.replace(" :", f"{HARD}:").replace(" %", f"{HARD}%")


def noun_of(choice: Choice) -> Noun:
    """Return the noun for the practitioners of a choice."""
    return NOUNS[choice.profession]


def _within(choice: Choice) -> str:
    return f"à moins de {choice.minutes}{HARD}minutes"


def title(choice: Choice, where: str) -> str:
    """Return the map's title: "L’accès aux généralistes en Occitanie"."""
    noun = noun_of(choice)
    nearest = noun.nearest[0].upper() + noun.nearest[1:]
    return {
        ShownIndicator.APL: f"L’accès aux {noun.many} {where}",
        ShownIndicator.NEAREST: f"{nearest} {where}, en minutes",
        ShownIndicator.COUNT: f"Les {noun.many} {_within(choice)} {where}",
        ShownIndicator.SHARED: f"Les {noun.many} pour 100{THIN}000{HARD}habitants {where}",
        ShownIndicator.COVERAGE: f"Les déserts {noun.of_many} {where}",
    }[choice.indicator]


def unit(choice: Choice, value: float = 2.0) -> str:
    """Return the text beside the figure ``value``: "minutes jusqu’au dentiste le plus proche"."""
    noun, few = noun_of(choice), value < 1.95
    people = noun.one if few else noun.many
    return {
        ShownIndicator.APL: f"consultations de {noun.one} accessibles, par an et par habitant",
        ShownIndicator.NEAREST: f"{'minute' if few else 'minutes'} jusqu’{noun.to_the} "
        f"{'la' if noun.feminine else 'le'} plus proche",
        ShownIndicator.COUNT: f"{people} {_within(choice)}",
        ShownIndicator.SHARED: f"{people} pour 100{THIN}000{HARD}habitants, {_within(choice)}",
        ShownIndicator.COVERAGE: f"{people} pour 100{THIN}000{HARD}habitants, {_within(choice)}",
    }[choice.indicator]


def short_unit(choice: Choice, *, one: bool = False) -> str:
    """Return the unit in a tooltip and under a table; ``one`` for a figure below two."""
    noun = noun_of(choice)
    people = noun.one if one else noun.many
    return {
        ShownIndicator.APL: f"consultation{'' if one else 's'} par an et par habitant",
        ShownIndicator.NEAREST: "minute" if one else "minutes",
        ShownIndicator.COUNT: people,
        ShownIndicator.SHARED: f"{people} pour 100{THIN}000{HARD}habitants",
        ShownIndicator.COVERAGE: f"{people} pour 100{THIN}000{HARD}habitants",
    }[choice.indicator]


def column(choice: Choice) -> str:
    """Return the name of the figure's column in files."""
    return {
        ShownIndicator.APL: "access",
        ShownIndicator.NEAREST: "minutes_to_nearest",
        ShownIndicator.COUNT: f"count_within_{choice.minutes}",
        ShownIndicator.SHARED: f"per_100k_2sfca_{choice.minutes}",
        ShownIndicator.COVERAGE: f"per_100k_within_{choice.minutes}",
    }[choice.indicator]


def heading(choice: Choice) -> str:
    """Return the head of the figure's column in the table."""
    return {ShownIndicator.APL: "Accès", ShownIndicator.NEAREST: "Minutes", ShownIndicator.COUNT: "Nombre"}.get(
        choice.indicator, f"Pour 100{THIN}000{HARD}hab."
    )


def explained(choice: Choice) -> str:
    """Explain the figure in one or two sentences."""
    noun = noun_of(choice)
    each = f"Chaque {noun.one} est {'partagée' if noun.feminine else 'partagé'}"
    text = {
        ShownIndicator.APL: "Ce qu’un habitant peut obtenir en un an, compte tenu de la route et des voisins qui "
        "s’adressent aux mêmes médecins.",
        ShownIndicator.NEAREST: f"Le temps de route jusqu’à la commune la plus proche où exerce "
        f"{'une' if noun.feminine else 'un'} {noun.one}. Au-delà d’une heure, on compte 60 minutes.",
        ShownIndicator.COUNT: f"Les {noun.many} qui exercent {_within(choice)} de route, quel que soit le nombre "
        "d’habitants.",
        ShownIndicator.SHARED: f"{each} entre tous les habitants qui vivent {_within(choice)} de route "
        "(méthode 2SFCA).",
        ShownIndicator.COVERAGE: f"Le nombre de {noun.many} {_within(choice)}, rapporté aux habitants de la même zone "
        f"et comparé à la moyenne française : désert à −60 % ou moins, accès difficile à −30 % ou moins, d’après "
        f"l’étude de 2012. Que l’abondance commence à +30 % est notre hypothèse.",
    }[choice.indicator]
    if toponyms.elided(noun.many):
        text = text.replace(f"de {noun.many}", f"d’{noun.many}")
    if choice.indicator == ShownIndicator.COVERAGE and choice.profession not in CoverageMethod.load().minutes:
        text += f" L’étude ne porte pas sur les {noun.many} : ses limites leur sont appliquées."
    return spaced(text.replace(" minutes", f"{HARD}minutes"))


def refused(choice: Choice) -> str:
    """Explain why a profession has no APL, and what is shown instead."""
    return spaced(
        f"Les consultations accessibles (APL) ne peuvent pas être calculées pour les {noun_of(choice).many} : les "
        f"paramètres de la méthode ne sont publiés que pour les généralistes. Voici un autre indicateur : "
        f"{INDICATORS[choice.indicator][1].lower()}."
    )


def fees_unknown(choice: Choice) -> str:
    """Say that a fee cannot be chosen."""
    noun = noun_of(choice)
    every = "toutes" if noun.feminine else "tous"
    return spaced(
        f"Les tarifs ne sont pas connus dans ces données : {every} les {noun.many} sont "
        f"{'comptées' if noun.feminine else 'comptés'}."
    )


def vintage_unknown(choice: Choice, shown: str) -> str:
    """Say that the requested year is not stored, and that ``shown`` is shown instead."""
    return spaced(f"Il n’y a pas de chiffres de {choice.vintage} sur les {noun_of(choice).many} : voici {shown}.")


def mixed(earlier: Workbench, later: Workbench) -> str:
    """Warn about a comparison of two years, at least one of which is not a count by commune."""
    years = earlier.vintage, later.vintage
    if earlier.supply_modelled and later.supply_modelled:
        return spaced(
            f"Les chiffres de {years[0]} et de {years[1]} sont modélisés : d’une commune à l’autre, l’écart n’est "
            "qu’indicatif."
        )
    if earlier.supply_modelled or later.supply_modelled:
        counted, modelled = years if later.supply_modelled else years[::-1]
        return spaced(
            f"Attention : {counted} est compté commune par commune, {modelled} est réparti par un modèle. Une partie "
            "de l’écart vient du modèle et non d’arrivées ou de départs."
        )
    forward = next((bench for bench in (later, earlier) if bench.origin.kind == BROUGHT_FORWARD), None)
    if forward is not None:
        return spaced(
            f"Attention : {forward.vintage} est estimé. Ce sont les comptes par commune {forward.origin.since}, "
            f"ramenés au total de chaque département en {forward.origin.totals}. L’écart dit ce qui a changé dans "
            "le département, et non les arrivées et les départs de chaque commune."
        )
    return ""


def notice(bench: Workbench) -> Notice | None:
    """Return the notice of what is modelled in the figures shown."""
    noun = noun_of(bench.choice)
    if bench.choice.profession == GP or not bench.supply_modelled:
        return provenance.notice_of(
            supply=bench.supply_modelled, need=bench.need_modelled, invented=False, origin=bench.origin,
            counted="Généralistes comptés" if bench.choice.profession == GP else noun.who_counted,
        )  # fmt: skip
    placed = "réparties" if noun.feminine else "répartis"
    return Notice(
        "Offre modélisée",
        spaced(
            f"Les {noun.many} sont {placed} par un modèle entre les communes, d’après les totaux publiés par "
            f"département (CNAM, {bench.vintage}). Le modèle a été réglé sur les généralistes ; pour les {noun.many}, "
            "c’est une hypothèse. Ces chiffres ne décrivent pas la situation exacte d’aujourd’hui."
        ),
    )
