"""The process that takes images from machines: alone, or beside the one that answers pages and with its end."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from maillage.site.runtime import open_site

DATABASE_SECONDS = 30.0


def listen(data_dir: Path | None, host: str, port: int, *, say: Callable[[str], object], tied: bool = False) -> None:
    """Open the site and listen until SIGTERM or Ctrl-C. Raises ``MaillageError`` for a port that cannot be used.

    With ``tied``, it also ends when its standard input is closed, that is when its parent process is gone.
    """
    server = open_site(data_dir, patience=DATABASE_SECONDS)
    from django.conf import settings

    from maillage.site.imaging.listening import Listener

    ended = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, leave)
        listener = Listener(host, port, settings.DICOM)
        say(f"DICOM machines reach {settings.DICOM['title']} on {host}, port {listener.port} (Ctrl-C to stop).")
        if tied:
            threading.Thread(target=lambda: os.read(sys.stdin.fileno(), 1) or ended.set(), daemon=True).start()
        ended.wait()
        listener.stop()
    finally:
        if server is not None:
            server.stop()


if __name__ == "__main__":
    listen(None, sys.argv[1], int(sys.argv[2]), say=lambda _: None, tied=True)
