from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "maillage.site.messages"
    # ``django.contrib.messages``, the notices shown once on a page, already has the label "messages".
    label = "outbox"
    verbose_name = "boîte d’envoi"
