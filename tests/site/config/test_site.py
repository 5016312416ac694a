"""Access and headers: pages closed by default, nothing inline, nothing personal in a cache or URL."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from maillage.errors import MaillageError
from maillage.site.config import environment
from tests.site import factories as make

# Public routes; adding one here is a decision.
OPEN = {
    "login", "logout", "password-forgotten", "password-link", "invitation", "account_login", "mfa_authenticate",
    "mfa_login_webauthn", "ask-for-link", "sign-in-by-link", "psc", "psc-back",
    "home", "map", "map-file", "map-csv", "communes", "suggestions", "commune",
    "method", "accessibility", "privacy", "for-carers", "for-elected", "booking", "appointment", "appointment-cancel",
    "caldav", "caldav-calendar", "caldav-file", "caldav-well-known", "place-feed",
    "appointment-calendar", "appointment-earlier", "appointment-find", "appointment-move", "map-answer",
    "area-ids", "area-ground", "area-values", "area-names", "area-image",
    "area-png", "area-csv", "area-geojson", "area-contours", "territory", "territory-map",
    "remote-patient", "remote-patient-panel", "remote-patient-join", "remote-call",
    "remote-guest", "remote-guest-join",
    "appointment-doctor-found", "calendar-feed", "treating-doctor", "treating-doctor-ask", "treating-doctor-request",
    "waiting-list", "waiting-entry", "host-day-link",
    "appointment-confirm", "appointment-remind", "sms-answer",
    "host-paper-link",
    "volunteer-places", "application-begin", "application-find", "application", "application-check",
    "application-withdraw", "application-question", "results",
    "proposal-begin", "proposal-find", "proposal", "proposal-check", "proposal-withdraw", "proposal-photo",
    "proposal-question", "zoning", "zoning-map", "settlement", "settlement-map", "settlement-csv",
    "open-calls", "open-call", "submission-find", "submission-begin", "submission", "submission-check",
    "submission-withdraw", "submission-question", "seat-answer", "seat-evaluation", "seat-certificate",
    "decision-letter", "junior-own", "supervisor-own",
    "certificate-checks", "certificate-check",
    "fhir-practitioner", "fhir-metadata", "fhir-slots", "fhir-schedules", "fhir-unknown",
    "fhir-requests", "fhir-request", "fhir-reports", "fhir-report", "fhir-report-version", "fhir-binary",
    "fhir-communications", "fhir-communication", "fhir-services", "fhir-questionnaire",
    "dicomweb-studies", "dicomweb-all-series", "dicomweb-all-instances", "dicomweb-study", "dicomweb-series-of-study",
    "dicomweb-instances-of-study", "dicomweb-study-metadata", "dicomweb-series", "dicomweb-instances-of-series",
    "dicomweb-series-metadata", "dicomweb-instance", "dicomweb-instance-metadata", "dicomweb-frames",
    "dicomweb-unknown",
    "scheduling-links", "scheduling-file", "api-root", "openapi-json", "api-site", "api-slots", "api-sessions",
    "api-appointments", "api-appointment", "api-webhooks", "api-webhook",
    "open-data", "open-data-dictionary", "open-data-file", "open-data-description",
}  # fmt: skip


def routes(patterns: list | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


def test_every_page_is_closed_unless_marked_open() -> None:
    found = {route.name for route in routes() if not getattr(route.callback, "login_required", True)}
    assert found - OPEN == set()
    assert len(list(routes())) > len(OPEN)


@pytest.mark.django_db
def test_closed_pages_ask_for_a_sign_in(client: Client) -> None:
    for page in ("/accueil", "/soignant/", "/lieu/", "/coordination/"):
        response = client.get(page)
        assert response.status_code == 302, page
        assert response.headers["Location"] == f"/connexion?next={page}"


@pytest.mark.django_db
def test_the_health_check_answers_for_any_host() -> None:
    response = Client(headers={"host": "10.1.2.3:8000"}).get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert Client().post("/healthz").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_the_health_check_fails_when_the_database_does_not_answer() -> None:
    connection.close()
    host = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        assert Client().get("/healthz").status_code == 503
    finally:
        connection.settings_dict["HOST"] = host
        connection.close()
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_every_response_has_the_security_headers(client: Client) -> None:
    headers = client.get("/connexion").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert client.get("/connexion", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_personal_pages_are_not_cached(client: Client) -> None:
    for page in (
        "/rendez-vous/nothing",
        "/compte/invitation/nothing",
        "/compte/mot-de-passe/nothing",
        "/mot-de-passe",
        "/connexion/lien/x",
    ):
        assert "no-store" in client.get(page).headers["Cache-Control"], page
    client.force_login(make.user("doctor"))
    assert "no-store" in client.get("/accueil").headers["Cache-Control"]


@pytest.mark.django_db
def test_cookies_cannot_be_read_by_scripts(client: Client) -> None:
    user = make.user()
    client.post("/connexion", {"username": user.email, "password": make.PASSWORD})
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] in ("Lax", "Strict")


def settings_with(**variables: str) -> dict[str, str]:
    """Return chosen settings of a new process with these variables."""
    script = (
        "import json; from maillage.site.config import settings as s;"
        "print(json.dumps({n: str(getattr(s, n, None)) for n in dir(s) if n.isupper()}))"
    )
    import json

    run = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **variables}, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


STARTING = """
import sys
from maillage.site.runtime import _set_up_django
_set_up_django()
for heavy in ({"pydicom", "pypdf"}, {"altair", "numba", "pyhanko", "vl_convert"}):
    print(sorted(heavy & set(sys.modules)))
    import maillage.site.config.urls
