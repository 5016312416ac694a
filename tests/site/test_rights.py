"""Every page with every role, reading and changing, own rows and others' rows: exactly as the matrix says.

The routes are collected from the URL configuration: a route without a case fails, and so does one without a gate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from maillage.site.accounts import rights
from maillage.site.accounts.models import Membership, User
from maillage.site.accounts.rights import RIGHTS, TERRITORIAL, Act, Reach, Record, Right
from maillage.site.accounts.roles import COORDINATION, COORDINATOR, ROLES
from maillage.site.accounts.scope import Grants
from maillage.site.directory.models import Professional
from maillage.site.payments.payers import BankAccount
from maillage.site.www import figures
from tests.site import factories as make
from tests.site import rights_world
from tests.site.rights_systems import node_form
from tests.site.rights_world import Part, Site

pytestmark = pytest.mark.django_db
SIGNED_IN = {
    "account", "home-of-user", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
}  # fmt: skip
"""Pages about the signed-in user, open to all roles."""

Form = Callable[[Part], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """The right that a page needs (repeated here, so that a missing gate is found), and the row of a part it is about.

    ``target`` gives the key in its URL, ``query`` the parameters, ``forms`` what can be submitted about a part. Pages
    with a form that must be confirmed are read with the parameter that shows it.
    """

    reach: Reach
    reads: Record | None = None
    changes: Record | None = None
    target: Callable[[Part], int] | None = None
    query: Form = lambda _: {}
    forms: tuple[Form, ...] = field(default=())
    offers: bool = False
    """The form offers people and places of the user's own territory, by the rights to these."""
    of_site: bool = False
    """Figures of the whole site, which name nobody."""
    only_sent: bool = False
    """The route accepts POST only: GET answers 405 before any right is checked."""
    regional: bool = False
    """What is sent is about a region as a whole: a part of it has nothing to change there."""

    def closed(self, *, sent: bool) -> int:
        """Status for a user without the right."""
        return 405 if (not self.forms if sent else self.only_sent) else 403


def _act(act: str, **more: Callable[[Part], Any]) -> Form:
    return lambda part: {"acte": act, **{name: value(part) for name, value in more.items()}}


def _invite(part: Part) -> dict[str, Any]:
    return {"email": "rose@example.org", "first_name": "Rose", "last_name": "C", "role": "host",
            "organisation": part.house.pk}  # fmt: skip


def _board_day(part: Part) -> str:
    (day,) = part.draft.document["plan"]
    return "|".join((day["date"], day["site"], day["doctor"]))


def _starts(part: Part) -> str:
    return str(part.draft.document["plan"][0]["date"])


def _ask_plan(part: Part) -> dict[str, Any]:
    return {"avec-solidarity": "on", "zones": [part.zone.epci_id], "starts": make.soon(30).date().isoformat(),
            "weeks": 2, "budget": 1000, "seconds": 5}  # fmt: skip


def _professional(part: Part) -> dict[str, Any]:
    return {"first_name": "Rose", "last_name": "Nouvelle", "profession": "gp", "status": "locum",
            "home": part.commune.pk}  # fmt: skip


def _place(part: Part) -> dict[str, Any]:
    return {"name": "Salle", "kind": "practice", "commune": part.commune.pk, "address": "1 rue", "rooms": "1",
            "organisation": part.house.pk, "opening_weekdays": ["0"]}  # fmt: skip


def _programme(part: Part) -> dict[str, Any]:
    rows = {f"{name}-{what}": number for name in ("presences", "turns", "parties")
            for what, number in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))}  # fmt: skip
    return {"name": f"Tour {part.word} bis", "scheme": "shared_post", "starts": "2027-01-04", "ends": "2027-02-04",
            "head-place": part.place.reference, "head-weekdays": ["0"], "head-halves": ["morning"],
            "head-stay_weeks": "1", "turns-0-staff": part.doctor.reference, "presences-0-weekday": "0",
            "presences-0-half": "morning", "presences-0-place": part.place.reference,
            "presences-0-staff": part.doctor.reference, **rows}  # fmt: skip


def _commitment(_: Part) -> dict[str, Any]:
    return {"scheme": "medical_bus", "days_per_month": "2", "extra_fee_percent": "0", "home_share_percent": "0",
            "starts": "2027-01-01"}  # fmt: skip


def _absence(_: Part) -> dict[str, Any]:
    day = make.soon(60).date().isoformat()
    return {"acte": "noter", "first": day, "last": day}


def _rule(part: Part) -> dict[str, Any]:
    """An opening rule an hour longer; a new one is of another hour."""
    return {
        "acte": "appliquer", "professional": part.doctor.pk, "room": part.rule.room_id, "weekday": "6",
        "starts": "06:00", "ends": "07:00", "rhythm": "1", "first": part.rule.first.isoformat(),
        "last": part.rule.first.isoformat(), "school": "always", "on_holidays": "on", "pause_minutes": "0",
        "seats": "1", "motif-short": "20",
    }  # fmt: skip


def _closed_day(part: Part) -> dict[str, Any]:
    return {"acte": "appliquer", "day": part.rule.first.isoformat(), "what": "closed"}


def _departure(_: Part) -> dict[str, Any]:
    return {"acte": "confirmer", "kind": "death", "last_day": make.soon(0).date().isoformat()}


def _proposal(part: Part) -> dict[str, Any]:
    return {"scheme": "solidarity", "place": part.place.pk, "date": make.soon(45).date().isoformat(),
            "half": "morning", "medecin": part.doctor.pk}  # fmt: skip


def _duty_house(part: Part) -> dict[str, Any]:
    needs = {f"need-{code}": "1" for code in ("evening", "night", "saturday", "sunday", "late_weekend")}
    return {"name": "Autre maison", "commune": part.commune.pk, **needs}


def _wishes(part: Part) -> dict[str, Any]:
    return {(part.rota.starts + timedelta(days=6)).isoformat(): "cannot"}


def _close_month(part: Part) -> dict[str, Any]:
    return {"payeur": part.payer.pk, "mois": "2026-03"}


def _answer_contest(_: Part) -> dict[str, Any]:
    return {"acte": "corriger", "amount": "200", "reason": "C’est juste."}


def _name_payer(part: Part) -> dict[str, Any]:
    return {"organisation_key": part.payer.organisation_id, "schemes": ["solidarity"],
            "departments": [part.commune.department_id]}  # fmt: skip


def _grant(part: Part) -> dict[str, Any]:
    return {"reference": f"Autre {part.word}", "decided_on": "2026-01-05", "giver": "Région", "beneficiary": "SISA",
            "object": "kit", "region": part.region.pk, "commune": part.commune.pk, "years": "2026 : 10"}  # fmt: skip


def _call(part: Part) -> dict[str, Any]:
    return {"kind": "research", "organisation": part.sent.call.organisation_id, "title": f"Autre {part.word}",
            "text": "Un autre texte.", "opens": "2026-01-01T08:00:00", "closes": "2035-01-01T08:00:00",
            "offer_days": "5"}  # fmt: skip


GRANT_FORMS = (
    lambda _: {"acte": "verser", "payform-amount": "5", "payform-date": "2026-01-07"},
    lambda part: {"acte": "corriger", "correctform-payment": part.grant.payments.first().pk,
                  "correctform-amount": "2", "correctform-reason": "Erreur."},
    lambda _: {"acte": "condition", "conditionform-text": "Autre."},
    lambda part: {"acte": "remplie", "ligne": part.grant.conditions.first().pk},
    lambda part: {"acte": "retirer", "ligne": part.grant.documents.first().pk},
)  # fmt: skip
SESSION_FORMS = (_act("annuler"), _act("tenue"), _act("proposer", medecin=lambda part: part.doctor.pk))
ACCOUNT_FORMS = (
    _act("fermer"), _act("lien"), _act("retirer", role=lambda part: part.account.memberships.get().pk)
)  # fmt: skip
VERSION_FORMS = (
    lambda part: {"acte": "version", "organisation": part.hospital.pk, "starts": "2032-01-05"},
    lambda _: {"acte": "abandonner"},
)


def _agreement_terms(part: Part) -> dict[str, Any]:
    rows = {"organisation": part.hospital.pk, "time_percent": "100", "money_percent": "100"}
    return {"author": part.hospital.pk, "name": f"Convention {part.word} bis", "pathway": "ORL", "starts": "2031-01-06",
            "notice_months": "3", "parts-TOTAL_FORMS": "1", "parts-INITIAL_FORMS": "0",
            **{f"parts-0-{name}": value for name, value in rows.items()}}  # fmt: skip


def _agreement_end(part: Part) -> dict[str, Any]:
    return {"organisation": part.hospital.pk, "last_day": "2035-01-01", "reason": "Fin.", "patients": "0"}


def _agreement_person(part: Part) -> int:
    return part.agreement_draft.people.get().pk


def _means(part: Part) -> dict[str, Any]:
    pathway = part.agreement_signed.agreement.pathway
    return {"service": f"{part.hospital.pk} {pathway}", "kind": "beds_open", "month": "2026-02-01", "count": "3",
            "source": "Tableau des lits"}  # fmt: skip


