"""The page assets: built from their sources, quickly if nothing changed, with no third-party file committed."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from maillage.site import build_assets


def test_assets_are_built_once() -> None:
    build_assets.build()
    started = time.monotonic()
    assert build_assets.build() is False
    assert time.monotonic() - started < 1.0
    for name in ("styles/maillage.css", "scripts/scenario-map.js", "scripts/htmx-2.min.js", "images/maillage.svg"):
        assert (build_assets.STATIC / name).stat().st_size > 0


def test_the_style_sheet_has_our_theme() -> None:
    build_assets.build()
    sheet = (build_assets.STATIC / "styles" / "maillage.css").read_text(encoding="utf-8")
    assert "GDS Transport" not in sheet
    assert "crown" not in sheet
    fonts = re.findall(r"url\(\"?\.\./(fonts/[\w.-]+)", sheet)
    assert len(fonts) == 4
    assert all((build_assets.STATIC / font).is_file() for font in fonts)


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((build_assets.PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_a_node_program_is_found() -> None:
    assert (build_assets.node_folder() / "node").exists()


def test_npm_of_a_wheel_runs_by_its_script(tmp_path: Path) -> None:
    """Wheels cannot contain symbolic links: npm's command is a copy of its script that cannot find its files."""
    script = tmp_path / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    script.parent.mkdir(parents=True)
    script.touch()
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "npm").touch(mode=0o755)
    assert build_assets._command("npm", folder) == [str(folder / "node"), str(script)]
    (folder / "npm").unlink()
    (folder / "npm").symlink_to(script)
    script.chmod(0o755)
    assert build_assets._command("npm", folder) == [str(folder / "npm")]
