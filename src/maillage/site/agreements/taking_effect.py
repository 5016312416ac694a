"""Putting a signed version into the agenda, through the one publisher, and ending an agreement by notice.

No session is moved or cancelled without being shown first: who acts says how many patients are told, and if that is no
longer true nothing happens.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.agenda.models import Claim
from maillage.site.agenda.publishing import publish
from maillage.site.agenda.services import author, call_off
from maillage.site.agreements import notices, parties, promises
from maillage.site.agreements.effects import effect_of, effect_of_end, former_programmes
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.booking.changing_weeks import CHANGED, attach
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, Refused, Taken, WrongState


@dataclass(frozen=True)
class InAgenda:
    """What was done: sessions published, kept from the version before, called off."""

    opened: int
    kept: int
    called_off: int


@in_transaction
def put_in_agenda(
    version: AgreementVersion, weeks: int, *, patients: int = 0, by: User | None = None, today: date | None = None
) -> InAgenda:
    """Publish ``weeks`` weeks of a signed version, from its first day or from today if that is later.

    Sessions of the version before that this one promises too stay, with their patients; the others are called off.
    ``patients`` is how many booked patients that touches, as the user was shown: with another number nothing happens.
    Raises ``WrongState`` for a version that is not signed or is over, ``Taken`` saying who is promised elsewhere.
    """
    AgreementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    row = AgreementVersion.objects.with_terms().get(pk=version.pk)
    parties.check_party(row.agreement, by)
    if row.state != AgreementVersion.State.SIGNED:
        raise WrongState("Cette version n’est pas signée par toutes les parties.")
    if row.agreement.platform_id is not None:
        raise WrongState("Cette convention partage des lectures\u00a0: ses gardes sont au tableau de la plateforme.")
    day = today or timezone.localdate()
    last = promises.last_day(row)
    if last is not None and last < max(day, row.starts):
        raise WrongState("Cette version est finie.")
    effect = effect_of(row, weeks, day)
    if effect.patients != patients:
        raise Refused(CHANGED)
    with author(by):
        call_off([one.session for one in effect.lost], by=by)
        programme = row.programme or _programme(row, last)
        for former in former_programmes(row.agreement):
            if former.pk != programme.pk and former.state != Programme.State.ENDED:
                programmes.end(former, max(former.starts, row.starts - timedelta(days=1)))
        attach(effect.kept, programme)
        try:
            done = publish(programme, start=effect.since, weeks=weeks)
        except Taken as taken:
            raise Taken(f"{taken} {_promised_by(row, effect.since, weeks)}".strip()) from taken
        if row.programme is None:
            row.programme = programme
            row.save(update_fields=["programme"])
    return InAgenda(done.sessions, len(effect.kept), len(effect.lost))


@in_transaction
def give_notice(
    agreement: Agreement, organisation: Organisation, last_day: date, reason: str, *, patients: int = 0,
    by: User | None = None, today: date | None = None,
) -> Agreement:  # fmt: skip
    """End an agreement after ``last_day``, in the name of one party; later sessions are called off.

    ``patients``: see :func:`put_in_agenda`. Raises ``InvalidField`` for a day before the end of the notice that the
    version in force asks for, or a missing reason.
    """
    row = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    parties.check_party(row, by)
    signed = AgreementVersion.objects.with_terms().filter(agreement=row, state=AgreementVersion.State.SIGNED).first()
    if signed is None:
        raise WrongState("Cette convention n’est pas signée.")
    parties.check_acts_for(signed, organisation, by)
    if row.last_day is not None:
        raise WrongState("Le préavis de cette convention est déjà donné.")
    day = today or timezone.localdate()
    first = months_later(day, signed.notice_months)
    if last_day < first:
        raise InvalidField(
            "last_day", f"Le préavis est de {signed.notice_months} mois\u00a0: le {first:%d/%m/%Y} au plus tôt."
        )
    if not reason.strip():
        raise InvalidField("reason", "Dites pourquoi, en une phrase.")
    effect = effect_of_end(row, last_day)
    if effect.patients != patients:
        raise Refused(CHANGED)
    with author(by):
        call_off([one.session for one in effect.lost], by=by)
        row.last_day, row.notice_on, row.notice_by = last_day, day, organisation
        row.notice_reason = " ".join(reason.split())[:500]
        row.save()
        for programme in former_programmes(row):
            if programme.state != Programme.State.ENDED:
                programmes.end(programme, max(programme.starts, last_day))
        text = (
            f"{organisation.name} met fin à la convention. Dernier jour\u00a0: {last_day:%d/%m/%Y}. "
            f"Motif\u00a0: {row.notice_reason}"
        )
        notices.tell(signed, [one for one in signed.parties if one != organisation], "notice", text)
    return row


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _programme(version: AgreementVersion, last: date | None) -> Programme:
    """Create the programme of a version: its parties' places by reference, its shares at the beginning."""
    agreement, places = version.agreement, parties.places_of(version.parties)
    first = {one.organisation_id: one for one in version.shares.all() if one.starts == version.starts}
    found: list[PartyData] = []
    for organisation in version.parties:
        share = first.pop(organisation.pk, None)
        used = sorted(key for key in version.week.places if places[key].organisation_id == organisation.pk)
        for rank, key in enumerate(used or [f"organisation-{organisation.pk}"]):
            found.append(
                PartyData(
                    organisation=organisation, key=key, place=places.get(key),
                    time_percent=share.time_percent if share is not None and not rank else 0,
                    money_percent=share.money_percent if share is not None and not rank else 0,
                )
            )  # fmt: skip
    suffix = "" if version.number == 1 else f" (version {version.number})"
    return programmes.create(
        ProgrammeData(
            scheme=version.rules, name=f"{agreement.name}{suffix}", pathway=agreement.pathway, template=version.week,
            starts=version.starts, ends=last, region=agreement.region_id, parties=found,
        )
    )  # fmt: skip


def _promised_by(version: AgreementVersion, since: date, weeks: int) -> str:
    """Return the sentence that names who is taken at a promised half-day, and by which other programme."""
    promised = promises.half_days(version, since, since + timedelta(weeks=weeks))
    for person in version.people.all():
        claims = Claim.objects.filter(active=True, resource=person.professional.resource_id)
        claims = claims.exclude(post__session__programme__agreement_version__agreement=version.agreement_id)
        for one in (one for one in promised if one.giver == person.reference):
            other = (
                claims.filter(during__overlap=(one.starts, one.ends)).select_related("post__session__programme").first()
            )
            if other is not None:
                name = other.post.session.programme.name
                return f"{person.professional} est déjà promis par «\u00a0{name}\u00a0», le {one.date:%d/%m/%Y}."
    return ""
