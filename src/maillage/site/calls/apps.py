from importlib import import_module

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "maillage.site.calls"
    verbose_name = "Appels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Django know the tables of seats, reviews and posts."""
        for name in ("seat_models", "review_models", "post_models"):
            import_module(f"maillage.site.calls.{name}")