def agreement_cases(reach: Reach, prefix: str) -> dict[str, Case]:
    """The same pages by both doors."""
    asked, what = (reach, Record.AGREEMENT), Record.AGREEMENT
    people = {"personnes-TOTAL_FORMS": "0", "personnes-INITIAL_FORMS": "0"}
    found = {
        "agreements": Case(*asked),
        "agreement-boards": Case(reach, Record.PATHWAY),
        "agreement-support": Case(reach, Record.PATHWAY),
        "agreement-groups": Case(reach, Record.PATHWAY),
        "agreement-means": Case(
            reach, None, Record.PATHWAY, forms=(_means, _act("retirer", note=lambda part: part.means.pk)),
            regional=True,
        ),
        "agreement": Case(*asked, what, lambda part: part.agreement_draft.agreement_id, forms=VERSION_FORMS),
        "agreement-add": Case(reach, None, what, forms=(_agreement_terms,)),
        "agreement-end": Case(
            reach, None, what, lambda part: part.agreement_signed.agreement_id, forms=(_agreement_end,)
        ),
        "agreement-paper": Case(*asked, None, lambda part: part.agreement_signed.pk),
        **{
            f"agreement-money{kind}": Case(*asked, None, lambda part: part.agreement_signed.agreement_id)
            for kind in ("-csv", "-paper")
        },
        "agreement-money": Case(
            *asked, what, lambda part: part.agreement_signed.agreement_id, forms=(_act("clore"),)
        ),
        "agreement-terms": Case(
            reach, None, what, lambda part: part.agreement_draft.pk, forms=(_agreement_terms,)
        ),
        "agreement-people": Case(
            reach, None, what, lambda part: part.agreement_draft.pk, forms=(lambda _: people,)
        ),
        "agreement-agenda": Case(
            reach, None, what, lambda part: part.agreement_signed.pk,
            forms=(lambda _: {"weeks": "2", "patients": "0"},),
        ),
        "agreement-week": Case(reach, None, what, _agreement_person, forms=(lambda _: {},)),
    }  # fmt: skip
    return {f"{prefix}{name}": case for name, case in found.items()}


def _group(part: Part) -> dict[str, Any]:
    return {"name": f"Groupement {part.word} suite", "members": [part.hospital.pk]}


GROUP_CASES = {
    "agreement-group-add": Case(Reach.TERRITORY, None, Record.PATHWAY, forms=(_group,), regional=True),
    "agreement-group": Case(
        Reach.TERRITORY,
        None,
        Record.PATHWAY,
        lambda part: part.group.pk,
        forms=(_group, _act("retirer")),
        regional=True,
    ),
}


