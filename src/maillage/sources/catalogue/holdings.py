"""What the data folder holds of each source: pulled files, loaded tables, and which table is current for each input.

Folders, under ``<data folder>/sources``::

    <name>/pulled.json                      the current pulled file and the one before it
    <name>/pulled/<digest>/<file>
    <name>/loaded/<key>/table.csv           a table that the engine's readers accept like a user's file
    <name>/loaded/<key>/table.csv.source.json   producer, title, year, report
    <name>/loaded/<key>/providers-<profession>.csv, departments.csv   beside counts of practitioners
    current/<input>                         ``<name>/<key>`` of the current table of an input

Each is written beside its place and renamed: a reader sees the old state or the new one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from maillage.artefacts import default_data_dir, storage_problem
from maillage.sources.published import BESIDE
from maillage.tables import Columns, write_table, write_whole

TABLE = "table.csv"
DEPARTMENTS = "departments.csv"
PROVIDERS = "providers"
EMERGENCY = "emergency"
Write = Callable[[Path], object]
"""Writes a file at a path."""


def providers_file(profession: str) -> str:
    """Name of the table of practitioners by commune and fee, beside the counts of general practitioners."""
    return f"{PROVIDERS}-{profession}.csv"


def professions_in(beside: Iterable[str]) -> list[str]:
    """The inputs that tables of practitioners become current for: one of all, and one for each profession."""
    found = [name.removesuffix(".csv") for name in beside if name.startswith(f"{PROVIDERS}-")]
    return [PROVIDERS, *sorted(found)] if found else []


@dataclass(frozen=True)
class Pulled:
    """A pulled file: where it came from, its size and SHA-256, the validators of the answer, when (UTC)."""

    file: str
    digest: str
    size: int
    address: str
    etag: str
    modified: str
    pulled_at: str


@dataclass(frozen=True)
class Loaded:
    """A loaded table: ``path`` of the table by commune, ``year`` of its figures, and what loading reported."""

    name: str
    key: str
    path: Path
    feeds: str
    year: int
    title: str
    producer: str
    licence: str
    file: str
    rows: int
    report: tuple[str, ...]

    @property
    def label(self) -> str:
        """The source of the figures, as commands and pages print it."""
        return f"{self.title}, {self.producer}, {self.year}"


def default_holdings() -> Holdings:
    """Holdings of the default data folder (``MAILLAGE_DATA_DIR``)."""
    return Holdings.of(default_data_dir())


@dataclass(frozen=True)
class Holdings:
    """The folder of the sources."""

    root: Path

    @classmethod
    def of(cls, data_dir: Path) -> Holdings:
        """Holdings of a data folder."""
        return cls(data_dir / "sources")

    def pulled(self, name: str) -> tuple[Pulled, ...]:
        """The pulled files of a source, the current one first, then the one before it."""
        found = _json(self.root / name / "pulled.json")
        files = [Pulled(**one) for one in found.get("files", ())]
        return tuple(one for one in files if self.file_of(name, one).is_file())

    def file_of(self, name: str, pulled: Pulled) -> Path:
        """Where a pulled file is."""
        return self.root / name / "pulled" / pulled.digest[:16] / pulled.file

    def keep_pulled(self, name: str, written: Path, pulled: Pulled) -> Path:
        """Make ``written``, a complete and verified file, the current one; keep the one before it, remove older ones.

        Raises ``StorageProblem`` if the folder cannot be written.
        """
        before = [one for one in self.pulled(name) if one.digest != pulled.digest][:1]
        target = self.file_of(name, pulled)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            written.replace(target)
            files = [asdict(one) for one in (pulled, *before)]
            self._write(self.root / name / "pulled.json", json.dumps({"files": files}, ensure_ascii=False, indent=1))
            kept = {one.digest[:16] for one in (pulled, *before)}
            for folder in (self.root / name / "pulled").iterdir():
                if folder.name not in kept:
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            raise storage_problem(self.root, error) from error
        return target

    def current(self, feeds: str) -> Loaded | None:
        """The current table of an input of the engine (``supply``, ``ages``, ...), None if nothing was loaded."""
        try:
            name, _, key = (self.root / "current" / feeds).read_text(encoding="utf-8").strip().partition("/")
        except OSError:
            return None
        return self._loaded(name, key)

    def all_current(self) -> list[Loaded]:
        """Every table that is current for something."""
        folder = self.root / "current"
        feeds = sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
        return [one for one in map(self.current, feeds) if one is not None]

    def vintages(self, name: str) -> tuple[Loaded, ...]:
        """Every loaded table of a source, the newest year first."""
        folder = self.root / name / "loaded"
        keys = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        found = [self._loaded(name, key) for key in sorted(keys) if not key.startswith(".")]
        return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.year))

    def publish(
        self,
        name: str,
        table: Columns,
        about: Mapping[str, Any],
        beside: Mapping[str, Columns] | None = None,
        files: Mapping[str, Write] | None = None,
        more: Iterable[str] = (),
    ) -> Loaded:
        """Store a table with what is told of it, then make it current for its input: all or nothing.

        ``about`` holds the fields of :class:`Loaded` except name, key and path; ``beside`` are tables kept in the same
        folder, by name of file, ``files`` other files. ``more`` are inputs that it becomes current for too. Raises
        ``StorageProblem``.
        """
        folder = self.root / name / "loaded"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            room = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
            try:
                write_table(table, room / TABLE)
                text = json.dumps(dict(about), ensure_ascii=False, indent=1)
                (room / f"{TABLE}{BESIDE}").write_text(text, encoding="utf-8")
                for file, one in sorted((beside or {}).items()):
                    write_table(one, room / file)
                    (room / f"{file}{BESIDE}").write_text(text, encoding="utf-8")
                for file, write in sorted((files or {}).items()):
                    write(room / file)
                digest = hashlib.sha256()
                for file in (TABLE, *sorted(beside or {}), *sorted(files or {})):
                    with (room / file).open("rb") as content:
                        digest.update(hashlib.file_digest(content, "sha256").digest())
                digest.update(text.encode())
                key = digest.hexdigest()[:16]
                room.chmod(0o755)
                if not (folder / key).is_dir():
                    room.replace(folder / key)
            finally:
                shutil.rmtree(room, ignore_errors=True)
            for feeds in (*more, str(about["feeds"])):
                self._write(self.root / "current" / feeds, f"{name}/{key}\n")
        except OSError as error:
            raise storage_problem(self.root, error) from error
        found = self._loaded(name, key)
        assert found is not None
        return found

    def _loaded(self, name: str, key: str) -> Loaded | None:
        path = self.root / name / "loaded" / key / TABLE
        found = _json(path.with_name(f"{TABLE}{BESIDE}"))
        if not found or not path.is_file():
            return None
        found["report"] = tuple(found["report"])
        return Loaded(name=name, key=key, path=path, **found)

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, lambda room: room.write_text(text, encoding="utf-8"))

    def status(self, name: str) -> dict[str, Any]:
        """What is held of a source, for people and programs: pulled files, loaded vintages, the current one."""
        now = {one.key for one in self.all_current() if one.name == name}
        return {
            "pulled": [asdict(one) | {"path": str(self.file_of(name, one))} for one in self.pulled(name)],
            "loaded": [
                {
                    "year": one.year, "file": one.file, "rows": one.rows, "current": one.key in now,
                    "path": str(one.path), "report": list(one.report),
                }
                for one in self.vintages(name)
            ],
        }  # fmt: skip


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
