"""Pages of the coordination: the years of junior doctors, and one year from its people to its publication."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.jobs.models import Job
from maillage.site.juniors import matching, notices, services
from maillage.site.juniors.models import JuniorYear, JuniorYearQuerySet
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, sheets, toponyms
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.juniors import matched
from maillage.site.www.juniors.forms import MatchForm, UntilForm, YearForm, place_name
from maillage.site.www.juniors.matched import Names
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
HEADS = ("junior", "rank", "answered", "wishes", "first_semester", "second_semester", "place_in_wishes")


def own_years(request: HttpRequest, *, to_change: bool = False) -> JuniorYearQuerySet:
    """Return the years that a reader may read, or change: what is sent, and forms alone, are for who may change."""
    if to_change or request.method == "POST":
        return JuniorYear.objects.changeable_by(request.user, Reach.TERRITORY).select_related("region")
    return JuniorYear.objects.visible_to(request.user, Reach.TERRITORY).select_related("region")


def may_change(request: HttpRequest, year: JuniorYear) -> bool:
    """Return whether the reader may change a year that is not published."""
    own = JuniorYear.objects.changeable_by(request.user, Reach.TERRITORY)
    return not year.is_published and own.filter(pk=year.pk).exists()


def standing(year: JuniorYear, today: dt.date) -> str:
    """Say in which state a year is."""
    if year.published_at is not None:
        return f"affectation publiée le {french.date_text(year.published_at, weekday=False)}"
    if year.takes_wishes(today):
        return f"vœux ouverts jusqu’au {french.date_text(year.wishes_until)}"
    return "affectation calculée, à publier" if year.draft else "vœux clos, affectation à calculer"


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def years(request: HttpRequest) -> HttpResponse:
    """List the years of the region, the latest first."""
    rows = [(one, standing(one, services.today_of(one))) for one in own_years(request)]
    context = {"rows": rows, "may": services.region_of(signed_in(request)) is not None}
    return render(request, "juniors/years.html", context)


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, changes=Record.PLAN)
def add(request: HttpRequest) -> HttpResponse:
    """Set up a year."""
    user = signed_in(request)
    region = services.region_of(user)
    if region is None and request.method == "POST":
        raise PermissionDenied
    first = dt.date(timezone.localdate().year + 1, 11, 2)
    form = YearForm(request.POST) if request.method == "POST" else YearForm(initial={"starts": first})
    if region is not None and form.is_bound and form.is_valid():
        with refused_on(form):
            return redirect("junior-year", services.create(region, form.data_of(), user).pk)
    context = {"form": form, "region": region}
    return render(request, "juniors/add.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a year with who has answered and its match; compute it, publish it, send links, move the last day."""
    year = get_object_or_404(own_years(request), pk=pk)
    act = request.POST.get("acte", "")
    form = MatchForm(request.POST if act == "calculer" else None)
    until = UntilForm(request.POST if act == "reporter" else None, initial={"wishes_until": year.wishes_until})
    if request.method == "POST" and _acted(request, year, act, form, until):
        return redirect("junior-year", year.pk)
    job = matching.job_of(year)
    juniors = list(year.juniors.select_related("partner").prefetch_related("wishes"))
    supervisors = list(year.supervisors.select_related("commune", "housing").prefetch_related("wishes"))
    people = [*juniors, *supervisors]
    context = {
        "year": year,
        "standing": standing(year, services.today_of(year)),
        "may": may_change(request, year),
        "form": form if not until.errors else until,
        "match_form": form,
        "until": until,
        "juniors": juniors,
        "supervisors": supervisors,
        "housing": year.housing.prefetch_related("supervisors"),
        "silent": notices.silent(people),
        "mute": [one for one in notices.silent(people) if not one.email],
        "lonely": [one for one in juniors if one.partner is not None and not one.partner.answered_at],
        "found": matched.told(year.draft, names_of(year)) if year.draft else None,
        "stays": matched.assumptions() if year.draft else [],
        "too_old": not year.is_published and matching.is_too_old(year),
        "job": job,
        "running": job is not None and job.state in Job.OPEN_STATES,
        "failed": job.error if job is not None and job.state == Job.State.FAILED and not year.is_published else "",
    }
    return render(request, "juniors/year.html", context, status=422 if form.errors or until.errors else 200)


def names_of(year: JuniorYear) -> Names:
    """Return the names of the people of a year, by the identifiers of its match (two queries)."""
    supervisors = list(year.supervisors.select_related("commune"))
    return Names(
        {str(one.pk): str(one) for one in year.juniors.all()},
        {str(one.pk): ", ".join(part for part in (str(one), one.place) if part) for one in supervisors},
        {str(one.pk): toponyms.curly(one.commune.name) for one in supervisors},
    )


def _acted(request: HttpRequest, year: JuniorYear, act: str, form: MatchForm, until: UntilForm) -> bool:
    """Do what is asked for; return whether it was done, else the page shows what is wrong."""
    user = signed_in(request)
    try:
        if act == "calculer":
            return form.is_valid() and _asked(request, year, form)
        if act == "reporter":
            if not until.is_valid():
                return False
            with refused_on(until):
                services.postpone(year, until.cleaned_data["wishes_until"], user)
            return not until.errors
        if act == "publier":
            done = matching.publish(year, user)
            told = french.plural(
                sum(bool(one.email) for one in notices.people_of(done)), "personne prévenue", "personnes prévenues"
            )
            messages.success(request, f"L’affectation est publiée, {told}.")
        elif act == "demander":
            services.may_change(year, user)
            sent, mute = notices.ask_wishes(year, services.today_of(year))
            without = f" {french.plural(len(mute), 'personne', 'personnes')} sans adresse." if mute else ""
            messages.success(request, f"{french.plural(sent, 'message part', 'messages partent')}.{without}")
        elif act == "retirer":
            row = get_object_or_404(year.housing.all(), pk=whole(request.POST.get("logement", "")))
            services.drop_housing(row, user)
            messages.success(request, f"«\u00a0{row.name}\u00a0» n’est plus dans la promotion.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return True


def _asked(request: HttpRequest, year: JuniorYear, form: MatchForm) -> bool:
    matching.ask(year, form.cleaned_data["aim"], form.cleaned_data["a_year"], signed_in(request))
    messages.success(request, "Le calcul se fait à part, en une minute au plus\u00a0: cette page le montrera.")
    return True


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the juniors of a year with their wishes and where they go, as a table."""
    year = get_object_or_404(own_years(request), pk=pk)
    places = {one.pk: place_name(one) for one in year.supervisors.select_related("commune")}
    given = {row["junior"]: row for row in year.draft.get("match", [])}
    cells: list[tuple[Any, ...]] = []
    for one in year.juniors.prefetch_related("wishes"):
        wishes = " > ".join(
            places[row.first_id] + ("" if row.first_id == row.second_id else f" / {places[row.second_id]}")
            for row in one.wishes.all()
        )
        row = given.get(str(one.pk))
        got = ("", "", "") if row is None else (
            places.get(int(row["first"]), ""), places.get(int(row["second"]), ""), row["place_in_wishes"]
        )  # fmt: skip
        cells.append((str(one), one.rank, "yes" if one.answered_at else "no", wishes, *got))
    return sheets.answer(f"docteurs-juniors-{year.starts:%Y-%m}", HEADS, cells, sheets.asked(request.GET))
