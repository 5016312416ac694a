"""What awaits the manager of a centre: a draft to read, contracts that end, hours beside the contract, who waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import Organisation
from maillage.site.centres import registration, rotations, rounds
from maillage.site.centres.hours import PersonWeek
from maillage.site.centres.models import CentreContract
from maillage.site.www import french
from maillage.site.www.task_links import TaskLink

ENDS_SOON = timedelta(days=61)


def tasks(centre: Organisation, week: Sequence[PersonWeek], today: date) -> list[TaskLink]:
    """Return what awaits in a centre, with the hours of a ``week`` (six queries)."""
    here = f"?centre={centre.pk}"
    found: list[TaskLink] = []
    draft = rotations.draft_of(centre)
    if draft is not None:
        about = f"À partir du {french.date_text(draft.starts, year=True)}."
        found.append(TaskLink("projet à relire", "Cabinets de la semaine", f"{reverse('centre-week')}{here}", about))
    for one in CentreContract.objects.filter(
        centre=centre, ends__gte=today, ends__lte=today + ENDS_SOON
    ).select_related("professional"):
        url = reverse("centre-contract", args=[one.pk])
        found.append(
            TaskLink("contrat qui finit", str(one.professional), url, f"Le {french.date_text(one.ends, year=True)}.")
        )
    found += [
        TaskLink(
            "au-dessus" if one.stands == "over" else "en dessous", str(one.contract.professional),
            reverse("centre-contract", args=[one.contract.pk]), "Ses heures de la semaine s’écartent du contrat.",
        )
        for one in week if one.stands
    ]  # fmt: skip
    people, visits = len(registration.queue(centre, timezone.now())), len(rounds.waiting(centre))
    free = sum(max(one.left, 0) for one in registration.lists_of(centre))
    if people:
        about = f"{french.plural(people, 'personne attend', 'personnes attendent')}, "
        about += f"{french.plural(free, 'place libre', 'places libres')}."
        found.append(TaskLink("à inscrire", "Médecin traitant", f"{reverse('centre-registrations')}{here}", about))
    if visits:
        about = f"{french.plural(visits, 'visite attend', 'visites attendent')} une tournée."
        found.append(TaskLink("à grouper", "Visites", f"{reverse('centre-rounds')}{here}", about))
    return found
