from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

ONLY = 1


@pghistory.track()
class SiteIdentity(models.Model):
    """What the pages say about the site: one row at most. Empty fields are not shown.

    ``agency`` is responsible for the site and its personal data; ``hours`` is when the telephone is answered.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField("nom du site", max_length=60, default="Maillage")
    agency = models.CharField("organisme responsable", max_length=200, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    hours = models.CharField("heures d’appel", max_length=100, blank=True)

    class Meta:
        verbose_name = "identité du site"
        constraints = [
            models.CheckConstraint(condition=Q(id=ONLY), name="identity_one_row"),
            models.CheckConstraint(condition=~Q(name=""), name="identity_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
