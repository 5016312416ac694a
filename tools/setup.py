"""Set up the project below its own folder: virtual environment, pinned packages, page assets.

Needs Python 3.11 or newer and nothing else; repeatable, and quick when nothing has changed.
Run it through ``make setup`` (or ``make demo``, ``make test``).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".maillage-setup"
OLDEST_NODE = 20


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this script is what an older Python meets first
        sys.exit(f"Maillage needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")
    started = time.monotonic()
    wanted = fingerprint()
    if not (STAMP.is_file() and STAMP.read_text() == wanted and venv_python().is_file()):
        make_environment()
        STAMP.write_text(wanted)
    run([str(venv_python()), "-m", "maillage.site.build_assets"], "page assets")
    seconds = time.monotonic() - started
    if seconds > 2:
        say(f"set-up done in {seconds:.0f} s")


def fingerprint() -> str:
    """What the environment depends on: the interpreter, the folder, the pins, the package's own metadata."""
    digest = hashlib.sha256()
    digest.update(f"{sys.version} {sysconfig.get_platform()} {ROOT} {needs_node_wheel()}".encode())
    for name in ("requirements.lock", "requirements-node.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_environment() -> None:
    if VENV.exists() and not usable(VENV):
        shutil.rmtree(VENV)
    if not VENV.exists():
        say("creating .venv")
        attempt = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
        if attempt.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit(
                "Python could not create a virtual environment. On Debian and Ubuntu install the package "
                f"python3-venv, then run make again.\n{attempt.stdout}{attempt.stderr}"
            )
    pip = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    run([*pip, "-r", "requirements.lock"], "Python packages (about a minute the first time)")
    if needs_node_wheel():
        run([*pip, "-r", "requirements-node.lock"], "Node, from its Python wheel")
    run([*pip, "--no-deps", "--editable", "."], "maillage itself")


def usable(venv: Path) -> bool:
    """An environment copied from elsewhere or made by an interpreter since removed does not start."""
    python = venv / "bin" / "python"
    try:
        answer = subprocess.run(
            [str(python), "-c", "import sys; print(sys.prefix, *sys.version_info[:2])"], capture_output=True, text=True
        )
    except OSError:
        return False
    return answer.stdout.split() == [str(venv), str(sys.version_info[0]), str(sys.version_info[1])]


def needs_node_wheel() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return True
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")
    return not answer or int(answer.split(".")[0]) < OLDEST_NODE


def venv_python() -> Path:
    return VENV / ("Scripts" if os.name == "nt" else "bin") / "python"


def run(command: list[str], label: str) -> None:
    if "pip" in command:
        say(f"installing {label}")
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        sys.exit(f"Set-up stopped at: {label}. The lines above say why; run make again once it is mended.")


def say(line: str) -> None:
    print(f"· {line}", flush=True)


if __name__ == "__main__":
    main()
