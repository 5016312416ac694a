"""Factories of rows: each function creates one valid object, with any field given by the test."""

from __future__ import annotations

import itertools
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from maillage.schemes import PARIS, SECOND, DatedTemplate, Template, scheme_named
from maillage.site.accounts.models import Membership, Organisation, User
from maillage.site.accounts.roles import ROLES
from maillage.site.agenda.models import Session
from maillage.site.agenda.opening import Draft, open_all
from maillage.site.agenda.services import hold
from maillage.site.applications import desks
from maillage.site.applications import services as applications
from maillage.site.applications.models import Application
from maillage.site.booking.patients import PatientData
from maillage.site.directory.checklists import REQUIRED_AT_VISIT
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.directory.rpps import key_of
from maillage.site.engagements.models import Authorisation, Engagement, Programme
from maillage.site.geography.models import Commune, Department, Intercommunality, Region
from maillage.site.geography.travel import store_times
from maillage.site.locks import in_transaction
from maillage.site.messages.models import Message
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.payments.payers import Payer, PaymentMandate
from maillage.site.proposals import services as proposals
from maillage.site.proposals.models import PlaceProposal
from maillage.territory import search_key
from maillage.travel import TravelTimes

open_sessions = in_transaction(open_all)
"""Opens sessions as the publisher does, without checking the rules."""

PASSWORD = "un-mot-de-passe-long"
_numbers = itertools.count(1)


def number() -> int:
    return next(_numbers)


def region(code: str = "76", name: str = "Occitanie") -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": name})[0]


def department(code: str = "12", of: Region | None = None) -> Department:
    return Department.objects.get_or_create(
        code=code, defaults={"name": f"Département {code}", "region": of or region()}
    )[0]


def intercommunality(code: str = "200000001") -> Intercommunality:
    return Intercommunality.objects.get_or_create(code=code, defaults={"name": f"Communauté {code}"})[0]


def commune(code: str = "12089", name: str = "Decazeville", **fields: Any) -> Commune:
    found = Commune.objects.filter(code=code).first()
    if found is not None:
        return found
    values: dict[str, Any] = {
        "name": name,
        "search_key": search_key(name),
        "population": 5000,
        "lon": 2.25,
        "lat": 44.56,
        "postcodes": ["12300"],
        "position": number(),
        **fields,
    }
    values.setdefault("department", department())
    values.setdefault("intercommunality", intercommunality())
    return Commune.objects.create(code=code, **values)


def elsewhere() -> Commune:
    """Return a commune of another region, department and intercommunality."""
    brittany = region("53", "Bretagne")
    return commune(
        "29232",
        "Quimper",
        department=department("29", brittany),
        intercommunality=intercommunality("200000029"),
        postcodes=["29000"],
    )


def organisation(kind: str = "coordination", **fields: Any) -> Organisation:
    fields.setdefault("name", f"Organisation {number()}")
    return Organisation.objects.create(kind=kind, **fields)


def user(role: str | None = None, of: Organisation | None = None, **fields: Any) -> User:
    fields = {"email": f"personne{number()}@example.org", "first_name": "Ada", "last_name": "Vidal", **fields}
    made = User.objects.create_user(password=PASSWORD, **fields)
    if role is not None:
        Membership.objects.create(user=made, organisation=of or organisation(kind_giving(role)), role=role)
    return made


def colleague(role: str, coordinator: User) -> User:
    """Return a colleague of a coordinator: in the same agency, or a coordination of its regions that gives the role."""
    agency = coordinator.memberships.get().organisation
    if agency.kind in ROLES[role].kinds:
        return user(role, agency)
    beside = organisation(kind_giving(role))
    beside.regions.set(agency.regions.all())
    return user(role, beside)


def kind_giving(role: str, first: str = "coordination") -> str:
    """Return a kind of organisation that gives this role: ``first`` if it does."""
    return min(ROLES[role].kinds, key=lambda kind: (kind != first, kind))


def coordinator(of_region: Region | None = None) -> User:
    agency = organisation("agency")
    agency.regions.add(of_region or region())
    return user("coordinator", agency)


