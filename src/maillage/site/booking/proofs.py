"""A proof of work on a form: the reader's browser finds a number whose digest with the form's key begins with zeros.

It costs a browser a second, once for each form, while its reader types; a robot that sends thousands of forms pays it
each time. No person is shut out: a form without a proof is accepted after a longer time (:mod:`.pace`).
"""

from __future__ import annotations

import hashlib
from itertools import count

BITS = 14
"""Zeros at the beginning of the digest: some 16,000 tries on average."""
LONGEST = 20


def proven(key: str, proof: str) -> bool:
    """Return whether ``proof`` is a number that proves work on the form with this key."""
    if not proof.isascii() or not proof.isdigit() or len(proof) > LONGEST:
        return False
    return _begins_with_zeros(hashlib.sha256(f"{key}:{proof}".encode()).digest())


def solve(key: str) -> str:
    """Return the first number that proves work on the form with this key."""
    begun = hashlib.sha256(f"{key}:".encode())

    def digest(number: int) -> bytes:
        tried = begun.copy()  # the key is the same for all numbers
        tried.update(b"%d" % number)
        return tried.digest()

    return next(str(number) for number in count() if _begins_with_zeros(digest(number)))


def _begins_with_zeros(digest: bytes) -> bool:
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0
