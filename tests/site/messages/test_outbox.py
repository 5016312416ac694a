"""The outbox: each message is sent, once if all goes well, later after an error, never when withdrawn."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from typer.testing import CliRunner

from maillage.cli.messages import app
from maillage.site import runtime
from maillage.site.messages import delivery, forgetting, services, signals
from maillage.site.messages.models import Message
from tests.site.messages.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db
SECRET = "https://maillage.example/compte/invitation/tres-secret"


def post(key: str = "note:1", **fields: Any) -> Message:
    text = {"to": f"{key.replace(':', '-')}@example.org", "subject": "Bonjour", "body": f"Votre lien : {SECRET}"}
    return services.post(**{**text, "about": key, "key": key, **fields})


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as started:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", started.port
        yield started


def stored() -> str:
    """Return every row, as the database holds it and in clear."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM outbox_message m")
        rows = [row[0] for row in cursor.fetchall()]
    opened = [f"{one.to}\n{one.subject}\n{one.body}" for one in Message.objects.all()]
    return "\n".join([*rows, *opened])


def test_the_same_key_is_posted_once() -> None:
    assert post() == post(body="autre chose")
    delivery.deliver()
    post()
    assert delivery.deliver() == 0
    assert len(mail.outbox) == 1


def test_nothing_is_sent_too_early_or_too_late() -> None:
    now = timezone.now()
    post(send_after=now + timedelta(hours=1), useless_after=now + timedelta(hours=3))
    assert delivery.deliver(at(now + timedelta(minutes=59))) == 0
    late = post("note:2", useless_after=now + timedelta(hours=1))
    assert delivery.deliver(at(now + timedelta(hours=2))) == 1
    assert mail.outbox[0].to == ["note-1@example.org"]
    late.refresh_from_db()
    assert (late.state, late.last_error) == ("failed", "too late")


def test_sent_texts_are_deleted_at_once(server: MailServer) -> None:
    post()
    assert delivery.deliver() == 1
    assert SECRET in server.taken[0][1].replace("=\r\n", "")
    assert SECRET not in stored()
    assert "example.org" not in stored()
    with pytest.raises(IntegrityError, match="message_forgotten_once_over"), transaction.atomic():
        Message.objects.update(body=SECRET)


def test_a_withdrawn_message_is_not_sent_and_its_text_is_deleted() -> None:
    post()
    assert services.withdraw("note:1") == 1
    assert delivery.deliver() == 0
    assert not mail.outbox
    assert SECRET not in stored()


def test_a_refused_address_fails_at_once_and_delays_no_other(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    failed: list[str] = []
    signals.failed.connect(lambda message, **_: failed.append(message.about), weak=False, dispatch_uid="test")
    server.refused["note-1@example.org"] = "550 no note-1@example.org here"
    post()
    post("note:2")
    try:
        assert delivery.deliver() == 1
    finally:
        signals.failed.disconnect(dispatch_uid="test")
    gone = Message.objects.get(key="note:1")
    assert (gone.state, gone.attempts, gone.last_error) == ("failed", 1, "SMTPRecipientsRefused 550")
    assert failed == ["note:1"]
    assert [to for to, _ in server.taken] == ["note-2@example.org"]
    assert "example.org" not in caplog.text + gone.last_error


def test_a_busy_mailbox_is_retried_with_growing_pauses_up_to_a_limit(server: MailServer) -> None:
    server.refused["note-1@example.org"] = "451 later"
    message = post(useless_after=timezone.now() + timedelta(days=30))
    now, waits = message.send_after, []
    for _ in range(20):
        delivery.deliver(at(now))
        message.refresh_from_db()
        if message.state == "failed":
            break
        waits.append(message.send_after - now)
        assert delivery.deliver(at(message.send_after - timedelta(seconds=1))) == 0
        now = message.send_after
    assert waits == sorted(waits) == list(delivery.PAUSES)
    assert message.attempts == len(waits) + 1
    assert message.last_error == "SMTPRecipientsRefused 451"


def test_a_retry_succeeds_when_the_mailbox_is_free_again(server: MailServer) -> None:
    server.refused["note-1@example.org"] = "451 later"
    post()
    assert delivery.deliver() == 0
    server.refused.clear()
    assert delivery.deliver(at(timezone.now() + timedelta(minutes=2))) == 1


def test_a_retry_that_would_be_too_late_is_not_scheduled(server: MailServer) -> None:
    server.refused["note-1@example.org"] = "451 later"
    message = post(useless_after=timezone.now() + timedelta(seconds=30))
    delivery.deliver()
    message.refresh_from_db()
    assert message.state == "failed"


def test_a_silent_server_is_tried_once_a_round(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.2
    for k in range(5):
        post(f"note:{k}")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        assert delivery.deliver() == 0
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
    assert Message.objects.get(attempts=1).last_error == "SMTPServerDisconnected"
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}


def test_failed_messages_keep_their_text_for_a_week_except_secrets() -> None:
    now = timezone.now()
    post("note:1", secret=True, useless_after=now + timedelta(minutes=1))
    delivery.deliver(at(now + timedelta(minutes=1)))
    assert SECRET not in stored()
    message = post("note:2", useless_after=now + timedelta(days=60))
    Message.objects.filter(pk=message.pk).update(state="failed", ended_at=now)
    forgetting.forget(now + timedelta(days=6))
    assert "note-2@example.org" in stored()
    forgetting.forget(now + timedelta(days=8))
    assert SECRET not in stored()
    assert "example.org" not in stored()
    forgetting.forget(now + timedelta(days=31))
    assert not Message.objects.exists()


def test_failed_messages_are_retried_by_hand_while_useful() -> None:
    now = timezone.now()
    post("note:1")
    post("note:2", useless_after=now + timedelta(hours=1))
    post("note:3", secret=True)
    for message in Message.objects.all():
        forgotten = {"to": "", "subject": "", "body": ""} if message.secret else {}
        Message.objects.filter(pk=message.pk).update(state="failed", ended_at=now, attempts=9, **forgotten)
    Message.objects.filter(key="note:2").update(useless_after=now)
    assert services.retry() == 1
    assert delivery.deliver() == 1
    assert mail.outbox[0].to == ["note-1@example.org"]


def test_a_message_claimed_by_a_killed_process_is_sent_again() -> None:
    message = post()
    now = message.send_after
    assert delivery._claim("email", now, now) == message
    assert delivery.deliver(at(now + delivery.CLAIM_LASTS - timedelta(seconds=1))) == 0
    assert delivery.deliver(at(now + delivery.CLAIM_LASTS)) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)


