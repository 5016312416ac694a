"""The map of a territory with a scenario on it: the page, its answer to a gesture, its pictures and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage import __version__
from maillage.artefacts import recipe_of
from maillage.site.cartography import RegionMap
from maillage.site.observatory.reading import NotMeasured
from maillage.site.observatory.workbench import Workbench
from maillage.site.www import downloads, french, sheets
from maillage.site.www.public.explorer import areas, choosing, pictures, scales, tables, telling, wording
from maillage.site.www.public.explorer.closer import closer
from maillage.site.www.public.explorer.state import VIEWS, State, default_view, gesture, read
from maillage.site.www.public.sorting import column

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


def explore(request: HttpRequest) -> HttpResponse:
    """The map of any territory; the form of a gesture leads to the address of the new scenario."""
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


def _common(state: State, shown: RegionMap) -> dict[str, Any]:
    """What the page and its parts read."""
    at = scales.classes_of(state.bench).mean_at
    return {
        "state": state,
        "title": wording.title(state.bench.choice, state.place.where),
        "unit": wording.unit(state.bench.choice),
        "form": choosing.form(state.bench, state.earlier),
        "words": choosing.words(state.bench, state.earlier),
        "gesture_words": choosing.words(state.bench),
        "tabs": _tabs(state),
        "choices": areas.choices(state.place),
        "counts": COUNTS,
        "picture": _picture(state, shown),
        "start": _start(state, shown),
        "classes": scales.classes_of(state.bench),
        "mean": scales.written(state.bench.choice, state.bench.mean),
        "mean_at": f"{at:.1f}",
        "anchor": "start" if at < 22 else "end" if at > 78 else "middle",
        "change_unit": wording.short_unit(state.bench.choice),
        "change": scales.change_of(state.bench.choice, evolution=state.earlier is not None),
        "notice": wording.notice(state.bench),
        "mixed": wording.mixed(state.earlier, state.bench) if state.earlier is not None else "",
        **_parts(state),
    }


def _parts(state: State) -> dict[str, Any]:
    """What changes with a gesture."""
    context: dict[str, Any] = {
        "state": state,
        "steps": telling.steps(state),
        "chosen": telling.chosen(state),
        "fresh": state.address(scenario="", view="avant", moving=None),
        "moving": state.name(state.moving) if state.moving is not None else "",
        "unmoving": state.address(moving=None),
    }
    context["effect"] = None
    if state.changes:
        context["effect"] = telling.effect(state)
        context["heads"] = tables.when(state)
        context["among"] = "dans toute la France" if state.earlier is None else state.place.where
        context["short_unit"] = wording.short_unit(state.bench.choice)
        for name, rows in (("communes", telling.communes), ("territories", telling.territories)):
            context[f"{name}_gain"] = rows(state, gaining=True)
            context[f"{name}_lose"] = rows(state, gaining=False)
    return context


def _tabs(state: State) -> list[dict[str, Any]]:
    hidden = () if state.changes else ("apres", "difference")
    labels = VIEWS if state.changes else {**VIEWS, "avant": state.bench.choice.vintage or "Aujourd’hui"}
    if state.earlier is not None:
        labels = {**VIEWS, "avant": state.earlier.vintage, "apres": state.bench.vintage, "difference": "Évolution"}
    return [
        {"code": code, "label": label, "address": state.address(view=code), "current": code == state.view}
        for code, label in labels.items()
        if code not in hidden
    ]


def _picture(state: State, shown: RegionMap) -> dict[str, Any]:
    """Addresses of what the map is drawn from, and its picture in words."""
    slug, key = state.place.slug, shown.key[:12]
    first = state.earlier or state.bench
    later = f"{reverse('area-values', args=[slug])}?{_of_measure(state.bench, key)}"
    ends = f"?{state.query(moving=None, chosen=None)}"
    return {
        "ids": f"{reverse('area-ids', args=[slug])}?{key}",
        "ground": f"{reverse('area-ground', args=[slug])}?{key}",
        "names": f"{reverse('area-names', args=[slug])}?{key}",
        "values": f"{reverse('area-values', args=[slug])}?{_of_measure(first, key)}",
        "later": later if state.earlier is not None else "",
        "image": reverse("area-image", args=[slug]) + ends,
        "files": _files(slug, ends),
        "closer": closer(state.place, shown),
        "width": shown.width,
        "height": shown.height,
        "alt": _alt(state, shown),
    }


def _files(slug: str, ends: str) -> dict[str, str]:
    """Addresses of what can be kept, by kind."""
    found = {kind: reverse(f"area-{kind}", args=[slug]) + ends for kind in ("csv", "geojson", "png")}
    return {**found, "sheet": sheets.address(found["csv"])}


def _of_measure(bench: Workbench, key: str) -> str:
    """Query that names a measure's figures; ``key`` and that of the figures let browsers keep them."""
    words = {**choosing.words(bench), "millesime": bench.vintage}
    return f"{key}{bench.key[:12]}&{urlencode(words)}"


