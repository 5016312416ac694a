"""Writing a draft: its terms and shares, its people, the week of each; one page for each question."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from maillage.site.agreements import drafting
from maillage.site.agreements.models import AgreementPerson, AgreementVersion
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import signed_in
from maillage.site.www.network import words
from maillage.site.www.network.doors import Door, draft_of
from maillage.site.www.network.forms import SharesOf, WeekForm, people_for_service, people_rows


def add(request: HttpRequest, door: Door) -> HttpResponse:
    """Draft an agreement: its name, its dates, its parties with their shares."""
    return _terms(request, door, None)


def terms(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Change the terms of a draft."""
    return _terms(request, door, draft_of(request, door, pk))


def _terms(request: HttpRequest, door: Door, version: AgreementVersion | None) -> HttpResponse:
    user, posted = signed_in(request), request.method == "POST"
    page = SharesOf(user, request.POST if posted else None, version)
    if posted and page.is_valid():
        try:
            data = page.data_for_service()
            if version is None:
                made = drafting.draft(data, page.chosen_author(), by=user)
                return redirect(door.names["people"], pk=made.pk)
            drafting.change_terms(version, data, by=user)
            messages.success(request, "Les termes sont enregistrés.")
            return redirect(door.names["one"], pk=version.agreement_id)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            page.show(refusal)
    context = {"names": door.names, "version": version, "page": page, "back": _back(door, version)}
    return render(request, "network/terms.html", context, status=422 if posted else 200)


def _back(door: Door, version: AgreementVersion | None) -> str:
    return reverse(door.names["all"]) if version is None else reverse(door.names["one"], args=[version.agreement_id])


def people(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Name the people whose time is shared, who pays them, and how much a month."""
    version, posted = draft_of(request, door, pk), request.method == "POST"
    if version.agreement.platform_id is not None:
        raise Http404
    rows = people_rows(version, request.POST if posted else None)
    if posted and rows.is_valid():
        with refused_on(rows[0] if len(rows) else rows.empty_form):
            drafting.name_people(version, people_for_service(version, rows), by=signed_in(request))
            undrawn = version.people.exclude(professional__resource__reference__in=version.week.staff).first()
            if undrawn is not None:
                return redirect(door.names["week"], pk=undrawn.pk)
            return redirect(door.names["one"], pk=version.agreement_id)
    context = {
        "names": door.names, "version": version, "rows": rows, "back": _back(door, version),
        "wrong": [row for row in rows if row.errors], "people": rows.empty_form.fields["professional"].choices[1:],
    }  # fmt: skip
    return render(request, "network/people.html", context, status=422 if posted else 200)


def week(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Draw the week of a person: where, on which half-days, how often."""
    person = get_object_or_404(AgreementPerson.objects.select_related("professional__resource"), pk=pk)
    version = draft_of(request, door, person.version_id)
    person.version = version
    posted = request.method == "POST"
    form = WeekForm(person, request.POST if posted else None)
    if posted and form.is_valid():
        with refused_on(form):
            drawn = drafting.draw_week(person, form.presences(), by=signed_in(request))
            messages.success(request, _drawn(drawn))
            left = version.people.exclude(professional__resource__reference__in=drawn.week.staff).first()
            if left is not None and left.pk != person.pk:
                return redirect(door.names["week"], pk=left.pk)
            return redirect(door.names["one"], pk=version.agreement_id)
    context: dict[str, Any] = {
        "names": door.names, "version": version, "person": person, "name": words.person_name(person), "form": form,
        "back": _back(door, version),
    }  # fmt: skip
    return render(request, "network/week.html", context, status=422 if posted else 200)


def _drawn(version: AgreementVersion) -> str:
    """Say that the week is kept, and what public holidays take away."""
    lost = len(words.holidays(AgreementVersion.objects.with_terms().get(pk=version.pk)))
    if not lost:
        return "La semaine est enregistrée."
    many = french.plural(
        lost, "demi-journée tombe un jour férié et n’a", "demi-journées tombent un jour férié et n’ont"
    )
    return f"La semaine est enregistrée. La première année, {many} pas lieu."
