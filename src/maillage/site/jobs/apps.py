from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "maillage.site.jobs"
    verbose_name = "travaux"
