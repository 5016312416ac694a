"""Cache of pages that are the same for everybody, valid while no table that they show changes.

The stamps of :mod:`maillage.site.database.changes` identify the state of those tables. The current minute is part of a
page's stamp too, because pages depend on the time. Requests of signed-in users, and requests inside an open
transaction, are not cached.
"""

from __future__ import annotations

import gzip
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString

from maillage.site import languages
from maillage.site.database import changes
from maillage.site.database.changes import Family, Stamps

MOST = 1000
"""Maximum number of pages in a process, of some 20 kB each; the least recently used is removed first."""
INSIDE = SafeString("<!--inside-->")
"""What a view of :func:`kept_around` writes where its inner part goes."""
LEVEL = 5
"""Level of compression (zlib)."""
View = Callable[..., HttpResponse]
Shown = Callable[[], str | None]
"""Says which bookings a page shows, for :func:`kept_showing`; None: all may be shown."""


@dataclass(frozen=True)
class KeptPage:
    """A compressed response, and the stamp of the database state it was made from.

    ``shown`` is the stamp of what the page shows of that state, if its view can say so; "" if it cannot.
    """

    stamp: str
    packed: bytes
    headers: dict[str, str]
    shown: str = ""


@dataclass(frozen=True)
class Frame:
    """A page around an inner part that changes more often: what stands before and after it, compressed once.

    ``before`` and ``after`` are pieces of one deflate stream that end at a byte and refer to nothing outside
    themselves; ``checksum`` (CRC-32) and ``length`` are those of the text before. ``filled`` says whether the page has
    an inner part.
    """

    stamp: str
    before: bytes
    after: bytes
    checksum: int
    length: int
    filled: bool
    headers: dict[str, str]

    @classmethod
    def of(cls, response: HttpResponse, stamp: str) -> Frame:
        """Return the frame of a response that contains :data:`INSIDE`, or does not."""
        before, mark, after = response.content.partition(INSIDE.encode())
        headers = dict(response.items())
        return cls(stamp, _deflated(before), _deflated(after), zlib.crc32(before), len(before), bool(mark), headers)

    def around(self, inside: str) -> bytes:
        """Return the page with its inner part, as gzip."""
        middle = inside.encode() if self.filled else b""
        after = zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.after)
        checksum = zlib.crc32(after, zlib.crc32(middle, self.checksum))
        length = self.length + len(middle) + len(after)
        trailer = struct.pack("<II", checksum, length & 0xFFFFFFFF)
        # Ten bytes of header, the pieces, an empty last block.
        return b"".join(
            [b"\x1f\x8b\x08" + bytes(6) + b"\xff", self.before, _deflated(middle), self.after, b"\x03\x00", trailer]
        )


def _deflated(text: bytes) -> bytes:
    """Return a piece of a deflate stream: it ends at a byte and what follows does not refer to it."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)


Stored = TypeVar("Stored", KeptPage, Frame)
_pages: OrderedDict[str, KeptPage] = OrderedDict()
_frames: OrderedDict[str, Frame] = OrderedDict()
_lock = threading.Lock()


def kept(view: View) -> View:
    """Decorator: answer an anonymous GET from the cache if the database has not changed since."""
    return kept_showing(lambda *_, **__: None)(view)


def kept_showing(bookings: Callable[..., str | None]) -> Callable[[View], View]:
    """Decorator as :func:`kept` for a view that shows few bookings: those of other places leave its page as it is.

    ``bookings`` takes the arguments of the view and returns all that its page shows of the bookings, in any form, or
    None for a page that may show any of them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _may_be_kept(request):
                return view(request, *args, **kwargs)

            def made(stamp: str, _: Stamps) -> HttpResponse | KeptPage:
                response = view(request, *args, **kwargs)
                if not _says_the_same_to_all(request, response):
                    return response
                return KeptPage(stamp, gzip.compress(response.content, LEVEL, mtime=0), dict(response.items()))

            return _kept_or(request, made, lambda: bookings(request, *args, **kwargs))

        return answer

    return decorate


