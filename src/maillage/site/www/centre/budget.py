"""The budget of a centre: three scenarios side by side, what carries the first one, the real months of the agenda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.evaluation.centres import (
    ASSUMPTIONS,
    Budget,
    Kind,
    Preset,
    Swing,
    break_even,
    budget,
    loaded_tariffs,
    preset,
    preset_names,
    seats,
    sensitivity,
)
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Reach, Record
from maillage.site.centres import scenarios
from maillage.site.centres.budget_sheet import TITLES, budget_table
from maillage.site.centres.models import CentreScenario
from maillage.site.centres.months import RealMonth, real_months
from maillage.site.centres.scenarios import ScenarioData
from maillage.site.observatory import loading
from maillage.site.spreadsheets import ODS, XLSX, SpreadsheetFormat
from maillage.site.www import french
from maillage.site.www.centre.budget_forms import ScenarioForm
from maillage.site.www.centre.own import back_to, choice_of, chosen_centre
from maillage.site.www.centre.plots import Bar, kept_tornado
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in

SWINGS = 8
EURO = "\u00a0€"
DECIDED = ("doctors", "patients_per_day", "filled", "nurses", "midwives", "assistants", "secretaries", "rooms")


def _euros(amount: float) -> str:
    return french.number(amount) + EURO


def _value(code: str, value: float) -> str:
    one = ASSUMPTIONS[code]
    if one.unit == "part":
        return french.percent(value * 100, 0 if abs(value * 100 - round(value * 100)) < 0.05 else 1)
    text = french.number(value, 0 if float(value).is_integer() else 2)
    return text + EURO if one.unit.startswith("€") else text


def _of(request: HttpRequest, centre: Organisation) -> list[CentreScenario]:
    return list(CentreScenario.objects.visible_to(request.user, Reach.ORGANISATION).filter(centre=centre))


def _balance_point(code: str, changes: Mapping[str, float]) -> str:
    value = break_even(code, changes)
    return "aucun nombre" if value is None else french.number(value, 1)


def _comparison(rows: Sequence[CentreScenario], found: Sequence[Budget]) -> list[tuple[str, list[str]]]:
    """Return the lines of the comparison: a label, and a text for each scenario."""
    lines = [(ASSUMPTIONS[code].label, [_value(code, one.assumptions[code]) for one in found]) for code in DECIDED]
    lines += [
        ("Actes des médecins par an", [french.number(one["visits"] * 12) for one in found]),
        ("Recettes de l’année", [_euros(one.income * 12) for one in found]),
        ("Dépenses de l’année", [_euros(one.cost * 12) for one in found]),
        ("Solde de l’année", [_euros(one.balance * 12) for one in found]),
        ("Il manque par an", [_euros(one.missing_a_year) for one in found]),
        ("Équilibre\u00a0: médecins", [_balance_point("doctors", row.changes) for row in rows]),
        ("Médecins que reçoivent les cabinets", [french.number(seats(row.changes), 1) for row in rows]),
        ("Équilibre\u00a0: patients par jour", [_balance_point("patients_per_day", row.changes) for row in rows]),
        ("Ce qui porte le résultat", [ASSUMPTIONS[sensitivity(row.changes)[0].code].label for row in rows]),
    ]
    return lines


def _month_lines(found: Sequence[Budget]) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return the lines of a month, by kind; those that are zero in every scenario are left out."""
    parts: list[tuple[str, list[tuple[str, list[str]]]]] = []
    for kind in Kind:
        show = french.number if kind is Kind.QUANTITY else _euros
        lines = [
            (first.rule.label, [show(one[first.rule.code]) for one in found])
            for first in found[0].of_kind(kind)
            if any(one[first.rule.code] for one in found)
        ]
        parts.append((TITLES[kind], lines))
    return parts


def _swings(found: Sequence[Swing]) -> list[tuple[str, str, str, str]]:
    return [
        (ASSUMPTIONS[one.code].label, f"de {_value(one.code, one.low)} à {_value(one.code, one.high)}",
         _euros(one.at_low * 12), _euros(one.at_high * 12))
        for one in found
    ]  # fmt: skip


