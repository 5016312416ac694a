"""Store for heavy results: arrays in a folder named by the digest of its content, memory-mapped by every reader.

A *kind* is a short word ("travel-times"). A *recipe* is the digest of all inputs that determine a result; ``cached``
looks up the recipe and builds the artefact only if it is not found. An artefact with missing, truncated or altered
files is rebuilt, and the caller is told. If several processes need a result at once, one builds it and the others wait.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import mmap
import os
import shutil
import tempfile
import warnings
import weakref
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import StorageProblem

FORMAT = 1
LOCK = ".lock"

Arrays = Mapping[str, NDArray[Any]]
_MAPPED: weakref.WeakValueDictionary[int, NDArray[Any]] = weakref.WeakValueDictionary()


class DamagedArtefact(Exception):
    """The stored files are not what was written."""


@dataclass(frozen=True)
class Artefact:
    """Named arrays (memory-mapped, read-only) and a small JSON-serialisable ``meta``."""

    kind: str
    key: str
    arrays: Arrays
    meta: Mapping[str, Any]


def recipe_of(*parts: object) -> str:
    """Digest of the values that determine a result: strings, numbers, arrays, or nested lists and mappings of them."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            if part.dtype.hasobject:
                raise ValueError("Object arrays have no fixed bytes: give them another type")
            digest.update(str(part.dtype).encode() + str(part.shape).encode())
            digest.update(np.ascontiguousarray(part).reshape(-1).view(np.uint8).data)
        else:
            digest.update(json.dumps(part, sort_keys=True, default=str).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:32]


def let_go() -> None:
    """Give the pages of opened artefacts back, before something else needs much memory: they are read again from their
    files when they are needed.
    """
    for array in list(_MAPPED.values()):
        if isinstance(array.base, mmap.mmap) and hasattr(array.base, "madvise"):
            array.base.madvise(mmap.MADV_DONTNEED)


def _content_key(arrays: Arrays, meta: Mapping[str, Any]) -> str:
    return recipe_of(dict(meta), *(part for name in sorted(arrays) for part in (name, np.asarray(arrays[name]))))


def _tell(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=3)


