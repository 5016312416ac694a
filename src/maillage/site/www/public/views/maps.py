"""The map, its picture and numbers, its table and its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.site.cartography import RegionMap, access_class
from maillage.site.geography.models import Department
from maillage.site.www import figures, sheets, toponyms
from maillage.site.www.figures import Figures
from maillage.site.www.public.explorer.closer import closer_of_region
from maillage.site.www.public.people import by_class
from maillage.site.www.public.picture import coloured, numbers, picture_now, values_of
from maillage.site.www.public.sorting import column
from maillage.site.www.public.views import areas
from maillage.site.www.territories import balance

VIEWS = {"acces": "Aujourd’hui", "avec": "Avec le plan", "difference": "Différence", "tableau": "Tableau"}
TITLES = {
    "acces": "L’accès aux généralistes",
    "avec": "L’accès avec les consultations prévues",
    "difference": "Ce que changent les consultations prévues",
    "tableau": "L’accès aux généralistes, commune par commune",
}
SORTS = {"nom": "Commune", "departement": "Département", "habitants": "Habitants", "acces": "Accès"}
PLAN_SORTS = {"avec": "Avec le plan", "ecart": "Écart"}
PER_PAGE = 50
DAY = 24 * 3600


def _chosen(now: Figures, code: str) -> dict[str, Any] | None:
    position = figures.position_of(now, code)
    if position is None:
        return None
    access = float(now.access[position])
    return {
        "code": code,
        "name": toponyms.curly(str(now.name[position])),
        "access": access,
        "class": access_class(access),
    }


def _tabs(now: Figures) -> list[dict[str, str]]:
    hidden = () if now.change is not None else ("avec", "difference")
    return [{"code": code, "label": label} for code, label in VIEWS.items() if code not in hidden]


@login_not_required
@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """The map of the region in one of its views, or the same figures in a table."""
    if "territoire" in request.GET or "scenario" in request.GET:
        return areas.explore(request)
    now, region_map, picture = figures.current(), figures.region_map(), picture_now()
    if now is None or region_map is None or picture is None:
        return render(request, "public/unavailable.html", status=503)
    tabs = _tabs(now)
    view = request.GET.get("vue", "acces")
    view = view if view in {tab["code"] for tab in tabs} else "acces"
    context: dict[str, Any] = {
        "view": view,
        "tabs": tabs,
        "title": f"{TITLES[view]} {toponyms.region(region_map.meta['name']).at}" if view == "acces" else TITLES[view],
    }
    if view == "tableau":
        return render(request, "public/map_table.html", {**context, **_table(request, now, region_map)})
    context |= {
        "picture": picture,
        "closer": closer_of_region(region_map),
        "shares": by_class(now.access[region_map.positions], now.population[region_map.positions]),
        "chosen": _chosen(now, request.GET.get("commune", "")),
        "effect": balance(str(region_map.meta["region"])) if view == "difference" else None,
    }
    return render(request, "public/map.html", context)


def _order(now: Figures, positions: np.ndarray, sort: str) -> np.ndarray:
    """Positions in the order asked: a column, "-" before it for the other way round."""
    column, down = sort.lstrip("-"), sort.startswith("-")
    change = now.change if now.change is not None else np.zeros_like(now.access)
    keys: dict[str, Callable[[], np.ndarray]] = {
        "nom": lambda: now.sort_name[positions],
        "departement": lambda: now.department[positions],
        "habitants": lambda: now.population[positions],
        "acces": lambda: now.access[positions],
        "avec": lambda: now.access[positions] + change[positions],
        "ecart": lambda: change[positions],
    }
    order = np.argsort(keys[column](), kind="stable")
    return positions[order[::-1] if down else order]


def _table(request: HttpRequest, now: Figures, region_map: RegionMap) -> dict[str, Any]:
    with_plan = now.change is not None
    sort = request.GET.get("tri", "acces")
    sorts = SORTS | PLAN_SORTS if with_plan else SORTS
    if sort.removeprefix("-") not in sorts:
        sort = "acces"
    positions = region_map.positions
    department = request.GET.get("departement", "")
    departments = list(Department.objects.filter(pk__in=region_map.meta["departments"]))
    if department in {item.code for item in departments}:
        positions = positions[now.department[positions] == department]
    page = Paginator(_order(now, positions, sort), PER_PAGE).get_page(request.GET.get("page"))
    names = {item.code: toponyms.curly(item.name) for item in departments}
    page.object_list = [_row(now, int(position), names) for position in page.object_list]
    return {
        "page": page,
        "columns": [column(code, label, sort) for code, label in sorts.items()],
        "departments": departments,
        "department": department,
        "with_plan": with_plan,
    }


def _row(now: Figures, position: int, departments: dict[str, str]) -> dict[str, Any]:
    access = float(now.access[position])
    change = float(now.change[position]) if now.change is not None else 0.0
    return {
        "code": str(now.code[position]),
        "name": toponyms.curly(str(now.name[position])),
        "department": departments.get(str(now.department[position]), ""),
        "population": int(now.population[position]),
        "access": access,
        "after": access + change,
        "change": change,
    }


def _kept(content: bytes | None, kind: str) -> HttpResponse:
    """An answer that browsers may keep: its address carries the key of the figures."""
    if content is None:
        raise Http404("Aucune carte n’est calculée.")
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": f"public, max-age={DAY}"})


@login_not_required
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The coloured map of a view."""
    view = request.GET.get("vue", "acces")
    return _kept(coloured(view if view in ("acces", "avec", "difference") else "acces"), "image/webp")


@login_not_required
@require_safe
def numbers_image(_request: HttpRequest) -> HttpResponse:
    """The image whose pixels are commune numbers."""
    return _kept(numbers(), "image/webp")


@login_not_required
@require_safe
def values(_request: HttpRequest) -> HttpResponse:
    """Names, places and figures of the region's communes, in the order of the pixel numbers."""
    now, region_map = figures.current(), figures.region_map()
    if now is None or region_map is None:
        raise Http404("Aucune carte n’est calculée.")
    answer = JsonResponse(figures.map_document(now, region_map))
    answer["Cache-Control"] = f"public, max-age={DAY}"
    return answer


@login_not_required
@require_safe
def table_csv(request: HttpRequest) -> HttpResponse:
    """All communes of the region as a file; the first column says what is modelled."""
    now, region_map = figures.current(), figures.region_map()
    if now is None or region_map is None:
        raise Http404("Aucune carte n’est calculée.")
    plan = ("access_with_plan",) if now.change is not None else ()
    names = ("code", "name", "department", "population", "access", *plan, "modelled", "vintage")
    after = values_of(now, region_map, "avec")
    modelled = "yes" if now.modelled else "no"
    rows: Iterator[tuple[sheets.Cell, ...]] = (
        (
            str(now.code[position]), str(now.name[position]), str(now.department[position]),
            int(now.population[position]), round(float(now.access[position]), 4),
            *((round(float(after[k]), 4),) if plan else ()), modelled, now.vintage,
        )
        for k, position in enumerate(region_map.positions)
    )  # fmt: skip
    return sheets.answer(f"acces-{region_map.meta['region']}", names, rows, sheets.asked(request.GET))
