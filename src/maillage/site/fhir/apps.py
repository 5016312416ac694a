from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "maillage.site.fhir"
    verbose_name = "Interface de la régulation"
    default_auto_field = "django.db.models.BigAutoField"
