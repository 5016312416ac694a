"""Cache of pages that are the same for everybody, valid while no table that they show changes.

The stamps of :mod:`maillage.site.database.changes` identify the state of those tables. The current minute is part of a
page's stamp too, because pages depend on the time. Requests of signed-in users, and requests inside an open
transaction, are not cached.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from maillage.site.database import changes
from maillage.site.database.changes import Stamps

MOST = 1000
"""Maximum number of pages in a process, of some 20 kB each; the least recently used is removed first."""
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class KeptPage:
    """A compressed response, and the stamp of the database state it was made from."""

    stamp: str
    packed: bytes
    headers: dict[str, str]


_pages: OrderedDict[str, KeptPage] = OrderedDict()
_lock = threading.Lock()


def kept(view: View) -> View:
    """Decorator: answer an anonymous GET from the cache if the database has not changed since."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _may_be_kept(request):
            return view(request, *args, **kwargs)
        key = f"{request.get_host()} {request.get_full_path()} {request.headers.get('HX-Request', '')}"
        state = changes.read_stamps()
        stamp = _stamp(state)
        with _lock:
            page = _pages.get(key)
            if page is not None:
                _pages.move_to_end(key)
        if page is not None and page.stamp == stamp:
            return _again(request, page)
        with changes.one_state(state):
            response = view(request, *args, **kwargs)
        # If another transaction commits during the view, the page may show part of it; its stamp is the older one, so
        # the next request renders it again.
        if response.status_code == 200 and _says_the_same_to_all(request, response):
            page = KeptPage(stamp, gzip.compress(response.content, 5, mtime=0), dict(response.items()))
            _keep(key, page)
            return _again(request, page)  # compressed once, not once more on its way
        return response

    return answer


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not connection.in_atomic_block
    )


def _says_the_same_to_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether the response sets no cookie and contains no CSRF token."""
    return not response.cookies and "CSRF_COOKIE" not in request.META


def _stamp(state: Stamps) -> str:
    """Return the stamp of a page that shows all families of tables, in the current minute."""
    return f"{' '.join(state.values())} {timezone.now():%Y-%m-%d %H:%M}"


def _keep(key: str, page: KeptPage) -> None:
    with _lock:
        _pages[key] = page
        _pages.move_to_end(key)
        while len(_pages) > MOST:
            _pages.popitem(last=False)


def _again(request: HttpRequest, page: KeptPage) -> HttpResponse:
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.packed if compressed else gzip.decompress(page.packed), headers=page.headers)
    if compressed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
