"""pip's settings are translated for uv, or uv is not used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.pip_settings import NoWordFor, parse, translate

LISTING = """\
:env:.find-links='/srv/wheels'
:env:.disable-pip-version-check='1'
global.find-links='/elsewhere'
global.index-url='https://example.org/simple'
install.index-url='https://packages.example/simple'
install.extra-index-url='\\nhttps://one.example/simple\\nhttps://two.example/simple'
list.format='columns'
"""


def test_environment_takes_precedence_over_install_and_install_over_global() -> None:
    assert parse(LISTING) == {
        "find-links": "/srv/wheels",
        "disable-pip-version-check": "1",
        "index-url": "https://packages.example/simple",
        "extra-index-url": "\nhttps://one.example/simple\nhttps://two.example/simple",
    }


def test_all_registries_are_passed() -> None:
    said = " ".join(translate(parse(LISTING)).arguments)
    assert "--default-index https://packages.example/simple" in said
    assert "--index https://one.example/simple --index https://two.example/simple" in said
    assert "--find-links /srv/wheels" in said
    assert "--index-strategy unsafe-best-match" in said


def test_certificates_proxy_and_timeout_are_variables() -> None:
    words = translate({"cert": "/etc/ca.pem", "proxy": "http://proxy.example:3128", "timeout": "180"})
    assert words.arguments == []
    assert words.environment == {
        "SSL_CERT_FILE": "/etc/ca.pem",
        "HTTP_PROXY": "http://proxy.example:3128",
        "HTTPS_PROXY": "http://proxy.example:3128",
        "UV_HTTP_TIMEOUT": "180",
    }


@pytest.mark.parametrize(("value", "said"), [("true", ["--no-index"]), ("0", []), ("", [])])
def test_a_switch_is_passed_if_it_is_on(value: str, said: list[str]) -> None:
    assert translate({"no-index": value}).arguments == said


def test_a_setting_without_equivalent_in_uv_is_named() -> None:
    with pytest.raises(NoWordFor, match="no-binary"):
        translate({"no-binary": ":all:", "quiet": "1"})


def test_the_lines_of_pip_itself_are_read(tmp_path: Path) -> None:
    file = tmp_path / "pip.conf"
    file.write_text("[global]\nconstraint =\n    /etc/pins.txt\n[install]\nno-index = true\n")
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env={"PIP_CONFIG_FILE": str(file), "PIP_TIMEOUT": "60"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = parse(answer.stdout)
    assert (found["constraint"].strip(), found["no-index"], found["timeout"]) == ("/etc/pins.txt", "true", "60")
