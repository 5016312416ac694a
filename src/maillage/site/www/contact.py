"""How people reach who answers for the site: what the pages print, where it is known."""

from __future__ import annotations

from maillage.site.identity import services
from maillage.site.telephones import dialled


def phone() -> dict[str, str] | None:
    """The number as written and as dialled, and when it is answered ("" where that is not said); None without one."""
    found = services.current()
    if not found.phone:
        return None
    return {
        "written": found.phone.replace(" ", "\u00a0"),
        "dialled": dialled(found.phone) or found.phone.replace(" ", ""),
        "hours": found.hours,
    }
