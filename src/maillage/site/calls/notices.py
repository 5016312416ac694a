"""Messages to candidates, each posted in the transaction of the change it tells."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from maillage.site.calls.clock import paris_words
from maillage.site.calls.models import Submission
from maillage.site.calls.review_models import CallReviewer
from maillage.site.messages import services as outbox
from maillage.site.messages.signature import sender
from maillage.site.questionnaires import Links

ABOUT = "submission"
LINKS = Links("submission")


def link_of(row: Submission) -> str:
    """Return the address of a submission on the public site."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('submission', args=[LINKS.token_of(row.key)])}"


def begun(row: Submission, *, again: str = "") -> None:
    """Send the link to continue a submission; ``again`` distinguishes repeated requests."""
    post(
        row,
        f"link{again}",
        "votre candidature est commencée",
        f"Bonjour,\n\nVos réponses à l’appel «\u00a0{row.call.title}\u00a0» sont enregistrées au fur et à mesure. Pour "
        f"les reprendre, les suivre ou les retirer, ouvrez ce lien\u00a0:\n{link_of(row)}\n\nL’appel se clôt le "
        f"{paris_words(row.deadline)}\u00a0: rien n’est reçu après. Gardez ce lien\u00a0: il est le seul à les ouvrir. "
        "Si vous n’avez rien demandé, ne faites rien\u00a0: une candidature laissée trente jours est effacée.\n",
    )


def sent(row: Submission) -> None:
    """Confirm receipt, with its moment to the second."""
    assert row.sent_at is not None
    tell(
        row,
        f"sent-{row.sent_at:%Y%m%d%H%M%S}",
        "votre candidature est reçue",
        f"Votre candidature à l’appel «\u00a0{row.call.title}\u00a0» est reçue le {paris_words(row.sent_at)}, sous le "
        f"numéro {row.number}.",
    )


def returned(row: Submission) -> None:
    """Tell what is missing and until when it may be completed."""
    tell(
        row,
        f"returned-{row.saved_at:%Y%m%d%H%M%S%f}",
        "votre candidature est à compléter",
        f"Il manque quelque chose à votre candidature\u00a0:\n{row.applicant.reason}\n\nComplétez-la et envoyez-la de "
        f"nouveau avant le {paris_words(row.deadline)}.",
    )


def admitted(row: Submission) -> None:
    """Tell that the submission is complete and that its author may apply."""
    text = "Les places sont proposées dans l’ordre du classement\u00a0: nous vous écrivons si l’une est pour vous."
    if row.call.of_kind.reviewed:
        text = "L’organisme qui a ouvert l’appel l’examine maintenant."
    tell(row, "admitted", "votre candidature est recevable", f"Votre candidature est complète et recevable. {text}")


def refused(row: Submission) -> None:
    """Tell that the submission is not kept, with the reason."""
    tell(
        row,
        "refused",
        "réponse à votre candidature",
        f"Votre candidature à l’appel «\u00a0{row.call.title}\u00a0» n’est pas retenue.\n\nMotif\u00a0: "
        f"{row.applicant.reason}",
    )


def kept(row: Submission, amount: str) -> None:
    """Tell that the submission is kept, with the amount of its grant if there is one; its letter is on its page."""
    more = f" Le montant accordé est de {amount}." if amount else ""
    tell(
        row,
        "kept",
        "votre candidature est retenue",
        f"Votre candidature à l’appel «\u00a0{row.call.title}\u00a0» est retenue.{more} La lettre de décision est sur "
        "votre page.",
    )


def named(reviewer: CallReviewer) -> None:
    """Ask a reviewer to declare their ties."""
    _tell_reviewer(
        reviewer,
        "named",
        "une lecture vous est demandée",
        f"Vous êtes évaluateur de l’appel «\u00a0{reviewer.call.title}\u00a0». Déclarez d’abord vos liens avec des "
        "hôpitaux\u00a0: aucun dossier ne vous est confié avant.",
    )


def to_read(reviewer: CallReviewer) -> None:
    """Tell a reviewer that submissions wait for their marks; once per day."""
    _tell_reviewer(
        reviewer,
        f"read-{timezone.now():%Y%m%d}",
        "des dossiers vous attendent",
        f"Des dossiers de l’appel «\u00a0{reviewer.call.title}\u00a0» vous sont confiés.",
    )


def _tell_reviewer(reviewer: CallReviewer, what: str, subject: str, text: str) -> None:
    about = f"reviewer:{reviewer.pk}"
    outbox.post(
        to=reviewer.user.email,
        subject=f"{sender().name}\u00a0: {subject}",
        body=f"Bonjour,\n\n{text}\n\n{settings.PUBLIC_ADDRESS}{reverse('reviews')}\n",
        about=about,
        key=f"{about}:{what}",
    )


def withdrawn(row: Submission) -> None:
    """Confirm the withdrawal; withdraw unsent messages about the submission."""
    outbox.withdraw(about(row))
    post(
        row,
        "withdrawn",
        "votre candidature est retirée",
        "Bonjour,\n\nVotre candidature est retirée, comme vous l’avez demandé. Vos réponses seront effacées dans "
        "trente jours.\n",
    )


def forget(keys: Iterable[int]) -> None:
    """Delete the messages about deleted submissions."""
    outbox.forget(f"{ABOUT}:{key}" for key in keys)


def about(row: Submission) -> str:
    """Return how the outbox names a submission."""
    return f"{ABOUT}:{row.pk}"


def tell(row: Submission, what: str, subject: str, text: str) -> None:
    """Post a message with the greeting and the link of the submission."""
    name = row.applicant.full_name
    post(row, what, subject, f"Bonjour {name},\n\n{text}\n\nVotre candidature\u00a0:\n{link_of(row)}\n")


def post(row: Submission, what: str, subject: str, body: str) -> None:
    """Post a message once; ``what`` tells it from the others about this submission."""
    outbox.post(
        to=row.applicant.email,
        subject=f"{sender().name}\u00a0: {subject}",
        body=body,
        about=about(row),
        key=f"{about(row)}:{what}"[:200],
    )
