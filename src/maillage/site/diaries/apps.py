from django.apps import AppConfig


class DiariesConfig(AppConfig):
    name = "maillage.site.diaries"
    verbose_name = "Agendas"
    default_auto_field = "django.db.models.BigAutoField"
