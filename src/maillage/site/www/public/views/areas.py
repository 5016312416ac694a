"""The map of a territory with a scenario: the page, the answer to a step, its images and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage import __version__
from maillage.artefacts import recipe_of
from maillage.site.cartography import AreaMap
from maillage.site.observatory.reading import NotMeasured, current_access
from maillage.site.observatory.workbench import Workbench
from maillage.site.www import downloads, french, sheets
from maillage.site.www.public.explorer import areas, changes, choosing, pictures, scales, tables, wording
from maillage.site.www.public.explorer.contour_files import closer
from maillage.site.www.public.explorer.sources import UNNAMED, sources_of
from maillage.site.www.public.explorer.state import VIEWS, State, default_view, gesture, read
from maillage.site.www.public.people import by_class
from maillage.site.www.public.sorting import column
from maillage.site.www.public.views import moved

DAY = 24 * 3600
FILES = {"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json", "png": "image/png"}
COUNTS = (
    ("1", "un"),
    ("2", "deux"),
    ("3", "trois"),
    ("5", "cinq"),
    ("0.5", "un mi-temps"),
    ("0.2", "un jour par semaine"),
)


@login_not_required
@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """Show the map of any territory; the form redirects to the URL with the new step."""
    address = moved.address_of(request.GET)
    if address is not None:
        return HttpResponseRedirect(address)
    try:
        state = read(request.GET)
    except NotMeasured:
        return render(request, "public/unavailable.html", status=503)
    if "geste" in request.GET:
        address = gesture(state, request.GET)
        if address is not None:
            return HttpResponseRedirect(request.path + address)
    shown = areas.map_or_none(state.place)
    if shown is None:
        return render(request, "public/unavailable.html", status=503)
    context = _common(state, shown)
    if state.view == "tableau":
        return render(request, "public/explorer/table.html", {**context, **_table(request, state)})
    status = 400 if state.error else 200
    return render(request, "public/explorer/map.html", context, status=status)


def _common(state: State, shown: AreaMap) -> dict[str, Any]:
    """Return the context shared by the page and its parts."""
    return {
        "state": state,
        "title": wording.title(state.bench.choice, state.place.where),
        "unit": wording.unit(state.bench.choice),
        "shares": by_class(
            scales.classes_of(state.bench),
            state.outcome.before[shown.positions],
            state.bench.population[shown.positions],
        ),
        "form": choosing.form(state.bench, state.earlier),
        "words": choosing.words(state.bench, state.earlier, planned=state.planned),
        "gesture_words": choosing.words(state.bench),
        "tabs": _tabs(state),
        "choices": areas.choices(state.place, state.places),
        "counts": COUNTS,
        "picture": _picture(state, shown),
        "start": _start(state, shown),
        "legend": scales.legend_of(state.bench),
        "change_unit": wording.short_unit(state.bench.choice),
        "change": scales.change_of(state.bench.choice, evolution=state.earlier is not None),
        "notice": wording.notice(state.bench),
        "mixed": wording.mixed(state.earlier, state.bench) if state.earlier is not None else "",
        **_parts(state),
    }


def _parts(state: State) -> dict[str, Any]:
    """Return the context that changes with a step."""
    context: dict[str, Any] = {
        "state": state,
        "steps": changes.steps(state),
        "chosen": changes.chosen(state),
        "fresh": state.address(scenario="", view="avant", moving=None),
        "moving": state.name(state.moving) if state.moving is not None else "",
        "unmoving": state.address(moving=None),
    }
    context["effect"] = None
    if state.changes:
        context["effect"] = changes.effect(state)
        context["heads"] = tables.when(state)
        context["among"] = state.place.where if state.here_only else "dans toute la France"
        context["short_unit"] = wording.short_unit(state.bench.choice)
        for name, rows in (("communes", changes.communes), ("territories", changes.territories)):
            context[f"{name}_gain"] = rows(state, gaining=True)
            context[f"{name}_lose"] = rows(state, gaining=False)
    return context


def _tabs(state: State) -> list[dict[str, Any]]:
    """Return the tabs of the views; ``loads`` marks those that need another page with further figures."""
    planning = state.planned or (state.plannable and not state.changes)
    of_plan = ("avant", "apres", "difference", "tableau") if state.planned else ("apres", "difference")
    hidden = () if state.changes or planning else ("apres", "difference")
    labels = VIEWS if state.changes else {**VIEWS, "avant": state.bench.choice.vintage or "Aujourd’hui"}
    if planning:
        labels = {**VIEWS, "avant": "Aujourd’hui", "apres": "Avec le plan"}
    if state.earlier is not None:
        labels = {**VIEWS, "avant": state.earlier.vintage, "apres": state.bench.vintage, "difference": "Évolution"}
    return [
        {
            "code": code,
            "label": label,
            "address": state.address(view=code, planned=planning and code in of_plan),
            "current": code == state.view,
            "loads": code == "tableau" or (planning and not state.planned and code in of_plan),
        }
        for code, label in labels.items()
        if code not in hidden
    ]


def _picture(state: State, shown: AreaMap) -> dict[str, Any]:
    """Return the URLs of the map's data, and its description in words."""
    slug = state.place.slug
    first = sources_of(state.place, shown, state.earlier or state.bench)
    ends = f"?{state.query(moving=None, chosen=None)}"
    return {
        "ids": first.ids,
        "ground": first.ground,
        "names": first.names,
        "values": first.values,
        "later": sources_of(state.place, shown, state.bench).values if state.earlier is not None else "",
        "image": reverse("area-image", args=[slug]) + ends,
        "files": _files(slug, ends),
        "closer": closer(state.place, shown),
        "width": shown.width,
        "height": shown.height,
        "alt": _alt(state, shown),
    }


