from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "maillage.site.centres"
    verbose_name = "Centres de santé salariés"
    default_auto_field = "django.db.models.BigAutoField"
