"""A hospital of each part with two agreements: a draft that was proposed once, and a signed one."""

from __future__ import annotations

from datetime import date
from typing import Any

from maillage.schemes import Half, Presence
from maillage.site.accounts.models import Organisation
from maillage.site.agreements import drafting, groups, means, negotiating
from maillage.site.agreements.drafting import PersonData, ShareData, TermsData
from maillage.site.agreements.groups import GroupData
from maillage.site.agreements.means import MeansData
from maillage.site.agreements.models import AgreementVersion
from maillage.site.geography.models import Commune
from tests.site import factories as make

MONDAY = date(2031, 1, 6)


def agreements_of(word: str, commune: Commune) -> dict[str, Any]:
    """Return them by the names of their fields. Names of hospitals are public: every hospital may be invited."""
    hospital, partner = (make.organisation("establishment", name=f"Hôpital {make.number()}") for _ in range(2))
    place = make.place(
        commune=commune, organisation=hospital, name=f"Plateau {word}", kind="hospital", reference=f"H-{word}"
    )
    person = make.professional(
        home=commune, status="hospital", profession="specialist", last_name=f"Partagée{word}", reference=f"P-{word}"
    )
    versions: list[AgreementVersion] = []
    for name, weekday in (("en cours", 0), ("signée", 1)):
        data = terms(f"Convention {word} {name}", hospital, partner)
        version = drafting.draft(data, hospital)
        drafting.name_people(version, [PersonData(professional=person, employer=hospital)])
        drafting.draw_week(
            version.people.get(), [Presence(weekday, Half.MORNING, str(place.reference), person.reference)]
        )
        versions.append(negotiating.propose(version, f"Direction {word}"))
    draft = negotiating.take_back(versions[0])
    signed = negotiating.answer(versions[1], partner, "yes", word)
    for party in (hospital, partner):
        signed = negotiating.sign(signed, party, word)
    data = MeansData(
        pathway=signed.agreement.pathway, kind="beds_open", month=date(2026, 1, 1), count=4, source=f"Source {word}"
    )
    found = means.note(hospital, data, by=None)
    group = groups.write(GroupData(name=f"Groupement {word}", members=[hospital]), by=None)
    return {"means": found, "group": group, "hospital": hospital, "agreement_draft": draft, "agreement_signed": signed}


def terms(name: str, hospital: Organisation, partner: Organisation) -> TermsData:
    """Terms by which ``hospital`` gets all the time, and both pay."""
    shares = [
        ShareData(organisation=hospital, time_percent=100, money_percent=50),
        ShareData(organisation=partner, time_percent=0, money_percent=50),
    ]
    return TermsData(name=name, pathway=name, starts=MONDAY, shares=shares)
