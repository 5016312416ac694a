"""Viruses in files that people send: ClamAV where it is set up; the EICAR test signature is refused everywhere."""

from __future__ import annotations

import socket
import struct

from django.conf import settings

from maillage.site.refusals import InvalidField, Refused

# In two pieces, so that an antivirus does not take this file itself away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PIECE = 2**16
PATIENCE_SECONDS = 20


def scan(content: bytes, field: str) -> bool:
    """Return whether an antivirus has read ``content``: False where none is set up (``MAILLAGE_CLAMAV``).

    Raises ``InvalidField`` on ``field`` for a virus or the test signature, ``Refused`` if the antivirus is silent.
    """
    if EICAR in content:
        raise _infected(field, "EICAR")
    if not settings.CLAMAV:
        return False
    try:
        said = _ask(settings.CLAMAV, content)
    except OSError as error:
        raise Refused("L’antivirus ne répond pas\u00a0: envoyez ce fichier de nouveau dans un moment.") from error
    if said.endswith("FOUND"):
        raise _infected(field, said.removeprefix("stream:").removesuffix("FOUND").strip())
    if not said.endswith("OK"):
        raise Refused("L’antivirus n’a pas pu lire ce fichier\u00a0: réduisez-le, ou envoyez-le de nouveau.")
    return True


def _infected(field: str, name: str) -> InvalidField:
    return InvalidField(
        field, f"Ce fichier contient un virus ({name})\u00a0: il n’est pas gardé. Vérifiez votre ordinateur."
    )


def _ask(address: str, content: bytes) -> str:
    """Send ``content`` to clamd ("host:port") by its command INSTREAM; return its answer."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            clamd.sendall(struct.pack("!L", len(piece)) + piece)
        clamd.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := clamd.recv(PIECE)):
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()
