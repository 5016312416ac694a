from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "maillage.site.observatory"
    verbose_name = "Observatoire"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the answers to the rules' questions, and compute effects after a publication."""
        from maillage.site.agenda.signals import programme_published
        from maillage.site.engagements.questions import answer_designated
        from maillage.site.observatory import background, workbench, zones
        from maillage.site.plans.questions import answer_measured

        answer_designated(zones.designated)
        answer_measured(workbench.measured)
        programme_published.connect(background.on_publication, dispatch_uid="observatory.effects")
