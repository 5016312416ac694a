"""Messages to those who propose a place, each posted in the transaction of the change it tells."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from maillage.site.messages import services as outbox
from maillage.site.messages.signature import sender
from maillage.site.proposals.models import PlaceProposal
from maillage.site.questionnaires import Links

ABOUT = "proposal"
LINKS = Links("proposal")


def link_of(row: PlaceProposal) -> str:
    """Return the address of a proposal on the public site."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('proposal', args=[LINKS.token_of(row.key)])}"


def begun(row: PlaceProposal, *, again: str = "") -> None:
    """Send the link to continue a proposal; ``again`` distinguishes repeated requests."""
    _post(
        row,
        f"link{again}",
        "le lieu que vous proposez",
        "Bonjour,\n\nVos réponses sur le lieu que vous proposez sont enregistrées au fur et à mesure. Pour les "
        f"reprendre, les suivre ou les retirer, ouvrez ce lien\u00a0:\n{link_of(row)}\n\n"
        "Gardez-le\u00a0: il est le seul à les ouvrir. Si vous n’avez rien demandé, ne faites rien\u00a0: une "
        "proposition laissée trente jours est effacée.\n",
    )


def sent(row: PlaceProposal) -> None:
    """Confirm that the proposal was received, and say what follows."""
    _tell(
        row,
        f"sent-{row.sent_at:%Y%m%d%H%M%S}",
        "votre proposition est envoyée",
        f"Merci. Vous proposez {row.place_name}. La coordination vous appelle pour convenir d’une visite.",
    )


def visit_set(row: PlaceProposal) -> None:
    """Tell the day of the visit and who comes."""
    assert row.visit_on is not None
    _tell(
        row,
        f"visit-{row.visit_on.isoformat()}-{row.visitor}",
        "la visite de votre lieu",
        f"{row.visitor} vient voir {row.place_name} le {date_format(row.visit_on, 'l j F Y')}. Si ce jour ne convient "
        "pas, appelez la coordination.",
    )


def returned(row: PlaceProposal) -> None:
    """Tell what is missing, with the link that completes the proposal."""
    _tell(
        row,
        f"returned-{row.saved_at:%Y%m%d%H%M%S%f}",
        "votre proposition est à compléter",
        f"Il manque quelque chose pour ouvrir {row.place_name}\u00a0:\n{row.reason}\n\nComplétez vos réponses, puis "
        "envoyez-les de nouveau.",
    )


def approved(row: PlaceProposal) -> None:
    """Tell that the place is in the directory."""
    _tell(
        row,
        "approved",
        "votre lieu est ouvert",
        f"Merci\u00a0: {row.place_name} peut accueillir des consultations. Une invitation vous ouvre un compte, où "
        "vous verrez les jours prévus et pourrez changer ce que vous offrez.",
    )


def refused(row: PlaceProposal) -> None:
    """Tell that the place is not kept, with the reason."""
    _tell(
        row,
        "refused",
        "réponse à votre proposition",
        f"{row.place_name} n’est pas retenu.\n\nMotif\u00a0: {row.reason}\n\nSi vous pensez à une erreur, appelez la "
        "coordination.",
    )


def withdrawn(row: PlaceProposal) -> None:
    """Confirm the withdrawal; withdraw unsent messages about the proposal."""
    outbox.withdraw(_about(row))
    _post(
        row,
        "withdrawn",
        "votre proposition est retirée",
        "Bonjour,\n\nVotre proposition est retirée, comme vous l’avez demandé. Vos réponses seront effacées dans "
        "trente jours.\n",
    )


def forget(keys: list[int]) -> None:
    """Delete the messages about deleted proposals."""
    outbox.forget(f"{ABOUT}:{key}" for key in keys)


def _about(row: PlaceProposal) -> str:
    return f"{ABOUT}:{row.pk}"


def _tell(row: PlaceProposal, what: str, subject: str, text: str) -> None:
    body = f"Bonjour {row.first_name} {row.last_name},\n\n{text}\n\nVotre proposition\u00a0:\n{link_of(row)}\n"
    _post(row, what, subject, body)


def _post(row: PlaceProposal, what: str, subject: str, body: str) -> None:
    outbox.post(
        to=row.email,
        subject=f"{sender().name}\u00a0: {subject}",
        body=body,
        about=_about(row),
        key=f"{_about(row)}:{what}"[:200],
    )
