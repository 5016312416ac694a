from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "maillage.site.calls"
    verbose_name = "Appels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Django know the tables of seats."""
        from maillage.site.calls import seat_models as _  # noqa: F401
