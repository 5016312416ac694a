"""``multipart/related`` bodies (RFC 2387), as DICOMweb stores and retrieves by them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator

from maillage.site.fhir.outcome import Refusal

BOUNDARY = re.compile(r'boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,200})"?')
"""At most 70 signs by RFC 2046; Orthanc sends 73."""
MOST_PARTS = 500


def parts_of(body: bytes, content_type: str, wanted: str) -> list[bytes]:
    """Return the contents of the parts of a body. Raises ``Refusal`` for a body that is none, or of another type."""
    found = BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/related") or found is None:
        raise Refusal(415, "not-supported", f'Send multipart/related; type="{wanted}"; boundary=...')
    mark = b"--" + found[1].strip().encode()
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise Refusal(400, "structure", "The body does not end with its boundary: send it again.")
    if len(pieces) > MOST_PARTS + 2:
        raise Refusal(413, "too-costly", f"At most {MOST_PARTS} instances in one request.")
    return [_content(piece, wanted) for piece in pieces[1:-1]]


def _content(piece: bytes, wanted: str) -> bytes:
    head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    told = re.search(rb"(?im)^content-type:\s*([^\s;]+)", head)
    if told is not None and told[1].decode("latin-1").lower() != wanted:
        raise Refusal(415, "not-supported", f"Each part is {wanted}.")
    return content


def written(parts: Iterable[Iterable[bytes]], media_type: str) -> tuple[str, Iterator[bytes]]:
    """Return the type and the body of an answer of several parts, each given in pieces."""
    mark = f"maillage-{secrets.token_hex(16)}"

    def body() -> Iterator[bytes]:
        for part in parts:
            yield f"--{mark}\r\nContent-Type: {media_type}\r\n\r\n".encode()
            yield from part
            yield b"\r\n"
        yield f"--{mark}--\r\n".encode()

    return f'multipart/related; type="{media_type}"; boundary={mark}', body()