PROMISE_FORMS: tuple[Form, ...] = (
    _act("promesse", parking=lambda _: "street"),
    _act("fermer", starts=lambda _: "2035-01-01", ends=lambda _: "2035-01-02"),
    _act("retirer", numero=lambda part: part.place_photo.pk),
    lambda part: {"acte": f"cabinet-{part.room.pk}", f"cabinet-{part.room.pk}-weekday_0": "matin"},
)
CASES = {
    **GROUP_CASES,
    **agreement_cases(Reach.TERRITORY, ""),
    **agreement_cases(Reach.ORGANISATION, "own-"),
    "today": Case(Reach.TERRITORY, Record.SESSION),
    "told": Case(
        Reach.TERRITORY, changes=Record.APPOINTMENT, forms=(lambda part: {"rendez-vous": part.to_call.pk},),
        only_sent=True,
    ),
    "offer-answered": Case(
        Reach.TERRITORY, changes=Record.APPOINTMENT, only_sent=True,
        forms=(_act("non", place=lambda part: part.offer.pk),),
    ),
    "remind": Case(
        Reach.TERRITORY, changes=Record.SESSION, forms=(lambda part: {"vacation": part.session.pk},), only_sent=True,
    ),
    "tell-places": Case(
        Reach.TERRITORY, changes=Record.SESSION, forms=(lambda part: {"vacation": part.session.pk},), only_sent=True,
    ),
    "sessions-csv": Case(Reach.TERRITORY, Record.SESSION),
    "territories": Case(
        Reach.TERRITORY, Record.ZONE, Record.ZONE,
        forms=tuple(
            _act(act, epci=lambda part: part.zone.epci_id, reason=lambda _: "Une raison assez longue.")
            for act in ("add", "remove")
        ),
    ),
    "plan": Case(Reach.TERRITORY, Record.PLAN, query=lambda part: {"plan": part.draft.pk, "jours": "tous"}),
    "plan-csv": Case(Reach.TERRITORY, Record.PLAN, query=lambda part: {"plan": part.draft.pk}),
    "plan-publish": Case(
        Reach.TERRITORY, changes=Record.PLAN, target=lambda part: part.draft.pk, forms=(lambda _: {},), only_sent=True,
    ),
    "plans": Case(Reach.TERRITORY, Record.PLAN),
    "plan-compare": Case(
        Reach.TERRITORY, Record.PLAN, query=lambda part: {"plan": [part.draft.pk, part.published.pk]}
    ),
    "plan-board": Case(
        Reach.TERRITORY, Record.PLAN, Record.PLAN, lambda part: part.draft.pk,
        query=lambda part: {"jour": _board_day(part), "vue": "medecins"},
        forms=tuple(
            lambda part, act=act: {"acte": act, "jour": _board_day(part)}
            for act in ("fixer", "retirer", "annuler", "completer")
        ),
    ),
    "plan-why": Case(
        Reach.TERRITORY, Record.PLAN, target=lambda part: part.draft.pk,
        query=lambda part: {"lieu": part.draft.document["plan"][0]["site"]},
    ),
    "plan-picture": Case(Reach.TERRITORY, Record.PLAN, target=lambda part: part.draft.pk),
    "plan-ics": Case(Reach.TERRITORY, Record.PLAN, target=lambda part: part.draft.pk),
    "plan-doors": Case(Reach.TERRITORY, Record.PLAN, target=lambda part: part.draft.pk),
    "plan-change": Case(
        Reach.TERRITORY, changes=Record.PLAN, target=lambda part: part.draft.pk,
        forms=(lambda part: {"quoi": "depart", "medecin": part.doctor.reference, "des": _starts(part)},),
    ),
    "plan-replace": Case(
        Reach.TERRITORY, changes=Record.PLAN, target=lambda part: part.draft.pk, forms=(lambda _: {},),
    ),
    "sessions": Case(Reach.TERRITORY, Record.SESSION),
    "session": Case(
        Reach.TERRITORY, Record.SESSION, Record.SESSION, lambda part: part.session.pk,
        query=lambda _: {"annuler": "1"}, forms=SESSION_FORMS,
    ),
    "session-overbook": Case(
        Reach.TERRITORY, Record.SESSION, Record.SESSION, lambda part: part.session.pk,
        forms=(lambda _: {"extra": "1", "reason": "Beaucoup d’absents ici."},),
    ),
    "session-propose": Case(Reach.TERRITORY, changes=Record.SESSION, forms=(_proposal,), offers=True),
    "effect": Case(Reach.TERRITORY, Record.PLAN),
    "month": Case(
        Reach.TERRITORY, Record.SESSION, Record.PLAN, query=lambda _: {"mois": "2026-01"},
        forms=(lambda part: {"mois": "2026-01", "lieu": f"region-{part.region.pk}"},), regional=True,
    ),
    "month-xlsx": Case(Reach.TERRITORY, Record.SESSION, query=lambda _: {"mois": "2026-01"}),
    "month-ods": Case(Reach.TERRITORY, Record.SESSION, query=lambda _: {"mois": "2026-01"}),
    "month-paper": Case(Reach.TERRITORY, Record.PLAN, target=lambda part: part.report.pk),
    # The form names no row: it is empty, so that nothing on the site changes.

    "outbox": Case(Reach.TERRITORY, Record.SITE, of_site=True),
    "site-identity": Case(Reach.TERRITORY, Record.SITE, Record.SITE, forms=(lambda _: {"name": ""},)),
    "effect-ask": Case(
        Reach.TERRITORY, changes=Record.PLAN, target=lambda part: part.published.programme_id, forms=(lambda _: {},),
        only_sent=True,
    ),
    "plan-ask": Case(Reach.TERRITORY, changes=Record.PLAN, forms=(_ask_plan,)),
    "measure-ask": Case(
        Reach.TERRITORY, changes=Record.ZONE,
        forms=tuple(
            lambda part, what=what: {"what": what, "region": part.region.pk} for what in ("mesurer", "designer")
        ),
    ),
    # A source is of all of France: what is sent names nobody's row.
    "data-load": Case(Reach.TERRITORY, changes=Record.ZONE, forms=(lambda _: {},)),
    # The region is that of the file, told by the job: what is sent names nobody's row.
    "plan-import": Case(Reach.TERRITORY, changes=Record.PLAN, forms=(lambda _: {},)),
    # Tables of people who are not in the directory: what is sent names nobody's row.
    "juniors": Case(Reach.TERRITORY, Record.PLAN, Record.PLAN, forms=(lambda _: {},)),
    "tour-ask": Case(Reach.TERRITORY, Record.PLAN, Record.PLAN, forms=(lambda _: {},)),
    "junior-years": Case(Reach.TERRITORY, Record.PLAN),
    # The region of a new year is the user's own: nothing sent names another part.
    "junior-year-add": Case(Reach.TERRITORY, changes=Record.PLAN, forms=(lambda _: {"name": ""},)),
    "junior-year": Case(
        Reach.TERRITORY, Record.PLAN, Record.PLAN, lambda part: part.junior_year.pk, regional=True,
        forms=(_act("reporter", wishes_until=lambda _: "2030-01-01"), _act("demander")),
    ),
    "junior-year-csv": Case(Reach.TERRITORY, Record.PLAN, target=lambda part: part.junior_year.pk, regional=True),
    "junior-add": Case(
        Reach.TERRITORY, changes=Record.PLAN, target=lambda part: part.junior_year.pk, regional=True,
        forms=(lambda _: {"people": "Rose;Nouvelle"},),
    ),
    "supervisor-add": Case(
        Reach.TERRITORY, changes=Record.PLAN, target=lambda part: part.junior_year.pk, regional=True,
        forms=(lambda part: {"first_name": "Rose", "last_name": "N", "commune": part.commune.pk, "capacity": "1"},),
    ),
    "junior-housing-add": Case(
        Reach.TERRITORY, changes=Record.PLAN, target=lambda part: part.junior_year.pk, regional=True,
        forms=(lambda _: {"name": "Autre internat", "beds": "2"},),
    ),
    "junior": Case(
        Reach.TERRITORY, Record.PLAN, Record.PLAN, lambda part: part.junior_year.juniors.get().pk, regional=True,
        forms=(lambda _: {"first_name": "Rose", "last_name": "Nouvelle", "rank": "3"},),
    ),
    "junior-wishes": Case(
        Reach.TERRITORY, Record.PLAN, Record.PLAN, lambda part: part.junior_year.juniors.get().pk, regional=True,
        forms=(lambda part: {"wish-1": part.junior_year.supervisors.get().pk},),
    ),
    "supervisor": Case(
        Reach.TERRITORY, Record.PLAN, Record.PLAN, lambda part: part.junior_year.supervisors.get().pk, regional=True,
        forms=(lambda part: {"first_name": "R", "last_name": "N", "commune": part.commune.pk, "capacity": "2"},),
    ),
    "supervisor-wishes": Case(
        Reach.TERRITORY, Record.PLAN, Record.PLAN, lambda part: part.junior_year.supervisors.get().pk, regional=True,
        forms=(lambda _: {"capacity": "2", "semesters": ["1"]},),
    ),
    "jobs": Case(Reach.ORGANISATION, Record.JOB),
    "job": Case(
        Reach.ORGANISATION, Record.JOB, Record.JOB, lambda part: part.job.pk,
        forms=(_act("relancer"), _act("garder"), _act("arreter")),
    ),
    "programmes": Case(Reach.TERRITORY, Record.PLAN),
    "programme-add": Case(Reach.TERRITORY, changes=Record.PLAN, forms=(_programme,), offers=True),
    "programme": Case(
        Reach.TERRITORY, Record.PLAN, Record.PLAN, lambda part: part.draft.programme_id,
        forms=(_act("publier"), lambda _: {"acte": "finir", "last": "2035-01-01"}),
    ),
    "programme-edit": Case(
        Reach.TERRITORY, changes=Record.PLAN, target=lambda part: part.rotation.pk, forms=(_programme,)
    ),
    "directory": Case(Reach.TERRITORY, Record.PROFESSIONAL),
    "professional-add": Case(Reach.TERRITORY, changes=Record.PROFESSIONAL, forms=(_professional,)),
    "professional": Case(
        Reach.TERRITORY, Record.PROFESSIONAL, Record.PROFESSIONAL, lambda part: part.doctor.pk, forms=(_professional,)
    ),
    "professional-absences": Case(
        Reach.TERRITORY, Record.PROFESSIONAL, Record.PROFESSIONAL, lambda part: part.doctor.pk, forms=(_absence,)
    ),
    "professional-leave": Case(
        Reach.TERRITORY, Record.PROFESSIONAL, Record.PROFESSIONAL, lambda part: part.doctor.pk, forms=(_departure,)
    ),
    "engagement-add": Case(
        Reach.TERRITORY, changes=Record.ENGAGEMENT, target=lambda part: part.doctor.pk, forms=(_commitment,)
    ),
    "engagement": Case(
        Reach.TERRITORY, Record.ENGAGEMENT, Record.ENGAGEMENT, lambda part: part.engagement.pk,
        forms=(
            lambda _: {"acte": "finir", "last": "2030-01-01"},
            lambda _: {"acte": "order_check", "order_check-state": "refused", "order_check-answered_by": "Dr Morel",
                       "order_check-reason": "Radiée du tableau.", "order_check-date": "2026-01-01"},
        ),
    ),
    # A new organisation is in nobody's charge: an empty form.
    "organisation-add": Case(Reach.TERRITORY, changes=Record.PLACE, forms=(lambda _: {"name": ""},)),
    "place-add": Case(Reach.TERRITORY, changes=Record.PLACE, forms=(_place,)),
    "place": Case(Reach.TERRITORY, Record.PLACE, Record.PLACE, lambda part: part.place.pk, forms=(_place,)),
    "place-promise": Case(
        Reach.TERRITORY, Record.PLACE, Record.PLACE, lambda part: part.place.pk, forms=PROMISE_FORMS
    ),
    "place-photo": Case(Reach.TERRITORY, Record.PLACE, target=lambda part: part.place_photo.pk),
    "place-close": Case(
        Reach.TERRITORY, changes=Record.PLACE, target=lambda part: part.place.pk,
        query=lambda _: {"le": make.soon(1).date().isoformat()}, forms=(lambda _: {"le": "2035-01-01"},),
    ),
    "place-organisation": Case(
        Reach.TERRITORY, changes=Record.PLACE, target=lambda part: part.place.pk,
        forms=(_act("annuler"), _act("voir", day=lambda _: "2035-01-01")),
    ),
    "session-move": Case(
        Reach.TERRITORY, changes=Record.SESSION, target=lambda part: part.session.pk, forms=(lambda _: {"place": "1"},)
    ),
    "warned-sessions": Case(
        Reach.TERRITORY, Record.SESSION, Record.SESSION, forms=(lambda part: {"avertissement": part.warning.pk},)
    ),
    "proposals": Case(Reach.TERRITORY, Record.PROPOSAL),
    "proposal-board": Case(
        Reach.TERRITORY, Record.PROPOSAL, Record.PROPOSAL, lambda part: part.proposal.pk,
        forms=(
            _act("approuver"), _act("vu"), _act("visite", visit_on=lambda _: "2035-01-01", visitor=lambda _: "Moi"),
            lambda _: {"acte": "renvoyer", "renvoi-reason": "Il manque un point d’eau."},
            lambda _: {"acte": "refuser", "refus-reason": "Trop loin de tout."},
        ),
    ),
    "proposal-board-photo": Case(Reach.TERRITORY, Record.PROPOSAL, target=lambda part: part.photo.pk),
    "host-promise": Case(
        Reach.ORGANISATION, Record.PLACE, Record.PLACE, lambda part: part.place.pk, forms=PROMISE_FORMS
    ),
    "host-photo": Case(Reach.ORGANISATION, Record.PLACE, target=lambda part: part.place_photo.pk),
    "thing-add": Case(
        Reach.TERRITORY, changes=Record.PLACE, query=lambda part: {"lieu": part.place.pk},
        forms=(lambda part: {"kind": "bed", "name": "Lit", "owner": f"lieu-{part.place.pk}"},),
    ),
    "thing": Case(
        Reach.TERRITORY, changes=Record.PLACE, target=lambda part: part.room.pk,
        forms=(lambda _: {"name": "Autre nom"}, _act("retirer")),
    ),
    "interface": Case(
        Reach.TERRITORY, Record.REGULATION, Record.REGULATION, forms=(_act("retirer", cle=lambda part: part.key.pk),),
        regional=True,
    ),
    "webhooks": Case(
        Reach.TERRITORY, Record.REGULATION, Record.REGULATION,
        forms=(
            _act("essayer", adresse=lambda part: part.webhook.pk),
            _act("arreter", adresse=lambda part: part.webhook.pk),
            _act("reprendre", adresse=lambda part: part.stopped_webhook.pk),
        ),
        regional=True,
    ),
    "people": Case(
        Reach.TERRITORY, Record.PRIVACY, Record.PRIVACY, forms=(lambda _: {"name": ""},)
    ),
    "journal": Case(Reach.TERRITORY, Record.PRIVACY),
    "delays": Case(
        Reach.TERRITORY, Record.PRIVACY, Record.PRIVACY,
        forms=(lambda part: {"organisation": part.house.pk, "mois": "12"},),
    ),
    "interface-place": Case(
        Reach.TERRITORY, changes=Record.PLACE, target=lambda part: part.place.pk,
        forms=(lambda _: {"number": "120000013"},),
    ),
    "interface-organisation": Case(
        Reach.TERRITORY, changes=Record.REGULATION, target=lambda part: part.house.pk,
        forms=(lambda _: {"number": "120000013"},),
    ),
    "accounts": Case(Reach.TERRITORY, Record.ACCOUNT),
    "account-invite": Case(
        Reach.TERRITORY, changes=Record.ACCOUNT, query=lambda part: {"soignant": part.doctor.pk}, forms=(_invite,)
    ),
    "account-detail": Case(
        Reach.TERRITORY, Record.ACCOUNT, Record.ACCOUNT, lambda part: part.account.pk,
        query=lambda _: {"fermer": "1"}, forms=ACCOUNT_FORMS,
    ),
    "role-organisation": Case(
        Reach.TERRITORY, changes=Record.ACCOUNT, target=lambda part: part.host.memberships.get().pk,
        forms=(_act("voir", day=lambda _: "2035-01-01"),),
    ),
    "account-invitation": Case(
        Reach.TERRITORY, Record.ACCOUNT, Record.ACCOUNT, lambda part: part.invitation.pk,
        forms=(_act("retirer"), _act("renvoyer")),
    ),
    "opinions": Case(Reach.ORGANISATION, Record.EXPERTISE),
    "opinion-choose": Case(Reach.ORGANISATION, Record.EXPERTISE),
    # Every requester may ask every open pool: the form is empty, so that nothing is asked.
    "opinion-add": Case(
        Reach.ORGANISATION, Record.EXPERTISE, Record.EXPERTISE, query=lambda part: {"groupe": part.ward.pool.pk},
        forms=(lambda part: {"groupe": part.ward.pool.pk, "consent": ""},),
    ),
    "opinion": Case(
        Reach.ORGANISATION, Record.EXPERTISE, Record.EXPERTISE, lambda part: part.opinion.pk,
        forms=(_act("retirer"), _act("envoyer"), _act("lu"), _act("completer", text=lambda _: "Oui.")),
    ),
    "opinion-edit": Case(
        Reach.ORGANISATION, Record.EXPERTISE, Record.EXPERTISE, lambda part: part.opinion.pk, forms=(lambda _: {},)
    ),
    "opinion-files": Case(
        Reach.ORGANISATION, Record.EXPERTISE, Record.EXPERTISE, lambda part: part.opinion.pk, forms=(lambda _: {},)
    ),
    "opinion-upload": Case(
        Reach.ORGANISATION, Record.EXPERTISE, Record.EXPERTISE, lambda part: part.upload.pk, forms=(lambda _: {},),
        only_sent=True,
    ),
    "opinion-file": Case(Reach.ORGANISATION, Record.EXPERTISE, target=lambda part: part.file.pk),
    "opinion-content": Case(Reach.ORGANISATION, Record.EXPERTISE, target=lambda part: part.file.pk),
    "opinion-report": Case(Reach.ORGANISATION, Record.EXPERTISE, target=lambda part: part.answered.pk),
    "opinion-pacs": Case(
        Reach.ORGANISATION, Record.EXPERTISE, Record.EXPERTISE, lambda part: part.opinion.pk,
        forms=(lambda part: {"node": part.node.pk},),
    ),
    "reading-pacs": Case(
        Reach.OWN, Record.EXPERTISE, Record.EXPERTISE, lambda part: part.opinion.pk,
        forms=(lambda part: {"node": part.node.pk},),
    ),
    "received-studies": Case(
        Reach.ORGANISATION, Record.EXPERTISE, Record.EXPERTISE,
        forms=(_act("joindre", examen=lambda part: part.received.pk),),
    ),
    "systems": Case(
        Reach.ORGANISATION, Record.SYSTEM, Record.SYSTEM,
        forms=(
            _act("retirer", numero=lambda part: part.examination_key.pk),
            _act("renvoyer", numero=lambda part: part.outgoing.pk),
        ),
    ),
    # The form names no row: empty, it adds nothing.
    "system-node-add": Case(Reach.ORGANISATION, Record.SYSTEM, Record.SYSTEM, forms=(lambda _: {},)),
    "system-node": Case(
        Reach.ORGANISATION, Record.SYSTEM, Record.SYSTEM, lambda part: part.node.pk,
        forms=(node_form, _act("retirer")),
    ),
    # The form names no row: without its button, nothing changes.
    "readings": Case(Reach.OWN, Record.EXPERTISE, Record.EXPERTISE, forms=(lambda _: {},)),
    "reading": Case(
        Reach.OWN, Record.EXPERTISE, Record.EXPERTISE, lambda part: part.opinion.pk,
        forms=(_act("prendre"), _act("decliner", reason=lambda _: "no_reader"), _act("rendre")),
    ),
    "reading-file": Case(Reach.OWN, Record.EXPERTISE, target=lambda part: part.file.pk),
    "reading-content": Case(Reach.OWN, Record.EXPERTISE, target=lambda part: part.file.pk),
    "reading-report": Case(Reach.OWN, Record.EXPERTISE, target=lambda part: part.answered.pk),
    "reader-pools": Case(Reach.ORGANISATION, Record.READER_POOL, Record.READER_POOL, forms=(lambda _: {},)),
    "reader-pool": Case(
        Reach.ORGANISATION, Record.READER_POOL, Record.READER_POOL, lambda part: part.ward.pool.pk,
        forms=(_act("fermer"), _act("retirer", lecteur=lambda part: part.ward.pool.readers.first().pk)),
    ),
    "platforms": Case(Reach.ORGANISATION, Record.READING_PLATFORM, Record.READING_PLATFORM, forms=(lambda _: {},)),
    "platform": Case(
        Reach.ORGANISATION, Record.READING_PLATFORM, Record.READING_PLATFORM, lambda part: part.platform.pk,
        forms=(_act("quitter", membre=lambda part: part.platform.members.last().pk),),
    ),
    "platform-agreement": Case(
        Reach.ORGANISATION, changes=Record.AGREEMENT, target=lambda part: part.platform.pk, only_sent=True,
        forms=(lambda part: {"author": part.hospital.pk, "starts": "2031-01-06"},),
    ),
    "platform-delays": Case(Reach.ORGANISATION, Record.READING_PLATFORM, target=lambda part: part.platform.pk),
    "platform-delays-csv": Case(Reach.ORGANISATION, Record.READING_PLATFORM, target=lambda part: part.platform.pk),
    "platform-money": Case(
        Reach.ORGANISATION, Record.READING_PLATFORM, Record.AGREEMENT, lambda part: part.platform.pk,
        forms=(_act("clore"),),
    ),
    "platform-money-csv": Case(Reach.ORGANISATION, Record.READING_PLATFORM, target=lambda part: part.platform.pk),
    "platform-money-pdf": Case(Reach.ORGANISATION, Record.READING_PLATFORM, target=lambda part: part.platform.pk),
    "doctor-days": Case(Reach.OWN, Record.SESSION),
    "doctor-day": Case(
        Reach.OWN, Record.SESSION, Record.SESSION, lambda part: part.session.pk, query=lambda _: {"refuser": "1"},
        forms=(_act("accepter"), _act("refuser")),
    ),
    "doctor-absences": Case(
        Reach.OWN, Record.SESSION, Record.SESSION, forms=(_act("retirer", absence=lambda part: part.absence.pk),)
    ),
    # The form names no row: it is empty, so that nobody leaves.
    "doctor-leave": Case(Reach.OWN, Record.SESSION, Record.SESSION, forms=(lambda _: {"last_day": ""},)),
    "doctor-month": Case(Reach.OWN, Record.SESSION),
    # The form names no row: nothing is given, so that no address changes.
    "doctor-subscriptions": Case(
        Reach.OWN, Record.SESSION, Record.SESSION, forms=(lambda _: {"acte": "donner", "address": ""},)
    ),
    "doctor-swaps": Case(Reach.OWN, Record.SESSION),
    "doctor-swap": Case(
        Reach.OWN, Record.SESSION, Record.SESSION, lambda part: part.swap.pk, forms=(_act("retirer"),)
    ),
    "doctor-calendar": Case(Reach.OWN, Record.SESSION),
    "remote-today": Case(Reach.OWN, Record.APPOINTMENT),
    "remote-room": Case(
        Reach.OWN, Record.APPOINTMENT, Record.APPOINTMENT, lambda part: part.remote.pk, forms=(_act("no_show"),)
    ),
    "remote-join": Case(
        Reach.OWN, None, Record.APPOINTMENT, lambda part: part.remote.pk, forms=(_act("entrer"),), only_sent=True
    ),
    "remote-panel": Case(Reach.OWN, Record.APPOINTMENT, target=lambda part: part.remote.pk),
    "host-place": Case(Reach.ORGANISATION, Record.PLACE),
    "host-day": Case(
        Reach.ORGANISATION, Record.SESSION, Record.SESSION, lambda part: part.session.pk,
        forms=(
            _act("tenue", vacation=lambda part: part.session.pk),
            _act("pas-venu", vacation=lambda part: part.session.pk, raison=lambda _: "no_news"),
            _act("venu", **{"rendez-vous": lambda part: part.appointment.pk}),
        ),
    ),
    "host-door-sheet": Case(Reach.ORGANISATION, Record.SESSION, target=lambda part: part.session.pk),
    "host-day-list": Case(Reach.ORGANISATION, Record.SESSION, target=lambda part: part.session.pk),
    "applications": Case(Reach.TERRITORY, Record.APPLICATION),
    "applications-csv": Case(Reach.TERRITORY, Record.APPLICATION),
    "application-board": Case(
        Reach.TERRITORY, Record.APPLICATION, Record.APPLICATION, lambda part: part.application.pk,
        forms=(
            _act("accepter"), _act("refuser", reason=lambda _: "Le quota de ce lieu est atteint."),
            _act("relancer"),
            _act("order_check", **{
                "order_check-state": lambda _: "granted", "order_check-seen": lambda _: "requested",
                "order_check-reason": lambda _: "Par courrier.", "order_check-answered_by": lambda _: "Dr Morel",
            }),
        ),
    ),
    "desk": Case(Reach.TERRITORY, Record.AUTHORISATION),
    "desk-csv": Case(Reach.TERRITORY, Record.AUTHORISATION),
    "desk-check": Case(
        Reach.TERRITORY, Record.AUTHORISATION, Record.AUTHORISATION, lambda part: part.check.pk,
        forms=(lambda _: {"state": "refused", "reason": "Radiée du tableau.", "seen": "requested"},),
    ),
    "payments": Case(Reach.TERRITORY, Record.PAYMENT, Record.PAYMENT, forms=(_close_month,), regional=True),
    "payment-lines": Case(Reach.TERRITORY, Record.PAYMENT, query=lambda part: {"payeur": part.payer.pk}),
    "payment-lines-csv": Case(Reach.TERRITORY, Record.PAYMENT, query=lambda part: {"payeur": part.payer.pk}),
    "payment-line": Case(
        Reach.TERRITORY, Record.PAYMENT, Record.PAYMENT, lambda part: part.contest.line.pk, forms=(_answer_contest,)
    ),
    "payment-heirs": Case(
        Reach.TERRITORY, changes=Record.PAYMENT, regional=True,
        forms=(lambda part: {"releve": part.contestable.statement.pk},),
    ),
    "payers": Case(Reach.TERRITORY, changes=Record.PAYMENT, forms=(_name_payer,), regional=True),
    "grants": Case(Reach.TERRITORY, Record.GRANT),
    "grant-totals": Case(Reach.TERRITORY, Record.GRANT),
    "grants-csv": Case(Reach.TERRITORY, Record.GRANT),
    "grants-xlsx": Case(Reach.TERRITORY, Record.GRANT),
    "grants-ods": Case(Reach.TERRITORY, Record.GRANT),
    "grant-layout": Case(Reach.TERRITORY, Record.GRANT),
    "grant-add": Case(Reach.TERRITORY, changes=Record.GRANT, forms=(_grant,)),
    "grant": Case(Reach.TERRITORY, Record.GRANT, Record.GRANT, lambda part: part.grant.pk, forms=GRANT_FORMS),
    "grant-edit": Case(Reach.TERRITORY, changes=Record.GRANT, target=lambda part: part.grant.pk, forms=(_grant,)),
    "grant-document": Case(Reach.TERRITORY, Record.GRANT, target=lambda part: part.grant.documents.get().pk),
    "own-grants": Case(Reach.ORGANISATION, Record.GRANT),
    "own-grants-csv": Case(Reach.ORGANISATION, Record.GRANT),
    "own-grant": Case(Reach.ORGANISATION, Record.GRANT, target=lambda part: part.grant.pk),
    "own-grant-document": Case(Reach.ORGANISATION, Record.GRANT, target=lambda part: part.grant.documents.get().pk),
    # What is sent is a file: without one nothing is kept.
    "grant-imports": Case(Reach.TERRITORY, changes=Record.GRANT, forms=(lambda _: {},)),
    "grant-import": Case(
        Reach.TERRITORY, changes=Record.GRANT, target=lambda part: part.grant_import.pk,
        forms=(_act("importer"), _act("abandonner")),
    ),
    "calls": Case(Reach.ORGANISATION, Record.CALL),
    # The organisation of a new call is one of the user's own: nothing sent names another part.
    "call-add": Case(Reach.ORGANISATION, changes=Record.CALL, forms=(lambda _: {"title": ""},)),
    "call-edit": Case(
        Reach.ORGANISATION, changes=Record.CALL, target=lambda part: part.sent.call_id, forms=(_call,)
    ),
    "call-board": Case(
        Reach.ORGANISATION, Record.CALL, Record.CALL, lambda part: part.sent.call_id, forms=(_act("publier"),)
    ),
    "call-csv": Case(Reach.ORGANISATION, Record.CALL, target=lambda part: part.sent.call_id),
    "submission-board": Case(
        Reach.ORGANISATION, Record.CALL, Record.CALL, lambda part: part.sent.pk,
        forms=(_act("admettre"), lambda _: {"acte": "refuser", "refus-reason": "Hors du sujet de l’appel."}),
    ),
    "call-panel": Case(
        Reach.ORGANISATION, Record.CALL, Record.CALL, lambda part: part.review.submission.call_id,
        forms=(_act("confier"),),
    ),
    # Empty forms: nothing is named, nothing changes.
    "call-grid": Case(
        Reach.ORGANISATION, changes=Record.CALL, target=lambda part: part.sent.call_id, forms=(lambda _: {},)
    ),
    "call-post": Case(
        Reach.ORGANISATION, changes=Record.CALL, target=lambda part: part.post_call.pk, forms=(lambda _: {},)
    ),
    "call-ranking-csv": Case(
        Reach.ORGANISATION, Record.CALL, target=lambda part: part.review.submission.call_id
    ),
    "submission-decision": Case(
        Reach.ORGANISATION, Record.CALL, Record.CALL, lambda part: part.review.submission_id,
        forms=(lambda _: {"acte": "ecarter", "ecarter-reason": "Hors du sujet de l’appel."},),
    ),
    "submission-letter": Case(Reach.ORGANISATION, Record.CALL, target=lambda part: part.decided.submission_id),
    "reviews": Case(Reach.OWN, Record.REVIEW),
    "reviews-csv": Case(Reach.OWN, Record.REVIEW),
    "reviewer-ties": Case(
        Reach.OWN, Record.REVIEW, Record.REVIEW, lambda part: part.review.reviewer_id, forms=(lambda _: {},)
    ),
    "review": Case(
        Reach.OWN, Record.REVIEW, Record.REVIEW, lambda part: part.review.pk,
        forms=(lambda _: {"acte": "lien", "tie": "Je connais cette équipe."},),
    ),
    "review-file": Case(
        Reach.OWN, Record.REVIEW, target=lambda part: part.review.submission.files.get(field="project").pk
    ),
    "call-seat": Case(
        Reach.ORGANISATION, Record.CALL, Record.CALL, lambda part: part.seat.pk,
        forms=(_act("presences"), _act("delivrer")),
    ),
    "submission-file": Case(
        Reach.ORGANISATION, Record.CALL, target=lambda part: part.sent.files.order_by("pk")[0].pk
    ),
    # Without the key of a form nothing is booked: any regulator may book where anybody may.
    "regulation": Case(
        Reach.ORGANISATION, Record.BOOKED_FOR, Record.BOOKED_FOR,
        forms=(lambda part: {"commune": part.commune.pk, "creneau": part.session.slots.order_by("starts")[3].pk},),
    ),
    "referrals": Case(
        Reach.OWN, Record.BOOKED_FOR, Record.BOOKED_FOR,
        forms=(lambda part: {"commune": part.commune.pk, "creneau": part.session.slots.order_by("starts")[3].pk},),
    ),
    "referral": Case(
        Reach.OWN, Record.BOOKED_FOR, Record.BOOKED_FOR, lambda part: part.referred.pk, forms=(_act("annuler"),)
    ),
    "telephone": Case(
        Reach.ORGANISATION, Record.APPOINTMENT, Record.APPOINTMENT,
        forms=(lambda part: {"commune": part.commune.pk, "creneau": part.session.slots.order_by("starts")[3].pk},),
    ),
    "telephone-called": Case(
        Reach.ORGANISATION, changes=Record.APPOINTMENT, only_sent=True,
        forms=(lambda part: {"rendez-vous": part.to_call.pk},),
    ),
    "telephone-booked": Case(
        Reach.ORGANISATION, Record.APPOINTMENT, Record.APPOINTMENT, lambda part: part.by_telephone.pk,
        forms=(_act("annuler"),),
    ),
    "regulation-booked": Case(
        Reach.ORGANISATION, Record.BOOKED_FOR, Record.BOOKED_FOR, lambda part: part.called.pk, forms=(_act("annuler"),)
    ),
    "rotas": Case(Reach.ORGANISATION, Record.DUTY),
    "rota-add": Case(Reach.ORGANISATION, changes=Record.DUTY, forms=(lambda _: {"name": ""},)),
    "rota": Case(
        Reach.ORGANISATION, Record.DUTY, Record.DUTY, lambda part: part.rota.pk,
        forms=(_act("calculer"), _act("demander"), _act("retirer", maison=lambda part: part.duty_house.pk)),
    ),
    "rota-pdf": Case(Reach.ORGANISATION, Record.DUTY, target=lambda part: part.rota.pk),
    "rota-csv": Case(Reach.ORGANISATION, Record.DUTY, target=lambda part: part.rota.pk),
    "rota-house": Case(
        Reach.ORGANISATION, Record.DUTY, Record.DUTY, lambda part: part.rota.pk, forms=(_duty_house,)
    ),
    "rota-members": Case(
        Reach.ORGANISATION, Record.DUTY, Record.DUTY, lambda part: part.rota.pk,
        forms=(lambda part: {"houses": [part.duty_house.pk], "people": [part.doctor.pk]},),
    ),
    "rota-member": Case(
        Reach.ORGANISATION, Record.DUTY, Record.DUTY, lambda part: part.member.pk,
        forms=(_act("retirer"), lambda part: {"houses": [part.duty_house.pk], "share_percent": "50"}),
    ),
    "rota-member-wishes": Case(
        Reach.ORGANISATION, Record.DUTY, Record.DUTY, lambda part: part.member.pk, forms=(_wishes,)
    ),
    "regional-duties": Case(Reach.TERRITORY, Record.DUTY),
    "own-duties": Case(Reach.OWN, Record.DUTY, Record.DUTY, forms=(lambda part: {"garde": part.session.pk},)),
    "own-wishes": Case(Reach.OWN, Record.DUTY, Record.DUTY, lambda part: part.rota.pk, forms=(_wishes,)),
    "doctor-payments": Case(Reach.OWN, Record.PAYMENT),
    "doctor-account": Case(Reach.OWN, Record.PAYMENT, Record.PAYMENT, forms=(lambda _: {"iban": "FR76"},)),
    "doctor-statement": Case(
        Reach.OWN, Record.PAYMENT, Record.PAYMENT, lambda part: part.contestable.statement.pk,
        forms=(lambda part: {"contester": part.contestable.pk, "reason": "Deux demi-journées."},),
    ),
    "doctor-statement-pdf": Case(Reach.OWN, Record.PAYMENT, target=lambda part: part.contestable.statement.pk),
    "payer-ledger": Case(Reach.ORGANISATION, Record.PAYMENT, Record.PAYMENT, forms=(_close_month,)),
    "payer-lines": Case(Reach.ORGANISATION, Record.PAYMENT, query=lambda part: {"payeur": part.payer.pk}),
    "payer-lines-csv": Case(Reach.ORGANISATION, Record.PAYMENT, query=lambda part: {"payeur": part.payer.pk}),
    "payer-line": Case(
        Reach.ORGANISATION, Record.PAYMENT, Record.PAYMENT, lambda part: part.contest.line.pk, forms=(_answer_contest,)
    ),
    "payer-orders": Case(
        Reach.ORGANISATION, Record.PAYMENT, Record.PAYMENT, forms=(lambda part: {"payeur": part.payer.pk},)
    ),
    "payer-order": Case(
        Reach.ORGANISATION, Record.PAYMENT, Record.PAYMENT, lambda part: part.order.pk, forms=(lambda _: {},)
    ),
    "payer-order-file": Case(Reach.ORGANISATION, Record.PAYMENT, target=lambda part: part.order.pk),
    "centre-budget": Case(Reach.ORGANISATION, Record.CENTRE),
    "centre-scenario": Case(
        Reach.ORGANISATION, changes=Record.CENTRE, target=lambda part: part.scenario.pk,
        forms=(_act("retirer"),),
    ),
    # The form names no row: it is empty, so that nothing is added.
    "centre-scenario-add": Case(Reach.ORGANISATION, changes=Record.CENTRE, forms=(lambda _: {"name": ""},)),
    "openings": Case(Reach.TERRITORY, Record.ZONE),
    "centre-mine": Case(Reach.OWN, Record.CENTRE),
    "centre-team": Case(Reach.ORGANISATION, Record.CENTRE),
    "centre-contract-add": Case(Reach.ORGANISATION, changes=Record.CENTRE, forms=(lambda _: {"starts": ""},)),
    "centre-contract": Case(
        Reach.ORGANISATION, Record.CENTRE, Record.CENTRE, lambda part: part.contract.pk,
        forms=(_act("retirer", conge=lambda part: part.leave.pk), _act("finir"), _act("conge")),
    ),
    "centre-week": Case(Reach.ORGANISATION, Record.CENTRE, Record.CENTRE,
        forms=(_act("abandonner", projet=lambda part: part.rotation_draft.pk),),
    ),
    "centre-week-day": Case(
        Reach.ORGANISATION, changes=Record.CENTRE, target=lambda part: part.rotation_draft.pk, forms=(lambda _: {},)
    ),
    "centre-desk": Case(
        Reach.ORGANISATION, Record.CENTRE_DESK, Record.CENTRE_DESK,
        forms=tuple(_act(act, tache=lambda part: part.desk_task.pk) for act in ("prendre", "fait")),
    ),
    "centre-desk-pass": Case(
        Reach.ORGANISATION, changes=Record.CENTRE_DESK, target=lambda part: part.desk_task.pk, forms=(lambda _: {},)
    ),
    "centre-registrations": Case(
        Reach.ORGANISATION, Record.CENTRE_DESK, Record.CENTRE_DESK,
        forms=(_act("quitter", demande=lambda part: part.registration.pk),),
    ),
    "centre-rounds": Case(
        Reach.ORGANISATION, Record.CENTRE_DESK, Record.CENTRE_DESK,
        forms=(_act("annuler", visite=lambda part: part.visit.pk),),
    ),
    "missed": Case(Reach.TERRITORY, Record.APPOINTMENT),
    "missed-csv": Case(Reach.TERRITORY, Record.APPOINTMENT),
    "diary": Case(Reach.ORGANISATION, Record.SESSION),
    "diary-add": Case(Reach.ORGANISATION, changes=Record.SESSION, forms=(_rule,)),
    "diary-rule": Case(
        Reach.ORGANISATION, changes=Record.SESSION, target=lambda part: part.rule.pk, forms=(_rule,)
    ),
    "diary-day": Case(
        Reach.ORGANISATION, changes=Record.SESSION, target=lambda part: part.rule.pk, forms=(_closed_day,)
    ),
    "diary-feeds": Case(
        Reach.ORGANISATION, Record.SESSION, Record.SESSION, forms=(lambda part: {"lieu": part.place.pk},)
    ),
    "own-diary": Case(Reach.OWN, Record.SESSION),
    "own-diary-add": Case(Reach.OWN, changes=Record.SESSION, forms=(_rule,)),
    "own-diary-absence": Case(Reach.OWN, changes=Record.SESSION, forms=(lambda _: {"first": ""},)),
    "own-diary-rule": Case(Reach.OWN, changes=Record.SESSION, target=lambda part: part.rule.pk, forms=(_rule,)),
    "own-diary-day": Case(Reach.OWN, changes=Record.SESSION, target=lambda part: part.rule.pk, forms=(_closed_day,)),
    "centre-my-rounds": Case(
        Reach.OWN, Record.CENTRE_DESK, Record.CENTRE_DESK,
        forms=(_act("plus-tot", visite=lambda part: part.round_visit.pk),),
    ),
    "centre-budget-xlsx": Case(Reach.ORGANISATION, Record.CENTRE),
    "centre-budget-ods": Case(Reach.ORGANISATION, Record.CENTRE),
    "payer-account": Case(
        Reach.ORGANISATION, Record.PAYMENT, Record.PAYMENT,
        forms=(lambda part: {"payeur": part.payer.pk, "iban": "FR7630006000011234567890189"},),
    ),
}  # fmt: skip


