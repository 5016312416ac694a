from django.apps import AppConfig

from maillage.site.accounts import questions


class DirectoryConfig(AppConfig):
    name = "maillage.site.directory"
    verbose_name = "Annuaire"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models cannot be imported earlier.
        from maillage.site.directory import answers

        questions.register(answers.DirectoryOfProfessionals())
        questions.invitations_forgotten.connect(answers.forget_invited)
