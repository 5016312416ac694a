"""Pages of text."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.site.www import contact, figures, provenance


def _text(template: str):
    @login_not_required
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        current = figures.current()
        context = {"phone": contact.phone(), "figures": current, "invented": provenance.people_are_invented()}
        return render(request, f"public/{template}.html", context)

    return view


method = _text("method")
accessibility = _text("accessibility")
privacy = _text("privacy")
for_carers = _text("for_carers")
for_elected = _text("for_elected")
