from __future__ import annotations

from django.db import models


class Change(models.Model):
    """How many transactions have changed a family of tables, as a sum over rows (:mod:`.changes`).

    Each transaction adds a row of its own, so that writers never wait for each other; a trigger merges older rows.
    """

    family = models.CharField("famille", max_length=20)
    changes = models.PositiveBigIntegerField("changements")

    class Meta:
        verbose_name = "changement"

    def __str__(self) -> str:
        return f"{self.family} · {self.changes}"
