from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "maillage.site.agreements"
    verbose_name = "Conventions"
    default_auto_field = "django.db.models.BigAutoField"