def routes(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Return every route of the site."""
    for found in (resolver or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            yield from routes(found)
        else:
            yield found


def closed_routes() -> dict[str, URLPattern]:
    """Return the routes that require sign-in, by name."""
    found = {}
    for route in routes():
        view = getattr(route.callback, "view_class", route.callback)
        if getattr(route.callback, "login_required", getattr(view, "login_required", True)):
            found[str(route.name)] = route
    return found


def test_every_closed_page_has_its_case_and_its_gate() -> None:
    found = closed_routes()
    assert set(found) == set(CASES) | SIGNED_IN, (
        "say in CASES what a new page asks for, and how others' rows look on it"
    )
    for name, case in CASES.items():
        gate = getattr(found[name].callback, "gate", None)
        assert gate is not None, f"{name} opens without asking a right"
        assert (gate.reach, gate.reads, gate.changes) == (case.reach, case.reads, case.changes), name


REGIONAL = {
    (Record.PLAN, Act.READ), (Record.PLAN, Act.CHANGE), (Record.ZONE, Act.CHANGE), (Record.AGREEMENT, Act.READ),
    (Record.AGREEMENT, Act.CHANGE), (Record.PATHWAY, Act.CHANGE),
}  # fmt: skip
"""Plans, agreements, groups of hospitals and the list of territories belong to a region as a whole."""


@dataclass(frozen=True)
class Person:
    """A role over a region, or (``local``) over the own commune only."""

    role: str
    local: bool = False

    def reach(self, record: Record | None, act: Act) -> Reach | None:
        """Return how far the matrix allows the act."""
        right = RIGHTS.get(self.role, {}).get(record) if record is not None else None
        return right.reach(act) if right is not None else None

    def passes(self, case: Case, act: Act) -> bool:
        """Return whether the page opens; a page that only changes can be read by users who may submit it."""
        act = Act.CHANGE if case.reads is None else act
        found = self.reach(case.reads if act is Act.READ else case.changes, act)
        return found is not None and (found is case.reach or (case.reach, found) == (Reach.TERRITORY, Reach.EVERYTHING))

    def foreign(self, site: Site, record: Record | None, act: Act) -> list[Part]:
        """Return the parts out of the person's reach for this act."""
        found = self.reach(record, act)
        if found is Reach.EVERYTHING:
            return []
        if self.local and (record, act) in REGIONAL:
            return [*site.parts]
        return [site.far] if found is Reach.TERRITORY and not self.local else [site.near, site.far]


PEOPLE = [Person(role) for role in ROLES] + [
    Person(role, local=True) for role in sorted(TERRITORIAL) if COORDINATION.code in ROLES[role].kinds
]  # fmt: skip


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """Create the three parts once; each test's changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield rights_world.build()
        transaction.set_rollback(True)
    figures._figures.cache_clear()


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def address(name: str, case: Case, part: Part) -> str:
    return reverse(name, args=[case.target(part)] if case.target is not None else [])


FORM = re.compile(r"<form\b[^>]*>")
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]*)')
ACTION = re.compile(r'\baction="([^"]*)"')


def sent_to(page: str, here: str) -> list[str]:
    """Where the forms of the page at ``here`` that change something are sent."""
    forms = [form for form in FORM.findall(page) if 'method="post"' in form]
    return [found.group(1) if (found := ACTION.search(form)) else here for form in forms]


def closed_ways(client: Client, page: str, here: str) -> list[str]:
    """Links and forms of a page that its reader would be refused at, by the right which their address asks."""
    ways = [("GET", path) for path in LINK.findall(page)] + [("POST", path) for path in sent_to(page, here)]
    grants = User.objects.get(pk=client.session["_auth_user_id"]).grants
    return [f"{method} {path}" for method, path in ways if not _opens(grants, method, path.partition("?")[0] or here)]


def _opens(grants: Grants, method: str, path: str) -> bool:
    asked = _gate_at(path)
    return asked is None or asked.opens_to(grants, method)


@cache
def _gate_at(path: str) -> Any:
    """Return what the address asks; None for open pages, files and other sites. The same links are on every page."""
    try:
        return getattr(resolve(path).func, "gate", None) if path.startswith("/") else None
    except Resolver404:  # a file
        return None


def said(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode(errors="replace")


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: f"{one.role}{'-local' if one.local else ''}")
def test_a_role_reads_what_the_matrix_says_and_nothing_else(site: Site, person: Person) -> None:
    """Who has no right is refused before the row is looked up: one part is enough then."""
    client = signed_in(site.user(person.role, person.local))
    wrong = []
    for name, case in CASES.items():
        opens = person.passes(case, Act.READ)
        foreign = person.foreign(site, case.reads or case.changes, Act.READ if case.reads else Act.CHANGE)
        for part in site.parts if opens else (site.own,):
            answer = client.get(address(name, case, part), case.query(part))
            page, status = said(answer), answer.status_code
            if case.only_sent or not opens:
                due = case.closed(sent=False)
            elif part in foreign and case.target is not None:
                due = 404
            else:
                # A file of a plan that is not the user's, or a comparison, redirects to the plans; a content to an
                # address of its own.
                due = 302 if (part in foreign and name in OWN_PLANS) or name in SHORT_LIVED else 200
            if status != due:
                wrong.append(f"{name} of {part.word}: {status}")
            if part is site.own and status == 200:
                wrong += [f"{name} offers {way}" for way in closed_ways(client, page, address(name, case, part))]
            hidden = [other for other in foreign if not (case.offers and other is site.own)]
            wrong += [f"{name} asked of {part.word} shows {other.word}" for other in hidden if _shows(page, other)]
    assert not wrong


OWN_PLANS = {"plan-csv", "plan-compare"}
SHORT_LIVED = {"opinion-content", "reading-content"}


WORKERS = [person for person in PEOPLE if Record.SESSION in RIGHTS.get(person.role, {})]


@pytest.mark.parametrize("person", WORKERS, ids=lambda one: f"{one.role}{'-local' if one.local else ''}")
def test_changes_in_other_parts_change_no_page(site: Site, person: Person) -> None:
    """Figures name nobody, so a page that counts others' rows is found by adding such rows."""
    client = signed_in(site.user(person.role, person.local))
    foreign = [site.near, site.far] if person.local or person.role not in TERRITORIAL else [site.far]
    opened = {
        name: case for name, case in CASES.items()
        if person.passes(case, Act.READ) and person.reach(case.reads, Act.READ) is not Reach.EVERYTHING
        and not case.of_site
    }  # fmt: skip
    with transaction.atomic():
        before = {name: _figures(client, name, case, site.own) for name, case in opened.items()}
        for part in foreign:
            # A coordinator sees people of their own, wherever these work; not the days that they give elsewhere.
            rights_world.stir(part, site.own.doctor if person.role in TERRITORIAL else None)
        after = {name: _figures(client, name, case, site.own) for name, case in opened.items()}
        transaction.set_rollback(True)
    assert [name for name in opened if before[name] != after[name]] == []


def _figures(client: Client, name: str, case: Case, part: Part) -> str:
    """Return a page without CSRF tokens, times, and how long somebody has waited."""
    page = said(client.get(address(name, case, part), case.query(part)))
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|DTSTAMP:\w+|(?<=epuis)\s[^.,<]*', "", page)


def _shows(page: str, part: Part) -> bool:
    """Return whether a page names something of a part or its commune, or links to its plans, order or report."""
    ends = (
        f"?plan={part.draft.pk}", f"?plan={part.published.pk}", reverse("payer-order", args=[part.order.pk]),
        reverse("month-paper", args=[part.report.pk]),
    )  # fmt: skip
    return part.word in page or part.commune.name in page or any(f'{end}"' in page for end in ends)


def test_a_second_role_does_not_widen_the_pages_of_the_first(site: Site) -> None:
    """Who is a doctor, a host or a payer, and a coordinator of the region too, sees on these pages what is theirs."""
    agency = make.organisation("agency", name="Mon agence")
    agency.regions.add(site.own.region)
    for role, reach in WORKS.items():
        user = site.user(role, False)
        Membership.objects.create(user=user, organisation=agency, role="coordinator")
        kinds = {record for record, right in RIGHTS[role].items() if right.read is reach}
        pages = [name for name, case in CASES.items() if case.reach is reach and case.reads in kinds]
        assert _widened(site, user, pages, [site.near, site.far]) == []


WORKS = {
    "doctor": Reach.OWN, "host": Reach.ORGANISATION, "payer": Reach.ORGANISATION, "grant_desk": Reach.ORGANISATION,
}  # fmt: skip
SEVERAL_WAYS = {
    Record.AGREEMENT, Record.APPOINTMENT, Record.ENGAGEMENT, Record.GRANT, Record.PAYMENT, Record.PLACE,
    Record.PROFESSIONAL, Record.SESSION,
}  # fmt: skip
"""Kinds of rows that are reached as one's own or one's organisation's, as well as by a territory."""


@pytest.fixture
def worker(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], User]]:
    """Return somebody with a role over the own region who is a doctor, a host and a payer of the stranger's.

    These roles may change all that is theirs here, so that each page must ask for the reach of its own gate.
    """
    for work, reach in WORKS.items():
        monkeypatch.setitem(rights.RIGHTS, work, dict.fromkeys(SEVERAL_WAYS, Right(reach, reach)))

    def made(role: str) -> User:
        user = site.user(role, False)
        for work in WORKS:
            house = site.far.payer.organisation if work == "payer" else site.far.house
            Membership.objects.create(user=user, organisation=house, role=work)
        Professional.objects.filter(pk=site.far.doctor.pk).update(user=user)
        return user

    with transaction.atomic():
        yield made
        transaction.set_rollback(True)


