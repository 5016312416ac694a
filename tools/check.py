"""Run every check and test, in order, without stopping at a failure: style, import contracts, types, then the tests.

With ``STRICT=1`` (used by continuous integration), everything optional must be installed and a skipped test is a
failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NPM_BIN = ROOT / "node_modules" / ".bin"

CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "templates": [str(BIN / "djlint"), "--check", "src/maillage"],
    "rooms": [str(BIN / "lint-imports"), "--no-cache"],
    "types": [str(NPM_BIN / "pyright"), "--warnings"],
    "docs": [str(BIN / "mkdocs"), "build", "--strict", "--quiet"],
    "tests": [str(BIN / "python"), "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope"],
}


def environment() -> dict[str, str]:
    from maillage.site.build_assets import node_folder

    path = os.pathsep.join([str(BIN), str(node_folder()), os.environ.get("PATH", "")])
    # The tests start some hundred processes: without kept bytecode, each compiles the same thousands of modules again.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PATH": path, "NO_MKDOCS_2_WARNING": "1"}


def main() -> None:
    failed: list[str] = []
    env = environment()
    for name, command in CHECKS.items():
        started = time.monotonic()
        print(f"== {name}", flush=True)
        code = subprocess.run(command, cwd=ROOT, env=env).returncode
        print(f"   {name}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
        if code != 0:
            failed.append(name)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")
    print("Everything passed.")


if __name__ == "__main__":
    main()
