"""The demonstration keeps one table: which of its steps are done."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registered among the site's apps so that its table is migrated with theirs."""

    name = "maillage.demo"
    label = "demo"
    verbose_name = "Démonstration"

    def ready(self) -> None:
        """Let the pages say that the people are invented once they are."""
        from maillage.demo.models import DemoStep
        from maillage.site.www import provenance

        provenance.INVENTIONS.append(DemoStep.objects.filter(name="people").exists)
