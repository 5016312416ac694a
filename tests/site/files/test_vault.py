"""Encrypted files: any range is read, nothing is in clear, what was changed is refused."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.site.files import sealed, vault
from maillage.site.files.models import StoredFile
from maillage.site.files.sealed import CHUNK, SEALED_CHUNK, Damaged

CONTENT = os.urandom(2 * CHUNK + 777)
KINDS = vault.Content(StoredFile.Kind.REPORT, "application/pdf", StoredFile.Scan.MADE_HERE)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None)
@given(st.integers(0, len(CONTENT) - 1), st.integers(0, len(CONTENT)))
def test_any_range_is_that_of_the_content(tmp_path_factory: pytest.TempPathFactory, start: int, length: int) -> None:
    path, key = tmp_path_factory.mktemp("v") / "f", sealed.new_key()
    path.write_bytes(b"".join(sealed.seal([CONTENT[:100], CONTENT[100:]], key, "a")))
    stop = min(len(CONTENT), start + length)
    assert b"".join(sealed.unseal(path, key, "a", start, stop, len(CONTENT))) == CONTENT[start:stop]


@pytest.mark.django_db
def test_what_is_kept_is_not_in_clear_and_a_changed_file_is_refused() -> None:
    file = vault.keep([b"Nom en clair " * 9000], KINDS, "request:1", None)
    path = vault.path_of(file.pk)
    kept = path.read_bytes()
    assert b"Nom en clair" not in kept
    assert vault.whole(file) == b"Nom en clair " * 9000
    swapped = kept[SEALED_CHUNK:] + kept[:SEALED_CHUNK]
    for wrong in (kept[:-1], kept[:SEALED_CHUNK], swapped, kept[:50] + bytes([kept[50] ^ 1]) + kept[51:]):
        path.write_bytes(wrong)
        with pytest.raises(Damaged):
            vault.whole(file)
