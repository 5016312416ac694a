"""Record of the finished steps of the demonstration, written in the same transaction as their results."""

from __future__ import annotations

from django.db import models


class DemoStep(models.Model):
    """One finished step, for one region, with the figures it gave."""

    name = models.CharField(max_length=40, primary_key=True)
    region = models.CharField(max_length=3)
    figures = models.JSONField(default=dict)
    finished_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.region})"
