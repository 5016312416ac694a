"""What never reaches a log: the secret part of a link, to an appointment, a password, an invitation or a sign-in."""

from __future__ import annotations

import logging
import re

LINK = re.compile(r"(/rendez-vous/|/compte/(?:mot-de-passe|invitation)/|/connexion/lien/)[^\s/?'\"]+")


class WithoutLinks(logging.Filter):
    """Cuts the link's secret out of every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if LINK.search(text):
            record.msg, record.args = LINK.sub(r"\1…", text), ()
        return True
