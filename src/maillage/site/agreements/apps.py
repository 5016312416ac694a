from importlib import import_module

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "maillage.site.agreements"
    verbose_name = "Conventions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Django know the tables of closed months, of means and of groups."""
        import_module("maillage.site.agreements.closing_models")
        import_module("maillage.site.agreements.means_models")
        import_module("maillage.site.agreements.group_models")
