from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "maillage.site.booking"
    verbose_name = "Rendez-vous"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear what becomes of messages to patients."""
        from maillage.site.booking import notices
        from maillage.site.messages import signals

        signals.sent.connect(notices.note_sent, dispatch_uid="booking")
        signals.failed.connect(notices.note_failed, dispatch_uid="booking")