def professional(account: User | None = None, **fields: Any) -> Professional:
    fields = {
        "first_name": "Jeanne",
        "last_name": f"Aubépine{number()}",
        "profession": "gp",
        "status": "practising",
        "reference": f"soignant-{number()}",
        **fields,
    }
    if "home" not in fields:
        fields["home"] = commune("31555", "Toulouse", department=department("31"), intercommunality=None)
    name = f"{fields['first_name']} {fields['last_name']}"
    resource = Resource.objects.create(kind="professional", name=name, reference=fields.pop("reference"))
    return Professional.objects.create(user=account, resource=resource, **fields)


def doctor() -> Professional:
    """Create a doctor with an account."""
    return professional(user("doctor"))


def engaged(doctor: Professional | None = None, *, refused: str = "", missing: str = "", **fields: Any) -> Professional:
    """Create a doctor with a running engagement of two days a month in the solidarity scheme, with all authorisations
    granted except those ``refused`` or ``missing``.
    """
    doctor = doctor or professional(user("doctor"))
    fields = {"scheme": "solidarity", "state": "active", "days_per_month": 2, "starts": "2020-01-01", **fields}
    made = Engagement.objects.create(professional=doctor, **fields)
    Authorisation.objects.bulk_create(
        Authorisation(
            engagement=made, kind=one.code, state="refused" if one.code == refused else "granted", date="2020-01-01"
        )
        for one in made.rules.authorisations
        if one.code != missing
    )
    return doctor


def designated(epci: Intercommunality | None = None, of_region: Region | None = None) -> ZoneDesignation:
    """Put an intercommunality on the list of those most in need."""
    where = of_region or region()
    return ZoneDesignation.objects.create(
        region=where, rank=ZoneDesignation.objects.filter(region=where).count() + 1, epci=epci or intercommunality(),
        population=10_000, score=50.0, criteria={}, reason="Essai.", modelled=True,
    )  # fmt: skip


def minutes(between: dict[tuple[str, str], int]) -> None:
    """Store travel times between communes, both ways, as booking and agenda read them."""
    codes = sorted({code for pair in between for code in pair})
    both = {**between, **{(b, a): m for (a, b), m in between.items()}, **{(c, c): 0 for c in codes}}
    rows = [[(j, both[a, b] * 60) for j, b in enumerate(codes) if (a, b) in both] for a in codes]
    store_times(
        TravelTimes(
            code=np.array(codes),
            indptr=np.cumsum([0, *map(len, rows)]),
            indices=np.array([j for row in rows for j, _ in row], dtype=np.int32),
            seconds=np.array([s for row in rows for _, s in row], dtype=np.uint16),
            limit_seconds=3600,
            source="essai",
            vintage="essai",
        )
    )


def place(rooms: int = 1, **fields: Any) -> Place:
    fields = {"name": f"Maison de santé {number()}", "kind": "practice_house", "address": "1 place du Marché", **fields}
    if "commune" not in fields:
        fields["commune"] = commune()
    fields.setdefault("organisation", organisation("practice"))
    made = Place.objects.create(**fields)
    for k in range(rooms):
        thing("room", name=f"Cabinet {k + 1}", place=made)
    return made


def thing(kind: str, **fields: Any) -> Resource:
    """Create a room, a bed, a kit... of a place, or of an organisation if no place is given."""
    fields = {"name": f"Chose {number()}", "reference": f"{kind}-essai-{number()}", **fields}
    if "place" not in fields:
        fields.setdefault("organisation", organisation())
    return Resource.objects.create(kind=kind, **fields)


def vehicle(**fields: Any) -> Resource:
    return thing("vehicle", name=f"Bus {number()}", **fields)


def programme(template: Template | None = None, **fields: Any) -> Programme:
    """Create a published programme of the solidarity scheme without dates of its own."""
    fields = {
        "scheme": "solidarity", "name": f"Programme {number()}", "starts": "2020-01-01", "state": "published",
        "published_at": datetime.now(PARIS), "region": region(), **fields,
    }  # fmt: skip
    template = template or DatedTemplate(())
    return Programme.objects.create(kind=template.shape, template=template.to_json(), **fields)


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment in the time zone of Paris."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=PARIS)


