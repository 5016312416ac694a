from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "maillage.site.duties"
    verbose_name = "Gardes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the answers about rest, and about who is on duty."""
        from maillage.site.duties.present import on_duty, platforms_of, readers_of
        from maillage.site.duties.rest import reason_of_rest
        from maillage.site.engagements.questions import answer_rest
        from maillage.site.expertise.questions import answer_on_duty, answer_platforms

        answer_rest(reason_of_rest)
        answer_on_duty(on_duty)
        answer_platforms(platforms_of, readers_of)
