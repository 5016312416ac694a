"""Beds, theatre sessions and emergency slots of a pathway in a hospital: what was promised beside what there was.

Theatre sessions and emergency slots are counted in the agenda. Beds are in no agenda: the hospital notes them with a
source, as it does what is promised beside the week of an agreement, and its own doctors who share no time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from operator import attrgetter

from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.agreements import parties
from maillage.site.agreements.means_models import MOST, MeansNote
from maillage.site.agreements.models import AgreementVersion
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed
from maillage.site.texts import visible

Kind = MeansNote.Kind
LONGEST_SOURCE, LONGEST_AHEAD = 200, timedelta(days=3 * 366)
Key = tuple[str, int]
"""Pathway, and key of the hospital."""


class Means(StrEnum):
    """What a pathway is given beside consultations."""

    BEDS = "beds"
    THEATRE = "theatre"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class MeansOfMonth:
    """What was promised for a month, and what there was; None where nobody said."""

    promised: int | None = None
    had: int | None = None


MonthMeans = Mapping[Means, MeansOfMonth]


@dataclass(frozen=True, kw_only=True)
class MeansData:
    """What is noted: ``month`` is any day of it."""

    pathway: str
    kind: str
    month: date
    count: int
    source: str


def services(among: Collection[Organisation]) -> list[tuple[str, Organisation]]:
    """Return the pathways of these hospitals that a signed agreement names, by pathway and name (one query)."""
    rows = AgreementVersion.objects.filter(
        state=AgreementVersion.State.SIGNED, shares__organisation__in=among, shares__organisation__kind="establishment"
    )
    by_key = {one.pk: one for one in among}
    named = set(rows.order_by().values_list("agreement__pathway", "shares__organisation"))
    found: list[tuple[str, Organisation]] = [(pathway, by_key[key]) for pathway, key in named if key in by_key]

    def by_name(one: tuple[str, Organisation]) -> tuple[str, str]:
        return one[0], str(one[1].name)

    return sorted(found, key=by_name)


@in_transaction
def note(hospital: Organisation, data: MeansData, *, by: User | None) -> MeansNote:
    """Note the means of a pathway in a month; what was noted before of the same is replaced.

    Raises ``InvalidField``, ``NotAllowed`` for a hospital for which ``by`` does not answer.
    """
    region = parties.region_of(hospital)
    _check_answers_for(hospital, region, by)
    source, month = " ".join(visible(data.source).split()), data.month.replace(day=1)
    if (data.pathway, hospital) not in services([hospital]):
        raise InvalidField("service", "Aucune convention signée ne nomme cette filière dans cet hôpital.")
    if data.kind not in Kind.values:
        raise InvalidField("kind", "Choisissez dans la liste.")
    today = timezone.localdate()
    if data.kind == Kind.BEDS_OPEN.value and month > today:
        raise InvalidField("month", "Ce mois n’a pas commencé\u00a0: notez des lits promis, ou attendez.")
    if month > today + LONGEST_AHEAD:
        raise InvalidField("month", "Choisissez un mois des trois ans à venir.")
    if data.kind == Kind.STAFF.value and month > today:
        raise InvalidField("month", "Ce mois n’a pas commencé\u00a0: notez les praticiens présents, ou attendez.")
    if not 0 <= data.count <= MOST:
        raise InvalidField("count", f"Donnez un nombre de 0 à {MOST}.")
    if not source or len(source) > LONGEST_SOURCE:
        raise InvalidField("source", f"Dites d’où vient ce nombre, en {LONGEST_SOURCE} lettres au plus.")
    with authored_by(by):
        row, _ = MeansNote.objects.update_or_create(
            organisation=hospital, pathway=data.pathway, kind=data.kind, month=month,
            defaults={
                "region_id": region, "count": data.count, "source": source, "noted_by": by,
                "noted_at": timezone.now(),
            },
        )  # fmt: skip
    return row


@in_transaction
def forget(row: MeansNote, *, by: User | None) -> None:
    """Remove a note; the history keeps it. Raises ``NotAllowed``."""
    _check_answers_for(row.organisation, row.region_id, by)
    with authored_by(by):
        row.delete()


def _check_answers_for(hospital: Organisation, region: str, by: User | None) -> None:
    if by is None:
        return
    scope = by.grants.scope(Record.PATHWAY, Act.CHANGE)
    if not (scope.everywhere or region in scope.regions or hospital.pk in scope.organisations):
        raise NotAllowed(parties.NOT_YOURS)


def notes_of(keys: Collection[Key]) -> dict[Key, list[MeansNote]]:
    """Return what was noted of these pathways in their hospitals, the latest month first (one query)."""
    found: dict[Key, list[MeansNote]] = {key: [] for key in keys}
    rows = MeansNote.objects.filter(organisation__in={where for _, where in keys}).order_by("-month", "pk")
    for row in rows.select_related("noted_by"):
        found.get((row.pathway, row.organisation_id), []).append(row)
    return found


def by_month(
    notes: Sequence[MeansNote], months: Sequence[date], theatre: Mapping[date, tuple[int, int]],
    emergency: Mapping[date, int],
) -> dict[date, MonthMeans]:  # fmt: skip
    """Return the means of each month: what is noted, beside what the agenda counts.

    ``theatre`` gives the sessions promised and held of a month, ``emergency`` the slots kept in sessions held.
    """
    return {
        month: {
            Means.BEDS: MeansOfMonth(_since(notes, Kind.BEDS_PROMISED, month), _in(notes, Kind.BEDS_OPEN, month)),
            Means.THEATRE: MeansOfMonth(*theatre.get(month, (0, 0))),
            Means.EMERGENCY: MeansOfMonth(_since(notes, Kind.EMERGENCY_PROMISED, month), emergency.get(month, 0)),
        }
        for month in months
    }


def shown(months: Collection[MonthMeans]) -> list[Means]:
    """Return the means of which a promise or a count is known in some month."""
    return [one for one in Means if any(month[one].promised or month[one].had for month in months)]


def own_half_days(notes: Sequence[MeansNote], today: date) -> int | None:
    """Return the half-days a week of the hospital's own doctors, outside agreements; None where nobody noted them."""
    return _since(notes, Kind.STAFF, today)


def _since(notes: Sequence[MeansNote], kind: Kind, month: date) -> int | None:
    """Return the promise that holds in a month: the latest of those that begin by then."""
    found = [one for one in notes if one.kind == kind.value and one.month <= month]
    return max(found, key=attrgetter("month")).count if found else None


def _in(notes: Sequence[MeansNote], kind: Kind, month: date) -> int | None:
    return next((one.count for one in notes if one.kind == kind.value and one.month == month), None)
