from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "maillage.site.directory"
    verbose_name = "Annuaire"
    default_auto_field = "django.db.models.BigAutoField"