def soon(days: int = 10, hour: int = 9) -> datetime:
    """Return a morning some days from now."""
    today = datetime.now(PARIS).replace(hour=hour, minute=0, second=0, microsecond=0)
    return today + timedelta(days=days)


def draft(**fields: Any) -> Draft:
    """Return an unsaved solidarity session, with its giver, its room or its vehicle."""
    fields = {"starts": soon(), "slot_minutes": 20, "key": f"essai-{number()}", **fields}
    fields.setdefault("ends", fields["starts"] + timedelta(minutes=200))
    scheme, bus = fields.pop("scheme", "solidarity"), fields.pop("vehicle", None)
    if "programme" not in fields:
        fields["programme"] = programme(scheme=scheme)
    if "place" not in fields and bus is None:
        fields["place"] = place()
    if fields.get("place") is not None:
        fields.setdefault("commune", fields["place"].commune)
    giver = fields.pop("professional") if "professional" in fields else doctor()
    room = fields.pop("room", None) or (fields["place"].resources.filter(kind="room").first() if bus is None else None)
    session = Session(**fields)
    found = {"professional": giver and giver.resource, "room": room, "vehicle": bus}
    posts = session.rules.posts(session.starts, session.ends)
    # Nobody gives a session twice: a second carer is added by the test that wants one.
    return Draft(session, [(post, None if post.role is SECOND else found.get(post.role.kind)) for post in posts])


def published(**fields: Any) -> Session:
    """Publish a session, with its posts, claims and slots."""
    made = draft(**fields)
    open_sessions([made])
    return again(made.session)


def again(session: Session) -> Session:
    """Read the session again, with its posts."""
    return Session.objects.with_posts().get(pk=session.pk)


def _word(count: int) -> str:
    """Write a number in letters, for distinct names."""
    return "".join("abcdefghij"[int(digit)] for digit in str(count))


def patient(**fields: Any) -> PatientData:
    """Return a person of the session's intercommunality, without treating doctor."""
    fields = {
        "first_name": "Paul",
        "last_name": f"Marty {_word(number())}",
        "birth_year": 1950,
        "has_treating_doctor": False,
        "email": f"patient{number()}@example.org",
        **fields,
    }
    if "commune" not in fields:
        fields["commune"] = commune().pk
    return PatientData(**fields)


def letters(to: str = "", **conditions: Any) -> list[Message]:
    """Return the messages of the outbox, in order; by address they are found in clear, since it is encrypted."""
    return [one for one in Message.objects.filter(**conditions).order_by("pk") if not to or one.to == to]


def key() -> str:
    """Return a valid idempotency key."""
    return f"cle-de-formulaire-{number():08d}"


def held(by: User | None = None, **fields: Any) -> Session:
    """Create a past session that a user of the coordination has marked as held."""
    fields = {"starts": at("2026-09-07"), **fields}
    made = published(**fields)
    return hold(made, by or coordinator(made.commune.department.region if made.commune.department else None))


def payer(kind: str = "insurer", schemes: tuple[str, ...] = ("solidarity",), **fields: Any) -> Payer:
    """Somebody who pays for ``schemes`` in the department of the usual commune, or in ``department``."""
    where = fields.pop("department", None) or department()
    house = fields.pop("organisation", None) or organisation(kind)
    made = Payer.objects.create(organisation=house, region=where.region)
    for scheme in schemes:
        PaymentMandate.objects.create(payer=made, scheme=scheme, department=where)
    return made


def rpps() -> str:
    """A number that nobody has yet, with its key."""
    digits = f"10{number():08d}"
    return f"{digits}{key_of(digits)}"


