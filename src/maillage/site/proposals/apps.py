from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "maillage.site.proposals"
    verbose_name = "Propositions de lieux"
    default_auto_field = "django.db.models.BigAutoField"