def test_work_in_another_region_opens_nothing_on_the_pages_of_the_territory(
    site: Site, worker: Callable[[str], User]
) -> None:
    user, far, wrong = worker("coordinator"), site.far, []
    client, before = signed_in(user), {far.word: far.state()}
    pages = {
        name: case for name, case in CASES.items()
        if case.reach is Reach.TERRITORY and ({case.reads, case.changes} & SEVERAL_WAYS or case.offers)
    }  # fmt: skip
    wrong = _widened(site, user, [*(name for name in pages if not pages[name].only_sent), "account-invite"], [far])
    for name, case in pages.items():
        for form in case.forms[:1]:  # the row is looked up before the form is read
            with transaction.atomic():
                status, harmed = _send(client, name, case, far, form, site, [far], before)
                transaction.set_rollback(True)
            if status not in (403, 404, 422) or harmed:
                wrong.append(f"{name} of {far.word} with {form(far)}: {status}")
    assert wrong == []


def test_work_in_another_region_offers_no_analyst_a_change(site: Site, worker: Callable[[str], User]) -> None:
    user, wrong = worker("analyst"), []
    Membership.objects.create(user=user, organisation=site.own.payer.organisation, role="payer")
    client = signed_in(user)
    for name, case in CASES.items():
        if case.reach is Reach.TERRITORY and case.reads in SEVERAL_WAYS:
            here = address(name, case, site.own)
            page = said(client.get(here, case.query(site.own)))
            wrong += [f"{name} offers {way}" for way in closed_ways(client, page, here)]
    assert wrong == []


