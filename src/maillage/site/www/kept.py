"""Cache of pages that are the same for everybody, valid while nothing in the database changes.

A transaction snapshot identifies the state of the database: two requests with the same snapshot see the same data. The
current minute is part of the cache key too, because pages depend on the time. Requests of signed-in users, and requests
inside an open transaction, are not cached.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

MOST = 1000
"""Maximum number of pages in a process, of some 20 kB each; the least recently used is removed first."""
View = Callable[..., HttpResponse]
Key = TypeVar("Key")
Result = TypeVar("Result")


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
        stamp = _stamp()
        with _lock:
            page = _pages.get(key)
            if page is not None:
                _pages.move_to_end(key)
        if page is not None and page.stamp == stamp:
            return _again(request, page)
        response = view(request, *args, **kwargs)
        # If another transaction commits during the view, the page may show part of it; its stamp is the older one, so
        # the next request renders it again.
        if response.status_code == 200 and _says_the_same_to_all(request, response):
            _keep(key, KeptPage(stamp, gzip.compress(response.content, 5, mtime=0), dict(response.items())))
        return response

    return answer


def kept_result(compute: Callable[[Key], Result]) -> Callable[[Key], Result]:
    """Cache the result of ``compute`` for a key until the database changes (one query to check).

    All pages and threads share the result, so callers must not change it. Results are never removed, so there must be
    few keys.
    """
    results: dict[Key, tuple[str, Result]] = {}

    @wraps(compute)
    def read(key: Key) -> Result:
        if connection.in_atomic_block:
            return compute(key)
        stamp, (known, result) = _stamp(), results.get(key, ("", None))
        if known == stamp and result is not None:
            return result
        # A commit during ``compute`` changes the stamp, so the next call computes again.
        found = compute(key)
        results[key] = stamp, found
        return found

    return read


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not connection.in_atomic_block
    )


def _says_the_same_to_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether the response sets no cookie and contains no CSRF token."""
    return not response.cookies and "CSRF_COOKIE" not in request.META


def _stamp() -> str:
    """Return the current database snapshot and the minute (one query)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return f"{cursor.fetchone()[0]} {timezone.now():%Y-%m-%d %H:%M}"


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