def _alt(state: State, shown: RegionMap) -> str:
    shows = state.view if state.view in pictures.PICTURES else default_view(state.changes)
    count = french.plural(len(shown.positions), "commune")
    return f"{pictures.title(replace(state, view=shows))}\u00a0: carte de {count}. Les mêmes chiffres sont en tableau."


def _start(state: State, shown: RegionMap) -> dict[str, Any]:
    """What the script begins with: the communes that change, in the map's own order, and the places to mark.

    Between two vintages every commune changes: the script then reads the figures of both.
    """
    place = np.full(len(state.bench.code), -1, dtype=np.int64)
    place[shown.positions] = np.arange(len(shown.positions))
    outcome = state.outcome
    inside = place[outcome.rows] >= 0 if state.earlier is None else np.zeros(len(outcome.rows), dtype=bool)
    after = np.rint(1000 * outcome.after[outcome.rows][inside]).astype(int)
    gain = np.rint(1000 * outcome.gain[inside]).astype(int)
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
        "after": after.tolist(),
        "gain": gain.tolist(),
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
    """The answer to a gesture on the map: what changes, the parts of the page that tell it, the new address."""
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
    # The worst served come first: those with the most minutes, with the least of anything else.
    worst = "-avant" if state.bench.choice.less_is_better else "avant"
    sort = request.GET.get("tri", "-ecart" if state.changes else worst)
    if sort.removeprefix("-") not in columns:
        sort = worst
    heads = [column(code, label, sort) for code, label in columns.items()]
    return {"page": tables.page(state, sort, request.GET.get("page")), "columns": heads}


def _of_area(view: Callable[[HttpRequest, State, RegionMap], HttpResponse]) -> Callable[..., HttpResponse]:
    """A file of a territory's map: 404 for another territory or before anything is measured."""

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
    """An answer that browsers may keep: its address carries the key of what it holds."""
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": f"public, max-age={DAY}"})


@_of_area
def ids(_request: HttpRequest, _state: State, shown: RegionMap) -> HttpResponse:
    """The image whose pixels are commune numbers."""
    return _kept(pictures.numbers(shown), "image/webp")


@_of_area
def ground(_request: HttpRequest, _state: State, shown: RegionMap) -> HttpResponse:
    """Size, borders, towns, insets."""
    answer = JsonResponse(pictures.ground(shown))
    answer["Cache-Control"] = f"public, max-age={DAY}"
    return answer


@_of_area
def values(_request: HttpRequest, state: State, shown: RegionMap) -> HttpResponse:
    """Figures of the measure, two bytes a commune."""
    found = state.bench.model.access()
    content = pictures.figures(found[shown.positions], scales.factor_of(found))
    return _kept(content, "application/octet-stream")


@_of_area
def names(_request: HttpRequest, state: State, shown: RegionMap) -> HttpResponse:
    """Codes, names and places of the communes."""
    answer = JsonResponse(pictures.directory(shown, state.bench.code, state.names))
    answer["Cache-Control"] = f"public, max-age={DAY}"
    return answer


@_of_area
def image(_request: HttpRequest, state: State, shown: RegionMap) -> HttpResponse:
    """The coloured map of a view, for pages without script."""
    return _kept(pictures.webp(state, shown), "image/webp")


def _download(
    request: HttpRequest, state: State, suffix: str, pieces: Callable[[], Iterable[str | bytes]], told: str = ""
) -> Any:
    """A file of a territory's map; its recipe names all that its content follows from, its name ends in ``told``."""
    earlier = state.earlier.key if state.earlier is not None else ""
    words = choosing.words(state.bench, state.earlier)
    view = state.view if suffix == "png" else ""
    made_of = (state.place.slug, state.bench.key, earlier, words, str(state.scenario), view, told)
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
def png(request: HttpRequest, state: State, shown: RegionMap) -> HttpResponse:
    """The map to keep, with title and legend."""
    state.view = state.view if state.view in pictures.PICTURES else default_view(state.changes)
    return _download(request, state, "png", lambda: [pictures.png(state, shown)])


@_of_area
def table_csv(request: HttpRequest, state: State, _shown: RegionMap) -> HttpResponse:
    """All communes of the territory before and after, as CSV."""
    dialect = sheets.asked(request.GET)
    return _download(request, state, "csv", lambda: tables.csv_lines(state, dialect), dialect.suffix)


@_of_area
def geojson(request: HttpRequest, state: State, _shown: RegionMap) -> HttpResponse:
    """The same as GeoJSON: outlines, for all of France points."""
    return _download(request, state, "geojson", lambda: tables.geojson_pieces(state))
