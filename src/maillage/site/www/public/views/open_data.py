"""The page of open data, its files and their descriptions, at addresses that do not change."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage import __version__
from maillage.artefacts import recipe_of
from maillage.site.observatory.reading import NotMeasured, current_access
from maillage.site.www import downloads, sheets
from maillage.site.www.public.open_data import files
from maillage.site.www.public.open_data.dictionary import LABELS, MEDIA, PublishedTable, licence, published_tables
from maillage.site.www.sheets import Cell, Dialect

LINKED = "application/ld+json"


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("open-data"))


@login_not_required
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """List the published tables with their files, columns, sources and licence."""
    found = files.descriptions(_base(request))
    tables = [
        {"table": table, "files": [(suffix, LABELS[suffix]) for suffix in table.suffixes]}
        for table in published_tables().values()
    ]
    # "<" could end the script that holds the description.
    linked = json.dumps(found["schema-org.jsonld"], ensure_ascii=False).replace("<", "\\u003c")
    context: dict[str, Any] = {"tables": tables, "licence": licence(), "publisher": files.publisher(), "linked": linked}
    return render(request, "public/open_data.html", context)


@login_not_required
@require_safe
def description(request: HttpRequest, name: str) -> HttpResponse:
    """Return a description: data package, table schema, DCAT-AP catalogue, schema.org."""
    found = files.descriptions(_base(request)).get(name)
    if found is None:
        raise Http404("Ce fichier n’existe pas.")
    kind = LINKED if name.endswith(".jsonld") else "application/json"
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type=kind)


@login_not_required
@require_safe
def dictionary(_request: HttpRequest) -> HttpResponse:
    """Return the dictionary for people."""
    return HttpResponse(files.dictionary_text(), content_type="text/markdown; charset=utf-8")


@login_not_required
@require_safe
def file(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """Return a table, as CSV for programs or for a spreadsheet; made once for each state of the figures."""
    table = published_tables().get(name)
    if table is None or suffix not in table.suffixes:
        raise Http404("Ce fichier n’existe pas.")
    try:
        state = _state(table)
    except NotMeasured as problem:
        raise Http404("Les chiffres ne sont pas encore prêts.") from problem
    dialect = sheets.asked(request.GET) if suffix == "csv" else sheets.PROGRAM
    return downloads.answer(
        request,
        downloads.Download(
            recipe=recipe_of("open data", __version__, name, suffix, dialect.suffix, state),
            name=f"{name}{dialect.suffix}.{suffix}",
            kind=MEDIA[suffix],
            pieces=lambda: _for_people(table, dialect) if dialect.for_people else _content(table, suffix),
        ),
    )


def _state(table: PublishedTable) -> str:
    """What the content of a table depends on: the key of the figures, and the rows where people change them."""
    key = current_access().key
    if table.name != "territoires-prioritaires":
        return key
    rows = files.ordered(table)
    text = repr([column.tolist() for column in rows.values()])
    return f"{key}-{hashlib.sha256(text.encode()).hexdigest()}"


def _for_people(table: PublishedTable, dialect: Dialect) -> Iterator[bytes]:
    columns = [column.tolist() for column in files.ordered(table).values()]
    rows = ([_cell(value) for value in row] for row in zip(*columns, strict=True))
    heads = [column.title.partition("\u00a0:")[0].partition(" :")[0] for column in table.columns]
    return (piece.encode() for piece in sheets.pieces(heads, rows, dialect))


def _cell(value: Any) -> Cell:
    """Return a value as tables write it: a missing number is an empty cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if isinstance(value, float) and isnan(value) else value


def _content(table: PublishedTable, suffix: str) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table.name}.{suffix}"
        files.write_file(table, suffix, path)
        with path.open("rb") as handle:
            while piece := handle.read(2**16):
                yield piece
