from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "maillage.site.messages"
    # Django's own application of that name, for what a page says once, has the label.
    label = "outbox"
    verbose_name = "boîte d’envoi"
