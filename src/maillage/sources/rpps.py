"""The national register of health professionals, file « PS_LibreAcces_Personne_activite » of the Annuaire Santé.

Producer: Agence du numérique en santé; public data under Licence Ouverte, one line for each person and workplace. It
names people: only what is asked for leaves this reader, and nothing of it is kept with the package.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maillage.errors import MaillageError

PERSON, KIND = "Identification nationale PP", "Type d'identifiant PP"
NUMBER = "Identifiant PP"
LAST_NAME, FIRST_NAME = "Nom d'exercice", "Prénom d'exercice"
PROFESSION, SKILL = "Code profession", "Code savoir-faire"
COMMUNE, POSTCODE = "Code commune (coord. structure)", "Code postal (coord. structure)"
NEEDED = (NUMBER, LAST_NAME, FIRST_NAME, PROFESSION)
RPPS = "8"
GP, SPECIALIST = "gp", "specialist"
PROFESSIONS = {"40": "dentist", "50": "midwife", "60": "nurse"}
"""Codes of professions, as the schemes name them; a doctor is one of the two before by the skill."""
DOCTOR = "10"
GENERAL_MEDICINE = frozenset({"SM53", "SM54", "SM26"})
"""General medicine as a skill: « médecine générale », « qualification MG », and « qualifié en médecine générale »."""


@dataclass(frozen=True)
class RegisteredPerson:
    """The least of a line: number, names, profession, department of the workplace ("" where unknown)."""

    rpps: str
    first_name: str
    last_name: str
    profession: str
    department: str


def read_register(path: Path) -> Iterator[RegisteredPerson]:
    """The people of the file whose profession some scheme can name, line by line.

    Raises ``MaillageError`` naming the file, and the column that is missing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE)
            missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
            if missing:
                raise MaillageError(
                    f"{path}: column '{missing[0]}' is missing. Give the file PS_LibreAcces_Personne_activite of the "
                    "Annuaire Santé, as it was downloaded and unzipped."
                )
            for row in rows:
                person = _person(row)
                if person is not None:
                    yield person
    except (OSError, UnicodeDecodeError) as error:
        raise MaillageError(f"{path} cannot be read as a text in UTF-8: {error}") from error


def _person(row: dict[str, str]) -> RegisteredPerson | None:
    number = (row[NUMBER] or "").strip()
    profession = _profession((row[PROFESSION] or "").strip(), (row.get(SKILL) or "").strip())
    if row.get(KIND, RPPS) != RPPS or len(number) != 11 or not number.isdigit() or profession is None:
        return None
    return RegisteredPerson(
        number, (row[FIRST_NAME] or "").strip(), (row[LAST_NAME] or "").strip(), profession, _department(row)
    )


def _profession(code: str, skill: str) -> str | None:
    if code != DOCTOR:
        return PROFESSIONS.get(code)
    return GP if not skill or skill in GENERAL_MEDICINE else SPECIALIST


def _department(row: dict[str, str]) -> str:
    """From the code of the commune, else from the postcode; three characters overseas."""
    code = (row.get(COMMUNE) or row.get(POSTCODE) or "").strip()
    return code[:3] if code[:2] in ("97", "98") else code[:2]
