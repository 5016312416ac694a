"""The demonstration's Django app, with one table: the finished steps."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registered among the site's apps so that its table is migrated with theirs."""

    name = "maillage.demo"
    label = "demo"
    verbose_name = "Démonstration"

    def ready(self) -> None:
        """Register the notice that people are invented, and on a demonstration the accounts of the sign-in page."""
        from django.conf import settings

        from maillage.demo.models import DemoStep
        from maillage.site.www import provenance

        provenance.INVENTIONS.append(DemoStep.objects.filter(name="people").exists)
        if settings.DEMONSTRATION:
            from maillage.demo.sign_in import shown
            from maillage.site.accounts import showcase

            showcase.show(shown)