def _real(months: Sequence[RealMonth], planned: Budget | None) -> list[tuple[str, list[str]]]:
    """Return the real months: half-days, people seen, by day, fees at the mean of the first scenario."""
    fees = 0.0
    if planned is not None and planned["visits"]:
        fees = sum(planned[code] for code in ("consultations", "children", "home")) / planned["visits"]
    return [
        (
            french.month_text(one.month).capitalize(),
            [
                french.number(one.doctor_sessions), french.number(one.doctor_visits),
                "" if one.visits_per_day is None else french.number(one.visits_per_day, 1),
                french.number(one.other_visits), _euros(one.doctor_visits * fees) if fees else "",
            ],
        )
        for one in months
    ]  # fmt: skip


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CENTRE)
def page(request: HttpRequest) -> HttpResponse:
    """Show the scenarios side by side, what carries the first one, and the real months."""
    centre, centres = chosen_centre(request, Record.CENTRE)
    rows = _of(request, centre)
    found = [budget(row.changes) for row in rows]
    context: dict[str, Any] = {
        "centre": centre,
        "centres": choice_of(centres),
        "scenarios": rows,
        "cases": [preset(name) for name in preset_names()],
        "free": _free_rank(rows) is not None,
        "months": _real(real_months(centre, timezone.localdate()), found[0] if found else None),
    }
    if found:
        first, swings = found[0], sensitivity(rows[0].changes)[:SWINGS]
        bars: tuple[Bar, ...] = tuple(
            (ASSUMPTIONS[one.code].label, one.at_low * 12, one.at_high * 12) for one in swings
        )
        context |= {
            "first": rows[0],
            "missing": _euros(first.missing_a_year) if first.balance < 0 else "",
            "left": _euros(first.balance * 12),
            "planned_per_month": french.number(first["visits"]),
            "comparison": _comparison(rows, found),
            "month_lines": _month_lines(found),
            "carrier": ASSUMPTIONS[swings[0].code].label if swings else "",
            "swings": _swings(swings),
            "plot": kept_tornado(bars, first.balance * 12),
            "phone_plot": kept_tornado(bars, first.balance * 12, narrow=True),
        }
    return render(request, "centre/budget.html", context)


def _asked_case(request: HttpRequest) -> Preset:
    name = request.GET.get("cas", "")
    names = preset_names()
    return preset(name if name in names else names[0])


def _free_rank(rows: Sequence[CentreScenario]) -> int | None:
    return next((k for k in range(1, CentreScenario.MOST + 1) if k not in {row.rank for row in rows}), None)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, changes=Record.CENTRE)
def add_scenario(request: HttpRequest) -> HttpResponse:
    """Make a scenario from a public case."""
    centre, _ = chosen_centre(request, Record.CENTRE)
    rank = _free_rank(_of(request, centre))
    if rank is None:
        messages.error(request, "Un centre compare trois scénarios au plus\u00a0: changez ou retirez-en un.")
        return back_to("centre-budget", centre)
    case = _asked_case(request)
    tariffs, source = loaded_tariffs(loading.holdings())
    form = ScenarioForm(request.POST or None, case.label, {**tariffs, **case.changes})
    return _written(request, form, centre, rank, {"case": case, "tariffs": source})


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, changes=Record.CENTRE)
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a scenario, or remove it."""
    rows = CentreScenario.objects.changeable_by(request.user, Reach.ORGANISATION).select_related("centre")
    row = get_object_or_404(rows, pk=pk)
    if request.POST.get("acte") == "retirer":
        scenarios.drop(row, signed_in(request))
        messages.success(request, f"Le scénario «\u00a0{row.name}\u00a0» est retiré.")
        return back_to("centre-budget", row.centre)
    form = ScenarioForm(request.POST or None, row.name, row.changes)
    return _written(request, form, row.centre, row.rank, {"row": row})


def _written(
    request: HttpRequest, form: ScenarioForm, centre: Organisation, rank: int, about: dict[str, Any]
) -> HttpResponse:
    """Save what the form says, or show it again."""
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            data = ScenarioData(form.cleaned_data["name"], form.changes)
            saved = scenarios.save(centre, rank, data, signed_in(request))
            messages.success(request, f"C’est noté\u00a0: le scénario «\u00a0{saved.name}\u00a0» est à jour.")
            return back_to("centre-budget", centre)
    context = {"form": form, "centre": centre, "row": None, "case": None, "tariffs": "", **about}
    return render(request, "centre/scenario.html", context, status=422 if form.errors else 200)


def _file(request: HttpRequest, form: SpreadsheetFormat) -> HttpResponse:
    rows = _of(request, chosen_centre(request, Record.CENTRE)[0])
    cases = [preset(name) for name in preset_names()]
    named = [(row.name, row.changes) for row in rows] or [(case.label, case.changes) for case in cases]
    answer = HttpResponse(form.write([budget_table(named)]), content_type=form.media_type)
    answer["Content-Disposition"] = f'attachment; filename="budget.{form.suffix}"'
    return answer


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CENTRE)
def xlsx(request: HttpRequest) -> HttpResponse:
    """Answer the budget as a sheet that computes (XLSX); the public cases if the centre has no scenario."""
    return _file(request, XLSX)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CENTRE)
def ods(request: HttpRequest) -> HttpResponse:
    """Answer the same as ODS."""
    return _file(request, ODS)
