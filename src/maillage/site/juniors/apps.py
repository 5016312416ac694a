from django.apps import AppConfig


class JuniorsConfig(AppConfig):
    name = "maillage.site.juniors"
    verbose_name = "Docteurs juniors"
    default_auto_field = "django.db.models.BigAutoField"
