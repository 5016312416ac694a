from django.apps import AppConfig


class GeographyConfig(AppConfig):
    name = "maillage.site.geography"
    verbose_name = "Géographie"
    default_auto_field = "django.db.models.BigAutoField"
