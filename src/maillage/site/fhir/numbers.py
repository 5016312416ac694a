"""National numbers as the health information systems of France exchange them.

A person is ``8`` and the eleven digits of the RPPS number (IdNatPS); a structure is ``1`` and its FINESS number, or
``3`` and its SIRET number (IdNatStruct). Source: guide "Service d’accès aux soins" of the Agence du numérique en santé,
1.2.0, and annex "Sources des données personnes et structures" of the CI-SIS.
"""

from __future__ import annotations

import re

from maillage.site.directory.rpps import DIGITS as RPPS_DIGITS
from maillage.site.directory.rpps import has_key
from maillage.site.refusals import InvalidField

PERSONS, STRUCTURES = "urn:oid:1.2.250.1.71.4.2.1", "urn:oid:1.2.250.1.71.4.2.2"
"""Naming systems of IdNatPS and IdNatStruct."""
FINESS = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{7}")
SIRET = re.compile(r"[0-9]{14}")
POST_OFFICE = "356000000"
"""The SIREN of La Poste: the digits of its SIRET numbers sum to a multiple of five instead of having a Luhn key."""


def person(rpps: str) -> str:
    """Return the IdNatPS of an RPPS number."""
    return f"8{rpps}"


def rpps_of(value: str) -> str | None:
    """Return the RPPS number of an IdNatPS, None for one of another register (ADELI, a student, a structure’s staff).

    Raises ``ValueError`` for what is no IdNatPS.
    """
    if re.fullmatch(rf"8[0-9]{{{RPPS_DIGITS}}}", value):
        return value[1:]
    if re.fullmatch(r"[0-7][0-9A-Za-z/.-]{5,40}", value):
        return None
    raise ValueError(value)


def structure(number: str) -> str:
    """Return the IdNatStruct of a FINESS or a SIRET number."""
    return f"{1 if len(number) == 9 else 3}{number}"


def siret_of(value: str) -> str:
    """Return the SIRET number of an IdNatStruct. Raises ``ValueError`` for anything else."""
    if not (value.startswith("3") and SIRET.fullmatch(value[1:])):
        raise ValueError(value)
    return value[1:]


def kept_number(text: str) -> str:
    """Return a FINESS or SIRET number as stored, without spaces. Raises ``InvalidField`` saying what to correct."""
    number = "".join(text.split()).replace(".", "").upper()
    if FINESS.fullmatch(number):
        # The key is defined on digits: the letter of the departments of Corsica has none.
        if number.isdigit() and not has_key(number):
            raise InvalidField("number", "Ce numéro FINESS n’existe pas\u00a0: un chiffre est faux.")
        return number
    if SIRET.fullmatch(number):
        if not (has_key(number) or (number.startswith(POST_OFFICE) and sum(map(int, number)) % 5 == 0)):
            raise InvalidField("number", "Ce numéro SIRET n’existe pas\u00a0: un chiffre est faux.")
        return number
    raise InvalidField("number", "Donnez les 9 chiffres du numéro FINESS, ou les 14 chiffres du numéro SIRET.")