def test_an_account_shows_what_it_has_in_the_own_charge(site: Site) -> None:
    """Roles and history of the account itself only, and of the reader's organisations only."""
    client = signed_in(site.user("coordinator", False))
    with transaction.atomic():
        Membership.objects.create(user=site.own.account, organisation=site.far.house, role="host")
        page = said(client.get(reverse("account-detail", args=[site.own.account.pk])))
        transaction.set_rollback(True)
    assert site.own.house.name in page
    assert [part.word for part in (site.near, site.far) if _shows(page, part)] == []


def test_bank_accounts_of_others_are_not_shown(site: Site) -> None:
    with transaction.atomic():
        BankAccount.objects.all().delete()
        for whose in ({"payer": site.far.payer}, {"professional": site.far.doctor}):
            BankAccount.objects.create(**whose, sealed="x", last_four="9F7Z", changed_at=timezone.now())
        for role, names in (
            ("doctor", ("doctor-payments", "doctor-account")),
            ("payer", ("payer-orders", "payer-account")),
        ):
            client = signed_in(site.user(role, False))
            assert [name for name in names if "9F7Z" in said(client.get(reverse(name)))] == []
        transaction.set_rollback(True)


def test_a_part_of_a_department_sees_what_is_due_in_it(site: Site) -> None:
    """A payer pays in a whole department: its open lines elsewhere stay hidden."""
    outside = make.commune("12145", "Millau", intercommunality=make.intercommunality("200000145"))
    with transaction.atomic():
        place = make.place(commune=outside)
        make.held(
            make.coordinator(site.own.region), place=place, professional=make.doctor(), starts=make.at("2026-03-16")
        )
        client = signed_in(site.user("coordinator", True))
        page = said(client.get(reverse("payment-lines"), {"payeur": site.own.payer.pk, "etat": "du"}))
        transaction.set_rollback(True)
    assert site.own.commune.name in page
    assert "Millau" not in page


