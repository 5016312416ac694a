"""How people reach somebody: the number printed on the pages."""

from __future__ import annotations

from django.conf import settings

FICTIONAL = "05 36 49 00 00"
"""From the range the numbering authority keeps for fiction: it rings nowhere."""


def phone() -> dict[str, str]:
    """The number as written and as dialled."""
    written: str = getattr(settings, "MAILLAGE_PHONE", FICTIONAL)
    return {"written": written.replace(" ", "\u00a0"), "dialled": "+33" + written.replace(" ", "")[1:]}
