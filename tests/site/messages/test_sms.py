"""SMS: length and cost of a text, providers over HTTP, sent once and never after a cancellation, « C » by return."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maillage.errors import MaillageError
from maillage.site.booking import answers, notices, reminding, services
from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.tokens import token_again
from maillage.site.messages import delivery, sms, sms_settings
from maillage.site.messages import services as outbox
from maillage.site.messages.models import Message, SmsMonth
from maillage.site.refusals import InvalidField
from tests.site import factories as make

PHONE = "+33639981234"


@dataclass
class Provider:
    """A provider that answers what it is told to."""

    url: str
    status: int = 200
    body: bytes = b"{}"
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def provider() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.received.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(told.status)
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = Provider(f"http://127.0.0.1:{server.server_port}/sms")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def use(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that configures a provider."""

    def configure(url: str, text: str = "") -> None:
        path = tmp_path / f"sms-{len(list(tmp_path.iterdir()))}.toml"
        monkeypatch.setenv("SMS_TOKEN", "very-secret")
        monkeypatch.setenv("SMS_ANSWERS", "shared")
        path.write_text(
            text
            or f'kind = "http"\nurl = "{url}"\nheaders = {{ Authorization = "Bearer $SMS_TOKEN" }}\nprice = 4500\n'
            'body = { to = "{to}", text = "{text}", id = "{key}" }\nanswers_secret = "$SMS_ANSWERS"\n'
        )
        settings.SMS_CONFIG = str(path)

    return configure


def booked(starts: datetime | None = None, **person: Any) -> Appointment:
    session = make.published(place=make.place(), starts=starts or make.soon(1))
    slot = session.slots.order_by("starts").first()
    patient = make.patient(commune=session.commune_id, **{"phone": PHONE, "email": "", **person})
    made = services.book(slot.pk, patient, make.key()).appointment
    Appointment.objects.filter(pk=made.pk).update(booked_at=timezone.now() - timedelta(days=2))
    return made


@pytest.mark.parametrize(
    ("text", "alphabet", "length", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        # 153 is odd: the two halves of a euro sign are never in two segments
        ("€" * 153, "GSM-7", 306, 3),
        ("ê" * 70, "UCS-2", 70, 1),
        ("ê" * 71, "UCS-2", 71, 2),
        ("م" * 134, "UCS-2", 134, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 67, "UCS-2", 134, 3),
    ],
)
def test_a_text_is_measured_as_the_networks_do(text: str, alphabet: str, length: int, segments: int) -> None:
    assert sms.measured(text) == sms.Measured(alphabet, length, segments)


@given(st.text(max_size=400), st.text(max_size=20))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert sms.measured(text + more).segments >= sms.measured(text).segments


@given(st.text(alphabet="abcéèêëçûôîœ’«»àÀÉŒ\u00a0\u202f !?12", max_size=160))
def test_french_is_written_in_the_cheap_alphabet(text: str) -> None:
    assert sms.measured(sms.written(text)).alphabet == "GSM-7"


def test_arabic_stays_arabic_and_names_keep_their_letters() -> None:
    assert sms.written("موعدكم: Réquista") == "موعدكم: Réquista"
    assert sms.written("Rappel\u00a0: l’été, à Réquista, forêt") == "Rappel : l'été, à Réquista, foret"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('kind = "pigeon"', "kind 'pigeon' is none of"),
        ('kind = "http"\nurl = "https://x"', "'body' is missing"),
        ('kind = "http"\nurl = "http://x"\nbody = {a = "b"}', "must begin with https"),
        ('kind = "http"\nwings = 2', "'wings' is no entry"),
        ('kind = "ovh"\nurl = "$NOT_SET_AT_ALL"', "NOT_SET_AT_ALL"),
        ("kind = ", "cannot be read"),
    ],
)
def test_a_wrong_configuration_is_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "sms.toml"
    path.write_text(text)
    with pytest.raises(MaillageError, match=problem):
        sms_settings.read(str(path))


