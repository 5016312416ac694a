from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "maillage.site.webhooks"
    verbose_name = "Avertissements de logiciels"
    default_auto_field = "django.db.models.BigAutoField"
