from django.apps import AppConfig


class ImagingConfig(AppConfig):
    name = "maillage.site.imaging"
    verbose_name = "Machines des établissements"
    default_auto_field = "django.db.models.BigAutoField"
