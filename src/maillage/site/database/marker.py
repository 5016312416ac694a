"""The marker file of a data folder: its format and the version that created it."""

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
    {
        NAME, "artefacts", "backups", "database", "database.lock", "database.users", "encryption-key", "files",
        "grants", "mail", "photos", "reports", "seal", "secret-key", "sources", "turn", "uploads", "vault",
    }
)  # fmt: skip
"""Everything that Maillage puts into a data folder, apart from files whose names begin with a dot."""


def claim_data_folder(data_dir: Path) -> None:
    """Create the folder and its marker, or check the existing marker.

    Raises ``WrongVersion`` for a folder of another format, a folder with a database and no marker, or an unreadable
    marker, without changing anything. Raises ``StorageProblem`` if the folder cannot be written.
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
    """Close the data folder to other users of the machine: it contains personal data and secrets.

    If root started the server, it runs as another user, who must pass through the folder: then nobody can list it. A
    folder that also holds other things, such as a home folder or the temporary folder, keeps its mode.
    """
    found = data_dir.stat()
    if any(path.name not in ENTRIES and not path.name.startswith(".") for path in data_dir.iterdir()):
        return
    kept = _mode()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid == os.geteuid() and mode & ~kept & 0o077:
        data_dir.chmod(mode & (0o700 | kept))


def _mode() -> int:
    """Return the mode of a data folder: private; under root, the server's user may pass through."""
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
