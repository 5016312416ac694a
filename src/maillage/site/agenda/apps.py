from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "maillage.site.agenda"
    verbose_name = "Agenda"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the answers to the questions of the directory and of the rules; hear of changes at places."""
        from maillage.site.agenda import answers, closing, warning
        from maillage.site.directory.questions import answer_at_work
        from maillage.site.directory.signals import opening_changed, place_handed_over, promise_changed
        from maillage.site.engagements.questions import answer_absences, answer_dates_given

        answer_at_work(answers.at_work)
        answer_dates_given(answers.dates_given)
        answer_absences(answers.absences)
        promise_changed.connect(warning.on_promise_changed, dispatch_uid="agenda")
        opening_changed.connect(warning.on_opening_changed, dispatch_uid="agenda")
        place_handed_over.connect(closing.on_place_handed_over, dispatch_uid="agenda")
