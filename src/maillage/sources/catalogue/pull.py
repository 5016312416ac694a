"""Get the file of a source: resumed, verified, conditional, one connection at a time, atomically put in place."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import maillage
from maillage.artefacts import LOCK, alone, storage_problem
from maillage.errors import BadInput, MaillageError
from maillage.sources.catalogue.entries import Source, address_of
from maillage.sources.catalogue.holdings import Holdings, Pulled
from maillage.sources.catalogue.opening import is_html

if TYPE_CHECKING:
    import requests

TRIES = 6
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds before trying again: doubled each time, never longer
JITTER = 0.25  # of the wait, either way, so that many sites do not come back at the same moment
TIMEOUT = (15.0, 60.0)  # seconds to connect, and between two pieces
PIECE = 1 << 18
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
ZIPS = (".zip", ".xlsx", ".ods")

Progress = Callable[[int, int | None], None]
"""Called with the bytes written so far and the size of the whole, None if unknown."""


@dataclass(frozen=True)
class _Answer:
    """What the server said of the file: its name, size (None if unknown) and validators."""

    file: str
    size: int | None
    etag: str
    modified: str


def pull(
    source: Source,
    holdings: Holdings,
    progress: Progress | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> tuple[Pulled, bool]:
    """Get the newest file of a source; return it, and whether it is new.

    An interrupted file is continued if the server still has the same one; a file that the server says is unchanged is
    not sent again. The file before it is kept. Waits while another process pulls this source. Raises ``MaillageError``
    for a server that does not answer, ``BadInput`` for a file that is not what it should be; what was held before
    stays.
    """
    import requests

    address = address_of(source, holdings.root)
    with _room(holdings, source) as room, requests.Session() as session:
        session.headers["User-Agent"] = f"Maillage/{maillage.__version__}"
        answer = _download(session, address, room, holdings.pulled(source.name), progress, wait)
        if answer is None:
            return holdings.pulled(source.name)[0], False
        _verify(room, answer, source)
        _verify_checksum(session, source, address, room, answer)
        return _keep(holdings, source, room, answer, address)


def take(source: Source, holdings: Holdings, folder: Path) -> tuple[Pulled, bool]:
    """Take the file of a source from a folder, such as a mirror without network; return it, and whether it is new.

    Of several files that match the source's pattern, the last one by name is taken. Raises ``BadInput`` if none does.
    """
    if not folder.is_dir():
        raise BadInput(folder, "no such folder", "Give the folder that holds the files")
    found = sorted(one for one in folder.iterdir() if one.is_file() and fnmatch(one.name.lower(), source.file.lower()))
    if not found:
        raise BadInput(folder, f"no file named like {source.file}", f"Put the file of {source.page} there")
    path = found[-1]
    with _room(holdings, source) as room:
        try:
            shutil.copyfile(path, room)
        except OSError as error:
            raise storage_problem(holdings.root, error) from error
        answer = _Answer(path.name, path.stat().st_size, "", "")
        _verify(room, answer, source)
        return _keep(holdings, source, room, answer, str(path))


@contextmanager
def _room(holdings: Holdings, source: Source) -> Generator[Path]:
    """Where a file is written before it is kept, for one process at a time."""
    room = holdings.root / source.name / "partial"
    with alone(room.with_name(f"partial{LOCK}"), holdings.root):
        yield room


def _keep(holdings: Holdings, source: Source, room: Path, answer: _Answer, address: str) -> tuple[Pulled, bool]:
    before = holdings.pulled(source.name)
    with room.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    size = room.stat().st_size
    pulled = Pulled(answer.file, digest, size, address, answer.etag, answer.modified, now)
    holdings.keep_pulled(source.name, room, pulled)
    _notes(room).unlink(missing_ok=True)
    return pulled, not before or before[0].digest != digest


def _download(
    session: requests.Session,
    address: str,
    room: Path,
    before: tuple[Pulled, ...],
    progress: Progress | None,
    wait: Callable[[float], None],
) -> _Answer | None:
    """Fill ``room``; None if the server says that the current file is unchanged."""
    import requests

    problem, pause = "", FIRST_WAIT
    for attempt in range(TRIES):
        if attempt:
            wait(pause * (1 + JITTER * random.uniform(-1, 1)))  # noqa: S311 no secret
        pause = min(FIRST_WAIT * 2**attempt, LONGEST_WAIT)
        try:
            headers = _headers(room, address, before)
            with session.get(address, headers=headers, stream=True, timeout=TIMEOUT) as response:
                if response.status_code in BUSY:
                    problem = f"the server answers {response.status_code}"
                    pause = max(pause, _asked_wait(response))
                    continue
                if response.status_code == 416:  # nothing after what is there: begin again
                    _forget(room)
                    problem = "the server has another file than the one begun"
                    continue
                return _write(response, room, address, progress)
        except requests.RequestException as error:
            problem = f"{type(error).__name__}: the connection failed"
        except OSError as error:
            raise storage_problem(room.parent, error) from error
    done = room.stat().st_size if room.exists() else 0
    kept = f" {done:,} bytes are kept and the next try continues them." if done else ""
    raise MaillageError(f"{address} cannot be got ({problem}), tried {TRIES} times. Try again later.{kept}")


def _asked_wait(response: requests.Response) -> float:
    """Seconds that the server asks to wait, within the longest wait."""
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_WAIT) if asked.isdigit() else 0.0


def _notes(room: Path) -> Path:
    return room.with_name("partial.json")


def _forget(room: Path) -> None:
    room.unlink(missing_ok=True)
    _notes(room).unlink(missing_ok=True)


def _headers(room: Path, address: str, before: tuple[Pulled, ...]) -> dict[str, str]:
    """Ask for the rest of what was begun, if the server still has that file; else for a file newer than the current."""
    headers = {"Accept-Encoding": "identity"}
    try:
        begun: dict[str, Any] = json.loads(_notes(room).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        begun = {}
    validator = begun.get("etag") or begun.get("modified")
    if validator and begun.get("address") == address and room.exists() and room.stat().st_size:
        return headers | {"Range": f"bytes={room.stat().st_size}-", "If-Range": validator}
    _forget(room)
    if before and before[0].address == address:
        if before[0].etag:
            headers["If-None-Match"] = before[0].etag
        if before[0].modified:
            headers["If-Modified-Since"] = before[0].modified
    return headers


def _write(response: requests.Response, room: Path, address: str, progress: Progress | None) -> _Answer | None:
    if response.status_code == 304:
        return None
    if response.status_code not in (200, 206):
        raise MaillageError(
            f"{address} answers {response.status_code}. Check the address, or download the file and give its folder "
            "with --from."
        )
    start = _start(response, room)
    length = response.headers.get("Content-Length", "")
    size = start + int(length) if length.isdigit() else None
    answer = _Answer(_file_name(response), size, _strong(response), response.headers.get("Last-Modified", ""))
    if not start:
        notes = {"address": address, "etag": answer.etag, "modified": answer.modified}
        _notes(room).write_text(json.dumps(notes), encoding="utf-8")
    with room.open("ab" if start else "wb") as file:
        done = start
        for piece in response.iter_content(PIECE):
            file.write(piece)
            done += len(piece)
            if progress is not None:
                progress(done, size)
    return answer


def _start(response: requests.Response, room: Path) -> int:
    """Where the answer continues the file; 0 if it is the whole file."""
    if response.status_code != 206:
        return 0
    told = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    start = room.stat().st_size
    if told is None or int(told.group(1)) != start:
        _forget(room)
        raise MaillageError(f"{response.url} answers another part than the one asked for. Try again.")
    return start


def _strong(response: requests.Response) -> str:
    """The entity tag, "" if it is weak: a weak one does not promise the same bytes."""
    tag = response.headers.get("ETag", "")
    return "" if tag.startswith("W/") else tag


def _file_name(response: requests.Response) -> str:
    told = re.search(r'filename="?([^";]+)', response.headers.get("Content-Disposition", ""))
    name = told.group(1) if told else unquote(urlsplit(str(response.url)).path.rsplit("/", 1)[-1])
    return re.sub(r"[^\w. ()-]", "_", Path(name.replace("\\", "/")).name).strip(". ")[-120:] or "file"


def _verify(room: Path, answer: _Answer, source: Source) -> None:
    """Refuse a file that is too short, an HTML page, or an archive that cannot be read; it is not kept."""
    size = room.stat().st_size
    with room.open("rb") as file:
        first = file.read(1024)
    problem = ""
    if size == 0:
        problem = "the file is empty"
    elif answer.size is not None and size != answer.size:
        problem = f"{size:,} bytes came instead of {answer.size:,}"
    elif is_html(first) and not source.html:
        problem = "an HTML page came instead of the file"
    elif first.startswith(b"PK\x03\x04") or answer.file.lower().endswith(ZIPS):
        problem = _broken_zip(room)
    if problem:
        _forget(room)
        remedy = f"Check the address at {source.page}; what was there before is kept"
        raise BadInput(answer.file, problem, remedy)


def _broken_zip(path: Path) -> str:
    """What is wrong with an archive: truncated, or a member whose checksum does not match; "" if nothing."""
    try:
        with zipfile.ZipFile(path) as archive:
            bad = archive.testzip()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        return f"the ZIP archive is truncated or damaged ({error})"
    return f"the ZIP archive is damaged: {bad}" if bad else ""


def _verify_checksum(session: requests.Session, source: Source, address: str, room: Path, answer: _Answer) -> None:
    """Compare with the MD5 that the producer publishes beside the file, if it does."""
    if not source.checksum_address:
        return
    import requests

    where = source.checksum_address.replace("{address}", address)
    try:
        response = session.get(where, timeout=TIMEOUT)
        response.raise_for_status()
    except requests.RequestException as error:
        raise MaillageError(f"The checksum {where} cannot be got ({error}). Try again later.") from error
    told = re.match(r"\s*([0-9a-fA-F]{32})\b", response.text)
    with room.open("rb") as file:
        found = hashlib.file_digest(file, "md5").hexdigest()
    if told is None or told.group(1).lower() != found:
        _forget(room)
        expected = told.group(1) if told else "no MD5"
        raise BadInput(
            answer.file, f"its MD5 is {found}, published: {expected}", "Pull it again: it may be changing now"
        )
