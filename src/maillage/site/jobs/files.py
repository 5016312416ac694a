"""Files sent with a request for work: kept in the data folder until the work is done, readable by their owner only.

A file is named by its content, so that the same request sent twice is the same job. It is removed once no job that may
still need it names it: one that is open, or that failed or was stopped less than a week ago.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db.models import Q
from django.utils import timezone
from django.utils.text import get_valid_filename

from maillage.errors import BadInput
from maillage.site import private_files
from maillage.site.jobs.models import Job
from maillage.site.locks import FILES, in_transaction, lock_in_order
from maillage.site.refusals import Refused

KEPT = timedelta(days=7)
UNDER_WAY = timedelta(hours=1)
"""A file younger than that may belong to a request that is not committed yet."""
LONGEST_NAME = 80

if TYPE_CHECKING:
    SentFile = File[Any]
else:
    SentFile = File
Sent = Mapping[str, Iterable[SentFile]]
Kept = dict[str, list[str]]


def folder() -> Path:
    """Return the folder of the files, made if missing."""
    return private_files.folder("uploads")


def hold() -> None:
    """Keep files from being removed until the end of the transaction."""
    lock_in_order(FILES, [0])


def keep_all(sent: Sent) -> Kept:
    """Store the files of a request, by the name of their field; call it in the transaction that asks for the job."""
    hold()
    return {field: [_keep(file) for file in files] for field, files in sent.items()}


def _keep(file: SentFile) -> str:
    """Write one file and return its key, ``digest/name``."""
    digest = hashlib.sha256()

    def parts() -> Iterator[bytes]:
        for chunk in file.chunks():
            data = chunk if isinstance(chunk, bytes) else chunk.encode()
            digest.update(data)
            yield data

    written = private_files.write(folder(), parts())
    key = f"{digest.hexdigest()[:32]}/{_named(file.name or '')}"
    place = folder() / key
    place.parent.mkdir(mode=0o700, exist_ok=True)
    written.replace(place)
    return key


def _named(given: str) -> str:
    """Return the name without its folders and odd characters; its suffix says what kind of table it is."""
    name = Path(given.replace("\\", "/")).name
    return (get_valid_filename(name) if name.strip(". ") else "fichier")[-LONGEST_NAME:]


def path_of(key: str) -> Path:
    """Return where a file is. Raises ``Refused`` if it is no longer there."""
    path = folder() / key
    if not path.is_file():
        raise Refused(f"Le fichier «\u00a0{path.name}\u00a0» n’est plus là. Refaites la demande avec ce fichier.")
    return path


def paths_of(kept: Kept, field: str) -> list[Path]:
    """Return where the files of a field are, in the order sent. Raises ``Refused`` if one is no longer there."""
    return [path_of(key) for key in kept.get(field, [])]


def told(problem: BadInput) -> str:
    """Return a French sentence for a file that cannot be used: which, where in it, and what to do."""
    line = problem.line if problem.line is not None and problem.path.suffix.lower() != ".parquet" else None
    where = [f"ligne {line}"] if line is not None else []
    where += [f"rang {problem.line - 2}"] if problem.line is not None and line is None else []
    where += [f"colonne «\u00a0{problem.column}\u00a0»"] if problem.column is not None else []
    there = f", {', '.join(where)}" if where else ""
    reason = without_folders(problem.problem)
    return (
        f"{problem.path.name}{there}\u00a0: ce fichier ne peut pas être utilisé ({reason}). Corrigez-le, puis "
        "refaites la demande. Rien n’a été changé."
    )


def without_folders(text: str) -> str:
    """Return a message with the names of files alone: where the site keeps them is nobody's business."""
    return re.sub(rf"{re.escape(str(folder()))}/[0-9a-f]+/", "", text)


@in_transaction
def forget(job: Job) -> None:
    """Remove the files of a job that is done, but for those that another job may still need."""
    keys = _keys(job)
    if not keys:
        return
    hold()
    for key in keys - _needed():
        _remove(folder() / key)


@in_transaction
def sweep() -> int:
    """Remove files that no job needs any more; return how many."""
    hold()
    needed, now = _needed(), time.time()
    old = [path for path in folder().rglob("*") if path.is_file() and now - path.stat().st_mtime > UNDER_WAY.seconds]
    gone = [path for path in old if path.relative_to(folder()).as_posix() not in needed]
    for path in gone:
        _remove(path)
    return len(gone)


def _needed() -> set[str]:
    """Return the keys of files of jobs that are open or may be asked for again."""
    again = Q(state__in=Job.AGAIN_STATES, ended_at__gt=timezone.now() - KEPT)
    rows = Job.objects.filter(Q(state__in=Job.OPEN_STATES) | again, args__has_key="files")
    return {key for job in rows for key in _keys(job)}


def _keys(job: Job) -> set[str]:
    return {key for keys in job.args.get("files", {}).values() for key in keys}


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    if path.parent != folder() and not any(path.parent.iterdir()):
        path.parent.rmdir()
