"""French words for the codes of closed lists."""

from __future__ import annotations

from typing import Protocol

from maillage.schemes import ResourceKind, Scheme
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.www import toponyms

PROFESSIONS = {
    "gp": "médecin généraliste",
    "specialist": "médecin spécialiste",
    "dentist": "chirurgien-dentiste",
    "nurse": "infirmier",
    "midwife": "sage-femme",
}
STATUSES = {
    "practising": "en exercice",
    "locum": "remplaçant",
    "hospital": "hospitalier",
    "retired": "retraité",
    "salaried": "salarié",
}
DOCTORS = ("gp", "specialist", "dentist")
NO_EXTRA_FEE = "tarif réglementé, sans dépassement"
STATES = {
    "draft": "brouillon",
    "published": "à confirmer",
    "accepted": "confirmée",
    "declined": "sans médecin",
    "cancelled": "annulée",
    "held": "tenue",
}
"""States of a session for coordinators and hosts."""
HALVES = {"morning": "matin", "afternoon": "après-midi"}


class Named(Protocol):
    """Whoever has the name and profession of a professional."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def profession(self) -> str: ...


def called(professional: Professional | Named | None) -> str:
    """Return "Dr Tilleul"; "personne" for None."""
    if professional is None:
        return "personne"
    name = toponyms.curly(professional.last_name)
    return f"Dr\u00a0{name}" if professional.profession in DOCTORS else f"{professional.first_name}\u00a0{name}"


def price(scheme: Scheme) -> str:
    """Return what a patient pays: the tariff, and the possible extra fee."""
    extra = scheme.fees.extra_fee_percent
    return f"tarif réglementé, dépassement de {extra}\u00a0% au plus" if extra else NO_EXTRA_FEE


def missing(session: Session) -> str:
    """Return the first thing that a session lacks, "un médecin", "un cabinet"; "" if nothing."""
    for post in session.posts.all():
        if not post.optional and not any(claim.active for claim in post.claims.all()):
            role = session.rules.roles.get(post.role)
            return role.label if role is not None else ""
    return ""


def place_of(session: Session) -> str:
    """Return where a session is held: the place, or the vehicle and its stop."""
    if session.place is not None:
        return toponyms.curly(session.place.name)
    stop = toponyms.curly(session.stop or session.commune.name)
    vehicles = session.things(ResourceKind.VEHICLE)
    return f"{toponyms.curly(vehicles[0].name)}, {stop}" if vehicles else stop


def where(session: Session) -> str:
    """Return place and commune; the place alone if its name contains the commune's."""
    place, commune = place_of(session), toponyms.curly(session.commune.name)
    return place if commune in place else f"{place}, {commune}"


def half_of(session: Session) -> str:
    """Return "matin" or "après-midi", in the local time of the place."""
    return HALVES["morning" if session.starts.astimezone(session.zone).hour < 13 else "afternoon"]
