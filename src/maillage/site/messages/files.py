"""Messages as files of the data folder, if no mail server is configured; only the owner can read them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.mail.backends import filebased


class PrivateFiles(filebased.EmailBackend):
    """Mail backend that writes one file of mode 0600 per connection, in a folder of mode 0700."""

    stream: Any  # The type stubs say text, as for the console backend; this one takes bytes.
    if TYPE_CHECKING:
        # Django's method that names the next free file; missing in the type stubs.
        def _get_filename(self) -> str: ...

    def __init__(self, *args: Any, file_path: str | None = None, **kwargs: Any) -> None:
        from django.conf import settings

        folder = Path(file_path or settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
        super().__init__(*args, file_path=str(folder), **kwargs)

    def open(self) -> bool:
        """Create the file with its mode before anything is written; return False if it is already open."""
        if self.stream is not None:
            return False
        descriptor = os.open(self._get_filename(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.stream = os.fdopen(descriptor, "ab")
        return True
