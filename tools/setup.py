"""Set up the project within its own folder: virtual environment, pinned packages, page assets.

Needs only Python 3.11 or newer; it may be repeated, and is fast if nothing has changed. Run it through ``make setup``
(or ``make demo``, ``make test``).

The packages are installed by uv, itself a pinned package, or by pip if uv is not available or fails
(``MAILLAGE_INSTALLER=pip`` uses pip from the start). npm runs in parallel.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pip_settings import NoWordFor, parse, translate

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".maillage-setup"
OLDEST_NODE = 20
ASSETS = "maillage.site.build_assets"
LOCKS = ("requirements-install.lock", "requirements.lock", "requirements-node.lock")
# Quiet twice: pip's warnings concern the machine and do not affect the set-up; errors are still shown.
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input", "-qq"]
PIP_ENVIRONMENT = {"PIP_ROOT_USER_ACTION": "ignore"}


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this script is what an older Python meets first
        sys.exit(f"Maillage needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")
    started = time.monotonic()
    wanted = fingerprint()
    if not (STAMP.is_file() and STAMP.read_text() == wanted and venv_python().is_file()):
        make_environment()
        STAMP.write_text(wanted)
    if subprocess.run([str(venv_python()), "-m", ASSETS], cwd=ROOT).returncode != 0:
        stop("the page assets")
    seconds = time.monotonic() - started
    if seconds > 2:
        say(f"set-up done in {seconds:.0f} s")


def fingerprint() -> str:
    """Everything the environment depends on: interpreter, folder, pinned versions, the package's metadata."""
    digest = hashlib.sha256()
    digest.update(f"{sys.version} {sysconfig.get_platform()} {ROOT} {needs_node_wheel()}".encode())
    for name in (*LOCKS, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


# -- the environment


def make_environment() -> None:
    """Create ``.venv`` if there is no working one, and install everything into it."""
    if VENV.exists() and not usable(VENV):
        shutil.rmtree(VENV)
    if not VENV.exists():
        say("creating .venv")
        make_venv()
    if not needs_node_wheel():
        with npm_beside(sys.executable):
            install_packages(fetch_uv())
        return
    uv = fetch_uv()
    say("installing Node, from its Python wheel")
    install(uv, ["-r", "requirements-node.lock"])
    with npm_beside(str(venv_python())):
        install_packages(uv)


def make_venv() -> None:
    """Create an environment without pip, which takes seconds to unpack; an installer is fetched into it."""
    attempt = subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], capture_output=True, text=True)
    if attempt.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        no_venv(attempt.stdout + attempt.stderr)


def no_venv(words: str) -> None:
    sys.exit(
        "Python could not create a virtual environment. On Debian and Ubuntu install the package python3-venv, "
        f"then run make again.\n{words}"
    )


def usable(venv: Path) -> bool:
    """Whether an environment starts: a copied one, or one whose interpreter was removed, does not."""
    python = venv / "bin" / "python"
    try:
        answer = subprocess.run(
            [str(python), "-c", "import sys; print(sys.prefix, *sys.version_info[:2])"], capture_output=True, text=True
        )
    except OSError:
        return False
    return answer.stdout.split() == [str(venv), str(sys.version_info[0]), str(sys.version_info[1])]


def venv_python() -> Path:
    return VENV / ("Scripts" if os.name == "nt" else "bin") / "python"


# -- installer: uv, or pip


def fetch_uv() -> Path | None:
    """Install the pinned pip and uv into the environment, with this Python's pip or else its bundled pip.

    Returns the uv to install with, None if pip must be used.
    """
    wanted = ["install", "--no-compile", "-r", "requirements-install.lock"]
    if quietly([sys.executable, *PIP, "--python", str(venv_python()), *wanted]):
        return working_uv()
    ensured = subprocess.run([str(venv_python()), "-m", "ensurepip"], capture_output=True, text=True)
    if ensured.returncode != 0:
        no_venv(ensured.stdout + ensured.stderr)
    quietly([str(venv_python()), *PIP, *wanted])
    return working_uv()


def working_uv() -> Path | None:
    uv = venv_python().with_name("uv.exe" if os.name == "nt" else "uv")
    return uv if os.environ.get("MAILLAGE_INSTALLER") != "pip" and quietly([str(uv), "--version"]) else None


def install_packages(uv: Path | None) -> None:
    say("installing the Python packages")
    install(uv, ["-r", "requirements.lock", "--editable", "."])


def install(uv: Path | None, wanted: list[str]) -> None:
    """Install exactly the given packages: the lock files are complete, so dependencies are not resolved."""
    if uv is not None and install_with_uv(uv, wanted):
        return
    say("pip does it, in about two minutes")
    command = [str(venv_python()), *PIP, "install", "--no-deps", *wanted]
    if subprocess.run(command, cwd=ROOT, env=os.environ | PIP_ENVIRONMENT).returncode != 0:
        stop("the Python packages")


def install_with_uv(uv: Path, wanted: list[str]) -> bool:
    listing = subprocess.run([str(venv_python()), *PIP, "config", "list"], cwd=ROOT, capture_output=True, text=True)
    try:
        words = translate(parse(listing.stdout))
    except NoWordFor as setting:
        say(f"pip is configured with '{setting}' here, which uv has no word for")
        return False
    command = [str(uv), "pip", "install", "--quiet", "--python", str(venv_python()), "--no-deps"]
    # Certificates are the machine's, as for pip; uv's own settings take precedence over pip's.
    env = {"UV_SYSTEM_CERTS": "1", **words.environment, **os.environ}
    if subprocess.run([*command, *words.arguments, *wanted], cwd=ROOT, env=env).returncode == 0:
        return True
    say("uv could not install them (the lines above say why)")
    return False


# -- Node and npm


def needs_node_wheel() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return True
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")
    return not answer or int(answer.split(".")[0]) < OLDEST_NODE


@contextmanager
def npm_beside(python: str) -> Iterator[None]:
    """Install npm's packages in parallel, as this part of the page assets needs only the standard library.

    If it fails, it is tried again when the page assets are built, and the error is then reported.
    """
    with subprocess.Popen(
        [python, "-m", ASSETS, "--packages"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ):  # fmt: skip
        yield


# -- output


def quietly(command: list[str]) -> bool:
    """Whether a command succeeded; its output is ignored."""
    try:
        return subprocess.run(command, cwd=ROOT, env=os.environ | PIP_ENVIRONMENT, capture_output=True).returncode == 0
    except OSError:
        return False


def stop(label: str) -> None:
    sys.exit(f"Set-up stopped at: {label}. The lines above say why; run make again once it is mended.")


def say(line: str) -> None:
    print(f"· {line}", flush=True)


if __name__ == "__main__":
    main()