def _widened(site: Site, user: User, pages: Iterable[str], foreign: list[Part]) -> list[str]:
    """What these pages show ``user`` of the foreign parts."""
    client, wrong = signed_in(user), []
    for name in pages:
        case = CASES[name]
        for part in (site.own, *foreign):
            answer = client.get(address(name, case, part), case.query(part))
            wrong += [f"{name} of {part.word} shows {other.word}" for other in foreign if _shows(said(answer), other)]
            if case.target is not None and part is not site.own and answer.status_code != 404:
                wrong.append(f"{name} of {part.word}: {answer.status_code}")
    return wrong


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: f"{one.role}{'-local' if one.local else ''}")
def test_a_role_changes_what_the_matrix_says_and_nothing_else(site: Site, person: Person) -> None:
    client = signed_in(site.user(person.role, person.local))
    before = {part.word: part.state() for part in site.parts}
    wrong = []
    for name, case in CASES.items():
        opens = person.passes(case, Act.CHANGE)
        foreign = person.foreign(site, case.changes, Act.CHANGE)
        if case.regional and person.local:
            foreign = [*site.parts]
        forms = case.forms or (lambda _: {"acte": "annuler"},)
        # Who has no right is refused before the row is looked up and the form is read.
        for part in site.parts if opens else (site.own,):
            for form in forms if opens else forms[:1]:
                with transaction.atomic():
                    status, harmed = _send(client, name, case, part, form, site if opens else None, foreign, before)
                    transaction.set_rollback(True)
                if case.changes is None:
                    right = status == case.closed(sent=True)
                elif not opens:
                    right = status == 403
                elif part in foreign:
                    right = status in (403, 404, 422)
                else:
                    right = status in (201, 302, 422)  # 201: a script got what it asked for
                if not right:
                    wrong.append(f"{name} of {part.word} with {form(part)}: {status}")
                wrong += [f"{name} of {part.word} with {form(part)} changes {word}" for word in harmed]
    assert not wrong


