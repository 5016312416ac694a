"""Downloads of the map: generated once, stored with a gzip copy, few at a time, sent as files."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import FileResponse
from django.test import RequestFactory

from maillage.site.www import downloads
from maillage.site.www.downloads import Download

pytestmark = pytest.mark.django_db


class Table:
    """A file that counts how often it is generated."""

    def __init__(self, recipe: str = "aa", text: str = "a;b\n") -> None:
        self.times, self.text = 0, text
        self.download = Download(recipe, "table.csv", "text/csv", self.pieces)

    def pieces(self) -> Iterator[str]:
        self.times += 1
        yield self.text
        yield self.text


@pytest.fixture(autouse=True)
def open_connection() -> Iterator[None]:
    """Keep the test's database connection open when a response is closed, as Django's test client does."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(downloads, "folder", lambda: tmp_path / "files")
    return tmp_path / "files"


def ask(table: Table, method: str = "GET", **headers: str) -> tuple[Any, bytes]:
    """Return the response and its body."""
    request = RequestFactory().generic(method, "/carte/france/communes.csv", headers=headers)
    answer = downloads.answer(request, table.download)
    with closing(answer):
        return answer, b"".join(answer)  # type: ignore[arg-type]


def test_a_file_is_generated_once() -> None:
    table = Table()
    first, again = ask(table), ask(table)
    assert isinstance(again[0], FileResponse)
    assert again[0].file_to_stream is not None
    assert first[1] == again[1] == b"a;b\na;b\n"
    assert table.times == 1
    assert again[0]["Content-Disposition"] == 'attachment; filename="table.csv"'
    assert again[0]["Content-Length"] == "8"


def test_browsers_that_accept_gzip_get_the_compressed_copy() -> None:
    table = Table()
    (twin, packed), (plain, text) = ask(table, Accept_Encoding="br, gzip"), ask(table)
    assert twin["Content-Encoding"] == "gzip"
    assert twin.file_to_stream is not None
    assert gzip.decompress(packed) == text
    assert plain["Vary"] == twin["Vary"] == "Accept-Encoding"
    assert twin["ETag"] != plain["ETag"]
    assert table.times == 1


def test_a_cached_file_is_answered_with_304() -> None:
    table = Table()
    answer, _ = ask(table)
    assert ask(table, If_None_Match=answer["ETag"])[0].status_code == 304
    head, body = ask(table, "HEAD")
    assert (head["Content-Length"], body) == ("8", b"")


@pytest.mark.django_db
def test_too_many_simultaneous_files_are_answered_with_503() -> None:
    kept, other = Table(), Table("bb")
    ask(kept)
    with ExitStack() as stack:
        for _ in range(downloads.AT_A_TIME):
            stack.enter_context(downloads._a_place())
        busy, _ = ask(other)
        assert busy.status_code == 503
        assert int(busy["Retry-After"]) > 0
        assert ask(kept)[0].status_code == 200  # an existing file is still sent
    assert ask(other)[0].status_code == 200


def test_a_failed_file_leaves_nothing(shelf: Path) -> None:
    table = Table()
    table.download = Download("aa", "table.csv", "text/csv", lambda: (1 / 0 for _ in "x"))  # type: ignore[misc]
    with pytest.raises(ZeroDivisionError):
        ask(table)
    assert not list(shelf.iterdir())


def test_the_least_recently_used_files_are_deleted(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, used, new = Table("aa"), Table("bb"), Table("cc")
    for table in (used, old, used):
        ask(table)
    # Room for two of the three files.
    monkeypatch.setattr(downloads, "ROOM", sum(path.stat().st_size for path in shelf.iterdir()))
    ask(new)
    assert sorted(path.name for path in shelf.iterdir()) == ["bb", "bb.gz", "cc", "cc.gz"]
