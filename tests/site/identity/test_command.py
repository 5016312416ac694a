"""``maillage site identity``: shows the identity of the site, changes it, refuses invalid values."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from maillage.cli.site import app
from maillage.errors import MaillageError
from maillage.site import runtime
from maillage.site.identity import services
from maillage.site.identity.models import SiteIdentity
from maillage.site.identity.services import IdentityData

pytestmark = pytest.mark.django_db
PHONE = "05 65 00 00 12"


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    """Run ``maillage site identity`` on the test database; return its output by field."""
    monkeypatch.setattr(runtime, "open_site", lambda *_, **__: None)

    def run(*options: str) -> dict[str, str]:
        done = CliRunner().invoke(app, ["identity", *options], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        lines = (line.partition(" ") for line in done.output.splitlines())
        return {field: text.strip() for field, _, text in lines}

    return run


def test_without_options_it_shows_the_identity(identity: Callable[..., dict[str, str]]) -> None:
    assert identity() == {"name": "Maillage", "agency": "", "email": "", "phone": "", "hours": ""}
    assert not SiteIdentity.objects.exists()


def test_it_changes_only_the_given_fields(identity: Callable[..., dict[str, str]]) -> None:
    identity("--name", "Accès 12", "--phone", PHONE)
    said = identity("--hours", "le matin", "--email", "Contact@Example.org")
    assert said == {
        "name": "Accès 12", "agency": "", "email": "contact@example.org", "phone": PHONE, "hours": "le matin",
    }  # fmt: skip
    assert identity("--phone", "")["phone"] == ""
    assert services.current() == IdentityData(name="Accès 12", email="contact@example.org", hours="le matin")


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--phone", "05 65", "05 65.*pas complet.*Nothing was changed. Write all its digits \\(--phone"),
        ("--email", "personne", "Nothing was changed. Write it whole \\(--email"),
        ("--name", " ", "Donnez un nom.*Nothing was changed. Give another text"),
    ],
)
def test_an_invalid_field_is_refused_with_the_expected_format(
    identity: Callable[..., dict[str, str]], option: str, value: str, says: str
) -> None:
    identity("--name", "Accès 12", "--phone", PHONE)
    with pytest.raises(MaillageError, match=f"^{option}: .*{says}"):
        identity("--agency", "Agence", option, value)
    assert services.current() == IdentityData(name="Accès 12", phone=PHONE)
