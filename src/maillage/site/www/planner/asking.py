"""Questions to a plan: why this doctor here, why this place gets nothing, what serving it would cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.planning import WhyHere
from maillage.planning.answers import Other
from maillage.site.accounts.rights import Reach, Record
from maillage.site.directory.models import Place
from maillage.site.plans import board as boards
from maillage.site.plans import why
from maillage.site.plans.board import Board
from maillage.site.plans.why import Candidate
from maillage.site.refusals import Refused
from maillage.site.www import french, toponyms
from maillage.site.www.gates import gate
from maillage.site.www.planner import rows
from maillage.site.www.planner.effects import rules_in_words, worth_in_words
from maillage.site.www.planner.names import Names, names_of
from maillage.site.www.planner.views import run_named


@dataclass(frozen=True)
class CandidateInWords:
    """A doctor in reach of a place: who, how far, and the sentences about them; ``bad`` if a rule forbids them."""

    who: str
    far: str
    sentences: tuple[str, ...]
    bad: bool


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def asking(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer why a day is given (``jour``) or why a place gets what it gets (``lieu``), with its price if asked."""
    run = run_named(request, pk)
    try:
        seen = boards.board_of(run)
        data = seen.problem.data
        names = names_of([one.id for one in data.doctors], [one.id for one in data.sites])
        found = _of_day(seen, names, request) if request.GET.get("jour") else _of_place(seen, names, request)
    except Refused as refusal:
        return render(request, "planner/no_board.html", {"run": run, "why": str(refusal)}, status=422)
    places = sorted(((one.id, names.place(one.id)) for one in data.sites), key=lambda pair: pair[1])
    return render(request, "planner/asking.html", {"run": run, "places": places, **found})


def _of_day(seen: Board, names: Names, request: HttpRequest) -> dict[str, Any]:
    day = rows.day_named(request.GET["jour"])
    if day is None:
        raise Http404
    found = why.of_day(seen, day)
    return {
        "day": day, "day_key": rows.key_of(day), "day_words": _words(found, names),
        "who": names.doctor(day.doctor_id), "where": names.place(day.site_id),
    }  # fmt: skip


def _words(found: WhyHere, names: Names) -> list[str]:
    worth = _useful(found.worth)
    told = [f"Sans cette journée, le plan perdrait {worth}, le trajet de {french.minutes(found.minutes)} déjà compté."]
    told.append(
        _other(found.elsewhere, "La meilleure autre journée de ce médecin", names)
        or "Ce médecin n’a pas d’autre journée possible ailleurs."
    )
    told.append(
        _other(found.somebody, "La meilleure journée d’un autre médecin ici", names)
        or "Aucun autre médecin ne peut y venir à une date libre."
    )
    others = [one.worth for one in (found.elsewhere, found.somebody) if one is not None]
    if others and max(others) <= found.worth:
        told.append("Aucune de ces autres journées ne vaut mieux que celle-ci.")
    return told


def _other(one: Other | None, subject: str, names: Names) -> str:
    if one is None:
        return ""
    where = f"{names.doctor(one.assignment.doctor_id)}, {names.place(one.assignment.site_id)}"
    return (
        f"{subject}\u00a0: {where}, {french.date_text(one.assignment.date)}\u202f; elle vaudrait {_useful(one.worth)}."
    )


def _useful(value: float) -> str:
    noun = "consultation utile" if abs(value) < 2 else "consultations utiles"
    return f"{french.number(value, 1 if abs(value) < 10 else 0)}\u00a0{noun}"


def _of_place(seen: Board, names: Names, request: HttpRequest) -> dict[str, Any]:
    site = request.GET.get("lieu", "")
    if not site:
        return {}
    if site not in seen.problem.site and (later := Place.objects.filter(reference=site).first()) is not None:
        return {"where": toponyms.curly(later.name), "outside": True}
    found = why.of_place(seen, site)
    asked = request.GET.get("prix") == "1"
    return {
        "site": site,
        "where": names.place(site),
        "found": found,
        "candidates": [_candidate(one, names) for one in found.candidates],
        "asked": asked,
        "price": why.least_price(seen.run.problem, site) if asked else None,
    }


def _candidate(one: Candidate, names: Names) -> CandidateInWords:
    told = list[str]()
    if one.given:
        count = french.plural(len(one.given), "journée", "journées")
        where = ", ".join(sorted({names.place(day.site_id) for day in one.given}))
        told.append(f"Donne {count} ailleurs\u00a0: {where}.")
    if one.come is None or one.effect is None:
        told.append("N’est libre aucun jour où ce lieu est ouvert.")
        return CandidateInWords(names.doctor(one.doctor), french.minutes(one.minutes), tuple(told), bad=True)
    when = french.date_text(one.come.date)
    how = f"Venir le {when}" if one.gone is None else (
        f"Venir le {when} au lieu d’aller à {names.place(one.gone.site_id)} le {french.date_text(one.gone.date)}"
    )  # fmt: skip
    if one.effect.broken:
        told.append(f"{how} n’est pas possible\u00a0: {' '.join(rules_in_words(one.effect.broken, names))}")
    else:
        told.append(f"{how}\u00a0: {worth_in_words(one.effect)}.")
    return CandidateInWords(
        names.doctor(one.doctor), french.minutes(one.minutes), tuple(told), bad=bool(one.effect.broken)
    )  # fmt: skip
