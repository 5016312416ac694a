from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "maillage.site.calls"
    verbose_name = "Appels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Django know the tables of seats, reviews and posts."""
        from maillage.site.calls import post_models, review_models, seat_models  # noqa: F401