def _files(slug: str, ends: str) -> dict[str, str]:
    """Return the URLs of the downloads, by kind."""
    found = {kind: reverse(f"area-{kind}", args=[slug]) + ends for kind in ("csv", "geojson", "png")}
    return {**found, "sheet": sheets.address(found["csv"])}


def _alt(state: State, shown: AreaMap) -> str:
    shows = state.view if state.view in pictures.PICTURES else default_view(state.changes)
    count = french.plural(len(shown.positions), "commune")
    return f"{pictures.title(replace(state, view=shows))}\u00a0: carte de {count}. Les mêmes chiffres sont en tableau."


def _start(state: State, shown: AreaMap) -> dict[str, Any]:
    """Return the initial data of the script: the changing communes in the map's order, and the places to mark.

    Between two vintages every commune changes, so the script loads the figures of both instead.
    """
    place = np.full(len(state.bench.code), -1, dtype=np.int64)
    place[shown.positions] = np.arange(len(shown.positions))
    outcome = state.outcome
    inside = place[outcome.rows] >= 0 if state.earlier is None else np.zeros(len(outcome.rows), dtype=bool)
    marks = []
    for code, count in state.scenario.doctors().items():
        position = int(np.searchsorted(state.bench.code, code))
        if place[position] >= 0:
            x, y = np.asarray(shown.arrays["points"][place[position]]).tolist()
            marks.append({"x": round(x, 1), "y": round(y, 1), "name": state.name(position), "more": count > 0})
    chosen = None
    if state.chosen is not None and place[state.chosen] >= 0:
        x, y = np.asarray(shown.arrays["points"][place[state.chosen]]).tolist()
        chosen = {"at": int(place[state.chosen]), "x": round(x, 1), "y": round(y, 1), "name": state.name(state.chosen)}
    rows = place[outcome.rows][inside]
    measure = scales.for_script(state.bench, evolution=state.earlier is not None)
    if state.earlier is not None:
        measure |= {"factor": _factor(state.earlier), "later_factor": _factor(state.bench)}
    return {
        "rows": rows.tolist(),
        "gain": scales.thousandths(state.bench.choice, outcome.gain[inside]).tolist(),
        "unmeasured": np.flatnonzero(state.bench.unmeasured[shown.positions]).tolist(),
        "marks": marks,
        "chosen": chosen,
        "measure": measure,
    }


def _factor(bench: Workbench) -> int:
    return scales.factor_of(bench.model.access())


@login_not_required
@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Answer a step on the map, for the script: the changes, the updated parts of the page, the new URL."""
    try:
        state = read(request.GET)
    except NotMeasured:
        return JsonResponse({"error": "Les chiffres ne sont pas encore prêts."}, status=503)
    if "geste" in request.GET:
        address = gesture(state, request.GET)
        if address is not None:
            return HttpResponseRedirect(request.path + address)
    shown = areas.map_or_none(state.place)
    if shown is None or state.error:
        return JsonResponse({"error": state.error, "choices": state.form["choices"]}, status=400)
    context = _parts(state)
    return JsonResponse(
        {
            **_start(state, shown),
            "address": reverse("map") + state.address(),
            "view": state.view,
            "tabs": _tabs(state),
            "picture": _picture(state, shown),
            "scenario": str(state.scenario),
            "panel": render_to_string("public/explorer/panel.html", context, request=request),
            "tables": render_to_string("public/explorer/changes.html", context, request=request),
        }
    )


def _table(request: HttpRequest, state: State) -> dict[str, Any]:
    columns = tables.sorts(state)
    # The worst served come first: most minutes, or least of any other figure.
    worst = "-avant" if state.bench.choice.less_is_better else "avant"
    sort = request.GET.get("tri", "-ecart" if state.changes else worst)
    if sort.removeprefix("-") not in columns:
        sort = worst
    heads = [column(code, label, sort) for code, label in columns.items()]
    return {"page": tables.page(state, sort, request.GET.get("page")), "columns": heads}


def _of_area(view: Callable[[HttpRequest, State, AreaMap], HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator for a file of a territory's map: 404 for an unknown territory or without a measure."""

    @login_not_required
    @require_safe
    def around(request: HttpRequest, slug: str) -> HttpResponse:
        place = areas.places().get(slug)
        if place is None:
            raise Http404("Ce territoire n’existe pas.")
        try:
            state = read(request.GET)
        except NotMeasured as problem:
            raise Http404("Aucune carte n’est calculée.") from problem
        if state.error:
            raise Http404(state.error)
        state.place = place
        shown = areas.map_or_none(place)
        if shown is None:
            raise Http404("Aucune carte n’est calculée.")
        return view(request, state, shown)

    return around


