"""The marker of a data folder: which format it has and which version made it."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import maillage
from maillage.artefacts import storage_problem
from maillage.errors import WrongVersion

FORMAT = 1
NAME = "maillage.json"
ENTRIES = frozenset(
    {NAME, "artefacts", "backups", "database", "database.lock", "database.users", "files", "mail", "secret-key"}
)
"""What Maillage puts into a data folder, apart from files whose names begin with a dot."""


def claim_data_folder(data_dir: Path) -> None:
    """Make the folder and its marker, or check the marker that is there.

    Raises ``WrongVersion`` for a folder of another format, one with a database and no marker, or an unreadable marker;
    nothing in it is changed then. Raises ``StorageProblem`` where the folder cannot be written.
    """
    marker = data_dir / NAME
    try:
        if marker.exists():
            _check(marker)
            _close(data_dir)
            return
        if (data_dir / "database").exists():
            raise WrongVersion(
                f"{data_dir} holds a database but no {NAME}: another program made it. "
                "It was left untouched: choose another --data-dir."
            )
        data_dir.mkdir(mode=_mode(), parents=True, exist_ok=True)
        _close(data_dir)
        _write(marker)
    except OSError as error:
        raise storage_problem(data_dir, error) from error


def _close(data_dir: Path) -> None:
    """Close a folder of one's own to the other users of the machine: it names people and keeps secrets.

    Started by root, the server runs as another user, who must pass through: nobody can list what is in the folder then.
    A folder that holds other things too, somebody's home or that of temporary files, is left as it is.
    """
    found = data_dir.stat()
    if any(path.name not in ENTRIES and not path.name.startswith(".") for path in data_dir.iterdir()):
        return
    kept = _mode()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid == os.geteuid() and mode & ~kept & 0o077:
        data_dir.chmod(mode & (0o700 | kept))


def _mode() -> int:
    """What a data folder lets through: nobody else, but for root, whose server runs as another user."""
    return 0o711 if os.geteuid() == 0 else 0o700


def _check(marker: Path) -> None:
    try:
        document = json.loads(marker.read_text(encoding="utf-8"))
        found, made_by = int(document["format"]), str(document["maillage"])
    except (ValueError, KeyError, TypeError) as error:
        raise WrongVersion(
            f"{marker} cannot be read. The folder was left untouched: choose another --data-dir."
        ) from error
    if found != FORMAT:
        raise WrongVersion(
            f"{marker.parent} has format {found}, made by Maillage {made_by}; Maillage {maillage.__version__} reads "
            f"format {FORMAT}. It was left untouched: choose another --data-dir, or use that version."
        )


def _write(marker: Path) -> None:
    document = {"format": FORMAT, "maillage": maillage.__version__, "created": datetime.now(UTC).isoformat()}
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=marker.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(document, handle, indent=1)
    Path(name).chmod(0o644)
    Path(name).replace(marker)
