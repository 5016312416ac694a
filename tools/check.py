"""Run every check and test without stopping at a failure: style, import contracts, types, then the tests.

Types are checked beside the others, which leave a core idle now and then; what is said of them comes at the end. The
tests also build the documentation, in its strict form.

With ``STRICT=1`` (used by continuous integration), everything optional must be installed, a skipped test is a failure,
and the tests marked ``browser`` and ``long`` run too: without it they are left out (CONTRIBUTING.md).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NPM_BIN = ROOT / "node_modules" / ".bin"
STRICT = os.environ.get("STRICT") == "1"
SHORT = ["-m", "not browser and not long"]

CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "templates": [str(BIN / "djlint"), "--check", "src/maillage"],
    "rooms": [str(BIN / "lint-imports"), "--no-cache"],
    "tests": [str(BIN / "python"), "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", *([] if STRICT else SHORT)],
}
BESIDE = ["nice", "-n", "10", str(NPM_BIN / "pyright"), "--warnings"]
"""Takes two minutes of one core: it runs while the others run, and gives way to them."""


@dataclass(frozen=True)
class Ended:
    """A check that has run: what it printed (empty if it was printed at once), whether it passed, its seconds."""

    name: str
    said: str
    passed: bool
    seconds: float

    def tell(self) -> None:
        """Print the output that was kept, and the result."""
        print(self.said, end="" if self.said.endswith("\n") or not self.said else "\n")
        print(f"   {self.name}: {'ok' if self.passed else 'FAILED'} in {self.seconds:.0f} s", flush=True)


def environment() -> dict[str, str]:
    from maillage.site.build_assets import node_folder

    path = os.pathsep.join([str(BIN), str(node_folder()), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "NO_MKDOCS_2_WARNING": "1"}


def run(name: str, command: list[str], env: dict[str, str], *, kept: bool = False) -> Ended:
    """Run a check; what it prints is kept for later or appears at once."""
    started = time.monotonic()
    into = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if kept else {}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, text=True, **into)
    return Ended(name, done.stdout or "", done.returncode == 0, time.monotonic() - started)


def every_check(env: dict[str, str]) -> Iterator[Ended]:
    """Run all; yield each when it is its turn to be told."""
    with ThreadPoolExecutor(1) as beside:
        types = beside.submit(run, "types", BESIDE, env, kept=True)
        for name, command in CHECKS.items():
            print(f"== {name}", flush=True)
            yield run(name, command, env)
        print("== types", flush=True)
        yield types.result()


def main() -> None:
    started, failed = time.monotonic(), []
    for ended in every_check(environment()):
        ended.tell()
        if not ended.passed:
            failed.append(ended.name)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")
    print(f"Everything passed in {time.monotonic() - started:.0f} s.", end="")
    print("" if STRICT else " STRICT=1 make test also runs the tests marked browser and long.")


if __name__ == "__main__":
    main()