"""


def test_the_site_starts_without_what_few_pages_need(tmp_path: Path) -> None:
    """These modules took half of the time in which a process starts."""
    env = {**os.environ, "MAILLAGE_DATA_DIR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", STARTING], env=env, capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ["[]", "[]"]


def test_https_makes_cookies_secure_and_sets_hsts(tmp_path: Path) -> None:
    plain = settings_with(MAILLAGE_DATA_DIR=str(tmp_path))
    assert (plain["SESSION_COOKIE_SECURE"], plain["SECURE_HSTS_SECONDS"], plain["DEBUG"]) == ("False", "0", "False")
    secure = settings_with(MAILLAGE_DATA_DIR=str(tmp_path), MAILLAGE_HTTPS="1")
    assert secure["SESSION_COOKIE_NAME"] == "__Host-session"
    assert int(secure["SECURE_HSTS_SECONDS"]) >= 31536000
    assert secure["SECRET_KEY"] == plain["SECRET_KEY"]


def test_the_secret_is_created_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = environment.secret_key(folder)
    assert environment.secret_key(folder) == first
    assert len(first) >= 50
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_invalid_variables_give_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAILLAGE_DEBUG", "perhaps")
    with pytest.raises(MaillageError, match="neither yes nor no"):
        environment.flag("MAILLAGE_DEBUG", default=False)
    monkeypatch.setenv("MAILLAGE_SECRET_KEY", "short")
    with pytest.raises(MaillageError, match="too short"):
        environment.secret_key(tmp_path)
    monkeypatch.setenv("MAILLAGE_EMAIL_URL", "pigeon://host")
    with pytest.raises(MaillageError, match="smtp://"):
        environment.email_settings(tmp_path)


def test_a_mail_server_is_named_by_a_url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAILLAGE_EMAIL_URL", "smtp://ada:p%40ss@mail.example:2525")
    found = environment.email_settings(tmp_path)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_PASSWORD"]) == ("mail.example", 2525, "p@ss")
    assert found["EMAIL_USE_TLS"]


def test_the_history_has_the_author_and_not_the_url(client: Client) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory

    from maillage.site.config.middleware import History

    request = RequestFactory().post("/rendez-vous/a-secret-token")
    request.user = AnonymousUser()
    assert History(lambda _: None).get_context(request) == {"user": None}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/rendez-vous/secret/annuler", "/rendez-vous/…/annuler"),
        ("/compte/invitation/secret", "/compte/invitation/…"),
        ("/candidature/secret/verifier", "/candidature/…/verifier"),
        ("/proposition/secret/photos/3.jpg", "/proposition/…/photos/3.jpg"),
        ("/lieu/jour/secret", "/lieu/jour/…"),
        ("/compte/mot-de-passe/secret", "/compte/mot-de-passe/…"),
        ("/connexion/lien/secret", "/connexion/lien/…"),
        ("/reponse/secret/verifier", "/reponse/…/verifier"),
        ("/docteur-junior/secret", "/docteur-junior/…"),
        ("/maitre-de-stage/secret", "/maitre-de-stage/…"),
        ("/soignant/agenda/secret.ics", "/soignant/agenda/…"),
    ],
)
def test_the_secret_of_a_link_is_not_logged(path: str, kept: str) -> None:
    import logging

    from maillage.site.config.logs import WithoutLinks

    record = logging.makeLogRecord({"msg": "Internal Server Error: %s", "args": (path,)})
    assert WithoutLinks().filter(record)
    assert record.getMessage() == f"Internal Server Error: {kept}"
