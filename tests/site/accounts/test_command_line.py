"""``maillage accounts``: the first account of a new installation, in a process of its own."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from maillage.cli.accounts import app
from maillage.errors import MaillageError, UnknownName
from maillage.site.accounts.models import Invitation, Membership, Organisation, User
from tests.site import environment
from tests.site import factories as make

WHO = ["--first-name", "Rose", "--last-name", "Cormier"]


@pytest.fixture
def other_database() -> Iterator[str]:
    """Return the URL of an empty database, as in a new installation."""
    with environment.empty_database("fresh") as url:
        yield url


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from maillage.cli import main; main()", "accounts", *arguments]


def environment_of(url: str, data_dir: Path) -> dict[str, str]:
    found = {**os.environ, "MAILLAGE_DATA_DIR": str(data_dir), "DATABASE_URL": url}
    found.pop("DJANGO_SETTINGS_MODULE", None)
    return found


def until_hidden(terminal: int, deadline: float) -> None:
    """Wait until the terminal hides input: the prompt is shown earlier, and input typed before is lost."""
    while termios.tcgetattr(terminal)[3] & termios.ECHO:
        assert time.monotonic() < deadline, "the prompt never hid what is typed"
        time.sleep(0.01)


def typed(arguments: list[str], env: dict[str, str], answers: dict[str, str]) -> tuple[int, str]:
    """Run at a terminal and answer each prompt; return the exit code and the terminal's output."""
    child, here = pty.fork()
    if child == 0:
        os.execve(arguments[0], arguments, env)
    shown = ""
    waiting = list(answers.items())
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and select.select([here], [], [], 60)[0]:
        try:
            block = os.read(here, 1000).decode()
        except OSError:  # The terminal closes with the process.
            break
        shown += block
        if waiting and waiting[0][0] in shown:
            until_hidden(here, deadline)
            os.write(here, f"{waiting.pop(0)[1]}\n".encode())
    os.close(here)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown


def test_the_first_account_of_a_new_installation(other_database: str, tmp_path: Path) -> None:
    env = environment_of(other_database, tmp_path)
    asked = command("create", "rose@example.org", *WHO, "--organisation", "ARS Corse", "--region", "94")
    secret = "des-chataignes-en-mars"
    code, shown = typed(asked, env, {"Password:": secret, "confirmation:": secret})
    assert code == 0, shown
    assert "rose@example.org may sign in: coordinator, ARS Corse." in shown
    assert "chataignes" not in shown
    with psycopg.connect(other_database) as connection:
        row = connection.execute("SELECT password, is_active FROM accounts_user").fetchone()
        region = connection.execute("SELECT region_id FROM accounts_organisation_regions").fetchone()
    assert row is not None
    assert row[0].startswith("pbkdf2_sha256$")
    assert (row[1], region) == (True, ("94",))
    told = subprocess.run(command("list"), env=env, capture_output=True, text=True, timeout=120, check=True).stdout
    assert told == "rose@example.org\topen\tRose Cormier\tcoordinator, ARS Corse\n"


def call(*arguments: str) -> None:
    """Run the command in this process on the test database; exceptions are not caught."""
    import typer

    typer.main.get_command(app).main(args=list(arguments), standalone_mode=False)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("maillage.cli.accounts._open", lambda data_dir: None)
    make.region()


@pytest.mark.usefixtures("here")
def test_a_link_is_printed_and_opens_the_account(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    call("create", "Rose@example.org", *WHO, "--organisation", "ARS", "--region", "76", "--link")
    link = re.search(r"https://maillage.example(/compte/invitation/\S+)", capsys.readouterr().out)
    assert link
    client.post(link[1], {"password": make.PASSWORD, "again": make.PASSWORD})
    user = User.objects.get(email="rose@example.org")
    assert user.scope.regions == {"76"}
    assert Invitation.objects.get().invited_by is None


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--organisation", "ARS", "--region", "99"], "Unknown region '99'"),
        (["--organisation", "ARS", "--region", "76", "--kind", "agencie"], "Did you mean agency"),
        (["--organisation", "ARS", "--region", "76", "--role", "host"], "gives no role 'host'"),
        (["--organisation", "ARS", "--region", "76", "--role", "doctor"], "invites doctors from the site"),
        (["--organisation", "ARS", "--role", "analist"], "Did you mean analyst"),
        (["--organisation", "ARS"], "answers for no territory"),
    ],
)
def test_an_invalid_command_prints_one_sentence_and_changes_nothing(arguments: list[str], said: str) -> None:
    with pytest.raises(MaillageError, match=re.escape(said)):
        call("create", "rose@example.org", *WHO, *arguments, "--link")
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


@pytest.mark.usefixtures("here")
def test_an_invalid_and_a_taken_address_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MaillageError, match="not an e-mail address"):
        call("create", "rose", *WHO, "--organisation", "ARS", "--region", "76", "--link")
    user = make.user()
    with pytest.raises(MaillageError, match="has an account already"):
        call("create", user.email, *WHO, "--organisation", "ARS", "--region", "76")
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "court")
    with pytest.raises(MaillageError, match=r"too short.*Nothing was created"):
        call("create", "rose@example.org", *WHO, "--organisation", "ARS", "--region", "76")
    assert not Membership.objects.exists()


@pytest.mark.usefixtures("here")
def test_an_account_is_closed_reopened_and_given_a_link(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    user = make.user("host")
    call("close", user.email.upper())
    user.refresh_from_db()
    assert not user.is_active
    with pytest.raises(MaillageError, match="maillage accounts reopen"):
        call("link", user.email)
    call("reopen", user.email)
    call("link", user.email)
    link = re.search(r"https://maillage.example(/compte/mot-de-passe/\S+)", capsys.readouterr().out)
    assert link
    assert client.get(link[1]).status_code == 200
    with pytest.raises(UnknownName, match="Did you mean"):
        call("close", user.email.replace("personne", "persone"))


@pytest.mark.usefixtures("here")
def test_the_territory_of_an_organisation_does_not_change_silently() -> None:
    agency = make.organisation("agency", name="ARS")
    agency.regions.add(make.region())
    make.region("53", "Bretagne")
    with pytest.raises(MaillageError, match="another territory"):
        call("create", "rose@example.org", *WHO, "--organisation", "ARS", "--region", "53", "--link")
    call("create", "rose@example.org", *WHO, "--organisation", "ARS", "--region", "76", "--link")
