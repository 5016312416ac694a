"""How visitors reach the people responsible for the site, as pages print it."""

from __future__ import annotations

from functools import lru_cache

from maillage.site.identity import services
from maillage.site.telephones import dialled


def phone() -> dict[str, str] | None:
    """Return the telephone of the site as written and as dialled, and its hours; see :func:`phone_of`."""
    return phone_of(services.current())


def phone_of(found: services.IdentityData) -> dict[str, str] | None:
    """Return the telephone of an identity, with its hours ("" if not given); None without a number."""
    if not found.phone:
        return None
    return {
        "written": found.phone.replace(" ", "\u00a0"),
        "dialled": _dialled(found.phone),
        "hours": found.hours,
    }


@lru_cache(maxsize=4)
def _dialled(phone: str) -> str:
    return dialled(phone) or phone.replace(" ", "")
