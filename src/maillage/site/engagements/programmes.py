"""Creating and editing programmes of all kinds: an agreement, a tour, a rotation, a list of days.

``by`` is the coordinator who does it, None for the command line and the demonstration. The agenda publishes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, prefetch_related_objects

from maillage.schemes import FrenchCalendar, ResourceKind, Scheme, Template
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.directory.models import Place, Resource
from maillage.site.engagements.models import Programme, ProgrammeParty
from maillage.site.geography.models import Commune
from maillage.site.locks import in_transaction
from maillage.site.refusals import NotAllowed, Refused, WrongState

Where = Place | Commune
LOOKED_AHEAD = timedelta(weeks=53)


@dataclass(frozen=True, kw_only=True)
class PartyData:
    """A party, under the ``key`` that the template uses; with a ``place`` this site books its half-days."""

    organisation: Organisation
    key: str
    place: Place | None = None
    time_percent: int = 0
    money_percent: int = 0


@dataclass(frozen=True, kw_only=True)
class ProgrammeData:
    """Data of a programme. ``ends`` is its last day; ``region`` a code, "" for none."""

    scheme: Scheme
    name: str
    template: Template
    starts: date
    ends: date | None = None
    region: str = ""
    pathway: str = ""
    parties: Sequence[PartyData] = ()


@in_transaction
def create(data: ProgrammeData, *, by: User | None = None) -> Programme:
    """Create a programme as a draft.

    Raises ``Refused`` saying what is wrong: a taken name, dates, shares of more than 100 %, a template that names an
    unknown person or place or something that the scheme does not need; ``NotAllowed`` outside the territory of ``by``.
    """
    _may_write(data, by)
    _check(data)
    if Programme.objects.filter(name=data.name.strip()).exists():
        raise Refused(f"Un programme porte déjà le nom «\u00a0{data.name.strip()}\u00a0».")
    programme = Programme.objects.create(
        scheme=data.scheme.code,
        kind=data.template.shape,
        name=data.name.strip(),
        pathway=data.pathway.strip(),
        template=data.template.to_json(),
        starts=data.starts,
        ends=data.ends,
        region_id=data.region or None,
    )
    _write_parties(programme, data)
    whereabouts(programme)
    return programme


@in_transaction
def edit(programme: Programme, data: ProgrammeData, *, by: User | None = None) -> Programme:
    """Replace a programme by ``data``. Sessions already in the agenda stay as they are.

    Raises like :func:`create`, and ``WrongState`` for a programme that has ended or a new scheme after publication.
    """
    row = _locked(programme, by)
    _may_write(data, by)
    if row.state == Programme.State.ENDED:
        raise WrongState("Ce programme est terminé.")
    if row.state == Programme.State.PUBLISHED and row.scheme != data.scheme.code:
        raise WrongState("Un programme publié ne change pas de dispositif.")
    _check(data)
    if Programme.objects.filter(name=data.name.strip()).exclude(pk=row.pk).exists():
        raise Refused(f"Un programme porte déjà le nom «\u00a0{data.name.strip()}\u00a0».")
    row.scheme, row.kind, row.name = data.scheme.code, data.template.shape, data.name.strip()
    row.template, row.pathway = data.template.to_json(), data.pathway.strip()
    row.starts, row.ends, row.region_id = data.starts, data.ends, data.region or None
    row.save()
    row.parties.all().delete()
    _write_parties(row, data)
    whereabouts(row)
    return row


@in_transaction
def end(programme: Programme, day: date, *, by: User | None = None) -> Programme:
    """End a programme with its last ``day``. Later sessions stay until they are cancelled."""
    row = _locked(programme, by)
    if day < row.starts:
        raise Refused("Un programme ne finit pas avant d’avoir commencé.")
    row.ends, row.state = day, Programme.State.ENDED
    row.save(update_fields=["ends", "state"])
    return row


def whereabouts(programme: Programme) -> dict[str, Where | None]:
    """Return the location of each key of its template: a party's place, a place by reference, a commune of a stop.

    None for a party whose half-days are not booked here. Raises ``Refused`` naming an unknown key.
    """
    keys = programme.dates.places
    found: dict[str, Where | None] = {}
    for place in Place.objects.filter(reference__in=keys).select_related("commune"):
        found[str(place.reference)] = place
    found |= Commune.objects.in_bulk(keys - found.keys())
    parties = ProgrammeParty.objects.select_related("place__commune")
    prefetch_related_objects([programme], Prefetch("parties", parties))
    for party in programme.parties.all():
        if party.key in keys:
            found[party.key] = party.place
    missing = sorted(keys - found.keys())
    if missing:
        raise Refused(
            f"«\u00a0{missing[0]}\u00a0»\u00a0: ni une partie au programme, ni un lieu, ni une commune connue."
        )
    return found


def calendars(where: Mapping[str, Where | None]) -> dict[str, FrenchCalendar]:
    """Return the time zone and holidays of each key; those of mainland France for a party without a place."""
    return {key: _calendar(place) for key, place in where.items()}


def _calendar(where: Where | None) -> FrenchCalendar:
    if where is None:
        return FrenchCalendar()
    return (where.commune if isinstance(where, Place) else where).calendar


def _locked(programme: Programme, by: User | None) -> Programme:
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if by is not None and not Programme.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise NotAllowed("Ce programme ne relève pas de votre compte.")
    return row


def _may_write(data: ProgrammeData, by: User | None) -> None:
    """Check that ``by`` may write it: it is of their region or of its parties, and all it names is in their territory.

    Raises ``NotAllowed``, or ``Refused`` naming a stop elsewhere.
    """
    if by is None:
        return
    scope = by.grants.scope(Record.PLAN, Act.CHANGE)
    parties = {party.place.pk for party in data.parties if party.place is not None}
    keys = data.template.places - {party.key for party in data.parties}
    elsewhere = Place.objects.filter(Q(pk__in=parties) | Q(reference__in=keys)).exclude(scope.in_territory("commune"))
    theirs = scope.everywhere or data.region in scope.regions if data.region else bool(parties)
    if not theirs or elsewhere.exists():
        raise NotAllowed("Ce programme n’est pas de votre territoire.")
    stop = Commune.objects.filter(pk__in=keys).exclude(scope.in_territory()).first()
    if stop is not None:
        raise Refused(f"{stop.name} n’est pas de votre territoire. Choisissez un arrêt qui en est.")


def _check(data: ProgrammeData) -> None:
    if not data.name.strip():
        raise Refused("Donnez un nom au programme.")
    if data.ends is not None and data.ends < data.starts:
        raise Refused("Le programme finit avant d’avoir commencé.")
    for what in ("time_percent", "money_percent"):
        shares = [int(getattr(party, what)) for party in data.parties]
        if any(not 0 <= share <= 100 for share in shares) or sum(shares) > 100:
            raise Refused(
                "Les parts de temps et d’argent des parties vont de 0 à 100\u00a0% et ne dépassent pas 100\u00a0%."
            )
    if len({party.key for party in data.parties}) < len(data.parties):
        raise Refused("Deux parties portent le même nom dans le programme.")
    _check_staff(data)
    _check_posts(data)


def _check_staff(data: ProgrammeData) -> None:
    """Check that every giver named in the template is in the directory."""
    known = Resource.objects.filter(kind=ResourceKind.PROFESSIONAL, reference__in=data.template.staff)
    missing = sorted(data.template.staff - set(known.values_list("reference", flat=True)))
    if missing:
        raise Refused(f"Le professionnel «\u00a0{missing[0]}\u00a0» n’est pas dans l’annuaire.")


def _check_posts(data: ProgrammeData) -> None:
    """Check that the half-days of the first year name only what the scheme needs."""
    end = data.starts + LOOKED_AHEAD
    end = end if data.ends is None else min(end, data.ends + timedelta(days=1))
    try:
        for dated in data.template.half_days(data.starts, end, FrenchCalendar(), data.scheme.hours):
            data.scheme.posts(dated.starts, dated.ends, dated.takes)
    except ValueError as error:
        raise Refused(
            f"Ce modèle ne convient pas au dispositif «\u00a0{data.scheme.label}\u00a0» ({error})."
        ) from error


def _write_parties(programme: Programme, data: ProgrammeData) -> None:
    ProgrammeParty.objects.bulk_create(
        ProgrammeParty(
            programme=programme,
            organisation=party.organisation,
            key=party.key,
            place=party.place,
            time_percent=party.time_percent,
            money_percent=party.money_percent,
        )
        for party in data.parties
    )