@pytest.mark.django_db
def test_an_sms_leaves_once_with_its_text_and_is_counted(provider: Provider, use: Any) -> None:
    use(provider.url)
    for _ in range(2):
        outbox.post_sms(to=PHONE, text="Votre {to} {autre} est à 9 h", about="note:1", key="note:1")
    assert delivery.deliver() == 1
    assert delivery.deliver() == 0
    headers, body = provider.received[0]
    assert len(provider.received) == 1
    assert headers["Authorization"] == "Bearer very-secret"
    assert json.loads(body) == {"to": PHONE, "text": "Votre {to} {autre} est à 9 h", "id": "note:1"}
    month = SmsMonth.objects.get()
    assert (month.messages, month.segments, month.cost) == (1, 1, 4500)
    assert Message.objects.get().to == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "state"), [(400, "failed"), (503, "waiting"), (429, "waiting"), (401, "waiting")])
def test_a_refusal_is_final_and_an_outage_is_tried_again(provider: Provider, use: Any, status: int, state: str) -> None:
    use(provider.url)
    provider.status = status
    outbox.post_sms(to=PHONE, text="Bonjour", about="note:1", key="note:1")
    assert delivery.deliver() == 0
    assert Message.objects.get().state == state
    assert SmsMonth.objects.count() == 0


@pytest.mark.django_db
def test_ovh_gets_a_signed_request(provider: Provider, use: Any) -> None:
    use("", f'kind = "ovh"\nurl = "{provider.url}"\napplication_key = "ak"\napplication_secret = "as"\n'
        'consumer_key = "ck"\nsender = "Maillage"')  # fmt: skip
    outbox.post_sms(to=PHONE, text="Rappel", about="note:1", key="note:1")
    assert delivery.deliver() == 1
    headers, body = provider.received[0]
    told = "+".join(["as", "ck", "POST", provider.url, body.decode(), headers["X-Ovh-Timestamp"]])
    assert headers["X-Ovh-Signature"] == "$1$" + hashlib.sha1(told.encode()).hexdigest()
    assert (json.loads(body)["receivers"], json.loads(body)["sender"]) == ([PHONE], "Maillage")
    provider.body = json.dumps({"invalidReceivers": [PHONE]}).encode()
    outbox.post_sms(to=PHONE, text="Rappel", about="note:2", key="note:2")
    delivery.deliver()
    assert Message.objects.get(key="note:2").state == Message.State.FAILED


@pytest.mark.django_db
def test_too_long_a_text_is_refused_before_it_costs(use: Any, provider: Provider) -> None:
    use(provider.url)
    with pytest.raises(ValueError, match="4 segments, 3 at most"):
        outbox.post_sms(to=PHONE, text="a" * 460, about="note:1", key="note:1")
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_without_a_provider_sms_stay_in_the_visible_outbox(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = (
        "maillage.site.messages.files.PrivateFiles",
        str(tmp_path / "mail"),
    )
    assert sms.in_use()
    outbox.post_sms(to=PHONE, text="Rappel", about="note:1", key="note:1")
    assert delivery.deliver() == 1
    (kept,) = (tmp_path / "mail").glob("*-sms-*.log")
    assert kept.read_text(encoding="utf-8") == f"SMS: {PHONE}\nSegments: 1\n\nRappel\n"
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "alphabet"), [("fr", "GSM-7"), ("en", "GSM-7"), ("es", "GSM-7"), ("ar", "UCS-2")])
def test_a_reminder_by_sms_is_short_and_in_the_language_of_the_booking(
    provider: Provider, use: Any, language: str, alphabet: str
) -> None:
    use(provider.url)
    booked(language=language)
    assert (notices.remind(timezone.now()), notices.remind(timezone.now())) == (1, 0)
    message = Message.objects.get(channel="sms")
    told = sms.measured(message.body)
    assert told.alphabet == alphabet
    assert message.segments == told.segments <= (1 if alphabet == "GSM-7" else 2)
    assert "http" not in message.body


@pytest.mark.django_db
def test_a_cancelled_appointment_sends_no_sms(provider: Provider, use: Any) -> None:
    use(provider.url)
    made = booked()
    notices.remind(timezone.now())
    services.cancel(token_again(made.pk))
    assert delivery.deliver() == 0
    assert provider.received == []
    assert notices.remind(timezone.now()) == 0


