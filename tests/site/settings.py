"""The site's settings, stricter: an undefined template variable is an error."""

from __future__ import annotations

from maillage.site.config.settings import *  # noqa: F403
from maillage.site.config.settings import STATIC_ROOT, TEMPLATES


class UndefinedVariable(str):
    """Raises an error where Django would print nothing."""

    __slots__ = ()

    def __mod__(self, missing: object) -> str:
        raise AssertionError(f"undefined template variable: {missing}")

    def __contains__(self, _: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("undefined")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
