"""Template tags shared by all pages: URLs of assets, headers, query strings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from maillage.site import languages
from maillage.site.geography.models import Commune
from maillage.site.identity import services as identities
from maillage.site.www import contact, menus, provenance, sheets, toponyms
from maillage.site.www.public.explorer import areas

register = template.Library()


@lru_cache(maxsize=1)
def _stamp() -> str:
    """Return eight letters that change with the built assets, so that browsers may cache them."""
    path = settings.STATIC_ROOT / ".stamp"
    return path.read_text(encoding="ascii")[:8] if path.is_file() else ""


@register.simple_tag
@lru_cache(maxsize=256)
def asset(path: str) -> str:
    """Return the URL of a built asset."""
    return f"{static(path)}?{_stamp()}"


@register.simple_tag
@lru_cache(maxsize=8)
def font(weight: int) -> str:
    """Return the URL of a font file exactly as in the style sheet, so that it is fetched once."""
    return static(f"fonts/atkinson-hyperlegible-latin-{weight}-normal.woff2")


@register.simple_tag
def spoken() -> languages.Language:
    """Return the language of the page."""
    return languages.current()


@register.inclusion_tag("parts/languages.html", takes_context=True)
def reader_languages(context: RequestContext) -> dict[str, Any]:
    """Render the links to the same page in the other languages; nothing on a page that is French only.

    An answer to a form has none: the link would lose what was typed.
    """
    request = context.get("request")
    if request is None or request.method != "GET" or not hasattr(request, "proposed_language"):
        return {"choices": []}
    now, proposed = languages.current(), languages.proposed_to(request)
    rest = _changed(request.GET, {"langue": None}).urlencode()
    choices: list[dict[str, Any]] = [
        {
            "language": language,
            "query": f"{rest}&langue={language.code}" if rest else f"langue={language.code}",
            "current": language is now,
        }
        for language in languages.LANGUAGES
    ]
    invited = [choice for choice in choices if choice["language"].code == proposed and not choice["current"]]
    return {"choices": choices, "invited": invited[0] if invited else None}


@register.simple_tag(takes_context=True)
def header(context: RequestContext, kind: str, wide: bool = False) -> SafeString:
    """Return the header of public pages, of a signed-in user (``kind`` "work") or of a form ("simple").

    That of a form is the same for all readers of a language as long as the site's identity is.
    """
    if kind == "simple":
        return _header_of_form(languages.current().code, identities.current(), wide)
    return render_to_string("parts/header.html", _header(context, kind, wide))


@lru_cache(maxsize=16)
def _header_of_form(_language: str, identity: identities.IdentityData, wide: bool) -> SafeString:
    shown = {
        "kind": "simple",
        "container": _container(wide),
        "name": identity.name,
        "home": reverse("home"),
        "phone": contact.phone_of(identity),
    }
    return render_to_string("parts/header.html", shown)


def _container(wide: bool) -> str:
    return "mg-wide" if wide else "govuk-width-container"


def _header(context: RequestContext, kind: str, wide: bool) -> dict[str, Any]:
    request = context["request"]
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    items = _menu(kind, request)
    return {
        "kind": kind,
        "container": _container(wide),
        "name": identities.current().name,
        "home": reverse("home-of-user") if kind == "work" else reverse("home"),
        "organisation": menus.organisation(user) if kind == "work" else "",
        "items": items,
        "section": menus.opened(items),
        "signed_in": signed_in,
        "account_page": request.path.startswith(reverse("account")),
        "csrf_token": context.get("csrf_token", ""),
    }


def _menu(kind: str, request: Any) -> tuple[menus.Item, ...]:
    if kind == "public":
        return menus.public(request.path)
    return menus.work(request.user.grants, request.path) if kind == "work" else ()


@register.simple_tag
def identity() -> identities.IdentityData:
    """Return the identity of the site."""
    return identities.current()


@register.simple_tag
def footer() -> SafeString:
    """Return the end of every page: the same for all readers of a language as long as the site's identity is."""
    return _footer(languages.current().code, identities.current())


@lru_cache(maxsize=16)
def _footer(_language: str, _identity: identities.IdentityData) -> SafeString:
    return render_to_string("parts/footer.html")


@register.simple_tag
def last_identity() -> identities.IdentityData:
    """Return the last identity read, for pages that must not query the database."""
    return identities.last_known()


@register.simple_tag
def site_phone() -> dict[str, str] | None:
    """Return the telephone of the site; None if unknown."""
    return contact.phone()


@register.inclusion_tag("parts/modelled.html")
def origin(people: bool = False) -> dict[str, Any]:
    """Render which figures are modelled; with ``people``, whether those shown are invented."""
    return {"notice": provenance.notice(people=people)}


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: object) -> str:
    """Return the page's query string with some values changed; None removes one."""
    return _changed(context["request"].GET, changes).urlencode()


def _changed(query: QueryDict, changes: Mapping[str, object]) -> QueryDict:
    """Return a query string with some values changed; None removes one."""
    found = QueryDict(mutable=True, encoding=query.encoding)
    for name, values in query.lists():
        found.setlist(name, values)
    for name, value in changes.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = str(value)
    return found


@register.filter
def first_error(errors: list[str]) -> str:
    """Return the first error."""
    return errors[0] if errors else ""


@register.filter
def anchor(field: BoundField) -> str:
    """Return the link target of the error summary: the field, or the first one of a group."""
    return field.subwidgets[0].id_for_label if len(field.subwidgets) > 1 else field.id_for_label


@register.simple_tag
def commune_link(commune: Any, target: str) -> str:
    """Return the URL of a chosen commune: its page, the map centred on it, or the next step of a booking."""
    if target == "carte":
        return f"{reverse('map')}?commune={commune.pk}"
    if target == "rendez-vous":
        return f"{reverse('booking')}?commune={commune.pk}"
    return reverse("commune", args=[commune.pk])


@register.simple_tag
def portrait_link(level: str, code: str) -> str:
    """Return the URL of the portrait of a region, a department, an intercommunality or France."""
    slug = areas.FRANCE if level == "france" else f"{areas.PREFIXES.get(level, '')}{code}"
    return reverse("territory", args=[slug])


@register.simple_tag
def what_if_link(commune: Commune) -> str:
    """Return the URL of the map of a commune's department with the commune chosen, to add and move doctors."""
    return (
        f"{reverse('map')}?{urlencode({'territoire': f'departement-{commune.department_id}', 'commune': commune.pk})}"
    )


@register.simple_tag
def portrait_of_choice(slug: str, choice: Mapping[str, str]) -> str:
    """Return the URL of a territory's portrait that keeps the ``choice`` made on the map."""
    query = f"?{urlencode(choice)}" if choice else ""
    return f"{reverse('territory', args=[slug])}{query}"


@register.filter
def portrait_or_map(found: Any, target: str) -> str:
    """Return the URL of a chosen territory: its portrait, or its map if the user looks for a map."""
    return found.address(target)


@register.filter
def tableur(path: str) -> str:
    """Return the URL of the same table for a spreadsheet."""
    return sheets.address(path)


@register.filter
def ods(path: str) -> str:
    """Return the URL of the same table as an ODS file."""
    return sheets.address(path, sheets.ODS_WORD)


@register.filter
def groupement(name: str) -> str:
    """Return an intercommunality without its kind."""
    return toponyms.short_grouping(name)
