"""Messages to the parties of an agreement, posted in the transaction of the change that they tell."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from maillage.site.accounts.models import Membership, Organisation
from maillage.site.accounts.rights import RIGHTS, Act, Reach, Record, reach_of
from maillage.site.agreements.models import AgreementVersion
from maillage.site.messages import services as outbox
from maillage.site.messages.signature import sender

DESKS = frozenset(role for role in RIGHTS if reach_of(role, Record.AGREEMENT, Act.CHANGE) is Reach.ORGANISATION)
"""Roles that answer for their organisation."""


def tell(version: AgreementVersion, organisations: Iterable[Organisation], what: str, text: str) -> int:
    """Write to those who answer for these organisations; ``what`` names the event. Return how many."""
    rows = Membership.objects.filter(organisation__in=list(organisations), role__in=DESKS, user__is_active=True)
    people = {row.user_id: row.user for row in rows.select_related("user")}
    page = f"{settings.PUBLIC_ADDRESS}{reverse('own-agreement', args=[version.agreement_id])}"
    about = f"agreement:{version.agreement_id}"
    for user in people.values():
        outbox.post(
            to=user.email,
            subject=f"{sender().name}\u00a0: convention {version.agreement.name}",
            body=f"Bonjour,\n\n{text}\n\nPour la lire et répondre\u00a0:\n{page}\n",
            about=about,
            key=f"{about}:{version.number}:{version.round}:{what}:{user.pk}",
        )
    return len(people)
