"""A new master key: everything sealed is sealed again while it is in use, and the old key can go."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import DatabaseError, models, transaction

from maillage.site import resealing, sealing
from maillage.site.expertise import attachments, reading
from maillage.site.expertise.models import Answer
from maillage.site.files import uploads, vault
from tests.site.expertise import cases
from tests.site.files import recordings

pytestmark = pytest.mark.django_db


def test_everything_opens_with_the_new_key_alone(settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    ward = cases.ward()
    row, content = cases.draft(ward), recordings.edf(seconds=2)
    file = attachments.add_whole(row, [content], len(content), ward.requester)
    kept = vault.whole(file)
    begun = uploads.append(uploads.begin(row.holder, 10, ward.requester), 0, b"12345")
    reading.ask_more(cases.taken(ward), "Dort-il ?", ward.readers[0])
    answer = cases.answered(ward)
    factor = Authenticator.objects.create(user=ward.head, type="totp", data={"secret": sealing.seal("S")})
    settings.ENCRYPTION_KEYS = [new, old]
    counts = resealing.reseal()
    assert counts["files.StoredFile"] == 2  # the recording and the report of the answer
    assert counts["expertise.Answer"] == counts["expertise.RequestNote"] == counts["files.Upload"] == 1
    settings.ENCRYPTION_KEYS = [new]
    file.refresh_from_db()
    begun.refresh_from_db()
    factor.refresh_from_db()
    answer = Answer.objects.get(pk=answer.pk)
    assert vault.whole(file) == kept
    assert b"".join(uploads.pieces(begun)) == b"12345"
    assert sealing.unseal(factor.data["secret"]) == "S"
    assert "Pointes centrales" in sealing.unseal(answer.sealed)
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(sealed="other")


def test_every_sealed_column_is_listed() -> None:
    named = {(column.model, column.name) for column in resealing.columns()}
    found = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.TextField)
        if any(word in str(field.verbose_name) for word in ("chiffré", "scellé"))
    }  # fmt: skip
    assert found <= named
    assert len(found) >= 8
