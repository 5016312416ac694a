"""The parameters of a search, read as the guide writes them. Raises ``Refusal`` for what cannot be run.

Badly formed: 400. Well formed, but against a rule (more than 25 identifiers, an end before the beginning): 422. Unknown
parameters are ignored, as FHIR asks of servers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import QueryDict

from maillage.schemes import PARIS
from maillage.site.fhir import numbers
from maillage.site.fhir.outcome import Refusal

MOST_IDENTIFIERS = 25
MOST_SLOTS = 1000
"""Slots of one page if ``_count`` says nothing, and at most."""
FIRST_YEAR, LAST_YEAR = 2000, 2200
INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?)(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """Slots that begin between two instants, both included; ``identifiers`` are numbers as the directory has them.

    ``includes`` are the texts of ``_include``, ``_include:iterate`` and ``_revinclude``; ``count`` and ``offset`` of
    the page are numbers of slots.
    """

    since: datetime
    until: datetime
    identifiers: frozenset[str]
    includes: frozenset[str]
    count: int = MOST_SLOTS
    offset: int = 0

    @property
    def community(self) -> bool:
        """Whether the search is that of a community of professionals (CPTS)."""
        return "Slot:service-type-reference" in self.includes


def by_practitioner(query: QueryDict) -> Asked:
    """Read a search of ``Slot`` (flows INT_R01 and INT_R04)."""
    given = _identifiers(query, "schedule.actor:Practitioner.identifier", numbers.PERSONS)
    try:
        people = [numbers.rpps_of(value) for value in given]
    except ValueError as error:
        raise Refusal(400, "value", f"'{error}' is no IdNatPS: 8 and the 11 digits of the RPPS number.") from error
    return _asked(query, "", frozenset(filter(None, people)))


def by_structure(query: QueryDict) -> Asked:
    """Read a search of ``Schedule`` (SOS Médecins)."""
    given = _identifiers(query, "actor:Location.organization.identifier", numbers.STRUCTURES)
    try:
        structures = frozenset(numbers.siret_of(value) for value in given)
    except ValueError as error:
        raise Refusal(400, "value", f"'{error}' is no SIRET number: 3 and its 14 digits.") from error
    return _asked(query, "_has:Slot:schedule:", structures)


def _asked(query: QueryDict, prefix: str, identifiers: frozenset[str]) -> Asked:
    _check_format(query)
    since, until = _period(query, f"{prefix}start")
    _check_status(query, f"{prefix}status")
    includes = [*query.getlist("_include"), *query.getlist("_include:iterate"), *query.getlist("_revinclude")]
    return Asked(
        since, until, identifiers, frozenset(includes), min(whole(query, "_count", MOST_SLOTS), MOST_SLOTS),
        whole(query, "_offset", 0),
    )  # fmt: skip


def _check_format(query: QueryDict) -> None:
    wanted = query.get("_format", "json").replace(" ", "+")
    if wanted not in ("json", "application/json", "application/fhir+json", "application/json+fhir", "text/json"):
        raise Refusal(406, "not-supported", "Answers are written in JSON only.")


def _check_status(query: QueryDict, name: str) -> None:
    if name not in query:
        raise Refusal(400, "required", f"The parameter '{name}' is missing: say free.")
    if query.getlist(name) != ["free"]:
        raise Refusal(422, "not-supported", "Only free slots are given: say status=free, once.")


def _identifiers(query: QueryDict, name: str, system: str) -> list[str]:
    found = [one.strip() for one in query.get(name, "").split(",") if one.strip()]
    if not found:
        raise Refusal(400, "required", f"The parameter '{name}' is missing.")
    if len(query.getlist(name)) > 1:
        raise Refusal(400, "invalid", f"Give '{name}' once, with commas between the identifiers.")
    if len(found) > MOST_IDENTIFIERS:
        raise Refusal(422, "too-costly", f"At most {MOST_IDENTIFIERS} identifiers, not {len(found)}.")
    for one in found:
        if one.rpartition("|")[0] != system:
            raise Refusal(400, "value", f"'{one}' does not begin with '{system}|'.")
    return [one.rpartition("|")[2] for one in found]


def _period(query: QueryDict, name: str) -> tuple[datetime, datetime]:
    given = query.getlist(name)
    first = [one[2:] for one in given if one.startswith("ge")]
    last = [one[2:] for one in given if one.startswith("le")]
    if len(first) != 1 or len(last) != 1 or len(given) != 2:
        raise Refusal(400, "required", f"Give '{name}' twice: once with ge, once with le.")
    since, until = instant_of(first[0], time.min), instant_of(last[0], time.max)
    if until < since:
        raise Refusal(422, "business-rule", "The end of the period is before its beginning.")
    return since, until


def instant_of(text: str, otherwise: time = time.min) -> datetime:
    """Read an instant; a day alone means ``otherwise`` that day, and no zone means that of Paris."""
    # The plus of a zone, written as it is in an address, is read as a space.
    found = INSTANT.fullmatch(text.replace(" ", "+"))
    try:
        if found is None:
            raise ValueError(text)
        day, clock, zone = found.groups()
        at = otherwise if clock is None else time.fromisoformat(clock)
        read = datetime.combine(date.fromisoformat(day), at)
        moment = datetime.fromisoformat(f"{read.isoformat()}{zone}") if zone else read.replace(tzinfo=PARIS)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError(text)
    except ValueError as error:
        raise Refusal(400, "value", f"'{text}' is no date: write 2026-11-28T09:00:00+01:00.") from error
    return moment


def whole(query: QueryDict, name: str, usual: int) -> int:
    """Read a whole number, ``usual`` if there is none."""
    text = query.get(name, "")
    if not text:
        return usual
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise Refusal(400, "value", f"'{name}' is a whole number.")
    return int(text)
