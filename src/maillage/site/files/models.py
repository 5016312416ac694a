from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """An encrypted file of the data folder: its kind, its size, the digest of its content, its sealed key.

    ``holder`` names the row that it belongs to (``request:12``). The name that its sender gave is not kept: it may name
    a person. ``removed`` lists what was taken out when it came in, without the values.
    """

    class Kind(models.TextChoices):
        EEG = "eeg", "EEG (EDF ou BDF)"
        DICOM = "dicom", "image DICOM"
        PDF = "pdf", "document PDF"
        PICTURE = "picture", "photo"
        REPORT = "report", "compte rendu"

    class Scan(models.TextChoices):
        CLEAN = "clean", "analysé, sans virus"
        NOT_SCANNED = "not_scanned", "non analysé"
        MADE_HERE = "made_here", "produit par le site"

    id = models.UUIDField("clé", primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.CharField("appartient à", max_length=40, db_index=True)
    kind = models.CharField("nature", max_length=10, choices=Kind)
    media_type = models.CharField("type", max_length=60)
    bytes = models.PositiveBigIntegerField("taille (octets)")
    sha256 = models.CharField("empreinte", max_length=64)
    key = models.TextField("clé chiffrée")
    scan = models.CharField("analyse", max_length=12, choices=Scan)
    removed = models.JSONField("retiré à l’entrée", default=list)
    facts = models.JSONField("caractéristiques", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par")
    at = models.DateTimeField("reçu le", auto_now_add=True)

    if TYPE_CHECKING:  # made by Django
        by_id: int | None

    class Meta:
        verbose_name = "fichier"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(holder=""), name="file_has_holder")]

    def __str__(self) -> str:
        return f"{self.holder} · {self.kind}"
