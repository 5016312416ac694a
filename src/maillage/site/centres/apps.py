from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "maillage.site.centres"
    verbose_name = "Centres de santé salariés"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the answer about who is on a round of visits."""
        from maillage.site.centres.on_the_round import rounds_of
        from maillage.site.engagements.questions import answer_elsewhere

        answer_elsewhere(rounds_of)
