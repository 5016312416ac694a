"""Questionnaires that people answer without an account: one question a page, saved each time, resumable by a link.

The link is signed with the site's secret and not stored: it can be computed again from the key of a row, so that every
message contains it; the database alone is not enough to compute it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from maillage.site.refusals import InvalidField

Row = TypeVar("Row")
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Question(Generic[Row]):
    """A question: its code, the function that stores its answer in a row, and whether a row has an answer."""

    code: str
    put: Callable[[Row, Values], None]
    answered: Callable[[Row], bool]


def first_open(asked: Iterable[Question[Row]], row: Row) -> Question[Row] | None:
    """Return the first question without an answer; None if all are answered."""
    return next((one for one in asked if not one.answered(row)), None)


def kept_email(text: str) -> str:
    """Return an address as stored. Raises ``InvalidField``."""
    clean = text.strip().lower()
    try:
        validate_email(clean)
    except ValidationError as error:
        raise InvalidField(
            "email", "Donnez votre adresse électronique entière, par exemple prenom@exemple.fr."
        ) from error
    return clean


def kept_name(values: Values, field: str, otherwise: str, longest: int = 100) -> str:
    """Return a name as stored. Raises ``InvalidField`` saying ``otherwise`` for one without letters."""
    clean = " ".join(str(values.get(field, "")).split())
    if not any(letter.isalpha() for letter in clean) or not clean.isprintable() or len(clean) > longest:
        raise InvalidField(field, otherwise)
    return clean


def kept_text(values: Values, field: str, longest: int) -> str:
    """Return a text of some lines as stored. Raises ``InvalidField`` for one that is too long."""
    clean = "\n".join(line.strip() for line in str(values.get(field, "")).strip().splitlines())
    if len(clean) > longest:
        raise InvalidField(field, f"C’est trop long\u00a0: {longest} signes au plus.")
    return clean


def kept_reason(text: str, otherwise: str) -> str:
    """Return the reason of an answer as stored. Raises ``InvalidField`` saying ``otherwise`` for under ten signs."""
    clean = " ".join(text.split())[:500]
    if len(clean) < 10:
        raise InvalidField("reason", f"{otherwise}\u00a0: la personne la lira.")
    return clean


@dataclass(frozen=True)
class Links:
    """The links of the rows of one kind; links of another kind do not open them."""

    kind: str

    def token_of(self, key: UUID) -> str:
        """Return the secret part of the link of the row with this key."""
        return base64.urlsafe_b64encode(key.bytes + self._signature(key)).decode("ascii").rstrip("=")

    def key_of(self, token: str) -> UUID | None:
        """Return the key of the row that a link names; None if this site has not signed it."""
        try:
            data = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError:
            return None
        if len(data) != 32:
            return None
        key = UUID(bytes=data[:16])
        return key if hmac.compare_digest(data[16:], self._signature(key)) else None

    def _signature(self, key: UUID) -> bytes:
        return hmac.new(settings.SECRET_KEY.encode(), f"{self.kind}:{key}".encode(), hashlib.sha256).digest()[:16]
