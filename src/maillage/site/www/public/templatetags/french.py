"""Filters of the pages: French numbers, times, dates and names, and the pieces drawn as small SVG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from maillage.site.geography.models import Commune
from maillage.site.www import french, toponyms, words

register = template.Library()

register.filter("pourcent", french.percent)
register.filter("euros", french.euros)
register.filter("minutes", french.minutes)
register.filter("heure", french.clock)
register.filter("nombre", french.number)
register.filter("ecart", french.signed)
register.filter("date_texte", french.date_text)
register.filter("lettres", french.count_word)
register.filter("telephone", french.telephone)


@register.filter
def medecins(count: float) -> str:
    """Doctors counted, with a decimal only where there is a part of one."""
    return french.number(count, 0 if abs(count - round(count)) < 0.05 else 1)


@register.filter
def euros_ronds(cents: int) -> str:
    """Whole euros, for totals."""
    return french.euros(round(cents / 100) * 100)


@register.filter
def profession(code: str) -> str:
    """A profession in French."""
    return words.PROFESSIONS.get(code, code)


@register.filter
def lettres_f(count: int) -> str:
    """Small numbers in letters, feminine."""
    return french.count_word(count, feminine=True)


@register.filter(is_safe=True)
def majuscule(text: str) -> str:
    """First letter a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def _raised(text: str) -> SafeString:
    escaped = escape(text)
    return mark_safe(escaped.replace("1er\u00a0", "1<sup>er</sup>\u00a0"))  # noqa: S308 (escaped above)


@register.filter
def date_longue(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None) -> SafeString:
    """ "mardi 1er décembre", er raised."""
    return _raised(french.date_text(moment, zone))


@register.filter
def date_annee(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None) -> SafeString:
    """ "1er décembre 2026", er raised."""
    return _raised(french.date_text(moment, zone, weekday=False, year=True))


@register.filter
def date_courte(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None) -> SafeString:
    """ "mar. 1er déc.", er raised."""
    return _raised(french.short_date(moment, zone))


@register.filter
def nom(name: object) -> str:
    """A name with a typographic apostrophe."""
    return toponyms.curly(str(name))


@register.filter
def de(name: object) -> str:
    """ "de Réquista", "d’Albi", "du Mans"."""
    return toponyms.commune(str(name)).of


@register.filter
def a(name: object) -> str:
    """ "à Réquista", "au Mans"."""
    return toponyms.commune(str(name)).at


@register.filter
def joindre(phone: Mapping[str, str]) -> SafeString:
    """A telephone number to dial, and when it is answered where that is known."""
    link = format_html('<a class="govuk-link mg-nowrap" href="tel:{}">{}</a>', phone["dialled"], phone["written"])
    return format_html("{}, {}", link, phone["hours"]) if phone["hours"] else link


@register.filter
def mot(count: float, forms: str) -> str:
    """``4|mot:"jour,jours"`` is "4 jours"; one form alone gets an s."""
    one, _, many = forms.partition(",")
    return french.plural(count, one, many)


@register.filter
def accord(count: float, forms: str) -> str:
    """Only the word: ``4|accord:"ouvre,ouvrent"`` is "ouvrent"."""
    one, _, many = forms.partition(",")
    return one if abs(count) < 2 else many


@register.filter
def accorde(grouping: object, participle: str) -> str:
    """A participle that agrees with an intercommunality: ``name|accorde:"ajouté"`` is "ajoutée"."""
    return toponyms.grouping(str(grouping)).agreed(participle)


@register.filter
def separateur(left: int) -> str:
    """What follows an item of a choice in a sentence, by how many items are left: "Albi, Lens ou Mende."."""
    return {0: ".", 1: " ou"}.get(left, ",")


@register.filter
def commune_et_departement(commune: Commune) -> str:
    """ "Réquista (Aveyron)"; the name alone where both are the same: "Paris"."""
    return toponyms.with_department(commune.name, commune.department.name if commune.department else "")


@register.filter
def insecable(text: object) -> SafeString:
    """Keep "rendez-vous" and its like on one line."""
    return mark_safe(  # noqa: S308 (escaped)
        escape(str(text)).replace("rendez-vous", '<span class="mg-nowrap">rendez-vous</span>')
    )


@register.filter
def of_department(department: object) -> str:
    """ "de l’Aveyron"; of France where there is none."""
    code, name = getattr(department, "pk", ""), getattr(department, "name", "")
    return toponyms.department(code, name).of if name else "de France"
