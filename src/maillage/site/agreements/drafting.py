"""Writing an agreement: its terms, the people, the week of each; new versions of one that is signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from maillage.schemes import Presence, Profession, Status, WeeklyTemplate, scheme_named
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.agreements import parties
from maillage.site.agreements.models import (
    MOST_NOTICE_MONTHS,
    SCHEME,
    USUAL_NOTICE_MONTHS,
    Agreement,
    AgreementPerson,
    AgreementShare,
    AgreementVersion,
)
from maillage.site.directory.models import Professional
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState

State = AgreementVersion.State
WORDS = {"time_percent": "de temps", "money_percent": "d’argent"}


@dataclass(frozen=True, kw_only=True)
class ShareData:
    """Shares of a party, in per cent, from ``starts`` on; None for the first day of the version."""

    organisation: Organisation
    time_percent: int
    money_percent: int
    starts: date | None = None


@dataclass(frozen=True, kw_only=True)
class PersonData:
    """A person whose time is shared; amounts are in cents a month."""

    professional: Professional
    employer: Organisation
    salary_cents: int = 0
    bonus_cents: int = 0


@dataclass(frozen=True, kw_only=True)
class TermsData:
    """Name and terms of an agreement; ``ends`` is its last day; ``platform``: of a new one that shares readings."""

    name: str
    pathway: str
    starts: date
    ends: date | None = None
    notice_months: int = USUAL_NOTICE_MONTHS
    shares: Sequence[ShareData] = ()
    platform: ReadingPlatform | None = None


@in_transaction
def draft(data: TermsData, author: Organisation, *, by: User | None = None) -> AgreementVersion:
    """Create an agreement with the draft of its first version.

    Raises ``InvalidField`` for a taken name, dates, or shares that do not make 100 % in a period; ``NotAllowed`` for an
    author for whom ``by`` does not act.
    """
    if not parties.authors(by).filter(pk=author.pk).exists():
        raise NotAllowed(parties.NOT_YOURS)
    region = parties.region_of(author)
    _check_name(data.name)
    _check_dates(data)
    if data.platform is not None and Agreement.objects.filter(platform=data.platform).exists():
        raise WrongState("Cette plateforme a déjà sa convention\u00a0: ouvrez-la, et commencez une version.")
    with authored_by(by):
        agreement = Agreement.objects.create(
            name=_line(data.name), pathway=_line(data.pathway), region_id=region, platform=data.platform
        )
        version = AgreementVersion.objects.create(
            agreement=agreement, number=1, author=author, starts=data.starts, ends=data.ends,
            notice_months=data.notice_months, template=WeeklyTemplate(data.starts, ()).to_json(),
        )  # fmt: skip
        _write_terms(version, data)
    return version


@in_transaction
def change_terms(version: AgreementVersion, data: TermsData, *, by: User | None = None) -> AgreementVersion:
    """Replace the terms of a draft; its week keeps its rhythm from the new first day.

    Raises like :func:`draft`, and ``WrongState`` for a version that is no draft.
    """
    row = _locked_draft(version, by)
    agreement = row.agreement
    _check_name(data.name, but=agreement)
    _check_dates(data)
    gone = {one.organisation for one in row.shares.all()} - {one.organisation for one in data.shares}
    left = set(parties.places_of(gone)) & row.week.places
    if left:
        raise Refused(
            f"La semaine nomme encore un lieu de {min(one.name for one in gone)}. Changez d’abord la semaine."
        )
    with authored_by(by):
        agreement.name, agreement.pathway = _line(data.name), _line(data.pathway)
        agreement.save(update_fields=["name", "pathway"])
        row.starts, row.ends, row.notice_months = data.starts, data.ends, data.notice_months
        row.template = WeeklyTemplate(data.starts, row.week.presences).to_json()
        row.save()
        _write_terms(row, data)
    return row


@in_transaction
def name_people(version: AgreementVersion, people: Sequence[PersonData], *, by: User | None = None) -> AgreementVersion:
    """Replace the people of a draft; who is no longer named loses their half-days.

    Raises ``Refused`` naming a person whom the scheme does not admit, who does not work at a party's, or named twice.
    """
    row = _locked_draft(version, by)
    if row.agreement.platform_id is not None:
        raise WrongState("Cette convention partage des lectures\u00a0: elle ne nomme personne.")
    signing = row.parties
    known = set(parties.people_of(signing).values_list("pk", flat=True))
    who = scheme_named(SCHEME).who
    if len({one.professional.pk for one in people}) < len(people):
        raise Refused("Une personne est nommée deux fois.")
    for one in people:
        person = one.professional
        if person.pk not in known or who.refusal(Profession(person.profession), Status(person.status)) is not None:
            raise Refused(f"{person} n’est pas praticien hospitalier dans une ville des parties.")
        if one.employer not in signing:
            raise InvalidField("employer", f"{one.employer.name} n’est pas une partie à la convention.")
    named = {one.professional.reference for one in people}
    with authored_by(by):
        row.people.all().delete()
        AgreementPerson.objects.bulk_create(
            AgreementPerson(
                version=row, professional=one.professional, employer=one.employer, salary_cents=one.salary_cents,
                bonus_cents=one.bonus_cents,
            )
            for one in people
        )  # fmt: skip
        kept = tuple(one for one in row.week.presences if one.staff in named)
        row.template = WeeklyTemplate(row.starts, kept).to_json()
        row.save(update_fields=["template"])
    return row


@in_transaction
def draw_week(person: AgreementPerson, presences: Sequence[Presence], *, by: User | None = None) -> AgreementVersion:
    """Replace the half-days of one person of a draft.

    Raises ``Refused`` for a place that is no party's, or a half-day promised twice.
    """
    row = _locked_draft(person.version, by)
    strange = {one.place for one in presences} - set(parties.places_of(row.parties))
    if strange:
        raise Refused("Ce lieu n’est pas celui d’une partie à la convention.")
    others = [one for one in row.week.presences if one.staff != person.reference]
    try:
        week = WeeklyTemplate(row.starts, (*others, *presences))
    except ValueError as error:
        raise Refused(
            f"{person.professional} a deux présences à la même demi-journée, une semaine au moins. Changez leur rythme."
        ) from error
    with authored_by(by):
        row.template = week.to_json()
        row.save(update_fields=["template"])
    return row


@in_transaction
def new_version(
    agreement: Agreement, author: Organisation, starts: date, *, by: User | None = None
) -> AgreementVersion:
    """Draft a new version with the terms of the last signed one, to take effect on ``starts``.

    One that starts after the last day renews the agreement for as long as before. Raises ``WrongState`` if no version
    is signed or another one is open, ``Refused`` for a date that is not after the beginning of the last one.
    """
    Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    parties.check_party(agreement, by)
    last = AgreementVersion.objects.with_terms().filter(agreement=agreement, state=State.SIGNED).first()
    if last is None:
        raise WrongState("Aucune version de cette convention n’est signée.")
    parties.check_acts_for(last, author, by)
    if agreement.versions.filter(state__in=AgreementVersion.OPEN).exists():
        raise WrongState("Une autre version est déjà en discussion\u00a0: finissez-la d’abord.")
    if agreement.last_day is not None:
        raise WrongState("Le préavis de cette convention est donné.")
    if starts <= last.starts:
        raise InvalidField("starts", "Une nouvelle version prend effet après la précédente.")
    renewed = last.ends is not None and starts > last.ends
    ends = starts + (last.ends - last.starts) if renewed and last.ends is not None else last.ends
    number = agreement.versions.order_by("-number").values_list("number", flat=True)[0] + 1
    with authored_by(by):
        row = AgreementVersion.objects.create(
            agreement=agreement, number=number, author=author, starts=starts, ends=ends,
            notice_months=last.notice_months, template=WeeklyTemplate(starts, last.week.presences).to_json(),
        )  # fmt: skip
        AgreementShare.objects.bulk_create(
            AgreementShare(
                version=row, organisation=one.organisation, starts=max(one.starts, starts),
                time_percent=one.time_percent, money_percent=one.money_percent,
            )
            for one in _shares_from(last, starts)
        )  # fmt: skip
        AgreementPerson.objects.bulk_create(
            AgreementPerson(
                version=row, professional=one.professional, employer=one.employer, salary_cents=one.salary_cents,
                bonus_cents=one.bonus_cents,
            )
            for one in last.people.all()
        )  # fmt: skip
    return row


def _shares_from(version: AgreementVersion, day: date) -> list[AgreementShare]:
    """Return the shares that hold on ``day`` and later."""
    now = max((one.starts for one in version.shares.all() if one.starts <= day), default=day)
    return [one for one in version.shares.all() if one.starts >= now]


def _locked_draft(version: AgreementVersion, by: User | None) -> AgreementVersion:
    AgreementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    row = AgreementVersion.objects.with_terms().get(pk=version.pk)
    parties.check_acts_for(row, row.author, by)
    if row.state != State.DRAFT:
        raise WrongState(f"Cette version n’est plus un brouillon\u00a0: {row.get_state_display().lower()}.")
    return row


def _line(text: str) -> str:
    return " ".join(text.split())


def _check_name(name: str, but: Agreement | None = None) -> None:
    if not name.strip():
        raise InvalidField("name", "Donnez un nom à la convention.")
    taken = Agreement.objects.filter(name=_line(name))
    if (taken if but is None else taken.exclude(pk=but.pk)).exists():
        raise InvalidField("name", f"Une convention porte déjà le nom «\u00a0{_line(name)}\u00a0».")


def _check_dates(data: TermsData) -> None:
    if data.ends is not None and data.ends < data.starts:
        raise InvalidField("ends", "La convention finit avant d’avoir commencé.")
    if not 0 <= data.notice_months <= MOST_NOTICE_MONTHS:
        raise InvalidField("notice_months", f"Donnez un préavis de 0 à {MOST_NOTICE_MONTHS} mois.")


def _write_terms(version: AgreementVersion, data: TermsData) -> None:
    """Check the shares of each period, and write them anew."""
    allowed = set(parties.invited(version.agreement.region_id).values_list("pk", flat=True))
    rows = [
        AgreementShare(
            version=version, organisation=one.organisation, starts=one.starts or data.starts,
            time_percent=one.time_percent, money_percent=one.money_percent,
        )
        for one in data.shares
    ]  # fmt: skip
    if any(row.organisation_id not in allowed for row in rows):
        raise InvalidField("organisation", "Cette organisation ne signe pas de convention.")
    if version.author_id not in {row.organisation_id for row in rows}:
        raise InvalidField("organisation", f"{version.author.name} rédige la convention et doit en être partie.")
    for period in sorted({row.starts for row in rows}):
        _check_period(period, [row for row in rows if row.starts == period], data)
    if min(row.starts for row in rows) != data.starts:
        raise InvalidField("period", "Des parts doivent valoir dès le premier jour\u00a0: laissez leur début vide.")
    version.shares.all().delete()
    AgreementShare.objects.bulk_create(rows)


def _check_period(starts: date, rows: Sequence[AgreementShare], data: TermsData) -> None:
    """Check the shares of one period. Raises ``InvalidField`` that names the sum."""
    if starts < data.starts or (data.ends is not None and starts > data.ends):
        raise InvalidField("period", f"Le {starts:%d/%m/%Y} n’est pas dans la durée de la convention.")
    if len({row.organisation_id for row in rows}) < len(rows):
        raise InvalidField("organisation", "Cette organisation a deux parts à la même période.")
    for field, words in WORDS.items():
        found = sum(getattr(row, field) for row in rows)
        if found != 100:
            since = "" if starts == data.starts else f" à partir du {starts:%d/%m/%Y}"
            raise InvalidField(field, f"Les parts {words}{since} font {found}\u00a0%, et non 100\u00a0%.")


def may_draft(by: User) -> bool:
    """Return whether ``by`` has an establishment in whose name to draft."""
    return by.grants.may(Record.AGREEMENT, Act.CHANGE) and parties.authors(by).exists()


def usual_start(agreement: Agreement, today: date) -> date:
    """Return the day on which a new version would usually take effect: after the last day, or in a month."""
    last = agreement.versions.filter(state=State.SIGNED).first()
    if last is not None and last.ends is not None:
        return max(last.ends, today) + timedelta(days=1)
    return today + timedelta(days=30)
