"""Messages to volunteers and to desks, each posted in the transaction of the change it tells."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse

from maillage.site.accounts.models import User
from maillage.site.applications.models import Application
from maillage.site.applications.tokens import token_of
from maillage.site.messages import services as outbox
from maillage.site.messages.signature import sender

ABOUT = "application"


def link_of(row: Application) -> str:
    """Return the address of an application on the public site."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('application', args=[token_of(row.key)])}"


def begun(row: Application, *, again: str = "") -> None:
    """Send the link to continue an application; ``again`` distinguishes repeated requests."""
    _post(
        row,
        f"link{again}",
        "votre candidature",
        f"Bonjour,\n\nVotre candidature («\u00a0{row.rules.label}\u00a0») est enregistrée au fur et à mesure. Pour la "
        f"reprendre, la suivre ou la retirer, ouvrez ce lien\u00a0:\n{link_of(row)}\n\n"
        "Gardez-le\u00a0: il est le seul à l’ouvrir. Si vous n’avez rien demandé, ne faites rien\u00a0: une "
        "candidature laissée trente jours est effacée.\n",
    )


def sent(row: Application) -> None:
    """Confirm that the application was received, and say what follows."""
    checks = "\n".join(f"- {wanted.label}" for wanted in row.rules.authorisations)
    wait = f"Elle attend maintenant\u00a0:\n{checks}\n\n" if checks else ""
    _post(
        row,
        "sent",
        "votre candidature est envoyée",
        f"Bonjour {row.first_name} {row.last_name},\n\nMerci. Votre candidature («\u00a0{row.rules.label}\u00a0») est "
        f"envoyée. {wait}Pour suivre où elle en est, ou la retirer\u00a0:\n{link_of(row)}\n",
    )


def refused(row: Application) -> None:
    """Tell the applicant of the refusal, with the reason."""
    _post(
        row,
        "refused",
        "réponse à votre candidature",
        f"Bonjour {row.first_name} {row.last_name},\n\nVotre candidature («\u00a0{row.rules.label}\u00a0») n’est pas "
        f"retenue.\n\nMotif\u00a0: {row.reason}\n\nSi vous pensez à une erreur, appelez la coordination.\n",
    )


def withdrawn(row: Application) -> None:
    """Confirm the withdrawal; withdraw unsent messages about the application."""
    outbox.withdraw(_about(row))
    _post(
        row,
        "withdrawn",
        "votre candidature est retirée",
        "Bonjour,\n\nVotre candidature est retirée, comme vous l’avez demandé. Vos réponses seront effacées dans "
        "trente jours.\n",
    )


def digest(user: User, day: date, waiting: int, late: int) -> None:
    """Tell a member of a desk what waits there: one message a day, with numbers and no names."""
    of_late = f", dont {late} en retard" if late else ""
    outbox.post(
        to=user.email,
        subject=f"{sender().name}\u00a0: {waiting} vérification{'s' if waiting > 1 else ''} en attente",
        body=f"Bonjour,\n\n{waiting} vérification{'s' if waiting > 1 else ''} vous "
        f"attend{'ent' if waiting > 1 else ''}{of_late}.\n\nPour répondre\u00a0:\n"
        f"{settings.PUBLIC_ADDRESS}{reverse('desk')}\n",
        about=f"desk:{user.pk}",
        key=f"desk:{user.pk}:{day.isoformat()}",
    )


def forget(keys: list[int]) -> None:
    """Delete the messages about deleted applications."""
    outbox.forget(f"{ABOUT}:{key}" for key in keys)


def _about(row: Application) -> str:
    return f"{ABOUT}:{row.pk}"


def _post(row: Application, what: str, subject: str, body: str) -> None:
    outbox.post(
        to=row.email,
        subject=f"{sender().name}\u00a0: {subject}",
        body=body,
        about=_about(row),
        key=f"{_about(row)}:{what}",
    )
