from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "maillage.site.duties"
    verbose_name = "Gardes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the answer to the question of the rules about rest."""
        from maillage.site.duties.rest import reason_of_rest
        from maillage.site.engagements.questions import answer_rest

        answer_rest(reason_of_rest)
