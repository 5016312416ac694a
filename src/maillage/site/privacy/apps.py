from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "maillage.site.privacy"
    verbose_name = "Protection des données"
    default_auto_field = "django.db.models.BigAutoField"
