from __future__ import annotations

import errno
import subprocess
import sys

import pytest

import maillage
from maillage.cli.entry import COMMANDS, GROUPS, HELP, main


def test_every_listed_command_exists_and_has_a_description() -> None:
    assert set(HELP) == {*GROUPS, *COMMANDS}


@pytest.mark.parametrize("name", sorted({*GROUPS, *COMMANDS}))
def test_each_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])
    assert stop.value.code == 0
    assert "Usage" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert maillage.__version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["plan", "nothing"],
        ["plan", "solve", "--weeks", "abc"],
        ["access", "apl"],
        ["serve", "--port", "0"],
        ["zones", "designate", "--unknown"],
    ],
)
def test_an_invalid_command_line_is_reported_without_a_traceback(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    said = capsys.readouterr()
    assert said.err
    assert "Traceback" not in said.err


def test_help_does_not_import_the_engine() -> None:
    code = "import sys, maillage.cli.entry as m\ntry: m.main(['--help'])\nexcept SystemExit: pass\n"
    code += "print(sorted({'numpy', 'pandas', 'django', 'numba'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.rstrip().endswith("[]")


@pytest.mark.parametrize("full", ["file system", "database"])
def test_a_full_disk_is_one_sentence(
    full: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk cannot be filled in a test, so the errors of the system and of PostgreSQL are raised directly."""
    import maillage.cli.db

    def fail(*_: object, **__: object) -> None:
        if full == "file system":
            raise OSError(errno.ENOSPC, "No space left on device")
        import psycopg
        from django.db import OperationalError

        raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")

    monkeypatch.setattr("maillage.site.runtime.open_site", fail)
    assert maillage.cli.db
    with pytest.raises(SystemExit) as stop:
        main(["db", "status"])
    assert stop.value.code == 2
    assert "No room left on the disk" in capsys.readouterr().err
