from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "maillage.site.accounts"
    verbose_name = "Comptes"
    default_auto_field = "django.db.models.BigAutoField"