def answers(**fields: Any) -> dict[str, dict[str, Any]]:
    """Good answers to every question of an application, by question; those of ``fields`` said otherwise."""
    said: dict[str, dict[str, Any]] = {
        "contact": {"email": f"volontaire{number()}@example.org", "phone": "06 39 98 00 01"},
        "identity": {"first_name": "Inès", "last_name": f"Garrigue{_word(number())}"},
        "rpps": {"rpps": rpps()},
        "profession": {"profession": "gp"},
        "status": {"status": "practising"},
        "practice": {"home": commune("31555", "Toulouse", department=department("31"), intercommunality=None).pk},
        "places": {"places": []},
        "rhythm": {"half_days_per_month": 2},
        "when": {"weekdays": [1, 3], "dates": []},
        "replacement": {"replaced_at_home": True},
        "lodging": {"lodging_wanted": False},
        "motivation": {"motivation": ""},
    }
    return {
        question: {name: fields.get(name, value) for name, value in values.items()} for question, values in said.items()
    }


def application(*, sent: bool = True, **fields: Any) -> Application:
    """An application whose questions are all answered, and which is sent unless said otherwise."""
    said = answers(**fields)
    row = applications.begin(scheme_named(fields.get("scheme", "solidarity")), **said["contact"], address=str(number()))
    for question, values in said.items():
        row = applications.save_answer(row, question, values)
    return applications.send(row, consent=True) if sent else row


def granted(row: Application, *kinds: str) -> Application:
    """The application once the desks have said yes, to ``kinds`` or to everything."""
    for check in row.checks.select_related("authorisation"):
        kind = check.authorisation.kind
        if not kinds or kind in kinds:
            details = {"billing_number": "311234567"} if kind == "insurance_number" else {}
            given = desks.DeskAnswer(state=Authorisation.State.GRANTED, reason="Par courrier.", details=details)
            desks.answer_for(check.authorisation.pk, given, "Dr Morel, conseil de l’Ordre")
    return row


def place_answers(**fields: Any) -> dict[str, dict[str, Any]]:
    """Good answers to every question about a proposed place, by question; those of ``fields`` said otherwise."""
    said: dict[str, dict[str, Any]] = {
        "contact": {"email": f"mairie{number()}@example.org", "phone": "06 39 98 00 02"},
        "who": {"proposer": "commune"},
        "identity": {"first_name": "Rose", "last_name": "Causse", "organisation_name": f"Commune {_word(number())}"},
        "place": {"place_name": f"Maison {_word(number())}", "place_kind": "town_premises"},
        "address": {"commune": commune().pk, "address": "3 place de la Halle"},
        "rooms": {"rooms": "1"},
        "hours-1": {"hours": [(0, time(8, 30), time(12, 30)), (0, time(13, 30), time(18, 30))]},
        "closures": {"closures": []},
        "equipment": {"equipment": ["desk", "ecg"]},
        "accessibility": {"accessibility": ["step_free"]},
        "secretariat": {"secretariat": "none"},
        "parking": {"parking": "street"},
        "lodging": {"lodging": "on_site"},
        "sleeping": {"beds": 2, "keys": "À la mairie", "meals": "kitchen"},
        "on_site": {"contact_name": "Rose Causse", "contact_phone": "06 39 98 00 02"},
        "photos": {},
        "word": {"word": ""},
    }
    return {
        question: {name: fields.get(name, value) for name, value in values.items()} for question, values in said.items()
    }


def proposal(*, sent: bool = True, visited: bool = False, **fields: Any) -> PlaceProposal:
    """A proposed place whose questions are all answered; sent, and visited with every point seen, as said."""
    said = place_answers(**fields)
    row = proposals.begin(**said.pop("contact"), address=str(number()))
    for question, values in said.items():
        row = proposals.save_answer(row, question, values)
    if not sent:
        return row
    row = proposals.send(row, consent=True)
    if visited:
        row = proposals.set_visit(row, timezone.localdate(), "Odile Serin")
        row = proposals.note_visit(row, REQUIRED_AT_VISIT)
    return row


def desk_member(role: str = "order_council", of_region: Region | None = None) -> User:
    """Somebody who answers at a desk of a region."""
    house = organisation(kind_giving(role))
    house.regions.add(of_region or region())
    return user(role, house)
