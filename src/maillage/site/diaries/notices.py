"""The message to those who keep a place when a carer opens hours there."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from maillage.site.agenda.place_notices import keepers_of
from maillage.site.diaries.models import DiaryRule
from maillage.site.messages import services as outbox
from maillage.site.messages.signature import sender


def opened_by_carer(rule: DiaryRule) -> None:
    """Tell those who keep the place of a new rule, in the transaction that writes it."""
    place = rule.diary.place
    days = f"le {date_format(rule.first, 'l')} de {rule.starts:%H:%M} à {rule.ends:%H:%M}, {rule.room.name}"
    for keeper in keepers_of(place.organisation):
        if keeper.pk != rule.professional.user_id:
            outbox.post(
                to=keeper.email,
                subject=f"{sender().name}\u00a0: des heures s’ouvrent à {place.name}",
                body=f"Bonjour,\n\n{rule.professional} ouvre des heures à {place.name}\u00a0: {days}, à partir du "
                f"{date_format(rule.first, 'j F Y')}.\n\nVous pouvez les changer ou y mettre fin\u00a0:\n"
                f"{settings.PUBLIC_ADDRESS}{reverse('diary')}\n",
                about=f"diary:{rule.pk}",
                key=f"diary:{rule.pk}:opened:{keeper.pk}",
            )
