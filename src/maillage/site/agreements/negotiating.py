"""An agreement between its parties: proposed, accepted or sent back with a reason by each, then signed by each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from maillage.schemes import SIGNED_AGREEMENT, Funder, Party, ShareProblem, WeeklyTemplate, share_problems
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.roles import ESTABLISHMENT
from maillage.site.agreements import notices, parties, promises
from maillage.site.agreements.models import AgreementAnswer, AgreementPerson, AgreementVersion
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.engagements.services import EngagementData
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, Refused, WrongState

State, Kind = AgreementVersion.State, AgreementAnswer.Kind
LONGEST_REASON, LONGEST_NAME = 500, 200


def reasons_not_to_propose(version: AgreementVersion) -> list[str]:
    """Return what must be corrected before a version is proposed, in French sentences; empty if nothing."""
    if version.agreement.platform_id is not None:
        working = {one.pk for one in version.parties if one.kind == ESTABLISHMENT.code}
        return [] if len(working) > 1 else ["Il faut au moins deux établissements parties à la convention."]
    found = [] if version.people.all() else ["Nommez au moins une personne."]
    if not version.week.presences:
        return [*found, "Dessinez la semaine d’au moins une personne."]
    idle = [one for one in version.people.all() if one.reference not in version.week.staff]
    found += [f"{one.professional} n’a aucune demi-journée." for one in idle]
    for starts in sorted({share.starts for share in version.shares.all()}):
        found += [_said(version, one) for one in _problems(version, starts)]
    names = {one.reference: str(one.professional) for one in version.people.all()}
    for twice in promises.promised_twice(version):
        half = "matin" if twice.half == "morning" else "après-midi"
        more = f" ({twice.count} demi-journées en un an)" if twice.count > 1 else ""
        found.append(
            f"{names[twice.staff]} est déjà promis par la convention «\u00a0{twice.other.name}\u00a0», le "
            f"{twice.date:%d/%m/%Y} {half}{more}."
        )
    return list(dict.fromkeys(found))


def _problems(version: AgreementVersion, starts: date) -> list[ShareProblem]:
    """Check the shares of one period against the week, by the rule of ``maillage.schemes``."""
    shares = [one for one in version.shares.all() if one.starts == starts]
    owner = {key: str(place.organisation_id) for key, place in parties.places_of(version.parties).items()}
    week = [replace(one, place=owner.get(one.place, one.place)) for one in version.week.presences]
    working = [one for one in shares if one.time_percent or one.organisation.kind == ESTABLISHMENT.code]
    return share_problems(
        [Party(str(one.organisation_id), one.time_percent, one.money_percent) for one in working],
        [Funder(one.organisation.name, one.money_percent) for one in shares if one not in working],
        WeeklyTemplate(version.starts, tuple(week)),
    )


def _said(version: AgreementVersion, problem: ShareProblem) -> str:
    names = {str(one.pk): one.name for one in version.parties}
    who, found = names.get(problem.place, problem.place), round(problem.found)
    match problem.what:
        case "parties":
            return "Il faut au moins deux établissements parties à la convention."
        case "unsigned":
            return f"La semaine nomme «\u00a0{who}\u00a0», qui n’est pas partie."
        case "week":
            return f"{who} a {problem.agreed}\u00a0% du temps, et {found}\u00a0% de la semaine dessinée."
        case "time":
            return f"Les parts de temps font {found}\u00a0%, et non 100\u00a0%."
        case _:
            return f"Les parts d’argent font {found}\u00a0%, et non 100\u00a0%."


@in_transaction
def propose(version: AgreementVersion, name: str, *, by: User | None = None) -> AgreementVersion:
    """Propose a draft to the other parties, in the name of its author by ``name``; the author has said yes.

    Raises ``Refused`` with the first thing to correct, ``WrongState`` for a version that is no draft.
    """
    row = _locked(version, by, State.DRAFT)
    parties.check_acts_for(row, row.author, by)
    wrong = reasons_not_to_propose(row)
    if wrong:
        raise Refused(wrong[0])
    with authored_by(by):
        row.state, row.round, row.proposed_at = State.PROPOSED, row.round + 1, timezone.now()
        row.save(update_fields=["state", "round", "proposed_at"])
        _note(row, row.author, Kind.YES, name, by)
        others = [one for one in row.parties if one != row.author]
        notices.tell(
            row, others, "proposed", f"{row.author.name} vous propose une convention. Elle attend votre réponse."
        )
    return row


@in_transaction
def answer(
    version: AgreementVersion, organisation: Organisation, kind: str, name: str, reason: str = "", *,
    by: User | None = None,
) -> AgreementVersion:  # fmt: skip
    """Note that a party says yes to what is proposed, or sends it back with a reason: it is a draft again then.

    Once every party has said yes it can be signed. Raises ``InvalidField`` for a missing reason or name, ``WrongState``
    if it is not proposed, or if the party has answered.
    """
    row = _locked(version, by, State.PROPOSED)
    parties.check_acts_for(row, organisation, by)
    if kind not in (Kind.YES, Kind.BACK):
        raise InvalidField("kind", "Dites si vous êtes d’accord.")
    if kind == Kind.BACK and not reason.strip():
        raise InvalidField("reason", "Dites pourquoi vous la renvoyez, en une phrase.")
    if any(one.organisation_id == organisation.pk for one in row.answers_now):
        raise WrongState(f"{organisation.name} a déjà répondu.")
    with authored_by(by):
        _note(row, organisation, kind, name, by, reason)
        if kind == Kind.BACK:
            row.state = State.DRAFT
            notices.tell(
                row,
                [row.author],
                f"back:{organisation.pk}",
                f"{organisation.name} renvoie la convention\u00a0: {reason}",
            )
        elif not waiting_for(row, Kind.YES):
            row.state = State.AGREED
            notices.tell(row, row.parties, "agreed", "Toutes les parties sont d’accord. La convention est à signer.")
        row.save(update_fields=["state"])
    return row


@in_transaction
def sign(
    version: AgreementVersion, organisation: Organisation, name: str, *, by: User | None = None
) -> AgreementVersion:
    """Note the signature of a party by ``name``; once all have signed, the people are engaged and authorised.

    Raises ``InvalidField`` for a missing name, ``WrongState`` before all parties agree or after the party has signed.
    """
    row = _locked(version, by, State.AGREED)
    parties.check_acts_for(row, organisation, by)
    if organisation not in waiting_for(row, Kind.SIGNED):
        raise WrongState(f"{organisation.name} a déjà signé.")
    with authored_by(by):
        _note(row, organisation, Kind.SIGNED, name, by)
        if not waiting_for(row, Kind.SIGNED):
            row.state, row.signed_at = State.SIGNED, timezone.now()
            row.save(update_fields=["state", "signed_at"])
            for person in row.people.all():
                _authorise(row, person, row.signed_at)
            notices.tell(row, row.parties, "signed", "La convention est signée par toutes les parties.")
    return row


@in_transaction
def take_back(version: AgreementVersion, *, by: User | None = None) -> AgreementVersion:
    """Make a draft again of what nobody has signed; the parties will answer anew."""
    row = _locked(version, by, State.PROPOSED, State.AGREED)
    parties.check_acts_for(row, row.author, by)
    if any(one.kind == Kind.SIGNED for one in row.answers_now):
        raise WrongState("Une partie a déjà signé\u00a0: demandez-lui d’abord.")
    with authored_by(by):
        row.state = State.DRAFT
        row.save(update_fields=["state"])
    return row


@in_transaction
def drop(version: AgreementVersion, *, by: User | None = None) -> AgreementVersion:
    """Give up a draft; it stays readable."""
    row = _locked(version, by, State.DRAFT)
    parties.check_acts_for(row, row.author, by)
    with authored_by(by):
        row.state = State.DROPPED
        row.save(update_fields=["state"])
    return row


def waiting_for(version: AgreementVersion, kind: str) -> list[Organisation]:
    """Return the parties that have not yet said yes (or signed) in this round."""
    done = set(
        AgreementAnswer.objects.filter(version=version, round=version.round, kind=kind).values_list(
            "organisation", flat=True
        )
    )
    return [one for one in version.parties if one.pk not in done]


def _locked(version: AgreementVersion, by: User | None, *states: AgreementVersion.State) -> AgreementVersion:
    AgreementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    row = AgreementVersion.objects.with_terms().get(pk=version.pk)
    parties.check_party(row.agreement, by)
    if row.state not in states:
        raise WrongState(f"Cette version a changé\u00a0: {row.get_state_display().lower()}.")
    return row


def _note(
    version: AgreementVersion, organisation: Organisation, kind: str, name: str, by: User | None, reason: str = ""
) -> None:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise InvalidField("name", "Dites qui répond, et à quel titre.")
    AgreementAnswer.objects.create(
        version=version, organisation=organisation, round=version.round, kind=kind, name=name, noted_by=by,
        reason=" ".join(reason.split())[:LONGEST_REASON],
    )  # fmt: skip


def _authorise(version: AgreementVersion, person: AgreementPerson, at: datetime) -> None:
    """Engage a person in the scheme if they are not, and grant the authorisation that the signed agreement is."""
    running = Engagement.objects.filter(professional=person.professional, scheme=version.rules.code)
    row = running.exclude(state=Engagement.State.ENDED).first()
    if row is None:
        data = EngagementData(professional=person.professional, starts=min(version.starts, timezone.localdate(at)))
        row = engagements.engage(version.rules, data)
    engagements.answer(
        [row], SIGNED_AGREEMENT.code, Authorisation.State.GRANTED, timezone.localdate(at),
        answered_by=f"Convention {version.agreement.name}"[:LONGEST_NAME],
    )  # fmt: skip
