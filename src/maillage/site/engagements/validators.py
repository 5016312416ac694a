from __future__ import annotations

from django.core.exceptions import ValidationError

from maillage.schemes import SCHEMES


def validate_scheme(code: str) -> None:
    """Refuse a scheme that has no file in ``maillage.schemes``."""
    if code not in SCHEMES:
        raise ValidationError("Dispositif inconnu : %(code)s.", params={"code": code})
