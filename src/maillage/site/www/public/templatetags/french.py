"""Template filters for numbers, times, dates and names: French, and in the reader’s language where pages have it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from maillage.site import languages
from maillage.site.booking.models import Patient
from maillage.site.booking.needs import words_of_needs
from maillage.site.geography.models import Commune
from maillage.site.www import french, spoken, toponyms

register = template.Library()

register.filter("pourcent", french.percent)
register.filter("euros", french.euros)
register.filter("minutes", spoken.minutes)
register.filter("heure", spoken.clock)
register.filter("heures", french.hours)
register.filter("nombre", spoken.number)
register.filter("ecart", french.signed)
register.filter("date_texte", french.date_text)
register.filter("mois", french.month_text)
register.filter("lettres", french.count_word)
register.filter("telephone", french.telephone)


@register.filter
def medecins(count: float) -> str:
    """Format a number of doctors, with a decimal only if it is not whole."""
    return french.number(count, 0 if abs(count - round(count)) < 0.05 else 1)


@register.filter
def euros_ronds(cents: int) -> str:
    """Format whole euros, for totals."""
    return french.euros(round(cents / 100) * 100)


@register.filter
def profession(code: str) -> str:
    """Return the name of a profession."""
    return spoken.profession(code) or code


@register.filter
def lettres_f(count: int) -> str:
    """Write a small number in letters, feminine."""
    return french.count_word(count, feminine=True)


@register.filter(is_safe=True)
def majuscule(text: str) -> str:
    """Capitalise the first letter only, also of a date in an element of its own."""
    at = text.find(">") + 1 if text.startswith("<") else 0
    return f"{text[:at]}{text[at : at + 1].upper()}{text[at + 1 :]}"


def _raised(text: str) -> SafeString:
    escaped = escape(text)
    raised = escaped.replace("1er\u00a0", "1<sup>er</sup>\u00a0")
    # One element: the cells of a table are cards on a phone, which spread what they hold.
    return mark_safe(escaped if raised == escaped else f"<span>{raised}</span>")  # noqa: S308 (escaped above)


@register.filter
def de_mois(month: dt.date) -> str:
    """Format "d’octobre 2026", "de mai 2026"."""
    return french.of_month(month)


@register.filter
def date_longue(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None) -> SafeString:
    """Format "mardi 1er décembre", with "er" in superscript."""
    return _raised(spoken.date_text(moment, zone))


@register.filter
def date_annee(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None) -> SafeString:
    """Format "1er décembre 2026", with "er" in superscript."""
    return _raised(french.date_text(moment, zone, weekday=False, year=True))


@register.filter
def date_courte(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None) -> SafeString:
    """Format "mar. 1er déc.", with "er" in superscript."""
    return _raised(french.short_date(moment, zone))


@register.filter
def nom(name: object) -> str:
    """Return a name with a typographic apostrophe."""
    return toponyms.curly(str(name))


@register.filter
def de(name: object) -> str:
    """ "de Réquista", "d’Albi", "du Mans"; the name alone in other languages."""
    return spoken.of_commune(str(name))


@register.filter
def a(name: object) -> str:
    """ "à Réquista", "au Mans"; the name alone in other languages."""
    return spoken.at_commune(str(name))


def ltr() -> SafeString:
    """Return the attribute that keeps a number in order within text from right to left."""
    return SafeString("" if languages.current().direction == "ltr" else ' dir="ltr"')


@register.filter
def joindre(phone: Mapping[str, str]) -> SafeString:
    """Return a telephone link, with the hours when it is answered if known."""
    link = format_html(
        '<a class="govuk-link mg-nowrap" href="tel:{}"{}>{}</a>', phone["dialled"], ltr(), phone["written"]
    )
    if not phone["hours"]:
        return link
    # The hours are as the site wrote them: French, and a unit of its own in a text from right to left.
    hours = phone["hours"] if languages.is_french() else format_html('<bdi lang="fr">{}</bdi>', phone["hours"])
    return format_html("{}, {}", link, hours)


@register.filter
def a_prevoir(patient: Patient) -> str:
    """Return what a place prepares for a person, "" for nothing."""
    return words_of_needs(patient.needs, patient.language)


@register.filter
def mot(count: float, forms: str) -> str:
    """Format ``4|mot:"jour,jours"`` as "4 jours"; a single form gets an s in the plural."""
    one, _, many = forms.partition(",")
    return french.plural(count, one, many)


@register.filter
def duree(length: dt.timedelta) -> str:
    """Format a length of time as "12 min", "3 h 20", or from two days on "4 jours"."""
    if length >= dt.timedelta(days=2):
        return french.plural(length.days, "jour")
    return french.minutes(length.total_seconds() / 60)


@register.filter
def accord(count: float, forms: str) -> str:
    """Return the word alone: ``4|accord:"ouvre,ouvrent"`` is "ouvrent"."""
    one, _, many = forms.partition(",")
    return one if abs(count) < 2 else many


@register.filter
def accorde(grouping: object, participle: str) -> str:
    """Make a participle agree with an intercommunality: ``name|accorde:"ajouté"`` is "ajoutée"."""
    return toponyms.grouping(str(grouping)).agreed(participle)


@register.filter
def separateur(left: int) -> str:
    """Return the separator after an item of a list, by the number of items left: "Albi, Lens ou Mende."."""
    return {0: ".", 1: " ou"}.get(left, ",")


@register.filter
def commune_et_departement(commune: Commune) -> str:
    """Return "Réquista (Aveyron)"; the name alone if both are the same: "Paris"."""
    return toponyms.with_department(commune.name, commune.department.name if commune.department else "")


@register.filter
def insecable(text: object) -> SafeString:
    """Keep "rendez-vous" and similar words on one line."""
    return mark_safe(  # noqa: S308 (escaped)
        escape(str(text)).replace("rendez-vous", '<span class="mg-nowrap">rendez-vous</span>')
    )


@register.filter
def of_department(department: object) -> str:
    """Return "de l’Aveyron"; "de France" without a department."""
    code, name = getattr(department, "pk", ""), getattr(department, "name", "")
    return toponyms.department(code, name).of if name else "de France"
