from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "maillage.site.booking"
    verbose_name = "Rendez-vous"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals of sent or failed messages and of changed, moved or cancelled sessions."""
        from maillage.site.agenda.signals import giver_changed, session_cancelled, session_moved
        from maillage.site.booking import notices, services
        from maillage.site.messages import signals

        session_cancelled.connect(services.on_session_cancelled, dispatch_uid="booking")
        session_moved.connect(services.on_session_moved, dispatch_uid="booking")

        giver_changed.connect(notices.giver_changed, dispatch_uid="booking")
        signals.sent.connect(notices.note_sent, dispatch_uid="booking")
        signals.failed.connect(notices.note_failed, dispatch_uid="booking")
