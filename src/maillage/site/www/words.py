"""Words of the closed lists, in French."""

from __future__ import annotations

import datetime as dt

from maillage.schemes import PARIS
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
STATES = {
    "draft": "brouillon",
    "published": "à confirmer",
    "accepted": "confirmée",
    "declined": "sans médecin",
    "cancelled": "annulée",
    "held": "tenue",
}
"""States of a session, as the coordination and the places read them."""
HALVES = {"morning": "matin", "afternoon": "après-midi"}


def called(professional: Professional | None) -> str:
    """ "Dr Tilleul"; "personne" where there is nobody."""
    if professional is None:
        return "personne"
    name = toponyms.curly(professional.last_name)
    return f"Dr\u00a0{name}" if professional.profession in DOCTORS else f"{professional.first_name}\u00a0{name}"


def place_of(session: Session) -> str:
    """Where a session is held, as people say it."""
    if session.place is not None:
        return toponyms.curly(session.place.name)
    return f"Bus médical, {toponyms.curly(session.stop or session.commune.name)}"


def where(session: Session) -> str:
    """Place and commune, the commune once."""
    place, commune = place_of(session), toponyms.curly(session.commune.name)
    return place if commune in place else f"{place}, {commune}"


def half_of(starts: dt.datetime) -> str:
    """ "matin" or "après-midi"."""
    return HALVES["morning" if starts.astimezone(PARIS).hour < 13 else "afternoon"]