def test_a_message_withdrawn_while_it_is_sent_stays_withdrawn() -> None:
    now = post().send_after
    claimed = delivery._claim("email", now, now)
    assert claimed is not None
    services.withdraw("note:1")
    delivery._later(claimed, "TimeoutError", now)
    delivery._over(claimed, Message.State.SENT, now)
    assert Message.objects.get().state == "withdrawn"


def test_a_failing_signal_receiver_does_not_resend_the_message(caplog: pytest.LogCaptureFixture) -> None:
    def broken(**_: object) -> None:
        Message.objects.create(key="note:1")

    signals.sent.connect(broken, dispatch_uid="test")
    post()
    try:
        assert delivery.deliver() == 1
    finally:
        signals.sent.disconnect(dispatch_uid="test")
    assert "could not be noted" in caplog.text
    assert delivery.deliver() == 0


def test_message_files_are_private_and_deleted_after_a_month(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir(mode=0o755)
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "maillage.site.messages.files.PrivateFiles", str(folder)
    post()
    assert delivery.deliver() == 1
    (written,) = folder.iterdir()
    assert "note-1@example.org" in written.read_text()
    assert (folder.stat().st_mode & 0o777, written.stat().st_mode & 0o777) == (0o700, 0o600)
    forgetting.forget(timezone.now() + timedelta(days=29))
    assert list(folder.iterdir())
    forgetting.forget(timezone.now() + timedelta(days=31))
    assert not list(folder.iterdir())


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run ``maillage messages`` on the test database."""
    monkeypatch.setattr(runtime, "open_site", lambda *_, **__: None)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def test_the_operator_sees_failed_messages_and_retries_them(
    transactional_db: None, server: MailServer, command: Callable[..., str]
) -> None:
    server.refused["note-1@example.org"] = "550 not here"
    post()
    late = post("note:2", useless_after=timezone.now() + timedelta(seconds=1))
    post("note:3", send_after=timezone.now() + timedelta(hours=1))
    delivery.deliver(at(timezone.now() + timedelta(seconds=2)))
    found = json.loads(command("status", "--json"))
    assert found["states"] == {"waiting": 1, "sending": 0, "sent": 0, "failed": 2, "withdrawn": 0}
    assert {(one["about"], one["last_error"], one["can_be_retried"]) for one in found["given_up"]} == {
        ("note:1", "SMTPRecipientsRefused 550", True), (late.about, "too late", True),
    }  # fmt: skip
    Message.objects.filter(pk=late.pk).update(useless_after=timezone.now())
    assert "can no longer be sent" in command("status")
    assert "example.org" not in command("status") + json.dumps(found)
    server.refused.clear()
    assert "1 message is sent again" in command("retry")
    assert ProcrastinateJob.objects.filter(task_name="messages.deliver", status="todo").count() == 1
    assert delivery.deliver() == 1
    assert "0 messages are sent again" in command("retry")