class ArtefactStore:
    """Artefacts under one folder: ``<root>/<kind>/<key>/{meta.json,<name>.npy}`` and ``<root>/<kind>/recipes/``."""

    def __init__(self, root: Path, report: Callable[[str], None] | None = None) -> None:
        self.root = root
        self.report = report if report is not None else _tell

    def save(self, kind: str, arrays: Arrays, meta: Mapping[str, Any]) -> str:
        """Write the arrays under the digest of their content, atomically, and return the digest.

        Raises ``StorageProblem`` if the folder cannot be written or the disk is full.
        """
        key = _content_key(arrays, meta)
        target = self.root / kind / key
        try:
            self._write(target, arrays, meta)
        except OSError as error:
            raise storage_problem(self.root, error) from error
        return key

    def _write(self, target: Path, arrays: Arrays, meta: Mapping[str, Any]) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
        try:
            room.chmod(0o755)
            sizes: dict[str, int] = {}
            for name, array in arrays.items():
                np.save(room / f"{name}.npy", array, allow_pickle=False)
                sizes[name] = (room / f"{name}.npy").stat().st_size
            document = {"format": FORMAT, "files": sizes, "meta": dict(meta)}
            (room / "meta.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
            if target.exists():
                shutil.rmtree(target)
            room.replace(target)
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def load(self, kind: str, key: str) -> Artefact:
        """Open an artefact with memory-mapped arrays. Raises ``DamagedArtefact`` if its files are incomplete or
        altered.
        """
        folder = self.root / kind / key
        try:
            document = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if document["format"] != FORMAT:
                raise DamagedArtefact(f"{folder} has format {document['format']}, this version reads {FORMAT}")
            arrays: dict[str, NDArray[Any]] = {}
            for name, size in document["files"].items():
                path = folder / f"{name}.npy"
                if path.stat().st_size != size:
                    raise DamagedArtefact(f"{path} has {path.stat().st_size} bytes instead of {size}")
                mode = "r" if size > 4096 else None
                arrays[name] = np.load(path, mmap_mode=mode, allow_pickle=False)
                if mode is not None:
                    _MAPPED[id(arrays[name])] = arrays[name]
            return Artefact(kind, key, arrays, document["meta"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedArtefact(f"{folder}: {error}") from error

    def find(self, kind: str, recipe: str) -> str | None:
        """Key stored for ``recipe``, or None."""
        try:
            return (self.root / kind / "recipes" / recipe).read_text(encoding="ascii").strip() or None
        except (OSError, ValueError):
            return None

    def remember(self, kind: str, recipe: str, key: str) -> None:
        """Store ``key`` as the result of ``recipe``. Raises ``StorageProblem`` if it cannot be written."""
        folder = self.root / kind / "recipes"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="ascii") as handle:
                handle.write(key)
            Path(handle.name).replace(folder / recipe)
        except OSError as error:
            raise storage_problem(self.root, error) from error

    def cached(self, kind: str, recipe: str, build: Callable[[], tuple[Arrays, Mapping[str, Any]]]) -> Artefact:
        """Return the artefact of ``recipe``; build it with ``build`` if it is missing or damaged.

        Waits while another process or thread builds it. Raises ``StorageProblem`` if it must be built and the store
        cannot be written.
        """
        found = self.look_up(kind, recipe, quiet=True)
        if found is not None:
            return found
        with self.building(kind, recipe):
            found = self.look_up(kind, recipe)
            if found is not None:
                return found
            arrays, meta = build()
            key = self.save(kind, arrays, meta)
            self.remember(kind, recipe, key)
            return self.load(kind, key)

    def look_up(self, kind: str, recipe: str, *, quiet: bool = False) -> Artefact | None:
        """Return the artefact of ``recipe``; None if it is missing, or damaged, which is reported unless ``quiet``."""
        key = self.find(kind, recipe)
        if key is None:
            return None
        try:
            return self.load(kind, key)
        except DamagedArtefact as damage:
            if not quiet:
                self.report(f"Damaged cache, built again: {damage}")
            return None

    def building(self, kind: str, recipe: str) -> AbstractContextManager[None]:
        """Keep other processes and threads from building ``recipe``.

        Raises ``StorageProblem`` if the store cannot be written.
        """
        return alone(self.root / kind / "recipes" / f"{recipe}{LOCK}", self.root)


@contextlib.contextmanager
def alone(path: Path, root: Path) -> Generator[None]:
    """Keep other processes and threads from the blocks of the same ``path``, a file of the data folder ``root``.

    Waits for its turn; the lock of a killed process is free at once. Raises ``StorageProblem`` if ``path`` cannot be
    written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _locked(path)
    except OSError as error:
        raise storage_problem(root, error) from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)


def _locked(path: Path) -> int:
    """Open and lock the file that ``path`` names once it is locked: the one before removed it while this one waited."""
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), path.stat()):
                return lock
        os.close(lock)


def storage_problem(folder: Path, error: OSError) -> StorageProblem:
    """Say in one sentence why ``folder`` cannot be written and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageProblem(f"No room left on the disk of {folder}. Free some space, or choose another data folder.")
    return StorageProblem(
        f"The data folder {folder} cannot be written ({error.strerror or error}). "
        "Choose another one with --data-dir or MAILLAGE_DATA_DIR."
    )


def default_data_dir() -> Path:
    """``MAILLAGE_DATA_DIR``, or else the platform's folder for user data."""
    named = os.environ.get("MAILLAGE_DATA_DIR")
    if named:
        return Path(named).expanduser()
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "maillage"


def default_store(report: Callable[[str], None] | None = None) -> ArtefactStore:
    """The store under :func:`default_data_dir`."""
    return ArtefactStore(default_data_dir() / "artefacts", report)
