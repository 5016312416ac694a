"""Messages to junior doctors and supervisors, each with the personal link that opens their page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from maillage.site.juniors.models import JuniorYear, YearJunior, YearSupervisor
from maillage.site.juniors.services import about
from maillage.site.locks import in_transaction
from maillage.site.messages import services as outbox
from maillage.site.questionnaires import Links
from maillage.site.refusals import WrongState

Someone = YearJunior | YearSupervisor
JUNIOR_LINKS, SUPERVISOR_LINKS = Links("junior"), Links("supervisor")


def address_of(person: Someone) -> str:
    """Return the path of somebody's own page."""
    if isinstance(person, YearJunior):
        return reverse("junior-own", args=[JUNIOR_LINKS.token_of(person.key)])
    return reverse("supervisor-own", args=[SUPERVISOR_LINKS.token_of(person.key)])


def link_of(person: Someone) -> str:
    """Return the whole address of somebody's own page."""
    return f"{settings.PUBLIC_ADDRESS}{address_of(person)}"


def people_of(year: JuniorYear) -> list[Someone]:
    """Return the juniors and the supervisors of a year (two queries)."""
    return [*year.juniors.all(), *year.supervisors.all()]


def silent(people: Iterable[Someone]) -> list[Someone]:
    """Return those who have not answered."""
    return [one for one in people if one.answered_at is None]


@in_transaction
def ask_wishes(year: JuniorYear, today: date) -> tuple[int, list[Someone]]:
    """Send their link to those who have not answered; return how many messages leave, and who has no address.

    A second request of the same day sends nothing again. Raises ``WrongState`` once wishes are given no more.
    """
    if not year.takes_wishes(today):
        raise WrongState("Le temps des vœux est passé\u00a0: changez d’abord leur dernier jour.")
    people = silent(people_of(year))
    until = date_format(year.wishes_until, "l j F Y")
    sent = _tell(
        people, f"ask:{today.isoformat()}", "vos vœux de docteurs juniors",
        f"La promotion «\u00a0{year.name}\u00a0» se prépare. Donnez vos vœux avant la fin du {until}, sans compte, par "
        "ce lien qui est le vôtre\u00a0:",
    )  # fmt: skip
    return sent, [one for one in people if not one.email]


@in_transaction
def published(year: JuniorYear) -> int:
    """Tell everybody that they can read where they go, or who comes; return how many have an address."""
    return _tell(
        people_of(year), "published", "l’affectation des docteurs juniors",
        f"L’affectation de la promotion «\u00a0{year.name}\u00a0» est faite. Voici la vôtre\u00a0:",
    )  # fmt: skip


def _tell(people: Sequence[Someone], what: str, subject: str, text: str) -> int:
    told = 0
    for one in people:
        if one.email:
            outbox.post(
                to=one.email, subject=subject, about=about(one), key=f"{about(one)}:{what}", secret=True,
                body=f"Bonjour {one},\n\n{text}\n{link_of(one)}\n\nNe le transmettez pas\u00a0: il ouvre votre page.\n",
            )  # fmt: skip
            told += 1
    return told
