from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "maillage.site.engagements"
    verbose_name = "Engagements"
    default_auto_field = "django.db.models.BigAutoField"
