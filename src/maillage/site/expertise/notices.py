"""Messages about requests. They carry a number, a pathway and a time, and nothing about a patient."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.expertise.models import ExpertiseRequest, PlatformMember
from maillage.site.messages import services as outbox
from maillage.site.messages.signature import sender


def sent(request: ExpertiseRequest) -> None:
    """Tell the proposed reader that a request waits; all present readers of the pool if nobody was proposed."""
    proposed = request.proposed_to
    told = [proposed] if proposed is not None else _readers(request)
    _post(request, told, "une demande d’avis attend", f"La demande est attendue pour le {_due(request)}.", "reading")


def completed(request: ExpertiseRequest) -> None:
    """Tell the reader that the requester has given what was asked."""
    _post(request, _some(request.taken_by), "le complément est donné", "Vous pouvez reprendre la lecture.", "reading")


def withdrawn(request: ExpertiseRequest) -> None:
    """Tell the reader who has a request, or to whom it is proposed, that it is withdrawn."""
    told = _some(request.taken_by or request.proposed_to)
    _post(request, told, "la demande est retirée", "N’y répondez plus\u00a0: il n’y a rien à faire.", "reading")


def declined(request: ExpertiseRequest) -> None:
    """Tell the requester that a request is declined."""
    _post(
        request, [request.requester], "la demande est déclinée",
        "Son motif est sur la page. Vous pouvez la corriger et l’envoyer à un autre groupe.", "opinion",
    )  # fmt: skip


def asked(request: ExpertiseRequest) -> None:
    """Tell the requester that the reader asks for more."""
    _post(
        request, [request.requester], "le lecteur demande un complément", "La lecture attend ce complément.", "opinion"
    )


def answered(request: ExpertiseRequest, *, corrected: bool) -> None:
    """Tell the requester that the answer, or its correction, is there."""
    what = "la réponse est corrigée" if corrected else "la réponse est arrivée"
    _post(request, [request.requester], what, "Ouvrez-la et notez que vous l’avez lue.", "opinion")


def due_soon(request: ExpertiseRequest) -> None:
    """Tell those who can act that a request will be late: its reader or the pool's, and the heads of the pathway."""
    shared = [one for one in _some(request.proposed_to) if request.platform_id is not None]
    readers = _some(request.taken_by) or [*shared, *(one for one in _readers(request) if one not in shared)]
    said = f"La réponse est attendue pour le {_due(request)}."
    _post(request, readers, "une réponse est bientôt attendue", said, "reading")
    _post(request, _heads(request), "une réponse est bientôt attendue", said, "reader-pools")


def overdue(request: ExpertiseRequest) -> None:
    """Tell the heads of the pathway and the requester that a request is late."""
    said = f"La réponse était attendue pour le {_due(request)}."
    _post(request, _heads(request), "une réponse est en retard", said, "reader-pools")
    _post(
        request, [request.requester], "une réponse est en retard", f"{said} Vous pouvez appeler le service.", "opinion"
    )


def invited(member: PlatformMember) -> None:
    """Tell the heads of pathway of a hospital that it is invited to share readings."""
    platform, house = member.platform, member.pool.organisation
    for person in _heads_of(house):
        outbox.post(
            to=person.email,
            subject=f"{sender().name}\u00a0: {house.name} est invité à partager des lectures",
            body=f"Bonjour,\n\n{platform.organisation.name} invite {house.name} dans la plateforme "
            f"«\u00a0{platform.name}\u00a0» ({platform.label}). Entrez-y, ou déclinez\u00a0:\n"
            f"{settings.PUBLIC_ADDRESS}{reverse('platform', args=[platform.pk])}\n",
            about=f"platform:{platform.pk}",
            key=f"platform:{platform.pk}:invited:{person.pk}:{member.invited_at.isoformat()}",
        )


def _post(request: ExpertiseRequest, told: Iterable[User], what: str, said: str, page: str) -> None:
    path = reverse(page) if page == "reader-pools" else reverse(page, args=[request.pk])
    now = timezone.now().isoformat()
    for person in told:
        outbox.post(
            to=person.email,
            subject=f"{sender().name}\u00a0: {what} (n°\u00a0{request.pk})",
            body=f"Bonjour,\n\nDemande n°\u00a0{request.pk}, {request.label}\u00a0: {what}.\n{said}\n\n"
            f"{settings.PUBLIC_ADDRESS}{path}\n",
            about=request.holder,
            key=f"{request.holder}:{person.pk}:{page}:{now}",
        )


def _due(request: ExpertiseRequest) -> str:
    assert request.due_at is not None
    return date_format(timezone.localtime(request.due_at), "j F Y à G\u00a0\\h\u00a0i")


def _some(person: User | None) -> list[User]:
    return [person] if person is not None else []


def _readers(request: ExpertiseRequest) -> list[User]:
    rows = request.pool.readers.filter(is_present=True, user__is_active=True).select_related("user")
    return [one.user for one in rows]


def _heads(request: ExpertiseRequest) -> list[User]:
    return _heads_of(request.pool.organisation)


def _heads_of(house: Organisation) -> list[User]:
    heads = {"memberships__organisation": house, "memberships__role": roles.HEAD_OF_PATHWAY.code}
    return list(User.objects.filter(**heads, is_active=True))
