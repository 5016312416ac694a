"""Translate this machine's pip settings for uv: registries, folders of packages, constraints, certificates, proxy.

uv reads only its own configuration; with the translation, a machine set up for pip works unchanged.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

# Later ones take precedence, as in pip itself.
SECTIONS = ("global", "install", ":env:")

# Settings of pip's output, cache and prompts: none of them affects what is installed.
WITHOUT_EFFECT = frozenset({
    "break-system-packages", "cache-dir", "disable-pip-version-check", "no-color", "no-input",
    "no-python-version-warning", "no-warn-script-location", "progress-bar", "quiet", "require-virtualenv",
    "retries", "root-user-action", "user", "verbose",
})  # fmt: skip
FALSE = frozenset({"0", "false", "no", "off", "n", "f"})


@dataclass
class Words:
    """Arguments of ``uv pip install`` and variables for its environment."""

    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)


class NoWordFor(Exception):
    """uv has no equivalent of a setting of pip; ``str`` gives the setting."""


def parse(listing: str) -> dict[str, str]:
    """Settings valid for ``pip install``, from the lines of ``pip config list`` (``section.name='value'``)."""
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in found:
            found[section][name] = str(ast.literal_eval(value))
    return {name: value for section in SECTIONS for name, value in found[section].items()}


def translate(settings: Mapping[str, str]) -> Words:
    """Translate pip's settings. Raises ``NoWordFor`` if one has no equivalent: then pip itself must install."""
    words = Words()
    for name, value in settings.items():
        if name in WITHOUT_EFFECT or not value.strip():
            continue
        if name not in TRANSLATIONS:
            raise NoWordFor(name)
        TRANSLATIONS[name](words, value)
    if "extra-index-url" in settings:
        # pip takes the best version of all registries; by default, uv takes the first registry that has the package.
        words.arguments += ["--index-strategy", "unsafe-best-match"]
    return words


def _each(option: str) -> Callable[[Words, str], None]:
    def add(words: Words, value: str) -> None:
        words.arguments += [word for part in value.split() for word in (option, part)]

    return add


def _switch(option: str) -> Callable[[Words, str], None]:
    def add(words: Words, value: str) -> None:
        if value.strip().lower() not in FALSE:
            words.arguments.append(option)

    return add


def _variable(names: Iterable[str]) -> Callable[[Words, str], None]:
    def add(words: Words, value: str) -> None:
        words.environment |= dict.fromkeys(names, value.strip())

    return add


TRANSLATIONS: dict[str, Callable[[Words, str], None]] = {
    "cert": _variable(["SSL_CERT_FILE"]),
    "client-cert": _variable(["SSL_CLIENT_CERT"]),
    "constraint": _each("--constraints"),
    "default-timeout": _variable(["UV_HTTP_TIMEOUT"]),
    "extra-index-url": _each("--index"),
    "find-links": _each("--find-links"),
    "index-url": _each("--default-index"),
    "no-cache-dir": _switch("--no-cache"),
    "no-index": _switch("--no-index"),
    "proxy": _variable(["HTTP_PROXY", "HTTPS_PROXY"]),
    "timeout": _variable(["UV_HTTP_TIMEOUT"]),
    "trusted-host": _each("--allow-insecure-host"),
}
