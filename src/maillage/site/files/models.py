from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from maillage.site.files import invariants


class StoredFile(models.Model):
    """An encrypted file of the data folder: its kind, its size, the digest of its content, its sealed key.

    ``holder`` names the row that it belongs to (``request:12``). The name that its sender gave is not kept: it may name
    a person. ``removed`` lists what was taken out when it came in, without the values. A file whose key is empty is
    destroyed: nobody can read it any more, its row says that it was there.
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
    key = models.TextField("clé chiffrée", blank=True)
    scan = models.CharField("analyse", max_length=12, choices=Scan)
    removed = models.JSONField("retiré à l’entrée", default=list)
    facts = models.JSONField("caractéristiques", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par")
    at = models.DateTimeField("reçu le", auto_now_add=True)

    if TYPE_CHECKING:  # made by Django
        by_id: int | None

        def get_kind_display(self) -> str: ...
        def get_scan_display(self) -> str: ...

    class Meta:
        verbose_name = "fichier"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(holder=""), name="file_has_holder")]
        triggers = [invariants.content_never_changes()]

    def __str__(self) -> str:
        return f"{self.holder} · {self.kind}"


class Upload(models.Model):
    """A file that is being received in pieces: how much of it is there, and the sealed key of what is there.

    ``stored`` is the size on disk of the encrypted pieces that count: what a broken request left beyond is cut off.
    Nothing of the file's name is kept.
    """

    id = models.UUIDField("clé", primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.CharField("appartient à", max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="par")
    length = models.PositiveBigIntegerField("taille annoncée (octets)")
    offset = models.PositiveBigIntegerField("reçu (octets)", default=0)
    stored = models.PositiveBigIntegerField("gardé sur disque (octets)", default=0)
    key = models.TextField("clé chiffrée")
    at = models.DateTimeField("commencé le", auto_now_add=True)

    if TYPE_CHECKING:  # made by Django
        by_id: int

    class Meta:
        verbose_name = "envoi en cours"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(length__gt=0, offset__lte=F("length")), name="upload_within_length"),
        ]
        triggers = [invariants.upload_only_grows()]

    def __str__(self) -> str:
        return f"{self.holder} · {self.offset}/{self.length}"
