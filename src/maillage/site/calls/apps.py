from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "maillage.site.calls"
    verbose_name = "Appels"
    default_auto_field = "django.db.models.BigAutoField"
