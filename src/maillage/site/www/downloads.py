"""Heavy files, made once and kept on disk beside their gzip twin; few are made at a time, all are sent by file.

What a file holds follows from its recipe, so a kept one is never old: those not asked for longest make room for others.
"""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from maillage.artefacts import storage_problem

ROOM = 512 * 2**20
"""Bytes that kept files may take together."""
AT_A_TIME = 2
RETRY_AFTER = 5
_places = threading.BoundedSemaphore(AT_A_TIME)
_making = threading.Lock()


class TooManyDownloads(Exception):
    """As many files as may be are being made or waited for."""


@dataclass(frozen=True)
class Download:
    """A file by what determines it: ``recipe`` (a digest), its name for the reader, its type, its pieces."""

    recipe: str
    name: str
    kind: str
    pieces: Callable[[], Iterable[str | bytes]]


def folder() -> Path:
    """Where files are kept: ``files/`` of the data folder."""
    return settings.DATA_DIR / "files"


def answer(request: HttpRequest, download: Download) -> HttpResponseBase:
    """The file, compressed for browsers that say so; 503 for a while where too many others are being made."""
    try:
        plain, twin = _kept(download)
    except TooManyDownloads:
        page = render(request, "public/busy.html", status=503)
        page["Retry-After"], page["Cache-Control"] = str(RETRY_AFTER), "no-store"
        return page
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    path = twin if compressed else plain
    response = _sent(request, path, f'"{download.recipe}{"-gzip" if compressed else ""}"')
    if compressed and response.status_code == 200:
        response["Content-Encoding"] = "gzip"
    response["Content-Type"] = download.kind
    response["Content-Disposition"] = f'attachment; filename="{download.name}"'
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _sent(request: HttpRequest, path: Path, tag: str) -> HttpResponseBase:
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    elif request.method == "HEAD":
        response = HttpResponse(headers={"Content-Length": str(path.stat().st_size)})
    else:
        response = FileResponse(path.open("rb"))
    response["ETag"] = tag
    return response


def _kept(download: Download) -> tuple[Path, Path]:
    """The file and its twin, made where they are not there. Raises ``TooManyDownloads`` and ``StorageProblem``."""
    plain = folder() / download.recipe
    twin = plain.with_suffix(".gz")
    if _is_there(plain, twin):
        return plain, twin
    with _a_place(), _making:
        if not _is_there(plain, twin):  # another may have made it while this one waited
            try:
                _make(download, plain, twin)
                _make_room(keep={plain, twin})
            except OSError as error:
                raise storage_problem(folder(), error) from error
    return plain, twin


def _is_there(*paths: Path) -> bool:
    """Whether all are kept; asked for now, they are the last to go."""
    try:
        for path in paths:
            os.utime(path)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _a_place() -> Generator[None, None, None]:
    if not _places.acquire(blocking=False):
        raise TooManyDownloads
    try:
        yield
    finally:
        _places.release()


def _make(download: Download, plain: Path, twin: Path) -> None:
    """Write both, whole or not at all: each appears under its name when it is complete."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=".new-", dir=folder()))
    try:
        whole, packed = room / "plain", room / "twin"
        with whole.open("wb") as out, gzip.open(packed, "wb", compresslevel=6) as small:
            for piece in download.pieces():
                data = piece.encode() if isinstance(piece, str) else piece
                out.write(data)
                small.write(data)
        packed.replace(twin)
        whole.replace(plain)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _make_room(keep: set[Path]) -> None:
    """Remove the files not asked for longest, until the others fit; ``keep`` stays."""
    found = [(path.stat().st_mtime, path.stat().st_size, path) for path in folder().iterdir() if path.is_file()]
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= ROOM:
            return
        if path not in keep:
            # Somebody may be reading it still, which one system forbids to take away: it goes next time.
            with suppress(OSError):
                path.unlink()
                total -= size
