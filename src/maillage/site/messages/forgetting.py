"""Deletion of messages: texts of failed messages after a week, all rows and message files after a month."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from maillage.site.messages.models import Message

FAILED_KEPT = timedelta(days=7)
ROWS_KEPT = FILES_KEPT = timedelta(days=30)


def forget(now: datetime) -> int:
    """Delete texts and addresses of failed messages, then rows and files; return the number of deleted rows."""
    failed = Message.objects.filter(state=Message.State.FAILED).exclude(body="")
    failed.filter(Q(ended_at__lt=now - FAILED_KEPT) | Q(useless_after__lt=now)).update(to="", subject="", body="")
    _forget_files(now)
    return Message.objects.filter(ended_at__lt=now - ROWS_KEPT).delete()[0]


def _forget_files(now: datetime) -> None:
    """Delete old message files: without a mail server, messages are files that name patients too."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "-")
    if folder.is_dir():
        for message in folder.glob("*.log"):
            if message.stat().st_mtime < (now - FILES_KEPT).timestamp():
                message.unlink(missing_ok=True)
