"""The database stops under a running site: pages answer 503, the site restarts it, the log stays short."""

from __future__ import annotations

import io
import logging
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client

from maillage.site.config.outages import OneLine, is_outage
from maillage.site.database import folder as folders
from maillage.site.database import server
from tests.site.test_serving import data_dir, free_port, serve  # noqa: F401


def ask(address: str) -> tuple[int, str | None]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.headers["Retry-After"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Retry-After"]


def test_a_killed_database_comes_back_by_itself(data_dir: Path) -> None:  # noqa: F811
    port = free_port()
    data = folders.database_folder(data_dir) / "data"
    with serve("--port", str(port), "--web-only", data_dir=data_dir) as process:
        assert "answers on" in process.stdout.readline()
        address = f"http://127.0.0.1:{port}"
        assert ask(f"{address}/connexion")[0] == 200
        postmaster = psutil.Process(server._pid_in_file(data))
        postmaster.send_signal(signal.SIGKILL)
        postmaster.wait(10)
        seen = [ask(f"{address}/communes?q=rodez")]
        deadline = time.monotonic() + 90
        while seen[-1][0] != 200 or not server._pid_in_file(data):
            assert time.monotonic() < deadline, seen[-3:]
            seen.append(ask(f"{address}/communes?q=rodez"))
        assert {status for status, _ in seen} <= {200, 503}
        assert {wait for status, wait in seen if status == 503} <= {"5"}
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert said.count("was started again in") == 1
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 3, said
    assert not server._processes_of(data)


def _lost() -> OperationalError:
    lost = OperationalError("connection failed")
    lost.__cause__ = psycopg.OperationalError("connection failed")
    return lost


@pytest.mark.django_db
def test_a_view_without_database_answers_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from maillage.site.accounts.views import SignIn

    def fails(*_: object, **__: object) -> None:
        raise _lost()

    monkeypatch.setattr(SignIn, "get", fails)
    client.raise_request_exception = False
    answer = client.get("/connexion")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "Revenez dans un instant" in answer.content.decode()


def test_only_a_database_that_does_not_answer_is_an_outage() -> None:
    assert is_outage(_lost())
    assert is_outage(psycopg.errors.CannotConnectNow())
    wrapped = RuntimeError()
    wrapped.__cause__ = _lost()
    assert is_outage(wrapped)
    full = OperationalError()
    full.__cause__ = psycopg.errors.DiskFull()
    assert not is_outage(full)
    assert not is_outage(IntegrityError())
    assert not is_outage(None)


def test_an_outage_is_logged_once_for_all_requests() -> None:
    text, logger = io.StringIO(), logging.Logger("test")
    handler = logging.StreamHandler(text)
    handler.addFilter(OneLine())
    logger.addHandler(handler)
    for _ in range(100):
        try:
            raise _lost()
        except OperationalError:
            logger.exception("Internal Server Error: /")
    logger.error("Another matter")
    assert text.getvalue().splitlines() == [
        "The database does not answer; pages say so and ask to wait.", "Another matter",
    ]  # fmt: skip
