from django.apps import AppConfig


class RemoteConfig(AppConfig):
    name = "maillage.site.remote"
    verbose_name = "Consultations à distance"
    default_auto_field = "django.db.models.BigAutoField"
