"""The demonstration keeps one table: which of its steps are done."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registered among the site's apps so that its table is migrated with theirs."""

    name = "maillage.demo"
    label = "demo"
    verbose_name = "Démonstration"
