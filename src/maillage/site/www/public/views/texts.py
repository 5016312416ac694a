"""Pages of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.schemes import SCHEMES
from maillage.site.identity import services as identity
from maillage.site.www import contact, figures, provenance
from maillage.site.www.rules import days_to_give, rules_of


def _nothing() -> dict[str, Any]:
    return {}


def _text(template: str, more: Callable[[], dict[str, Any]] = _nothing) -> Callable[[HttpRequest], HttpResponse]:
    @login_not_required
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        current = figures.current()
        context = {
            "phone": contact.phone(),
            "site": identity.current(),
            "figures": current,
            "invented": provenance.people_are_invented(),
            **more(),
        }
        return render(request, f"public/{template}.html", context)

    return view


method = _text("method")
accessibility = _text("accessibility")
privacy = _text("privacy")
for_carers = _text(
    "for_carers",
    lambda: {
        "schemes": [(scheme, rules_of(scheme)) for scheme in SCHEMES.values()],
        "days": days_to_give(SCHEMES.values()),
        "volunteers": any(scheme.volunteers for scheme in SCHEMES.values()),
    },
)
for_elected = _text("for_elected")
