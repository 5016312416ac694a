"""What is medical in a request: checked against the fields of its pathway, encrypted, compared by digest only."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from maillage.site import sealing
from maillage.site.expertise.pathways import Field
from maillage.site.refusals import InvalidField
from maillage.site.texts import visible

LONGEST_TEXT = 4000
LONGEST_NUMBER = 40


def sealed(value: Any) -> str:
    """Encrypt what JSON can hold."""
    return sealing.seal(json.dumps(value, ensure_ascii=False))


def unsealed(text: str) -> Any:
    """Return what was encrypted. Raises ``sealing.Unreadable`` for a key that the site does not have."""
    return json.loads(sealing.unseal(text))


def checked(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of these fields as stored. Raises ``InvalidField`` for the first that is missing or unknown."""
    return {field.code: _checked(field, values.get(field.code)) for field in fields}


def number(field: str, text: str, missing: str) -> str:
    """Return the number of an examination or a patient as stored. Raises ``InvalidField``."""
    clean = "".join(visible(text).split()).upper()
    if not clean or len(clean) > LONGEST_NUMBER or not any(sign.isdigit() for sign in clean):
        raise InvalidField(field, missing)
    return clean


def digest(kind: str, organisation: int, clean: str) -> bytes:
    """Return the keyed digest of a number: the same for the same house and number, and nothing else can be told."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{organisation}:{clean}".encode(), hashlib.sha256).digest()


def _checked(field: Field, value: Any) -> Any:
    codes = {code for code, _ in field.choices}
    if field.kind == "several":
        found = [code for code in value or () if code in codes]
        if field.required and not found:
            raise InvalidField(field.code, f"{field.label}\u00a0: cochez au moins une case.")
        return found
    if value in (None, ""):
        if field.required:
            raise InvalidField(field.code, f"{field.label}\u00a0: il manque la réponse.")
        return ""
    if field.kind == "choice" and value not in codes:
        raise InvalidField(field.code, f"{field.label}\u00a0: choisissez dans la liste.")
    if field.kind == "count" and not (isinstance(value, int) and field.least <= value <= field.most):
        raise InvalidField(field.code, f"{field.label}\u00a0: donnez un nombre de {field.least} à {field.most}.")
    if field.kind == "text":
        return _text(field, str(value))
    return value


def _text(field: Field, value: str) -> str:
    clean = "\n".join(line.strip() for line in visible(value).strip().splitlines())
    if len(clean) > LONGEST_TEXT:
        raise InvalidField(field.code, f"{field.label}\u00a0: c’est trop long, {LONGEST_TEXT} signes au plus.")
    return clean
