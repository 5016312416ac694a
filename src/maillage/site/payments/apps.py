from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "maillage.site.payments"
    verbose_name = "Indemnités"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals of a held session."""
        from maillage.site.agenda.signals import session_held, session_unheld
        from maillage.site.payments import services

        session_held.connect(services.on_session_held, dispatch_uid="payments")
        session_unheld.connect(services.on_session_unheld, dispatch_uid="payments")
