"""Read parameter sets: TOML files that state their sources, in place of constants in code."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

from maillage.errors import UnknownName, nearest_names


def load_toml(package: str, name: str, kind: str = "parameter set") -> dict[str, Any]:
    """Read ``<package>/parameters/<name>.toml``; the package itself is not imported, since some take a second.

    Raises ``UnknownName`` with the nearest existing names if there is no such file.
    """
    root, *rooms = package.split(".")
    folder = resources.files(root).joinpath(*rooms, "parameters")
    path = folder / f"{name}.toml"
    if not path.is_file():
        names = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
        raise UnknownName(kind, name, nearest_names(name, names) or names)
    return tomllib.loads(path.read_text(encoding="utf-8"))