@pytest.mark.django_db
def test_a_person_chooses_how_to_be_reminded(provider: Provider, use: Any) -> None:
    use(provider.url)
    made = booked(email="anne@example.org")
    token = token_again(made.pk)
    assert made.patient.remind_by == Patient.RemindBy.EMAIL
    client = Client()
    assert client.post(f"/rendez-vous/{token}/rappel", {"rappel": "none"}).status_code == 302
    assert notices.remind(timezone.now()) == 0
    assert client.post(f"/rendez-vous/{token}/rappel", {"rappel": "sms"}).status_code == 302
    assert notices.remind(timezone.now()) == 1
    assert Message.objects.filter(channel="sms").count() == 1
    assert client.post(f"/rendez-vous/{token}/rappel", {"rappel": "pigeon"}).status_code == 409
    with pytest.raises(InvalidField):
        reminding.choose(token_again(booked(phone="", email="b@example.org").pk), "sms")


@pytest.mark.django_db
def test_who_has_only_a_telephone_is_told_of_a_cancelled_session_by_sms(provider: Provider, use: Any) -> None:
    made = booked()
    use(provider.url)
    services.cancel_appointments_of(made.slot.session)
    delivery.deliver()
    assert "est annulé" in json.loads(provider.received[0][1])["text"]
    made.refresh_from_db()
    assert made.notice == Appointment.Notice.GIVEN


@pytest.mark.django_db
def test_without_sms_who_has_only_a_telephone_must_be_called() -> None:
    made = booked()
    services.cancel_appointments_of(made.slot.session)
    made.refresh_from_db()
    assert (made.notice, Message.objects.filter(channel="sms").count()) == (Appointment.Notice.TO_GIVE, 0)


def answer(body: bytes, secret: str = "shared", **extra: Any) -> Any:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Client().post("/sms/reponse", body, content_type="application/json", headers={"X-Signature": signature})


@pytest.mark.django_db
def test_c_by_return_cancels_what_the_sms_reminded_of(provider: Provider, use: Any) -> None:
    use(provider.url)
    made, other = booked(), booked(phone="+33639980000", starts=make.soon(2))
    notices.remind(timezone.now())
    assert "répondez C" in Message.objects.get(about=f"appointment:{made.pk}", channel="sms").body
    wrong = json.dumps({"from": PHONE, "text": "C"}).encode()
    assert answer(wrong, secret="guessed").status_code == 403
    assert answer(b'{"text": "C"}').status_code == 400
    assert answer(b"\xff not json").status_code == 400
    assert answer(json.dumps({"from": PHONE, "text": "Merci"}).encode()).json() == {"outcome": "nothing"}
    assert answer(json.dumps({"from": "33639981234", "text": " c. "}).encode()).json() == {"outcome": "cancelled"}
    assert answer(json.dumps({"from": PHONE, "text": "C"}).encode()).json() == {"outcome": "nothing"}
    states = {row.pk: row.state for row in Appointment.objects.all()}
    assert states == {made.pk: "cancelled", other.pk: "booked"}


@pytest.mark.django_db
def test_who_booked_long_before_is_asked_by_sms_to_confirm_and_answers_1(provider: Provider, use: Any) -> None:
    use(provider.url)
    made = booked()
    Appointment.objects.filter(pk=made.pk).update(booked_at=timezone.now() - timedelta(days=20))
    notices.remind(timezone.now())
    asked = Appointment.objects.get(pk=made.pk)
    assert "répondez 1" in Message.objects.get(about=f"appointment:{made.pk}", channel="sms").body
    assert asked.unconfirmed
    assert answer(json.dumps({"from": PHONE, "text": "1"}).encode()).json() == {"outcome": "confirmed"}
    first = Appointment.objects.get(pk=made.pk).confirmed_at
    assert answers.take(PHONE, "Oui !") == answers.Outcome.CONFIRMED
    assert Appointment.objects.get(pk=made.pk).confirmed_at == first is not None
    assert answers.take(PHONE, "C") == answers.Outcome.CANCELLED
    assert answers.take(PHONE, "1") == answers.Outcome.NOTHING


@pytest.mark.django_db
def test_one_number_for_two_people_cancels_neither_and_asks_for_a_call(provider: Provider, use: Any) -> None:
    use(provider.url)
    first, second = booked(), booked(starts=make.soon(1) + timedelta(hours=5))
    notices.remind(timezone.now())
    assert answers.take(PHONE, "C") == answers.Outcome.TO_CALL
    rows = Appointment.objects.filter(pk__in=[first.pk, second.pk])
    assert {(row.state, row.link_asked_at is not None) for row in rows} == {("booked", True)}


@pytest.mark.django_db
def test_without_a_secret_nobody_brings_answers() -> None:
    assert answer(b"{}").status_code == 404
