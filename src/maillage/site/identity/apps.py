from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "maillage.site.identity"
    verbose_name = "Identité du site"
    default_auto_field = "django.db.models.BigAutoField"
