"""Large files, generated once and stored on disk with a gzip copy; few are generated at the same time.

The content of a file depends only on its recipe, so a stored file is never out of date; the least recently requested
ones are deleted to make room.
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
"""Maximum size of all stored files, in bytes."""
AT_A_TIME = 2
RETRY_AFTER = 5
_places = threading.BoundedSemaphore(AT_A_TIME)
_making = threading.Lock()


def divide(processes: int) -> None:
    """Let this process make its part of the files made at a time, if several processes answer."""
    global _places
    _places = threading.BoundedSemaphore(max(1, AT_A_TIME // processes))


class TooManyDownloads(Exception):
    """The maximum number of files is being generated or waited for."""


@dataclass(frozen=True)
class Download:
    """A file: ``recipe`` (digest of everything that determines it), its name for the user, its type, its pieces."""

    recipe: str
    name: str
    kind: str
    pieces: Callable[[], Iterable[str | bytes]]


def folder() -> Path:
    """Return the folder of stored files: ``files/`` of the data folder."""
    return settings.DATA_DIR / "files"


def answer(request: HttpRequest, download: Download) -> HttpResponseBase:
    """Send the file, compressed if the browser accepts it; 503 with a delay if too many others are being generated."""
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
    """Return the file and its gzip copy, generated if missing. Raises ``TooManyDownloads``, ``StorageProblem``."""
    plain = folder() / download.recipe
    twin = plain.with_suffix(".gz")
    if _is_there(plain, twin):
        return plain, twin
    with _a_place(), _making:
        if not _is_there(plain, twin):  # another request may have generated it meanwhile
            try:
                _make(download, plain, twin)
                _make_room(keep={plain, twin})
            except OSError as error:
                raise storage_problem(folder(), error) from error
    return plain, twin


def _is_there(*paths: Path) -> bool:
    """Return whether all files exist; mark them as recently requested."""
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
    """Write both files; each gets its final name when it is complete."""
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
    """Delete the least recently requested files until the others fit; never those in ``keep``."""
    found = [(path.stat().st_mtime, path.stat().st_size, path) for path in folder().iterdir() if path.is_file()]
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= ROOM:
            return
        if path not in keep:
            # On Windows a file that is being read cannot be deleted; it is deleted next time.
            with suppress(OSError):
                path.unlink()
                total -= size
