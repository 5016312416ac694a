"""The site without guards, which the benchmark of booking compares with, is served from a benchmark's folder only."""

from __future__ import annotations

from pathlib import Path

import pytest

from maillage.bench.booking import unguarded
from maillage.errors import MaillageError


def test_no_other_folder_is_served_without_guards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["unguarded", "--data-dir", str(tmp_path), "--port", "8000"])
    with pytest.raises(MaillageError, match="is not the folder of a benchmark"):
        unguarded.main()
