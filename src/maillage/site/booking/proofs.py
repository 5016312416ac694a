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
    digest = hashlib.sha256(f"{key}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def solve(key: str) -> str:
    """Return the first number that proves work on the form with this key."""
    return next(str(number) for number in count() if proven(key, str(number)))
