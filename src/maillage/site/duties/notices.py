"""Messages to the doctors of a rota, each posted once."""

from __future__ import annotations

from django.conf import settings
from django.utils.formats import date_format

from maillage.site.duties.models import Rota
from maillage.site.duties.problem import members_of
from maillage.site.locks import in_transaction
from maillage.site.messages import services as outbox

PAGE = "/gardes/miennes/"


@in_transaction
def ask_wishes(rota: Rota) -> int:
    """Ask every doctor of a rota for their wishes; return how many have an address."""
    until = date_format(rota.wishes_until, "l j F Y")
    return _tell(
        rota, "wishes", "Vos vœux de garde",
        f"Le tableau de garde «\u00a0{rota.name}\u00a0» se prépare. Dites, date par date, si vous pouvez être de "
        f"garde, avant la fin du {until}\u00a0:\n{settings.PUBLIC_ADDRESS}{PAGE}{rota.pk}",
    )  # fmt: skip


@in_transaction
def published(rota: Rota) -> int:
    """Tell every doctor of a rota that the duties are published; return how many have an address."""
    return _tell(
        rota, "published", "Vos gardes sont publiées",
        f"Les gardes «\u00a0{rota.name}\u00a0» sont publiées. Voici les vôtres, avec de quoi les échanger\u00a0:\n"
        f"{settings.PUBLIC_ADDRESS}{PAGE}",
    )  # fmt: skip


def _tell(rota: Rota, what: str, subject: str, text: str) -> int:
    told = 0
    for one in members_of(rota):
        address = one.professional.current_email
        if address:
            outbox.post(
                to=address, subject=subject, body=f"Bonjour,\n\n{text}\n", about=f"rota:{rota.pk}",
                key=f"rota:{rota.pk}:{what}:{one.professional_id}",
            )  # fmt: skip
            told += 1
    return told