def _kept(content: bytes, kind: str) -> HttpResponse:
    """Return a response that browsers may cache: its URL contains the key of its content."""
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": f"public, max-age={DAY}"})


@_of_area
def ids(_request: HttpRequest, _state: State, shown: AreaMap) -> HttpResponse:
    """Return the image whose pixels are commune numbers."""
    return _kept(pictures.numbers(shown), "image/webp")


@_of_area
def ground(_request: HttpRequest, _state: State, shown: AreaMap) -> HttpResponse:
    """Return size, borders, towns, insets."""
    answer = JsonResponse(pictures.ground(shown))
    answer["Cache-Control"] = f"public, max-age={DAY}"
    return answer


@_of_area
def values(_request: HttpRequest, state: State, shown: AreaMap) -> HttpResponse:
    """Return the figures of the measure, two bytes a commune."""
    found = state.bench.model.access()
    content = pictures.figures(found[shown.positions], scales.factor_of(found), scales.classes_of(state.bench).scale)
    return _kept(content, "application/octet-stream")


@_of_area
def names(_request: HttpRequest, state: State, shown: AreaMap) -> HttpResponse:
    """Return codes, names and places of the communes."""
    answer = JsonResponse(pictures.directory(shown, state.bench.code, state.names))
    answer["Cache-Control"] = f"public, max-age={DAY}"
    return answer


@_of_area
def image(request: HttpRequest, state: State, shown: AreaMap) -> HttpResponse:
    """Return the coloured map of a view, for pages without script; without names, the current measure."""
    name, _, value = UNNAMED.partition("=")
    if request.GET.get(name) == value:
        return _kept(pictures.unnamed(shown, state.bench), "image/webp")
    return _kept(pictures.webp(state, shown), "image/webp")


def _download(
    request: HttpRequest, state: State, suffix: str, pieces: Callable[[], Iterable[str | bytes]], told: str = ""
) -> Any:
    """Return a downloadable file of a map; its recipe holds all its inputs, its name ends in ``told``."""
    earlier = state.earlier.key if state.earlier is not None else ""
    words = choosing.words(state.bench, state.earlier, planned=state.planned)
    planned = current_access().key if state.planned else ""
    view = state.view if suffix == "png" else ""
    made_of = (state.place.slug, state.bench.key, earlier, planned, words, str(state.scenario), view, told)
    kind = "-".join(words.values()) or "acces"
    return downloads.answer(
        request,
        downloads.Download(
            recipe=recipe_of("file of a map", __version__, suffix, *made_of),
            name=f"{kind}-{state.place.slug}{'-scenario' if state.scenario else ''}{told}.{suffix}",
            kind=FILES[suffix],
            pieces=pieces,
        ),
    )


@_of_area
def png(request: HttpRequest, state: State, shown: AreaMap) -> HttpResponse:
    """Return the map to download, with title and legend."""
    state.view = state.view if state.view in pictures.PICTURES else default_view(state.changes)
    return _download(request, state, "png", lambda: [pictures.png(state, shown)])


@_of_area
def table_csv(request: HttpRequest, state: State, _shown: AreaMap) -> HttpResponse:
    """Return all communes of the territory before and after, as CSV."""
    dialect = sheets.asked(request.GET)
    return _download(request, state, "csv", lambda: tables.csv_lines(state, dialect), dialect.suffix)


@_of_area
def geojson(request: HttpRequest, state: State, _shown: AreaMap) -> HttpResponse:
    """Return the same as GeoJSON: outlines; points for all of France."""
    return _download(request, state, "geojson", lambda: tables.geojson_pieces(state))
