from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "maillage.site.identity"
    verbose_name = "Identité du site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sign messages with the identity of the site."""
        # Models cannot be imported earlier.
        from maillage.site.identity import services
        from maillage.site.messages.signature import answer_sender

        answer_sender(services.sender)