def kept_around(inside: Callable[..., str], *families: Family) -> Callable[[View], View]:
    """Decorator for a view whose page shows these families only, but for the part that ``inside`` writes.

    ``inside`` takes the arguments of the view. When only something else changes, that part alone is made anew.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            def part() -> str:
                return inside(request, *args, **kwargs)

            if not _may_be_kept(request):
                return _filled(view(request, *args, **kwargs), part)
            key = _key(request)

            def made(stamp: str, state: Stamps) -> HttpResponse | KeptPage:
                outside = f"{[state[family] for family in families]} {timezone.now():%Y-%m-%d}"
                frame = _found(_frames, key, outside)
                if frame is None:
                    response = view(request, *args, **kwargs)
                    if not _says_the_same_to_all(request, response):
                        return _filled(response, part)
                    frame = Frame.of(response, outside)
                    _keep(_frames, key, frame)
                return KeptPage(stamp, frame.around(part() if frame.filled else ""), frame.headers)

            return _kept_or(request, made)

        return answer

    return decorate


def _filled(response: HttpResponse, part: Callable[[], str]) -> HttpResponse:
    """Return the response with its inner part, made only if there is a place for it."""
    mark = INSIDE.encode()
    if mark in response.content:
        response.content = response.content.replace(mark, part().encode(), 1)
    return response


def _kept_or(
    request: HttpRequest, made: Callable[[str, Stamps], HttpResponse | KeptPage], bookings: Shown = lambda: None
) -> HttpResponse:
    """Answer with the kept page if its stamp is that of now, else with what ``made`` returns, and keep that."""
    state, key = changes.read_stamps(), _key(request)
    stamp = _stamp(state)
    page = _found(_pages, key, stamp)
    if page is None:
        # If another transaction commits meanwhile, the page may show part of it; its stamp is the older one, so the
        # next request makes it again.
        with changes.one_state(state):
            answer = _made_or_unchanged(key, state, made, bookings)
        if isinstance(answer, HttpResponse):
            return answer
        page = answer
        _keep(_pages, key, page)
    return _again(request, page)


def _made_or_unchanged(
    key: str, state: Stamps, made: Callable[[str, Stamps], HttpResponse | KeptPage], bookings: Shown
) -> HttpResponse | KeptPage:
    """Return the kept page with the stamp of now if all that it shows is as it was, else a new one."""
    stamp, shown = _stamp(state), _shown(state, bookings)
    with _lock:
        page = _pages.get(key)
    if page is not None and shown and page.shown == shown:
        return replace(page, stamp=stamp)
    answer = made(stamp, state)
    # A booking that was committed meanwhile may be on the page already: then only its stamp says how old it is.
    if isinstance(answer, KeptPage) and shown and shown == _shown(state, bookings):
        return replace(answer, shown=shown)
    return answer


def _key(request: HttpRequest) -> str:
    """Return what a page depends on besides the database: its address, the reader's language and the one proposed."""
    spoken = f"{languages.current().code} {languages.proposed_to(request)}"
    return f"{request.get_host()} {request.get_full_path()} {request.headers.get('HX-Request', '')} {spoken}"


def _found(pages: OrderedDict[str, Stored], key: str, stamp: str) -> Stored | None:
    """Return what is kept with this key and stamp."""
    with _lock:
        page = pages.get(key)
        if page is None or page.stamp != stamp:
            return None
        pages.move_to_end(key)
        return page


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not connection.in_atomic_block
    )


def _says_the_same_to_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether it is a page that sets no cookie and contains no CSRF token."""
    return response.status_code == 200 and not response.cookies and "CSRF_COOKIE" not in request.META


def _stamp(state: Stamps) -> str:
    """Return the stamp of a page that shows all families of tables, in the current minute."""
    return f"{' '.join(state.values())} {timezone.now():%Y-%m-%d %H:%M}"


def _shown(state: Stamps, bookings: Shown) -> str:
    """Return the stamp of a page that shows these bookings and all the rest; "" if it may show any booking."""
    found = bookings()
    rest = {family: stamp for family, stamp in state.items() if family is not Family.BOOKINGS}
    return "" if found is None else f"{_stamp(rest)} {found}"


def _keep(pages: OrderedDict[str, Stored], key: str, page: Stored) -> None:
    with _lock:
        pages[key] = page
        pages.move_to_end(key)
        while len(pages) > MOST:
            pages.popitem(last=False)


def _again(request: HttpRequest, page: KeptPage) -> HttpResponse:
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.packed if compressed else gzip.decompress(page.packed), headers=page.headers)
    if compressed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
