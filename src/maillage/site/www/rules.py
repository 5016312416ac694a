"""The rules of a scheme in words, for possible participants; works for any scheme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maillage.schemes import Allowance, DaysPerMonth, KeepAccessAbove, Scheme
from maillage.site.www import french, words


@dataclass(frozen=True)
class Rule:
    """A rule: its subject and its text."""

    about: str
    says: str


def rules_of(scheme: Scheme) -> list[Rule]:
    """Return who, how often, how far, what is paid, what patients are asked, what the home territory keeps."""
    return [
        Rule("Pour qui", who(scheme)),
        Rule("Temps", _time(scheme)),
        *([Rule("Trajet", f"{french.minutes(scheme.travel.minutes)} au plus")] if scheme.travel.minutes else []),
        Rule("Indemnité", paid(scheme.allowance)),
        Rule("Tarif", words.price(scheme)),
        *([Rule("Vérifications", _checks(scheme))] if scheme.authorisations else []),
        *([Rule("Vos patients", _home(scheme.home))] if isinstance(scheme.home, KeepAccessAbove) else []),
    ]


def days_to_give(schemes: Iterable[Scheme]) -> str:
    """Return how much time the schemes ask for, "un ou deux jours par mois", from the largest of their quotas."""
    most = max((scheme.quota.days for scheme in schemes if isinstance(scheme.quota, DaysPerMonth)), default=0)
    if most < 2:
        return "un jour par mois" if most else "quelques jours"
    between = "ou" if most == 2 else "à"
    return f"un {between} {french.count_word(most)} jours par mois"


def who(scheme: Scheme) -> str:
    """ "médecin généraliste ou médecin spécialiste ; en exercice, remplaçant ou retraité"."""
    professions = [words.PROFESSIONS[code] for code in words.PROFESSIONS if code in scheme.who.professions]
    statuses = [words.STATUSES[code] for code in words.STATUSES if code in scheme.who.statuses]
    anybody = len(statuses) == len(words.STATUSES)
    with_status = "" if anybody else f"{french.THIN}; {french.joined(statuses, 'ou')}"
    return f"{french.joined(professions, 'ou')}{with_status}"


def paid(allowance: Allowance) -> str:
    """ "200 € par jour, 100 € par demi-journée et 0,60 € par kilomètre, versés par la CPAM"."""
    amounts = [
        f"{french.euros(cents)} par {what}"
        for cents, what in (
            (allowance.per_day_cents, "jour"),
            (allowance.per_half_day_cents, "demi-journée"),
            (allowance.per_km_cents, "kilomètre"),
            (allowance.per_replaced_day_cents, "jour de remplacement au cabinet"),
        )
        if cents
    ]
    if not amounts:
        return "aucune"
    payer = f", à la charge de\u00a0: {allowance.payer}" if allowance.payer else ""
    return f"{french.joined(amounts)}{payer}"


def _time(scheme: Scheme) -> str:
    if not isinstance(scheme.quota, DaysPerMonth):
        return "des jours fixés d’avance"
    days = scheme.quota.days
    return f"{french.count_word(days)} {'jours' if days > 1 else 'jour'} par mois au plus"


def _checks(scheme: Scheme) -> str:
    return french.joined([wanted.label[:1].lower() + wanted.label[1:] for wanted in scheme.authorisations])


def _home(home: KeepAccessAbove) -> str:
    return (
        f"leur territoire ne perd pas plus de {french.percent(home.max_loss_percent)} de son accès, et rien sous "
        f"{french.number(home.floor, 1)} consultations par an et par habitant"
    )
