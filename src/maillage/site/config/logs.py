"""What never reaches a log: the secret part of an appointment's link."""

from __future__ import annotations

import logging
import re

LINK = re.compile(r"(/rendez-vous/)[^\s/?'\"]+")


class WithoutLinks(logging.Filter):
    """Cuts the link's secret out of every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "/rendez-vous/" in text:
            record.msg, record.args = LINK.sub(r"\1…", text), ()
        return True