def test_no_field_of_a_form_about_the_own_part_takes_what_lies_elsewhere(site: Site) -> None:
    """A form is right in all fields but one, which names somebody or something of another region."""
    client, before, wrong = signed_in(site.user("coordinator", False)), site.far.state(), []
    for name, case in CASES.items():
        for form in case.forms:
            own, far = form(site.own), form(site.far)
            for key in [key for key in own if own[key] != far.get(key, own[key])]:
                with transaction.atomic():
                    with rights_world.noting_writes() as written:
                        client.post(address(name, case, site.own), {**own, key: far[key]})
                    if written and site.far.state() != before:
                        wrong.append(f"{name} takes {key}")
                    transaction.set_rollback(True)
    assert wrong == []


def test_nobody_of_another_region_is_proposed_a_day(site: Site) -> None:
    """The rules of the scheme would refuse them too, naming them."""
    client, form = signed_in(site.user("coordinator", False)), _proposal(site.own)
    asked = [{**form, "medecin": part.doctor.pk} for part in (site.own, site.far)]
    assert [client.post(reverse("session-propose"), one).status_code for one in asked] == [422, 404]


def _looked_up(name: str, case: Case) -> bool:
    """Return whether the page looks up what a coordinator may change (404).

    The others find every row that the coordinator sees, and leave it to the service to refuse a change (403).
    """
    changes = Person(COORDINATOR.code).passes(case, Act.CHANGE) and case.target is not None
    return changes and case.reach is Reach.TERRITORY and name not in {"session", "payment-line", "grant"}


def test_who_reads_elsewhere_changes_nothing_there(site: Site) -> None:
    """A coordinator who reads another region too (as its analyst, and all accounts): no form is offered there, none
    taken, and no form of the own region offers its rows.
    """
    user, agency = site.user("coordinator", False), site.far.job.organisation
    agency.regions.add(site.far.region)
    Membership.objects.create(user=user, organisation=agency, role="analyst")
    Membership.objects.create(user=user, organisation=make.organisation("operator"), role="data_protection_officer")
    client, wrong, before = signed_in(user), [], {site.far.word: site.far.state()}
    theirs = {address(name, case, site.far) for name, case in CASES.items() if case.target is not None}
    for name, case in CASES.items():
        if case.reads is Record.PRIVACY:
            continue  # who protects data does so for the whole site
        here = address(name, case, site.far)
        page = said(client.get(here, case.query(site.far)))
        wrong += [f"{name} offers a form sent to {path}" for path in sent_to(page, here) if path in theirs]
        if case.reads is None and case.target is None:
            page = said(client.get(here, case.query(site.own)))
            wrong += [f"{name} shows {site.far.word}"] * (_shows(page, site.far) or site.far.region.name in page)
        due = (404,) if _looked_up(name, case) else (403, 404, 422)
        for form in case.forms:
            with transaction.atomic():
                status, harmed = _send(client, name, case, site.far, form, site, [site.far], before)
                transaction.set_rollback(True)
            if status not in due or harmed:
                wrong.append(f"{name} with {form(site.far)}: {status}")
    assert wrong == []


def _send(
    client: Client, name: str, case: Case, part: Part, form: Form, site: Site | None, foreign: list[Part],
    before: dict[str, list[Any]],
) -> tuple[int, list[str]]:  # fmt: skip
    """Submit a form about ``part``, and one about the user's own row naming rows of ``part``; return what changed.

    ``before`` is the state of every part: it is read again only after a statement that may write.
    """
    with rights_world.noting_writes() as written:
        status = client.post(address(name, case, part), form(part)).status_code
        if site is not None and part in foreign and case.target is not None:
            client.post(address(name, case, site.own), form(part))
    watched = (foreign if site is not None else [part]) if written else []
    return status, [other.word for other in watched if other.state() != before[other.word]]


@pytest.mark.parametrize(
    ("role", "record", "word"),
    [
        ("host", Record.SESSION, "DocteureSienne"),
        *(
            (role, record, word)
            for role, held in RIGHTS.items()
            if Record.SESSION in held
            for record, word in (
                (Record.APPOINTMENT, "PatienteSienne"),
                (Record.APPOINTMENT, "PrévenueSienne"),
                (Record.ZONE, "zone Sienne"),
            )
        ),
    ],
)
def test_a_right_removed_from_the_matrix_removes_its_rows_from_every_page(
    site: Site, monkeypatch: pytest.MonkeyPatch, role: str, record: Record, word: str
) -> None:
    """A page shows rows by the right to these rows, not by the right to the page."""
    held = {kind: right for kind, right in RIGHTS[role].items() if kind is not record}
    monkeypatch.setitem(rights.RIGHTS, role, held)
    client = signed_in(site.user(role, False))
    shown = []
    for name, case in CASES.items():
        if case.reads is record or not Person(role).passes(case, Act.READ):
            continue
        answer = client.get(address(name, case, site.own), case.query(site.own))
        if answer.status_code == 200 and word in said(answer):
            shown.append(name)
    assert not shown


def test_only_operators_have_rights_on_the_whole_site() -> None:
    wide = {role for role, held in RIGHTS.items() if Reach.EVERYTHING in {r.read for r in held.values()}}
    assert all(ROLES[role].kinds == {"operator"} for role in wide)
    assert all(isinstance(right, Right) for held in RIGHTS.values() for right in held.values())


def test_nobody_without_a_role_opens_anything(site: Site) -> None:
    client = signed_in(make.user())
    for name, case in CASES.items():
        assert client.get(address(name, case, site.own)).status_code == case.closed(sent=False), name
        assert client.post(address(name, case, site.own)).status_code == case.closed(sent=True), name


def test_a_form_that_writes_is_noted(site: Site) -> None:
    """The rows are read again after these forms only."""
    client = signed_in(site.user("coordinator", False))
    with transaction.atomic(), rights_world.noting_writes() as written:
        client.get(address("place", CASES["place"], site.own))
        assert not written
        client.post(address("place", CASES["place"], site.own), _place(site.own))
        assert any("directory_place" in statement for statement in written)
        transaction.set_rollback(True)
