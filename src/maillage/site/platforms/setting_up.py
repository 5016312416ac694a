"""Setting up what a platform rests on: the draft of its agreement, and the parts of readers in its rotas by it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from maillage.site.accounts.models import Organisation, User
from maillage.site.agreements import drafting
from maillage.site.agreements.drafting import ShareData, TermsData
from maillage.site.agreements.models import AgreementVersion
from maillage.site.duties.models import Rota
from maillage.site.duties.services import may_change
from maillage.site.expertise import platforms
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.platforms.load import term_on, terms_of
from maillage.site.refusals import NotAllowed, Refused, WrongState

LEAST_PART, WHOLE = 10, 100


def draft_agreement(platform: ReadingPlatform, author: Organisation, starts: date, by: User | None) -> AgreementVersion:
    """Draft the agreement of a platform with equal shares for its members, for its parties to change and to sign.

    Raises ``Refused`` with fewer than two members, ``NotAllowed`` for an author who is no member, ``WrongState`` if
    there is one; see ``agreements.drafting.draft``.
    """
    pools = [one.pool for one in platforms.members_of(platform)]
    hospitals = list({one.organisation_id: one.organisation for one in pools}.values())
    if author not in hospitals:
        raise NotAllowed(platforms.NOT_YOURS)
    if len(hospitals) < 2:
        raise Refused("Il faut au moins deux hôpitaux dans la plateforme\u00a0: invitez-en un autre.")
    shares = [
        ShareData(organisation=one, time_percent=percent, money_percent=percent)
        for one, percent in zip(hospitals, equal_percents(len(hospitals)), strict=True)
    ]
    terms = TermsData(
        name=platform.name, pathway=platform.label, starts=starts, shares=shares, platform=platform
    )  # fmt: skip
    return drafting.draft(terms, author, by=by)


def equal_percents(count: int) -> list[int]:
    """Return whole per cents for so many parties that make 100, as equal as they can be."""
    each, more = divmod(WHOLE, count)
    return [each + (rank < more) for rank in range(count)]


@in_transaction
def share_load(rota: Rota, by: User | None) -> dict[int, int]:
    """Give the readers of a rota parts such that each hospital does its share of the load; return parts by member.

    The share of a hospital is divided among its readers; the largest part is a whole one, none is less than a tenth.
    Raises ``WrongState`` for a published rota or without an agreement on its first day, ``Refused`` naming a hospital
    without a share or without a reader.
    """
    may_change(rota, by)
    row = Rota.objects.select_for_update(of=("self",)).get(pk=rota.pk)
    if row.is_published or row.platform is None:
        raise WrongState("Les parts se règlent avant la publication d’un tableau de plateforme.")
    term = term_on(terms_of(row.platform, row.starts.replace(day=1)), row.starts)
    if term is None:
        raise WrongState("Aucune convention signée ne court au premier jour de ce tableau.")
    members = list(row.members.select_related("employer"))
    percents = {one.organisation_id: one.time_percent for one in term.shares if one.time_percent}
    there = Counter(one.employer_id for one in members)
    for one in members:
        if one.employer_id not in percents:
            who = one.employer or one.professional
            raise Refused(f"{who} n’a pas de part dans la convention\u00a0: retirez ses lecteurs.")
    for share in term.shares:
        if share.time_percent and not there[share.organisation_id]:
            raise Refused(f"{share.organisation.name} a une part, et aucun lecteur dans le tableau.")
    parts = parts_of({key: (percents[key], there[key]) for key in percents})
    with authored_by(by):
        for one in members:
            assert one.employer_id is not None
            one.share_percent = parts[one.employer_id]
            one.save(update_fields=["share_percent"])
    return {one.pk: one.share_percent for one in members}


def parts_of(hospitals: dict[int, tuple[int, int]]) -> dict[int, int]:
    """Return the part (per cent) of a reader of each hospital, from its share of the load and its number of readers."""
    each = {key: percent / count for key, (percent, count) in hospitals.items()}
    most = max(each.values())
    return {key: max(LEAST_PART, round(WHOLE * one / most)) for key, one in each.items()}
